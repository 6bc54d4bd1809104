//! An interview set out to be read: sections, questions, answers in words. The page, the print and the exports all
//! show this one reading.

use serde::{Deserialize, Serialize};

use super::{Answers, Entry, NonAnswer, Provenance};

mod aside;

use crate::{
    guide::{
        Guide, Item, Kind, NodeKey, Question, Repeat, Text, Value,
        engine::{Engine, Node},
    },
    language::Language,
};
pub use aside::{Aside, Informing, Judged, aside};

/// A section of a guide: a top-level group, a top-level repeat, or a run of questions that stand outside any group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub key: NodeKey,
    pub title: String,
    pub rows: Vec<Row>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judged>,
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
/// words them. The text that comes with the choice `other` takes the place of that choice in the answer; without text
/// the choice stays `other`.
pub fn read(engine: &Engine, answers: &Answers, language: Language) -> Vec<Section> {
    let reader = Reader { engine, answers, language };
    parts(engine).iter().filter_map(|part| reader.section(part)).collect()
}

/// Progress by section, in the order of [`read`].
pub fn progress(engine: &Engine, answers: &Answers) -> Vec<(NodeKey, Progress)> {
    let reader = Reader { engine, answers, language: Language::default() };
    parts(engine)
        .iter()
        .filter(|part| reader.section(part).is_some())
        .map(|part| {
            let mut progress = Progress::default();
            part.nodes.iter().for_each(|node| reader.count(node, &mut progress));
            (part.key.clone(), progress)
        })
        .collect()
}

/// The relevant questions that are open to an answer and have neither one nor a reason for none but "later", in the
/// guide's order.
pub fn unanswered(engine: &Engine, answers: &Answers) -> Vec<NodeKey> {
    engine.unanswered(answers)
}

/// The words of a question, group or repeat by its key, also where it is not in the interview any more: with nothing
/// filled in then. A key that the guide does not know is its own words.
pub fn question_words(engine: &Engine, key: &NodeKey, language: Language) -> String {
    let Some(label) = label_at(engine.guide(), key) else { return key.name().to_owned() };
    let words = engine.render(key, &label, language).0.trim().to_owned();
    if words.is_empty() { key.name().to_owned() } else { words }
}

fn label_at(guide: &Guide, key: &NodeKey) -> Option<Text> {
    let mut items = &guide.items;
    let mut label = None;
    for step in key.as_str().split('/') {
        let name = step.split(':').next().unwrap_or(step);
        // The text beside the choice `other` goes by the name of its question.
        let name = match items.iter().any(|item| item.name() == name) {
            true => name,
            false => name.strip_suffix(OTHER)?.strip_suffix('_')?,
        };
        match items.iter().find(|item| item.name() == name)? {
            Item::Question(question) => return Some(question.label.clone()),
            Item::Group(group) => (label, items) = (Some(group.label.clone()), &group.items),
            Item::Repeat(repeat) => (label, items) = (Some(repeat.group.label.clone()), &repeat.group.items),
        }
    }
    label
}

/// A section before it is read: a group or a repeat, or several questions in a row.
struct Part<'a> {
    key: NodeKey,
    nodes: Vec<Node<'a>>,
}

fn parts(engine: &Engine) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut in_a_run = false;
    for node in engine.tree() {
        let is_question = matches!(node.item, Item::Question(_));
        match parts.last_mut().filter(|_| is_question && in_a_run) {
            Some(part) => part.nodes.push(node),
            None => parts.push(Part { key: node.key.clone(), nodes: vec![node] }),
        }
        in_a_run = is_question;
    }
    for part in &mut parts {
        // A run goes by its first question that a person sees.
        let is_shown =
            |node: &&Node<'_>| matches!(node.item, Item::Question(question) if question.kind.is_shown());
        if let Some(first) = part.nodes.iter().find(is_shown) {
            part.key = first.key.clone();
        }
    }
    parts
}

struct Reader<'a> {
    engine: &'a Engine,
    answers: &'a Answers,
    language: Language,
}

