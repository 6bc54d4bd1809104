//! What a reading shows besides the questions: judgements in words, what the person was told, notes under no question,
//! and the answers to what is no longer asked.

use serde::{Deserialize, Serialize};

use super::{Answers, Engine, Language, NodeKey, Reader, Reading, Section, label_at, question_words};
use crate::interview::{Entry, judgement::Judgement, notice::Notice};

/// A judgement with the answers that inform it, in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    pub section: NodeKey,
    pub title: String,
    pub protective: String,
    pub concerns: String,
    pub unknown: String,
    pub appreciation: String,
    pub informed_by: Vec<Informing>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Informing {
    pub key: NodeKey,
    pub question: String,
    pub answer: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    pub notices: Vec<Notice>,
    /// Judgements of sections that are not shown, or no longer there.
    pub judgements: Vec<Judged>,
    pub loose_notes: Vec<String>,
    /// Answers to questions that the guide does not ask any more.
    pub no_longer_asked: Vec<Reading>,
}

impl Aside {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What stands beside these sections, which [`super::read`] made of the same answers.
pub fn aside(engine: &Engine, answers: &Answers, language: Language, sections: &[Section]) -> Aside {
    let reader = Reader { engine, answers, language };
    let is_read = |key: &NodeKey| sections.iter().any(|section| section.key == *key);
    let judgements = answers.judgements.iter().filter(|(key, _)| !is_read(key)).map(|(key, judgement)| {
        let title = question_words(engine, key, language);
        judged(&reader, key, &title, judgement)
    });
    let is_gone = |key: &NodeKey| label_at(engine.guide(), key).is_none();
    let gone = answers.entries.iter().filter(|(key, entry)| !entry.is_blank() && is_gone(key));
    Aside {
        notices: answers.notices.clone(),
        judgements: judgements.collect(),
        loose_notes: answers.loose_notes.values().filter(|note| !note.trim().is_empty()).cloned().collect(),
        no_longer_asked: gone.map(|(key, entry)| no_longer_asked(&reader, key, entry)).collect(),
    }
}

pub(super) fn judged(reader: &Reader<'_>, key: &NodeKey, title: &str, judgement: &Judgement) -> Judged {
    Judged {
        section: key.clone(),
        title: title.to_owned(),
        protective: judgement.protective.clone(),
        concerns: judgement.concerns.clone(),
        unknown: judgement.unknown.clone(),
        appreciation: judgement.appreciation.clone(),
        informed_by: judgement.informed_by.iter().map(|key| informing(reader, key)).collect(),
    }
}

fn informing(reader: &Reader<'_>, key: &NodeKey) -> Informing {
    let answer = match reader.engine.state(key) {
        Some(state) => reader.answer(key, &state.value),
        None => reader.answers.entries.get(key).map(|entry| entry.value.to_text()).unwrap_or_default(),
    };
    let asked = reader.answers.no_longer_asked.get(key);
    let question = match asked {
        Some(asked) if label_at(reader.engine.guide(), key).is_none() => asked.question.clone(),
        _ => question_words(reader.engine, key, reader.language),
    };
    Informing { key: key.clone(), question, answer }
}

fn no_longer_asked(reader: &Reader<'_>, key: &NodeKey, entry: &Entry) -> Reading {
    let asked = reader.answers.no_longer_asked.get(key).cloned().unwrap_or_default();
    let kept = entry.value.to_text();
    Reading {
        key: key.clone(),
        question: if asked.question.is_empty() { key.name().to_owned() } else { asked.question },
        answer: if asked.answer.is_empty() { kept } else { asked.answer },
        non_answer: entry.non_answer,
        provenance: entry.provenance,
        source: entry.source.clone(),
        note: entry.note.clone(),
        required: false,
    }
}
