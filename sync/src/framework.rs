//! A framework as a document that merges.
//!
//! Its records (`domain::framework::records`) are in three roots: `fields` holds plain values under `record|field`, each
//! of which the last writer has; each text that people write together is a root `Y.Text` named
//! `text:record|field|language`; `removed` holds under a record who removed it, and a print of what she saw. Removing
//! writes there and nowhere else, so that what somebody else writes at the same time is never lost.

use std::{collections::BTreeMap, ops::Deref};

use domain::{
    comment::Mark,
    framework::{
        edit::{self, Edit},
        records::{Reading, Records, Removal, Write},
    },
    language::Language,
};
use yrs::{GetString, Map, MapRef, ReadTxn, Text, TextRef, Transact, WriteTxn};

use crate::{interview::code_of, replica::Replica, schema::Roots, steps::Steps};

const FIELDS: &str = "fields";
const REMOVED: &str = "removed";
const TEXT: &str = "text:";

pub(crate) const ROOTS: Roots = Roots { maps: &[FIELDS, REMOVED], texts: &[], text_prefixes: &[TEXT] };

/// What is written under this origin cannot be taken back: what the framework starts with.
const FILLED: &str = "filled";

/// A framework that can be changed here and merged with other replicas.
pub struct Document {
    /// What this replica wrote and can take back. It goes before the document that it listens to.
    steps: Steps,
    fields: MapRef,
    removed: MapRef,
    replica: Replica,
}

impl Deref for Document {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        &self.replica
    }
}

impl Document {
    /// An empty framework; for `client_id` see [`Replica::new`].
    pub fn new(client_id: u32) -> Self {
        Self::of(Replica::new(client_id))
    }

    /// The framework that a replica holds.
    pub fn of(replica: Replica) -> Self {
        let [fields, removed] = [FIELDS, REMOVED].map(|name| replica.doc.get_or_insert_map(name));
        let steps = Steps::new();
        steps.cover(&replica, &fields);
        steps.cover(&replica, &removed);
        Self { steps, fields, removed, replica }
    }

    /// Everything in it, as plain data.
    pub fn records(&self) -> Records {
        let mut records = Records::default();
        let texts = self.root_texts();
        let txn = self.replica.doc.transact();
        for (key, value) in self.fields.iter(&txn) {
            if let (Some((record, field)), Some(value)) = (key.split_once('|'), code_of(&value)) {
                records.set_field(record, field, &value);
            }
        }
        for (name, text) in texts {
            let mut parts = name[TEXT.len()..].splitn(3, '|');
            let (Some(record), Some(field), Some(language)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let words = text.get_string(&txn);
            if !words.is_empty() {
                records.set_text(record, field, language, &words);
            }
        }
        for (record, value) in self.removed.iter(&txn) {
            let removal = code_of(&value).and_then(|json| serde_json::from_str::<Removal>(&json).ok());
            if let Some(removal) = removal {
                records.removals.insert(record.to_owned(), removal);
            }
        }
        records
    }

    /// The framework, with what was removed and what is contested.
    pub fn read(&self) -> Reading {
        self.records().read()
    }

    /// Writes what the framework starts with, in one update. It cannot be taken back.
    pub fn fill(&self, records: &Records) {
        let mut txn = self.replica.doc.transact_mut_with(FILLED);
        for (name, record) in &records.all {
            for (field, value) in &record.fields {
                self.fields.insert(&mut txn, format!("{name}|{field}"), value.as_str());
            }
            for (field, text) in &record.texts {
                for (language, words) in &text.0 {
                    let root = txn.get_or_insert_text(text_name(name, field, language));
                    root.insert(&mut txn, 0, words);
                }
            }
        }
    }

    /// Makes edits one after the other, each on what the one before has left.
    pub fn make(&self, edits: &[Edit], by: &Mark, language: Language) {
        let mut records = self.records();
        let mut all = Vec::new();
        for edit in edits {
            let writes = edit::writes(&records, edit, by, language);
            for write in &writes {
                records.apply(write);
            }
            all.extend(writes);
        }
        self.write_all(&all);
    }

    /// Makes a text read `words`, by the smallest insertion and deletion, so that what somebody else writes in it stays.
    pub fn set_text(&self, record: &str, field: &str, language: &str, words: &str) {
        let text = self.text_ref(record, field, language);
        self.replica.edit(&text, words);
    }

    pub fn text(&self, record: &str, field: &str, language: &str) -> String {
        let text = self.replica.doc.get_or_insert_text(text_name(record, field, language));
        text.get_string(&self.replica.doc.transact())
    }

    /// What can be taken back of what this replica wrote.
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// Makes writes as one change.
    pub fn write_all(&self, writes: &[Write]) {
        let plain: Vec<&Write> = writes.iter().filter(|write| !matches!(write, Write::Text { .. })).collect();
        if !plain.is_empty() {
            let mut txn = self.replica.write();
            for write in plain {
                match write {
                    Write::Field { record, field, value } if value.is_empty() => {
                        self.fields.remove(&mut txn, &format!("{record}|{field}"));
                    }
                    Write::Field { record, field, value } => {
                        self.fields.insert(&mut txn, format!("{record}|{field}"), value.as_str());
                    }
                    Write::Remove { record, removal } => {
                        // Plain texts always make JSON.
                        let Ok(json) = serde_json::to_string(removal) else { continue };
                        self.removed.insert(&mut txn, record.as_str(), json);
                    }
                    Write::Keep { record } => {
                        self.removed.remove(&mut txn, record);
                    }
                    Write::Text { .. } => {}
                }
            }
        }
        // The last word on each text counts.
        let texts: BTreeMap<(&str, &str, &str), &str> = writes
            .iter()
            .filter_map(|write| match write {
                Write::Text { record, field, language, words } => {
                    Some(((record.as_str(), field.as_str(), language.as_str()), words.as_str()))
                }
                _ => None,
            })
            .collect();
        for ((record, field, language), words) in texts {
            self.set_text(record, field, language, words);
        }
    }

    /// A text, from now on among what can be taken back.
    fn text_ref(&self, record: &str, field: &str, language: &str) -> TextRef {
        let text = self.replica.doc.get_or_insert_text(text_name(record, field, language));
        self.steps.cover(&self.replica, &text);
        text
    }

    /// The root texts. A root that came by an update has no type until somebody asks for it by name.
    fn root_texts(&self) -> Vec<(String, TextRef)> {
        let names: Vec<String> = {
            let txn = self.replica.doc.transact();
            let names = txn.root_refs().map(|(name, _)| name.to_owned());
            names.filter(|name| name.starts_with(TEXT)).collect()
        };
        names.into_iter().map(|name| (name.clone(), self.replica.doc.get_or_insert_text(name))).collect()
    }
}

fn text_name(record: &str, field: &str, language: &str) -> String {
    format!("{TEXT}{record}|{field}|{language}")
}

#[cfg(test)]
mod tests;
