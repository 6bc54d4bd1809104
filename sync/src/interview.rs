//! An interview as a document that merges.
//!
//! Text that people write together (text answers and notes) is one root `Y.Text` a question, named `value:<key>` and
//! `note:<key>`: root types merge by name, so that two tablets that start the same answer offline never lose either.
//! Everything else is a field of a root map, where the last writer wins: `values`, `non_answers`, `provenances`,
//! `sources` by node key; `repeats` by repeat instance, holding its order as a number between those of its neighbours;
//! `meta` with `guide` and `case`.

use domain::{
    guide::{NodeKey, Value},
    interview::{Answers, Entry, NonAnswer, Provenance},
};
use yrs::{
    Any, ClientID, Doc, GetString, Map, MapRef, OffsetKind, Options, Origin, Out, ReadTxn, StateVector, Text,
    TextRef, Transact, TransactionMut, Update,
    updates::{decoder::Decode, encoder::Encode},
};

use crate::{SyncError, guard, undo};

pub(crate) mod edit;
pub mod history;

const LOCAL: &str = "local";
const VALUE: &str = "value:";
const NOTE: &str = "note:";

/// An interview that can be changed here and merged with other replicas.
pub struct Document {
    doc: Doc,
    values: MapRef,
    non_answers: MapRef,
    provenances: MapRef,
    sources: MapRef,
    repeats: MapRef,
    meta: MapRef,
}

impl Document {
    /// An empty replica. `client_id` must be random for each replica and never used again: Yjs 13 has 32 bits of it.
    pub fn new(client_id: u32) -> Self {
        let mut options = Options::with_client_id(ClientID::new(u64::from(client_id)));
        options.offset_kind = OffsetKind::Utf16;
        let doc = Doc::with_options(options);
        let map = |name: &str| doc.get_or_insert_map(name);
        Self {
            values: map("values"),
            non_answers: map("non_answers"),
            provenances: map("provenances"),
            sources: map("sources"),
            repeats: map("repeats"),
            meta: map("meta"),
            doc,
        }
    }

    /// Calls `listener` with each update, those of this replica (`true`) and those applied (`false`), as it commits.
    /// It must only put the bytes aside: the document is locked while it runs.
    pub fn observe(&self, listener: impl Fn(&[u8], bool) + 'static) {
        let local = Origin::from(LOCAL);
        let observed = self.doc.observe_update_v1("listener", move |txn, event| {
            listener(&event.update, txn.origin() == Some(&local));
        });
        debug_assert!(observed.is_ok(), "nobody observes inside a transaction");
    }

    /// Merges an update. What it depends on may come later; bytes that are not an update are refused.
    pub fn apply(&self, update: &[u8]) -> Result<(), SyncError> {
        guard::check_update(update)?;
        let update = Update::decode_v1(update).map_err(|_| SyncError::Malformed)?;
        self.doc.transact_mut().apply_update(update).map_err(|_| SyncError::Malformed)
    }

