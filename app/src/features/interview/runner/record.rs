//! The open document, its answers as plain data and the engine that runs on them, kept alike. Every change names the
//! keys whose state it changed.

use std::collections::{BTreeSet, HashMap};

use domain::{
    guide::{Kind, NodeKey, Value, engine::Engine},
    interview::{Answers, Entry},
};
use leptos::prelude::*;

use super::history::{History, Step, replay};
use crate::{features::interview::sections::question_at, sync::OpenInterview};

pub struct Record {
    pub document: OpenInterview,
    pub engine: Engine,
    pub answers: Answers,
    pub history: History,
    /// What tells the parts of the page that show a key.
    pub nodes: HashMap<NodeKey, ArcTrigger>,
    /// Where an instance that was taken away stood, to bring it back there.
    places: HashMap<NodeKey, f64>,
}

impl Record {
    pub fn new(document: OpenInterview, engine: Engine, answers: Answers) -> Self {
        Self {
            document,
            engine,
            answers,
            history: History::default(),
            nodes: HashMap::new(),
            places: HashMap::new(),
        }
    }

    pub fn entry(&self, key: &NodeKey) -> Entry {
        self.answers.entries.get(key).cloned().unwrap_or_default()
    }

    /// Makes the entry of a question `after`, from `before`, in the document, the answers and the engine.
    pub fn put(&mut self, key: &NodeKey, before: &Entry, after: &Entry) -> Vec<NodeKey> {
        if before.value != after.value {
            self.keep_value(key, &after.value);
        }
        let document = &self.document;
        if before.non_answer != after.non_answer {
            document.set_non_answer(key, after.non_answer);
        }
        if before.note != after.note {
            document.set_note(key, &after.note);
        }
        if before.provenance != after.provenance {
            document.set_provenance(key, after.provenance);
        }
        if before.source != after.source {
            document.set_source(key, &after.source);
        }
        if after.is_blank() {
            self.answers.entries.remove(key);
        } else {
            self.answers.entries.insert(key.clone(), after.clone());
        }
        let mut changed = if before.non_answer != after.non_answer {
            self.engine.update(&self.answers)
        } else if before.value != after.value {
            self.engine.set(key, after.value.clone())
        } else {
            Vec::new()
        };
        for (key, value) in self.engine.take_triggered() {
            self.keep_value(&key, &value);
            self.answers.entries.entry(key.clone()).or_default().value = value;
            changed.push(key);
        }
        changed.push(key.clone());
        changed
    }

    /// Two people can type in a text; any other answer is one value.
    fn keep_value(&self, key: &NodeKey, value: &Value) {
        let question = question_at(self.engine.guide(), key);
        if question.is_some_and(|question| question.kind == Kind::Text) {
            self.document.set_text(key, &value.to_text());
        } else {
            self.document.set_value(key, value.clone());
        }
    }

    /// Writes the defaults of what has never been answered, below `under`.
    pub fn write_defaults(&mut self, under: &NodeKey) -> Vec<NodeKey> {
        let (given, changed) = self.engine.give_defaults(under);
        for (key, value) in given {
            self.keep_value(&key, &value);
            self.answers.entries.entry(key).or_default().value = value;
        }
        changed
    }

    /// Adds an instance at the end of a repeat, with its defaults.
    pub fn add_instance(&mut self, repeat: &NodeKey) -> (String, Vec<NodeKey>) {
        let instance = self.document.add_instance(repeat);
        let list = self.answers.repeats.entry(repeat.clone()).or_default();
        if !list.contains(&instance) {
            list.push(instance.clone());
        }
        let mut changed = self.engine.add_instance(repeat, &instance);
        changed.extend(self.write_defaults(&repeat.instance(&instance)));
        (instance, changed)
    }

    /// Takes an instance away; its answers stay in the document.
    pub fn take_instance(&mut self, repeat: &NodeKey, instance: &str) -> Vec<NodeKey> {
        if let Some(place) = self.document.remove_instance(repeat, instance) {
            self.places.insert(repeat.instance(instance), place);
        }
        if let Some(list) = self.answers.repeats.get_mut(repeat) {
            list.retain(|other| other != instance);
            if list.is_empty() {
                self.answers.repeats.remove(repeat);
            }
        }
        self.engine.update(&self.answers)
    }

