//! Writes histories for Yjs to read: `JALON_HISTORIES=folder` names where. Each file holds the updates of a log and what
//! this side reads from them; `end2end/differential/yjs.mjs` compares.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};
use sync::interview::Document;
use yrs::{Doc, GetString, Map, ReadTxn, Transact, Update, types::ToJson, updates::decoder::Decode};

use crate::{
    history::{change, play},
    random::Random,
    world::Mistake,
};

const MAPS: [&str; 6] = ["values", "non_answers", "provenances", "sources", "repeats", "meta"];

pub(crate) fn write(folder: &Path, count: u64) {
    fs::create_dir_all(folder).expect("a folder for histories");
    for seed in 0..count {
        let world = play(seed, Mistake::None, false);
        for (number, log) in world.server.logs.values().enumerate() {
            put(folder, &format!("log-{seed}-{number}"), &log.updates);
        }
    }
    for seed in 0..count {
        put(folder, &format!("offline-{seed}"), &offline(seed));
    }
}

/// Three people who work on their own for long, and give and take in any order.
fn offline(seed: u64) -> Vec<Vec<u8>> {
    let mut random = Random::new(seed);
    let people: Vec<Document> = (0..3).map(|number| Document::new(number + 10)).collect();
    let mut updates = Vec::new();
    for _ in 0..60 {
        let (one, other) = (random.below(3), random.below(3));
        let before = people[one].state_vector();
        change(&people[one], &mut random);
        updates.push(people[one].diff(&before).expect("our own vector"));
        if random.percent(20) {
            people[other].apply(&people[one].encode()).expect("an update");
        }
    }
    updates
}

fn put(folder: &Path, name: &str, updates: &[Vec<u8>]) {
    let doc = Doc::with_client_id(1);
    for update in updates {
        let update = Update::decode_v1(update).expect("an update");
        doc.transact_mut().apply_update(update).expect("an update that fits");
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let history = json!({
        "updates": updates.iter().map(|update| hex(update)).collect::<Vec<_>>(),
        "maps": maps(&doc),
        "texts": texts(&doc),
    });
    fs::write(folder.join(format!("{name}.json")), history.to_string()).expect("room for a history");
}

fn maps(doc: &Doc) -> BTreeMap<&'static str, Value> {
    let read = |name: &'static str| {
        let map = doc.get_or_insert_map(name);
        let txn = doc.transact();
        let entries: BTreeMap<String, Value> = map
            .iter(&txn)
            .map(|(key, value)| {
                let value = serde_json::to_value(value.to_json(&txn)).expect("a value of ours");
                (key.to_owned(), value)
            })
            .collect();
        (name, json!(entries))
    };
    MAPS.into_iter().map(read).collect()
}

fn texts(doc: &Doc) -> BTreeMap<String, String> {
    let names: Vec<String> = doc.transact().root_refs().map(|(name, _)| name.to_owned()).collect();
    let is_text = |name: &String| name.starts_with("value:") || name.starts_with("note:");
    let read = |name: String| {
        let text = doc.get_or_insert_text(name.as_str());
        let content = text.get_string(&doc.transact());
        (name, content)
    };
    names.into_iter().filter(is_text).map(read).collect()
}
