//! What the server refused, as a file for its author.

use domain::{
    document::Home,
    failure::Failure,
    framework::Framework,
    guide::draft::Draft,
    id::{DocumentId, GuideId, Timestamp},
    interview::{Answers, Entry},
    plan::Plan,
};
use serde::Serialize;
use sync::client::RowState;
use sync::document::Content;

use super::{hub::Hub, replica};
use crate::components::download::download;

#[derive(Serialize)]
struct Export {
    document: DocumentId,
    #[serde(flatten)]
    home: Home,
    #[serde(skip_serializing_if = "Option::is_none")]
    guide: Option<GuideId>,
    refused_at: Timestamp,
    reason: Failure,
    #[serde(flatten)]
    changes: Changes,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Changes {
    Answers {
        /// The entries that the refused changes touch, as they would read.
        entries: Vec<(String, Entry)>,
        /// The instances of repeats, as they would be.
        repeats: Vec<(String, Vec<String>)>,
    },
    /// The whole text as it would read.
    Text { text: String },
    /// The whole draft of a guide as it would read.
    Draft { draft: Draft },
    /// The whole plan as it would read.
    Plan { plan: Plan },
    /// The whole framework as it would read.
    Framework { framework: Box<Framework> },
}

impl Hub {
    pub(crate) async fn export_set_aside(&self, id: DocumentId) -> Result<(), Failure> {
        let store = self.store()?;
        let record = store.record(id).await?.ok_or(Failure::NotFound)?;
        let (reason, refused_at) = record.refused.ok_or(Failure::NotFound)?;
        let rows = store.rows(id).await?;
        let start = record.start;
        let document = replica::blank(start.kind)?;
        replica::apply(&document, &rows, RowState::Sent);
        let before = document.content();
        replica::apply(&document, &rows, RowState::Aside);
        let changes = match (before, document.content()) {
            (Content::Answers(before), Content::Answers(after)) => {
                let (entries, repeats) = differences(&before, after);
                Changes::Answers { entries, repeats }
            }
            (_, Content::Text(text)) => Changes::Text { text },
            (_, Content::Draft(draft)) => Changes::Draft { draft },
            (_, Content::Plan(plan)) => Changes::Plan { plan },
            (_, Content::Framework(reading)) => Changes::Framework { framework: Box::new(reading.framework) },
            (_, Content::Answers(_)) => return Err(Failure::Unknown),
        };
        let export =
            Export { document: id, home: start.home, guide: start.guide, refused_at, reason, changes };
        let json = serde_json::to_string_pretty(&export).map_err(|_| Failure::Unknown)?;
        download(&format!("jalon-{id}.json"), "application/json", &json).map_err(|_| Failure::Unknown)
    }
}

type Differences = (Vec<(String, Entry)>, Vec<(String, Vec<String>)>);

/// What `after` says differently from `before`; an entry that was cleared is blank.
fn differences(before: &Answers, after: Answers) -> Differences {
    let cleared = before.entries.keys().filter(|key| !after.entries.contains_key(*key));
    let mut entries: Vec<_> = cleared.map(|key| (key.to_string(), Entry::default())).collect();
    let changed = after.entries.into_iter().filter(|(key, entry)| before.entries.get(key) != Some(entry));
    entries.extend(changed.map(|(key, entry)| (key.0, entry)));
    let repeats =
        after.repeats.into_iter().filter(|(key, instances)| before.repeats.get(key) != Some(instances));
    (entries, repeats.map(|(key, instances)| (key.0, instances)).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::guide::{NodeKey, Value};

    use super::*;

    fn answers(entries: &[(&str, &str)], instances: &[&str]) -> Answers {
        let key = |name: &str| NodeKey(name.to_owned());
        let entry = |text: &str| Entry { value: Value::Text(text.to_owned()), ..Entry::default() };
        Answers {
            entries: entries.iter().map(|(name, text)| (key(name), entry(text))).collect(),
            repeats: BTreeMap::from([(
                key("child"),
                instances.iter().map(|name| (*name).to_owned()).collect(),
            )]),
            ..Answers::default()
        }
    }

    #[test]
    fn only_what_was_refused_is_exported() {
        let before = answers(&[("a", "1"), ("b", "2"), ("c", "3")], &["x"]);
        let (entries, repeats) = differences(&before, answers(&[("a", "1"), ("b", "9"), ("d", "4")], &["x"]));
        let names: Vec<_> =
            entries.iter().map(|(name, entry)| (name.as_str(), entry.value.to_text())).collect();
        assert_eq!(names, [("c", String::new()), ("b", "9".to_owned()), ("d", "4".to_owned())]);
        assert!(repeats.is_empty());
        let (_, repeats) = differences(&before, answers(&[], &["x", "y"]));
        assert_eq!(repeats.len(), 1);
    }
}