impl Reader<'_> {
    /// The section, unless there is nothing to read in it.
    fn section(&self, part: &Part<'_>) -> Option<Section> {
        let mut rows = Vec::new();
        let mut title = String::new();
        match part.nodes.as_slice() {
            [node] if matches!(node.item, Item::Group(_)) && self.is_relevant(&node.key) => {
                title = self.title(node);
                self.rows(&node.children, 1, &mut rows);
            }
            [node] if matches!(node.item, Item::Repeat(_)) => {
                title = self.title(node);
                self.rows(&part.nodes, 1, &mut rows);
            }
            nodes if nodes.iter().all(|node| matches!(node.item, Item::Question(_))) => {
                self.rows(nodes, 1, &mut rows);
            }
            _ => {}
        }
        let judgement = self.answers.judgements.get(&part.key);
        let judgement = judgement.map(|judgement| aside::judged(self, &part.key, &title, judgement));
        (!rows.is_empty()).then(|| Section { key: part.key.clone(), title, rows, judgement })
    }

    fn rows(&self, nodes: &[Node<'_>], level: u8, rows: &mut Vec<Row>) {
        let mut before = None;
        for node in nodes.iter().filter(|node| self.is_relevant(&node.key)) {
            match node.item {
                Item::Question(question) => {
                    if !before.is_some_and(|before| self.is_joined(node, before)) {
                        rows.extend(self.question(node, question));
                    }
                }
                Item::Group(_) => self.headed(&node.key, self.title(node), &node.children, level, rows),
                Item::Repeat(_) => {
                    let title = self.title(node);
                    for (index, instance) in node.children.iter().enumerate() {
                        let title = format!("{title} – {}", index + 1);
                        self.headed(&instance.key, title, &instance.children, level, rows);
                    }
                }
            }
            before = Some(node);
        }
    }

    /// The rows of a group below its heading; a group without title has none, one without rows is left out.
    fn headed(&self, key: &NodeKey, title: String, nodes: &[Node<'_>], level: u8, rows: &mut Vec<Row>) {
        let start = rows.len();
        let has_heading = !title.is_empty();
        if has_heading {
            rows.push(Row::Heading { key: key.clone(), title, level });
        }
        self.rows(nodes, level.saturating_add(u8::from(has_heading)), rows);
        if rows.len() == start + 1 && has_heading {
            rows.pop();
        }
    }

    fn question(&self, node: &Node<'_>, question: &Question) -> Option<Row> {
        let key = node.key.clone();
        let text = self.render(&key, &question.label);
        if question.kind == Kind::Note {
            return (!text.is_empty()).then_some(Row::Note { key, text });
        }
        let state = self.engine.state(&key)?;
        if !question.kind.is_shown() {
            return None;
        }
        let entry = self.answers.entries.get(&key).cloned().unwrap_or_default();
        Some(Row::Question(Box::new(Reading {
            question: if text.is_empty() { question.name.clone() } else { text },
            answer: self.answer(&key, &state.value),
            non_answer: entry.non_answer,
            provenance: entry.provenance,
            source: entry.source,
            note: entry.note,
            required: state.required,
            key,
        })))
    }

    fn answer(&self, key: &NodeKey, value: &Value) -> String {
        let other = self.other_text(key);
        let word = |name: &str| match &other {
            Some(text) if name == OTHER => text.clone(),
            _ => self.engine.words(key, &Value::Text(name.to_owned()), self.language),
        };
        match value {
            Value::Many(names) => names.iter().map(|name| word(name)).collect::<Vec<_>>().join(", "),
            Value::Text(name) => word(name),
            value => value.to_text(),
        }
    }

    /// What was written beside the choice `other` of a question.
    fn other_text(&self, key: &NodeKey) -> Option<String> {
        let state = self.engine.state(&NodeKey(format!("{key}_{OTHER}")))?;
        (state.relevant && !state.value.is_empty()).then(|| state.value.to_text())
    }

    /// True for the text of `or_other` when the answer before it says all that it says.
    fn is_joined(&self, node: &Node<'_>, before: &Node<'_>) -> bool {
        let Item::Question(select) = before.item else { return false };
        let or_other = matches!(
            select.kind,
            Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. }
        );
        let only_value = |entry: &Entry| Entry { value: Value::Empty, ..entry.clone() }.is_blank();
        or_other
            && node.key.as_str() == format!("{}_{OTHER}", before.key)
            && self.answers.entries.get(&node.key).is_none_or(only_value)
    }

    fn title(&self, node: &Node<'_>) -> String {
        match node.item {
            Item::Group(group) => self.render(&node.key, &group.label),
            // Instances need something to be told apart by.
            Item::Repeat(Repeat { group, .. }) if group.label.is_empty() => group.name.clone(),
            Item::Repeat(repeat) => self.render(&node.key, &repeat.group.label),
            Item::Question(_) => String::new(),
        }
    }

    fn render(&self, key: &NodeKey, text: &Text) -> String {
        self.engine.render(key, text, self.language).0.trim().to_owned()
    }

    fn is_relevant(&self, key: &NodeKey) -> bool {
        self.engine.state(key).is_some_and(|state| state.relevant)
    }

    fn count(&self, node: &Node<'_>, progress: &mut Progress) {
        let Some(state) = self.engine.state(&node.key).filter(|state| state.relevant) else { return };
        if let Item::Question(question) = node.item
            && question.kind.takes_answer()
            && !state.read_only
        {
            progress.asked += 1;
            let is_settled = self.answers.entries.get(&node.key).is_some_and(Entry::is_settled);
            progress.settled += usize::from(is_settled);
        }
        node.children.iter().for_each(|child| self.count(child, progress));
    }
}

/// The choice that `or_other` adds, and the end of the name of its text.
const OTHER: &str = "other";

#[cfg(test)]
mod tests;
