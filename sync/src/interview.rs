//! An interview as a document that merges.
//!
//! Text that people write together (text answers and notes) is one root `Y.Text` a question, named `value:<key>` and
//! `note:<key>`: root types merge by name, so that two tablets that start the same answer offline never lose either.
//! Everything else is a field of a root map, where the last writer wins: `values`, `non_answers`, `provenances`,
//! `sources` by node key; `repeats` by repeat instance, holding its order as a number between those of its neighbours;
//! `meta` with `guide` and `case`; see `margin` and `moving` for the rest.

use std::ops::Deref;

use domain::{
    guide::{NodeKey, Value},
    interview::{Answers, Entry, NonAnswer, Provenance},
};
use yrs::{Any, GetString, Map, MapRef, Out, ReadTxn, TextRef, Transact};

use crate::{replica::Replica, schema::Roots};

pub mod history;
mod margin;
mod moving;

const MAPS: [&str; 11] = [
    "values",
    "non_answers",
    "provenances",
    "sources",
    "repeats",
    "meta",
    "informing",
    "notices",
    "pins",
    "moves",
    "asked",
];
const VALUE: &str = "value:";
const NOTE: &str = "note:";
/// `judged:<aspect>:<section>`
const JUDGED: &str = "judged:";
/// `loose:<name>`
const LOOSE: &str = "loose:";
const TEXTS: [&str; 4] = [VALUE, NOTE, JUDGED, LOOSE];

pub(crate) const ROOTS: Roots = Roots { maps: &MAPS, texts: &[], text_prefixes: &TEXTS };

/// An interview that can be changed here and merged with other replicas.
pub struct Document {
    replica: Replica,
    values: MapRef,
    non_answers: MapRef,
    provenances: MapRef,
    sources: MapRef,
    repeats: MapRef,
    meta: MapRef,
    informing: MapRef,
    notices: MapRef,
    pins: MapRef,
    moves: MapRef,
    asked: MapRef,
}

impl Deref for Document {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        &self.replica
    }
}

impl Document {
    /// An empty interview; for `client_id` see [`Replica::new`].
    pub fn new(client_id: u32) -> Self {
        Self::of(Replica::new(client_id))
    }

    /// The interview that a replica holds.
    pub fn of(replica: Replica) -> Self {
        let map = |name: &str| replica.doc.get_or_insert_map(name);
        let [
            values,
            non_answers,
            provenances,
            sources,
            repeats,
            meta,
            informing,
            notices,
            pins,
            moves,
            asked,
        ] = MAPS.map(map);
        Self {
            values,
            non_answers,
            provenances,
            sources,
            repeats,
            meta,
            informing,
            notices,
            pins,
            moves,
            asked,
            replica,
        }
    }

    /// Names the guide and the case, once, when the interview starts.
    pub fn set_meta(&self, guide: &str, case: &str) {
        let mut txn = self.replica.write();
        self.meta.insert(&mut txn, "guide", guide);
        self.meta.insert(&mut txn, "case", case);
    }

    pub fn meta(&self, field: &str) -> Option<String> {
        let txn = self.replica.doc.transact();
        self.meta.get(&txn, field).as_ref().and_then(code_of)
    }

    /// Sets an answer that is not free text. [`Value::Empty`] clears it.
    pub fn set_value(&self, key: &NodeKey, value: &Value) {
        let key = &self.origin(key);
        let mut txn = self.replica.write();
        match value {
            Value::Empty => {
                self.values.remove(&mut txn, key.as_str());
            }
            Value::Number(number) => {
                self.values.insert(&mut txn, key.as_str(), *number);
            }
            Value::Text(text) => {
                self.values.insert(&mut txn, key.as_str(), text.as_str());
            }
            Value::Many(names) => {
                let names: Vec<Any> = names.iter().map(|name| Any::from(name.as_str())).collect();
                self.values.insert(&mut txn, key.as_str(), Any::from(names));
            }
        }
    }

    /// Makes the free text of an answer read `text`, by the smallest insertion and deletion, so that what somebody
    /// else writes in the same answer stays.
    pub fn set_text(&self, key: &NodeKey, text: &str) {
        self.edit(&format!("{VALUE}{}", self.origin(key)), text);
    }

    pub fn set_note(&self, key: &NodeKey, text: &str) {
        self.edit(&format!("{NOTE}{}", self.origin(key)), text);
    }

    /// Takes back a change of the free text of an answer, from `from` to `to`, and leaves what anybody else has written in
    /// the meantime; see [`crate::undo`].
    pub fn take_back_text(&self, key: &NodeKey, from: &str, to: &str) {
        self.take_back(&format!("{VALUE}{}", self.origin(key)), from, to);
    }

    /// The same for a note.
    pub fn take_back_note(&self, key: &NodeKey, from: &str, to: &str) {
        self.take_back(&format!("{NOTE}{}", self.origin(key)), from, to);
    }

    pub fn set_non_answer(&self, key: &NodeKey, reason: Option<NonAnswer>) {
        self.set_field(&self.non_answers, key, reason.map(NonAnswer::code));
    }

    pub fn set_provenance(&self, key: &NodeKey, provenance: Option<Provenance>) {
        self.set_field(&self.provenances, key, provenance.map(Provenance::code));
    }

    pub fn set_source(&self, key: &NodeKey, source: &str) {
        self.set_field(&self.sources, key, (!source.is_empty()).then_some(source));
    }

    /// Adds an instance at the end of a repeat. `instance` is a name that no replica has used: letters and digits.
    pub fn add_instance(&self, repeat: &NodeKey, instance: &str) {
        let last = self.instances(repeat).last().map_or(0.0, |(order, _)| *order);
        self.restore_instance(repeat, instance, last + 1.0);
    }

