//! What a person changes in the interview, what can be taken back, and what others change.

use domain::{
    guide::{NodeKey, Value},
    interview::{Answers, Entry, NonAnswer, Provenance},
    language::Language,
};
use leptos::prelude::*;

use super::{Runner, history::Step, record::Record};

impl Runner {
    /// Sets an answer; `typing` joins the letters of one field into one step of the history. Answering takes away the
    /// reason for not answering.
    pub fn set_value(&self, key: &NodeKey, value: Value, typing: bool) {
        self.edit(key, typing, |entry| {
            if !value.is_empty() {
                entry.non_answer = None;
            }
            entry.value = value;
        });
    }

    /// Says why there is no answer. An answer that was there stays, for the day it is wanted again.
    pub fn set_non_answer(&self, key: &NodeKey, reason: Option<NonAnswer>) {
        self.edit(key, false, |entry| entry.non_answer = reason);
    }

    pub fn set_provenance(&self, key: &NodeKey, provenance: Option<Provenance>) {
        self.edit(key, false, |entry| entry.provenance = provenance);
    }

    pub fn type_note(&self, key: &NodeKey, note: &str) {
        self.edit(key, true, |entry| note.clone_into(&mut entry.note));
    }

    pub fn type_source(&self, key: &NodeKey, source: &str) {
        self.edit(key, true, |entry| source.clone_into(&mut entry.source));
    }

    /// Ends the step of typing, when a field is left.
    pub fn end_typing(&self) {
        self.record.update_value(|record| record.history.close());
    }

    fn edit(&self, key: &NodeKey, typing: bool, change: impl FnOnce(&mut Entry)) {
        let before = self.record.with_value(|record| record.entry(key));
        let mut after = before.clone();
        change(&mut after);
        if before == after || self.frozen() {
            return;
        }
        self.write(|record| {
            let changed = record.put(key, &before, &after);
            let step = Step::Answer { key: key.clone(), before: before.into(), after: after.into() };
            record.history.record(step, typing);
            changed
        });
    }

    /// Adds an instance and returns its key.
    pub fn add_instance(&self, repeat: &NodeKey) -> Option<NodeKey> {
        if self.frozen() {
            return None;
        }
        let mut added = None;
        self.write(|record| {
            let position = record.answers.repeats.get(repeat).map_or(0, Vec::len);
            let (instance, changed) = record.add_instance(repeat);
            added = Some(repeat.instance(&instance));
            let step = Step::Instance { repeat: repeat.clone(), instance, position, added: true };
            record.history.record(step, false);
            changed
        });
        added
    }

    pub fn remove_instance(&self, repeat: &NodeKey, instance: &str) {
        let position = self.look(|_, answers| {
            answers.repeats.get(repeat).and_then(|list| list.iter().position(|other| other == instance))
        });
        let Some(position) = position.filter(|_| !self.frozen()) else { return };
        self.write(|record| {
            let step = Step::Instance {
                repeat: repeat.clone(),
                instance: instance.to_owned(),
                position,
                added: false,
            };
            record.history.record(step, false);
            record.take_instance(repeat, instance)
        });
    }

    pub fn can_undo(&self) -> bool {
        self.changes.track();
        self.record.with_value(|record| record.history.can_undo())
    }

    pub fn can_redo(&self) -> bool {
        self.changes.track();
        self.record.with_value(|record| record.history.can_redo())
    }

    /// Takes back one's own last change and goes to where it was.
    pub fn undo(&self) {
        let step = self.record.try_update_value(|record| record.history.undo()).flatten();
        self.replay(step, true);
    }

    /// Does again what was taken back last.
    pub fn redo(&self) {
        let step = self.record.try_update_value(|record| record.history.redo()).flatten();
        self.replay(step, false);
    }

    fn replay(&self, step: Option<Step>, back: bool) {
        let Some(step) = step.filter(|_| !self.frozen()) else { return };
        let place = match &step {
            Step::Answer { key, .. } => Some(key.clone()),
            Step::Instance { repeat, .. } => Some(repeat.clone()),
            Step::Together(_) => None,
        };
        self.write(|record| record.replay(&step, back));
        if let Some(place) = place {
            self.go(&place);
        }
    }

    /// Brings earlier content back as a change of now, which can be undone as one.
    pub fn restore(&self, step: Step) {
        if self.frozen() {
            return;
        }
        self.write(|record| {
            let changed = record.replay(&step, false);
            record.history.record(step, false);
            changed
        });
    }

    /// Takes the answers of the document when somebody else changed them.
    pub fn take(&self, answers: &Answers) {
        if self.look(|_, known| known == answers) {
            return;
        }
        self.write(|record| record.take(answers));
    }

    /// Computes in another language what depends on one.
    pub fn speak(&self, language: Language) {
        self.write(|record| record.engine.set_language(language));
    }

    /// Carries a change out and tells those who follow what it touched.
    pub(super) fn write(&self, change: impl FnOnce(&mut Record) -> Vec<NodeKey>) {
        let before = self.relevant_count();
        let triggers = self.record.try_update_value(|record| {
            let mut changed = change(record);
            changed.sort();
            changed.dedup();
            changed.iter().filter_map(|key| record.nodes.get(key).cloned()).collect::<Vec<_>>()
        });
        for trigger in triggers.into_iter().flatten() {
            trigger.notify();
        }
        self.changes.update(|count| *count = count.wrapping_add(1));
        self.appeared.set(self.relevant_count().saturating_sub(before));
    }
}
