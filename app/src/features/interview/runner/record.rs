//! The open document, its answers as plain data and the engine that runs on them, kept alike. Every change names the
//! keys whose state it changed.

use std::collections::{BTreeSet, HashMap};

use domain::{
    guide::{Kind, NodeKey, Value, engine::Engine},
    interview::{Answers, Entry},
};
use leptos::prelude::*;

use super::history::History;
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
        let Some(place) = self.places.get(&repeat.instance(instance)) else { return Vec::new() };
        self.document.restore_instance(repeat, instance, *place);
        let list = self.answers.repeats.entry(repeat.clone()).or_default();
        if !list.iter().any(|other| other == instance) {
            list.insert(position.min(list.len()), instance.to_owned());
        }
        self.engine.update(&self.answers)
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
