//! Removing. A removal keeps a print of everything that went with it, as the remover saw it. It holds only while
//! nothing else is there: what was written at the same time brings the record back, to be decided on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{AT, HOME, Nature, ORDER, Record, Records};
use crate::comment::Mark;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    #[serde(flatten)]
    pub by: Mark,
    /// Prints of what was seen, by record.
    pub seen: BTreeMap<String, String>,
}

pub(super) fn of(records: &Records, record: &str, by: &Mark) -> Removal {
    let prints = scope(records, record).into_iter().map(|name| {
        let print = print(records.record(&name));
        (name, print)
    });
    Removal { by: by.clone(), seen: prints.collect() }
}

/// Whether a record is removed, and nothing was written in it or put in it that the remover has not seen.
pub(super) fn holds(records: &Records, record: &str) -> bool {
    let Some(removal) = records.removals.get(record) else { return false };
    scope(records, record)
        .into_iter()
        .all(|name| removal.seen.get(&name).is_some_and(|seen| *seen == print(records.record(&name))))
}

/// The record with everything in it that has not been removed by itself; with a node, its links too.
fn scope(records: &Records, record: &str) -> Vec<String> {
    let mut names = vec![record.to_owned()];
    let Some((nature, id)) = Nature::of(record) else { return names };
    let mut add = |nature: Nature, id: &str| {
        let name = nature.record(id);
        if !holds(records, &name) {
            names.extend(scope(records, &name));
        }
    };
    match nature {
        Nature::Node => {
            let at_home = records.ids(Nature::Indicator).filter(|(_, it)| it.field(HOME) == id);
            at_home.for_each(|(indicator, _)| add(Nature::Indicator, indicator));
            let touching = records
                .ids(Nature::Link)
                .filter(|(_, link)| link.field("from") == id || link.field("to") == id);
            touching.for_each(|(link, _)| add(Nature::Link, link));
        }
        Nature::Link => parts(records, id, &[Nature::Assumption, Nature::Evidence, Nature::Rating], add),
        Nature::Indicator => parts(records, id, &[Nature::Period, Nature::Dimension], add),
        Nature::Dimension => parts(records, id, &[Nature::Part], add),
        _ => {}
    }
    names
}

fn parts(records: &Records, id: &str, natures: &[Nature], mut add: impl FnMut(Nature, &str)) {
    for nature in natures {
        for (part, _) in records.parts(*nature, id) {
            add(*nature, &format!("{id}/{part}"));
        }
    }
}

/// The same for records that read the same, wherever they stand.
fn print(record: Option<&Record>) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    for (field, value) in record.iter().flat_map(|record| &record.fields) {
        if ![ORDER, AT, HOME].contains(&field.as_str()) {
            add(field);
            add(value);
        }
    }
    for (field, text) in record.iter().flat_map(|record| &record.texts) {
        for (language, words) in text.0.iter().filter(|(_, words)| !words.is_empty()) {
            add(field);
            add(language);
            add(words);
        }
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
