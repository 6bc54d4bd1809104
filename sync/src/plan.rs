//! A follow-up plan as a document that merges.
//!
//! A record is its id, which says what it is, in three roots: `places` says where it stands, as one value (`parent
//! order`), so that two moves at once leave it in one place; `fields` holds its plain values under `id|field`; each text
//! that people write together is a root `Y.Text` named `text:id|field`. Taking out takes the place away and nothing else,
//! so that what somebody else writes in it at the same time is never lost.

use std::ops::Deref;

use domain::{
    guide::draft::Place,
    plan::{Plan, Record},
};
use yrs::{GetString, Map, MapRef, ReadTxn, Text, TextRef, Transact, WriteTxn};

use crate::{
    interview::code_of,
    replica::{LOCAL, Replica},
    schema::Roots,
    steps::Steps,
};

pub mod history;

const PLACES: &str = "places";
const FIELDS: &str = "fields";
const TEXT: &str = "text:";

pub(crate) const ROOTS: Roots = Roots { maps: &[PLACES, FIELDS], texts: &[], text_prefixes: &[TEXT] };

/// What is written under this origin cannot be taken back: what the plan starts with.
const FILLED: &str = "filled";

/// A plan that can be changed here and merged with other replicas.
pub struct Document {
    /// What this replica wrote and can take back. It goes before the document that it listens to.
    steps: Steps,
    places: MapRef,
    fields: MapRef,
    replica: Replica,
}

impl Deref for Document {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        &self.replica
    }
}

impl Document {
    /// An empty plan; for `client_id` see [`Replica::new`].
    pub fn new(client_id: u32) -> Self {
        Self::of(Replica::new(client_id))
    }

    /// The plan that a replica holds.
    pub fn of(replica: Replica) -> Self {
        let [places, fields] = [PLACES, FIELDS].map(|name| replica.doc.get_or_insert_map(name));
        let steps = Steps::new();
        steps.cover(&replica, &places);
        steps.cover(&replica, &fields);
        Self { steps, places, fields, replica }
    }

    /// Everything that the plan says, as plain data.
    pub fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        let texts = self.root_texts();
        let txn = self.replica.doc.transact();
        for (key, value) in self.fields.iter(&txn) {
            let (Some((id, field)), Some(value)) = (key.split_once('|'), code_of(&value)) else { continue };
            plan.records.entry(id.to_owned()).or_default().set_field(field, &value);
        }
        for (name, text) in texts {
            let Some((id, field)) = name[TEXT.len()..].split_once('|') else { continue };
            let words = text.get_string(&txn);
            plan.records.entry(id.to_owned()).or_default().set_text(field, &words);
        }
        for (id, value) in self.places.iter(&txn) {
            let Some(value) = code_of(&value) else { continue };
            let Some((parent, order)) = value.split_once(' ') else { continue };
            let place = Place { parent: parent.to_owned(), order: order.to_owned() };
            plan.records.entry(id.to_owned()).or_default().place = Some(place);
        }
        // A text that was emptied leaves a root behind, and a record that says nothing.
        plan.records.retain(|_, record| *record != Record::default());
        plan
    }

    /// Writes what a plan starts with, in one update. It cannot be taken back.
    pub fn fill(&self, plan: &Plan) {
        self.put(plan.records.iter(), FILLED);
    }

    /// Puts a whole record in, with its place, as one change.
    pub fn insert(&self, id: &str, record: &Record) {
        for field in record.texts.keys() {
            self.text_ref(id, field);
        }
        self.put(std::iter::once((&id.to_owned(), record)), LOCAL);
    }

    fn put<'r>(&self, records: impl Iterator<Item = (&'r String, &'r Record)>, origin: &str) {
        let mut txn = self.replica.doc.transact_mut_with(origin);
        for (id, record) in records {
            for (field, value) in &record.fields {
                self.fields.insert(&mut txn, format!("{id}|{field}"), value.as_str());
            }
            for (field, words) in &record.texts {
                let root = txn.get_or_insert_text(text_name(id, field));
                root.insert(&mut txn, 0, words);
            }
            if let Some(place) = &record.place {
                self.places.insert(&mut txn, id.as_str(), place_value(place));
            }
        }
    }

    /// Sets a plain value; an empty one takes it away.
    pub fn set_field(&self, id: &str, field: &str, value: &str) {
        self.set_fields(&[(id, field, value)]);
    }

    /// Several plain values as one change.
    pub fn set_fields(&self, changes: &[(&str, &str, &str)]) {
        let mut txn = self.replica.write();
        for (id, field, value) in changes {
            let key = format!("{id}|{field}");
            if value.is_empty() {
                self.fields.remove(&mut txn, &key);
            } else {
                self.fields.insert(&mut txn, key, *value);
            }
        }
    }

    /// Makes a text read `words`, by the smallest insertion and deletion, so that what somebody else writes in it stays.
    pub fn set_text(&self, id: &str, field: &str, words: &str) {
        let text = self.text_ref(id, field);
        self.replica.edit(&text, words);
    }

    pub fn text(&self, id: &str, field: &str) -> String {
        let text = self.replica.doc.get_or_insert_text(text_name(id, field));
        text.get_string(&self.replica.doc.transact())
    }

    /// Gives records new places, as [`Plan::moved`] makes them.
    pub fn place(&self, places: &[(String, Place)]) {
        let mut txn = self.replica.write();
        for (id, place) in places {
            self.places.insert(&mut txn, id.as_str(), place_value(place));
        }
    }

    /// Takes records out. Whoever takes out a goal names its activities too: [`Plan::with_inside`].
    pub fn remove(&self, ids: &[String]) {
        let mut txn = self.replica.write();
        for id in ids {
            self.places.remove(&mut txn, id);
        }
    }

    /// What can be taken back of what this replica wrote.
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// A text, from now on among what can be taken back.
    fn text_ref(&self, id: &str, field: &str) -> TextRef {
        let text = self.replica.doc.get_or_insert_text(text_name(id, field));
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

fn text_name(id: &str, field: &str) -> String {
    format!("{TEXT}{id}|{field}")
}

fn place_value(place: &Place) -> String {
    format!("{} {}", place.parent, place.order)
}

#[cfg(test)]
mod tests;
