//! The draft of a guide as a document that merges.
//!
//! A node is its id in three roots: `places` says where it stands, as one value (`parent order`), so that two moves at
//! once leave it in one place; `fields` holds its plain values under `id|field`, its nature under `id|nature`; each text
//! that people write together is a root `Y.Text` named `text:id|field|language`. Removing takes the place away and
//! nothing else, so that what somebody else writes or puts in it at the same time is never lost.

use std::ops::Deref;

use domain::guide::draft::{Draft, Nature, Node, Place};
use yrs::{GetString, Map, MapRef, ReadTxn, Text, TextRef, Transact};

use crate::{
    interview::code_of,
    replica::{LOCAL, Replica},
    schema::Roots,
    steps::Steps,
};

const PLACES: &str = "places";
const FIELDS: &str = "fields";
const TEXT: &str = "text:";
const NATURE: &str = "nature";

pub(crate) const ROOTS: Roots = Roots { maps: &[PLACES, FIELDS], texts: &[], text_prefixes: &[TEXT] };

/// What is written under this origin cannot be taken back: what the draft starts with.
const FILLED: &str = "filled";

/// A draft that can be changed here and merged with other replicas.
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
    /// An empty draft; for `client_id` see [`Replica::new`].
    pub fn new(client_id: u32) -> Self {
        Self::of(Replica::new(client_id))
    }

    /// The draft that a replica holds.
    pub fn of(replica: Replica) -> Self {
        let [places, fields] = [PLACES, FIELDS].map(|name| replica.doc.get_or_insert_map(name));
        let steps = Steps::new();
        steps.cover(&replica, &places);
        steps.cover(&replica, &fields);
        Self { steps, places, fields, replica }
    }

    /// Everything that the draft says, as plain data.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        let texts = self.root_texts();
        let txn = self.replica.doc.transact();
        for (key, value) in self.fields.iter(&txn) {
            let (Some((id, field)), Some(value)) = (key.split_once('|'), code_of(&value)) else { continue };
            let node = draft.nodes.entry(id.to_owned()).or_default();
            match (field, Nature::from_code(&value)) {
                (NATURE, Some(nature)) => node.nature = nature,
                (NATURE, None) => {}
                _ => node.set_field(field, &value),
            }
        }
        for (name, text) in texts {
            let mut parts = name[TEXT.len()..].splitn(3, '|');
            let (Some(id), Some(field), Some(language)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let words = text.get_string(&txn);
            draft.nodes.entry(id.to_owned()).or_default().set_text(field, language, &words);
        }
        for (id, value) in self.places.iter(&txn) {
            let Some(value) = code_of(&value) else { continue };
            let Some((parent, order)) = value.split_once(' ') else { continue };
            let place = Place { parent: parent.to_owned(), order: order.to_owned() };
            draft.nodes.entry(id.to_owned()).or_default().place = Some(place);
        }
        draft
    }

    /// Writes what a draft starts with, in one update. It cannot be taken back.
    pub fn fill(&self, draft: &Draft) {
        self.put(draft.nodes.iter(), FILLED);
    }

    /// Puts whole nodes in, with their places, as one change.
    pub fn insert<'n>(&self, nodes: impl Iterator<Item = (&'n String, &'n Node)> + Clone) {
        for (id, node) in nodes.clone() {
            for (field, text) in &node.texts {
                for language in text.0.keys() {
                    self.text_ref(id, field, language);
                }
            }
        }
        self.put(nodes, LOCAL);
    }

    fn put<'n>(&self, nodes: impl Iterator<Item = (&'n String, &'n Node)>, origin: &str) {
        use yrs::WriteTxn;
        let mut txn = self.replica.doc.transact_mut_with(origin);
        for (id, node) in nodes {
            self.fields.insert(&mut txn, format!("{id}|{NATURE}"), node.nature.code());
            for (field, value) in &node.fields {
                self.fields.insert(&mut txn, format!("{id}|{field}"), value.as_str());
            }
            for (field, text) in &node.texts {
                for (language, words) in &text.0 {
                    let root = txn.get_or_insert_text(text_name(id, field, language));
                    root.insert(&mut txn, 0, words);
                }
            }
            if let Some(place) = &node.place {
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
    pub fn set_text(&self, id: &str, field: &str, language: &str, words: &str) {
        let text = self.text_ref(id, field, language);
        self.replica.edit(&text, words);
    }

    pub fn text(&self, id: &str, field: &str, language: &str) -> String {
        let text = self.replica.doc.get_or_insert_text(text_name(id, field, language));
        text.get_string(&self.replica.doc.transact())
    }

    /// Gives nodes new places, as [`domain::guide::draft::Outline::moved`] makes them.
    pub fn place(&self, places: &[(String, Place)]) {
        let mut txn = self.replica.write();
        for (id, place) in places {
            self.places.insert(&mut txn, id.as_str(), place_value(place));
        }
    }

    /// Takes nodes away. Whoever removes a group names what is in it too.
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
    fn text_ref(&self, id: &str, field: &str, language: &str) -> TextRef {
        let text = self.replica.doc.get_or_insert_text(text_name(id, field, language));
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

fn text_name(id: &str, field: &str, language: &str) -> String {
    format!("{TEXT}{id}|{field}|{language}")
}

fn place_value(place: &Place) -> String {
    format!("{} {}", place.parent, place.order)
}

#[cfg(test)]
mod tests;