    /// Takes an instance away. Its answers stay in the document, so that bringing it back brings them back.
    /// Returns its order, for [`Self::restore_instance`].
    pub fn remove_instance(&self, repeat: &NodeKey, instance: &str) -> Option<f64> {
        let key = repeat.instance(instance);
        let order =
            self.instances(repeat).into_iter().find(|(_, name)| name == instance).map(|(order, _)| order);
        self.repeats.remove(&mut self.replica.write(), key.as_str());
        order
    }

    pub fn restore_instance(&self, repeat: &NodeKey, instance: &str, order: f64) {
        let key = repeat.instance(instance);
        self.repeats.insert(&mut self.replica.write(), key.as_str(), order);
    }

    /// Everything that the document says, as plain data.
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::default();
        self.read_margin(&mut answers);
        let texts = self.root_texts();
        let txn = self.replica.doc.transact();
        let mut entry = |key: &str, change: &mut dyn FnMut(&mut Entry)| {
            change(answers.entries.entry(NodeKey(key.to_owned())).or_default());
        };
        for (key, value) in self.values.iter(&txn) {
            entry(key, &mut |entry| entry.value = value_of(&value));
        }
        for (name, text) in texts {
            let content = text.get_string(&txn);
            if content.is_empty() {
                continue;
            }
            if let Some(key) = name.strip_prefix(VALUE) {
                entry(key, &mut |entry| entry.value = Value::Text(content.clone()));
            } else if let Some(key) = name.strip_prefix(NOTE) {
                entry(key, &mut |entry| entry.note.clone_from(&content));
            }
        }
        for (key, value) in self.non_answers.iter(&txn) {
            entry(key, &mut |entry| {
                entry.non_answer = code_of(&value).and_then(|code| NonAnswer::from_code(&code));
            });
        }
        for (key, value) in self.provenances.iter(&txn) {
            entry(key, &mut |entry| {
                entry.provenance = code_of(&value).and_then(|code| Provenance::from_code(&code));
            });
        }
        for (key, value) in self.sources.iter(&txn) {
            entry(key, &mut |entry| entry.source = code_of(&value).unwrap_or_default());
        }
        answers.entries.retain(|_, entry| !entry.is_blank());
        self.read_moves(&txn, &mut answers);
        let mut instances: Vec<(String, f64, String)> = self
            .repeats
            .iter(&txn)
            .filter_map(|(key, value)| {
                let (repeat, instance) = key.rsplit_once(':')?;
                Some((repeat.to_owned(), number_of(&value)?, instance.to_owned()))
            })
            .collect();
        instances.sort_by(|a, b| {
            (&a.0, a.1, &a.2).partial_cmp(&(&b.0, b.1, &b.2)).unwrap_or(std::cmp::Ordering::Equal)
        });
        for (repeat, _, instance) in instances {
            answers.repeats.entry(NodeKey(repeat)).or_default().push(instance);
        }
        answers
    }

    fn set_field(&self, map: &MapRef, key: &NodeKey, value: Option<&str>) {
        let key = &self.origin(key);
        let mut txn = self.replica.write();
        match value {
            Some(value) => {
                map.insert(&mut txn, key.as_str(), value);
            }
            None => {
                map.remove(&mut txn, key.as_str());
            }
        }
    }

    fn edit(&self, name: &str, new: &str) {
        let text = self.replica.doc.get_or_insert_text(name);
        self.replica.edit(&text, new);
    }

    fn take_back(&self, name: &str, from: &str, to: &str) {
        let text = self.replica.doc.get_or_insert_text(name);
        self.replica.take_back(&text, from, to);
    }

    /// The instances of a repeat with their orders, in order.
    fn instances(&self, repeat: &NodeKey) -> Vec<(f64, String)> {
        let txn = self.replica.doc.transact();
        let mut found: Vec<(f64, String)> = self
            .repeats
            .iter(&txn)
            .filter_map(|(key, value)| {
                let (owner, instance) = key.rsplit_once(':')?;
                (owner == repeat.as_str()).then_some((number_of(&value)?, instance.to_owned()))
            })
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        found
    }

    /// The root texts. A root that came by an update has no type until somebody asks for it by name.
    fn root_texts(&self) -> Vec<(String, TextRef)> {
        let names: Vec<String> = {
            let txn = self.replica.doc.transact();
            let names = txn.root_refs().map(|(name, _)| name.to_owned());
            names.filter(|name| is_text(name)).collect()
        };
        names.into_iter().map(|name| (name.clone(), self.replica.doc.get_or_insert_text(name))).collect()
    }
}

fn is_text(name: &str) -> bool {
    TEXTS.iter().any(|prefix| name.starts_with(prefix))
}

pub(crate) fn code_of(value: &Out) -> Option<String> {
    match value {
        Out::Any(Any::String(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn number_of(value: &Out) -> Option<f64> {
    match value {
        Out::Any(Any::Number(number)) => number.as_f64(),
        _ => None,
    }
}

/// What a foreign client may have written that is not one of ours reads as empty.
pub(crate) fn value_of(value: &Out) -> Value {
    match value {
        Out::Any(Any::Number(number)) => number.as_f64().map_or(Value::Empty, Value::Number),
        Out::Any(Any::String(text)) => Value::Text(text.to_string()),
        Out::Any(Any::Array(items)) => Value::Many(
            items
                .iter()
                .filter_map(|item| match item {
                    Any::String(name) => Some(name.to_string()),
                    _ => None,
                })
                .collect(),
        ),
        _ => Value::Empty,
    }
}

#[cfg(test)]
mod tests;
