//! What stands beside the answers: judgements, what the person was told, loose notes, pins.

use domain::{
    comment::{Anchor, Thread},
    guide::NodeKey,
    interview::{
        Answers,
        judgement::{Aspect, Judgement},
        notice::Notice,
    },
};
use leptos::prelude::*;

use super::{Runner, instances_of, record::Record};
use crate::{
    features::interview::{asked::comment_anchor, sections},
    sync::Comments,
};

/// An answer that a judgement can name.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    pub key: NodeKey,
    pub question: String,
    /// Empty where there is a reason for no answer.
    pub answer: String,
}

impl Runner {
    /// The judgement of a section, followed.
    pub fn judgement(&self, section: &NodeKey) -> Judgement {
        self.follow(|_, answers| answers.judgements.get(section).cloned().unwrap_or_default())
    }

    pub fn judge(&self, section: &NodeKey, aspect: Aspect, text: &str) {
        self.beside(|record| {
            record.document.set_judgement(section, aspect, text);
            let judgement = record.answers.judgements.entry(section.clone()).or_default();
            text.clone_into(judgement.text_mut(aspect));
            record.answers.judgements.retain(|_, judgement| !judgement.is_blank());
        });
    }

    pub fn inform(&self, section: &NodeKey, question: &NodeKey, informs: bool) {
        self.beside(|record| {
            record.document.set_informing(section, question, informs);
            let judgement = record.answers.judgements.entry(section.clone()).or_default();
            if informs {
                judgement.informed_by.insert(question.clone());
            } else {
                judgement.informed_by.remove(question);
            }
            record.answers.judgements.retain(|_, judgement| !judgement.is_blank());
        });
    }

    /// The answers of a section that a judgement can name, in the order of the page, followed.
    pub fn given(&self, section: &sections::Section) -> Vec<Given> {
        let language = self.language.get();
        self.follow(|engine, answers| {
            let instances = |repeat: &NodeKey| instances_of(engine, answers, repeat);
            sections::questions(&section.items, &section.parent, &instances)
                .into_iter()
                .filter(|(key, question)| question.kind.is_shown() && said(answers, key))
                .filter(|(key, _)| engine.state(key).is_some_and(|state| state.relevant))
                .map(|(key, question)| {
                    let (words, _) = engine.render(&key, &question.label, language);
                    let answer = engine
                        .state(&key)
                        .map(|state| engine.words(&key, &state.value, language))
                        .unwrap_or_default();
                    let question = if words.is_empty() { key.name().to_owned() } else { words };
                    Given { key, question, answer }
                })
                .collect()
        })
    }

    pub fn add_notice(&self, notice: Notice) {
        self.beside(|record| {
            record.document.add_notice(&notice);
            record.answers.notices.push(notice);
        });
    }

    pub fn write_loose_note(&self, name: &str, text: &str) {
        self.beside(|record| {
            record.document.set_loose_note(name, text);
            if text.is_empty() {
                record.answers.loose_notes.remove(name);
            } else {
                record.answers.loose_notes.insert(name.to_owned(), text.to_owned());
            }
        });
    }

    /// Puts a loose note under a question, after the note that is there.
    pub fn file_note(&self, name: &str, question: &NodeKey) {
        let text = self.look(|_, answers| answers.loose_notes.get(name).cloned()).unwrap_or_default();
        let note = self.look(|_, answers| answers.entries.get(question).map(|entry| entry.note.clone()));
        let note = note.filter(|note| !note.is_empty());
        let whole = note.map_or_else(|| text.clone(), |note| format!("{note}\n{text}"));
        self.type_note(question, &whole);
        self.end_typing();
        self.write_loose_note(name, "");
    }

    pub fn pin(&self, question: &NodeKey, pinned: bool) {
        self.beside(|record| {
            record.document.set_pin(question, pinned);
            if pinned {
                record.answers.pins.insert(question.clone());
            } else {
                record.answers.pins.remove(question);
            }
        });
    }

    pub fn comments(&self) -> Option<Comments> {
        self.document().comments()
    }

    /// The words of a question in the language of the page, whatever becomes of it; followed.
    pub fn question_words(&self, key: &NodeKey) -> String {
        let language = self.language.get();
        self.look(|engine, _| domain::interview::reading::question_words(engine, key, language))
    }

    /// How many threads on a question wait.
    pub fn comments_on(&self, threads: &[Thread], key: &NodeKey) -> usize {
        let anchor: Anchor = comment_anchor(key);
        crate::components::thread::waiting_on(threads, &anchor)
    }

    fn beside(&self, change: impl FnOnce(&mut Record)) {
        if self.frozen() {
            return;
        }
        self.record.update_value(change);
        self.changes.update(|count| *count = count.wrapping_add(1));
    }
}

/// True when there is an answer, or the reason for none.
fn said(answers: &Answers, key: &NodeKey) -> bool {
    answers.entries.get(key).is_some_and(|entry| !entry.value.is_empty() || entry.non_answer.is_some())
}
