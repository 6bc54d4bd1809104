//! An interview set out to be read: sections, questions, answers in words. The page, the print and the exports all
//! show this one reading.

use serde::{Deserialize, Serialize};

use super::{Answers, NonAnswer, Provenance};
use crate::{
    guide::{NodeKey, engine::Engine},
    language::Language,
};

/// A section of a guide: a top-level group, a top-level repeat, or a run of questions that stand outside any group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub key: NodeKey,
    pub title: String,
    pub rows: Vec<Row>,
}

/// A line of a reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum Row {
    /// A group or repeat instance inside a section. `level` counts from 1.
    Heading {
        key: NodeKey,
        title: String,
        level: u8,
    },
    Note {
        key: NodeKey,
        text: String,
    },
    Question(Box<Reading>),
}

/// A question and what was recorded about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub key: NodeKey,
    pub question: String,
    /// The answer in words: labels of choices, not their names; lines of a text kept.
    pub answer: String,
    pub non_answer: Option<NonAnswer>,
    pub provenance: Option<Provenance>,
    pub source: String,
    pub note: String,
    pub required: bool,
}

/// How far a section is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Relevant questions that take an answer.
    pub asked: usize,
    /// Of these, answered or with a reason for none other than "later".
    pub settled: usize,
}

/// What is relevant, in order, with answers in words. Dates and numbers are left in ISO and XPath form: the caller
/// words them.
pub fn read(engine: &Engine, answers: &Answers, language: Language) -> Vec<Section> {
    let _ = (engine, answers, language);
    Vec::new()
}

/// Progress by section, in the order of [`read`].
pub fn progress(engine: &Engine, answers: &Answers) -> Vec<(NodeKey, Progress)> {
    let _ = (engine, answers);
    Vec::new()
}