    /// Which changes this replica has.
    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// The update that brings a replica with this state vector up to date. What waits for its dependencies is
    /// included, so that it is never the only copy that gets lost.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, SyncError> {
        guard::check_state_vector(state_vector)?;
        let vector = StateVector::decode_v1(state_vector).map_err(|_| SyncError::Malformed)?;
        Ok(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// The whole document as one update.
    pub fn encode(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    /// True when this replica has everything that the state vector names.
    pub fn covers(&self, state_vector: &[u8]) -> Result<bool, SyncError> {
        guard::check_state_vector(state_vector)?;
        let other = StateVector::decode_v1(state_vector).map_err(|_| SyncError::Malformed)?;
        let own = self.doc.transact().state_vector();
        Ok(other.iter().all(|(client, clock)| own.get(client) >= *clock))
    }

    /// True when a replica of this state vector has everything that this one has, removals aside: state vectors do not
    /// count those.
    pub fn covered_by(&self, state_vector: &[u8]) -> Result<bool, SyncError> {
        guard::check_state_vector(state_vector)?;
        let other = StateVector::decode_v1(state_vector).map_err(|_| SyncError::Malformed)?;
        let own = self.doc.transact().state_vector();
        Ok(own.iter().all(|(client, clock)| other.get(client) >= *clock))
    }

    /// True when applying the update would change something here.
    pub fn lacks(&self, update: &[u8]) -> Result<bool, SyncError> {
        guard::check_update(update)?;
        let scratch = Self::new(0);
        scratch.apply(&self.encode())?;
        let before = scratch.encode();
        scratch.apply(update)?;
        Ok(scratch.encode() != before)
    }

    /// True while changes wait here for others that they depend on.
    pub fn has_gaps(&self) -> bool {
        let txn = self.doc.transact();
        let store = txn.store();
        store.pending_update().is_some() || store.pending_ds().is_some()
    }

    /// Names the guide and the case, once, when the interview starts.
    pub fn set_meta(&self, guide: &str, case: &str) {
        let mut txn = self.write();
        self.meta.insert(&mut txn, "guide", guide);
        self.meta.insert(&mut txn, "case", case);
    }

    pub fn meta(&self, field: &str) -> Option<String> {
        let txn = self.doc.transact();
        self.meta.get(&txn, field).as_ref().and_then(code_of)
    }

    /// Sets an answer that is not free text. [`Value::Empty`] clears it.
    pub fn set_value(&self, key: &NodeKey, value: &Value) {
        let mut txn = self.write();
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
        self.edit(&format!("{VALUE}{key}"), text);
    }

    pub fn set_note(&self, key: &NodeKey, text: &str) {
        self.edit(&format!("{NOTE}{key}"), text);
    }

    /// Takes back a change of the free text of an answer, from `from` to `to`, and leaves what anybody else has written in
    /// the meantime; see [`crate::undo`].
    pub fn take_back_text(&self, key: &NodeKey, from: &str, to: &str) {
        self.take_back(&format!("{VALUE}{key}"), from, to);
    }

    /// The same for a note.
    pub fn take_back_note(&self, key: &NodeKey, from: &str, to: &str) {
        self.take_back(&format!("{NOTE}{key}"), from, to);
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
        self.repeats.remove(&mut self.write(), key.as_str());
        order
    }

    pub fn restore_instance(&self, repeat: &NodeKey, instance: &str, order: f64) {
        let key = repeat.instance(instance);
        self.repeats.insert(&mut self.write(), key.as_str(), order);
    }

    /// Everything that the document says, as plain data.
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::default();
        let texts = self.root_texts();
        let txn = self.doc.transact();
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

    fn write(&self) -> TransactionMut<'_> {
        self.doc.transact_mut_with(LOCAL)
    }

    fn set_field(&self, map: &MapRef, key: &NodeKey, value: Option<&str>) {
        let mut txn = self.write();
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
        let text = self.doc.get_or_insert_text(name);
        let mut txn = self.write();
        let old = text.get_string(&txn);
        let Some(edit) = edit::between(&old, new) else { return };
        if edit.removed > 0 {
            text.remove_range(&mut txn, edit.at, edit.removed);
        }
        if !edit.inserted.is_empty() {
            text.insert(&mut txn, edit.at, edit.inserted);
        }
    }

    fn take_back(&self, name: &str, from: &str, to: &str) {
        let text = self.doc.get_or_insert_text(name);
        let mut txn = self.write();
        let edits = undo::edits(&text.get_string(&txn), from, to);
        // From the end, so that what an edit moves is behind those still to come.
        for edit in edits.iter().rev() {
            if edit.removed > 0 {
                text.remove_range(&mut txn, edit.at, edit.removed);
            }
            if !edit.inserted.is_empty() {
                text.insert(&mut txn, edit.at, &edit.inserted);
            }
        }
    }

    /// The instances of a repeat with their orders, in order.
    fn instances(&self, repeat: &NodeKey) -> Vec<(f64, String)> {
        let txn = self.doc.transact();
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
            let txn = self.doc.transact();
            let names = txn.root_refs().map(|(name, _)| name.to_owned());
            names.filter(|name| name.starts_with(VALUE) || name.starts_with(NOTE)).collect()
        };
        names.into_iter().map(|name| (name.clone(), self.doc.get_or_insert_text(name))).collect()
    }
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