    /// Brings back an instance that was taken away, where it stood.
    pub fn give_instance(&mut self, repeat: &NodeKey, instance: &str, position: usize) -> Vec<NodeKey> {
        // One that somebody else took away comes back at the end.
        let count = self.answers.repeats.get(repeat).map_or(0, Vec::len);
        let end = f64::from(u32::try_from(count).unwrap_or(u32::MAX)) + 1.0;
        let place = self.places.get(&repeat.instance(instance)).copied().unwrap_or(end);
        self.document.restore_instance(repeat, instance, place);
        let list = self.answers.repeats.entry(repeat.clone()).or_default();
        if !list.iter().any(|other| other == instance) {
            list.insert(position.min(list.len()), instance.to_owned());
        }
        self.engine.update(&self.answers)
    }

    /// Carries a step out again, or takes it `back`.
    pub fn replay(&mut self, step: &Step, back: bool) -> Vec<NodeKey> {
        match step {
            Step::Answer { key, before, after } => {
                let (from, to) = if back { (after, before) } else { (before, after) };
                self.replay_answer(key, from, to)
            }
            Step::Instance { repeat, instance, position, added } => {
                if *added == back {
                    self.take_instance(repeat, instance)
                } else {
                    self.give_instance(repeat, instance, *position)
                }
            }
            Step::Together(steps) if back => {
                steps.iter().rev().flat_map(|step| self.replay(step, true)).collect()
            }
            Step::Together(steps) => steps.iter().flat_map(|step| self.replay(step, false)).collect(),
        }
    }

    /// In texts only the words of the change itself go or come; what somebody else wrote in them since stays.
    fn replay_answer(&mut self, key: &NodeKey, from: &Entry, to: &Entry) -> Vec<NodeKey> {
        let current = self.entry(key);
        let mut next = replay(&current, from, to);
        let is_text =
            question_at(self.engine.guide(), key).is_some_and(|question| question.kind == Kind::Text);
        if is_text && from.value != to.value {
            self.document.take_back_text(key, &from.value.to_text(), &to.value.to_text());
            next.value = self.written(key).value;
        }
        if from.note != to.note {
            self.document.take_back_note(key, &from.note, &to.note);
            next.note = self.written(key).note;
        }
        self.put(key, &current, &next)
    }

    /// What the document says of a question.
    fn written(&self, key: &NodeKey) -> Entry {
        self.document.answers.with_untracked(|answers| answers.entries.get(key).cloned().unwrap_or_default())
    }

    /// Takes the answers of the document after somebody else's change.
    pub fn take(&mut self, answers: &Answers) -> Vec<NodeKey> {
        let mut changed = differences(&self.answers, answers);
        self.answers = answers.clone();
        changed.extend(self.engine.update(answers));
        changed
    }
}

/// The keys whose entries differ.
fn differences(old: &Answers, new: &Answers) -> Vec<NodeKey> {
    let keys: BTreeSet<&NodeKey> = old.entries.keys().chain(new.entries.keys()).collect();
    keys.into_iter().filter(|key| old.entries.get(*key) != new.entries.get(*key)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> NodeKey {
        NodeKey(text.to_owned())
    }

    #[test]
    fn differences_name_what_came_went_and_changed() {
        let entry = |note: &str| Entry { note: note.to_owned(), ..Entry::default() };
        let answers = |pairs: &[(&str, &str)]| Answers {
            entries: pairs.iter().map(|(name, note)| (key(name), entry(note))).collect(),
            ..Answers::default()
        };
        let old = answers(&[("same", "1"), ("changed", "1"), ("gone", "1")]);
        let new = answers(&[("same", "1"), ("changed", "2"), ("came", "1")]);
        assert_eq!(differences(&old, &new), [key("came"), key("changed"), key("gone")]);
    }
}
