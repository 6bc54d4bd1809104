//! One question on the page, as its control, its tools and its messages share it.

use std::sync::Arc;

use domain::{
    comment::Anchor,
    guide::{NodeKey, Question, Value, engine::NodeState},
    interview::Entry,
};
use leptos::prelude::*;

use super::runner::Runner;

/// A handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Asked {
    pub runner: Runner,
    key: StoredValue<NodeKey>,
    question: StoredValue<Arc<Question>>,
    pub state: Memo<NodeState>,
    pub entry: Memo<Entry>,
    pub value: Memo<Value>,
    /// The question's words, and whether they are in another language than the page's.
    pub label: Memo<(String, bool)>,
    pub focused: Memo<bool>,
}

impl Asked {
    pub fn new(runner: Runner, key: NodeKey, question: Arc<Question>) -> Self {
        let (key, question) = (StoredValue::new(key), StoredValue::new(question));
        let entry = Memo::new(move |_| key.with_value(|key| runner.entry(key)));
        let label = move |_: Option<&(String, bool)>| {
            key.with_value(|key| question.with_value(|question| runner.words(key, &question.label)))
        };
        Self {
            runner,
            key,
            question,
            state: Memo::new(move |_| key.with_value(|key| runner.state(key))),
            entry,
            value: Memo::new(move |_| entry.with(|entry| entry.value.clone())),
            label: Memo::new(label),
            focused: Memo::new(move |_| {
                runner.focus.with(|focus| key.with_value(|key| focus.as_ref() == Some(key)))
            }),
        }
    }

    pub fn key(&self) -> NodeKey {
        self.key.get_value()
    }

    pub fn question(&self) -> Arc<Question> {
        self.question.get_value()
    }

    /// An id of an element of this question: keys hold no space, so that they can stand in lists of ids.
    pub fn id(&self, part: &str) -> String {
        self.key.with_value(|key| element_id(key, part))
    }

    /// True when the author gave the question this appearance.
    pub fn appears(&self, appearance: &str) -> bool {
        self.question.with_value(|question| question.appearance.iter().any(|one| one == appearance))
    }

    /// A choice made at once.
    pub fn set(&self, value: Value) {
        self.key.with_value(|key| self.runner.set_value(key, value, false));
    }

    /// A letter typed.
    pub fn type_in(&self, value: Value) {
        self.key.with_value(|key| self.runner.set_value(key, value, true));
    }

    /// The hint and the message, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        if self.question.with_value(|question| question.hint.is_empty()) {
            return self.id("message");
        }
        format!("{} {}", self.id("hint"), self.id("message"))
    }

    /// The answer breaks the question's rule, or is no number where one is asked for.
    pub fn is_doubtful(&self) -> bool {
        self.state.with(|state| state.invalid)
    }

    pub fn is_junk(&self) -> bool {
        self.question.with_value(|question| !self.value.with(|value| question.kind.fits(value)))
    }

    /// The chosen names of a select or rank.
    pub fn chosen(&self) -> Vec<String> {
        self.value.with(|value| match value {
            Value::Empty => Vec::new(),
            Value::Many(names) => names.clone(),
            other => other.to_text().split_whitespace().map(str::to_owned).collect(),
        })
    }
}

/// What comments on a question hang on.
pub fn comment_anchor(key: &NodeKey) -> Anchor {
    Anchor::question(key)
}

/// The id of an element that belongs to a key.
pub fn element_id(key: &NodeKey, part: &str) -> String {
    format!("{part}-{key}")
}
