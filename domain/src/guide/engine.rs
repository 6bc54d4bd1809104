//! Runs a guide: relevance, constraints, requirements, calculations, choices. A change recomputes only what depends on
//! it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Choice, Guide, Item, NodeKey, Text, Value};
use crate::{id::Timestamp, interview::Answers, language::Language};

/// What expressions may ask of the outside world, given by the caller.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// For `now()` and `today()`.
    pub now: Timestamp,
    /// Minutes east of UTC of the person's clock, so that `today()` is her day.
    pub offset_minutes: i32,
    pub username: String,
    /// Seeds `random()` and `randomize()`; the same interview always sees the same order.
    pub seed: u64,
}

/// The state of one question, group or repeat instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeState {
    pub relevant: bool,
    pub required: bool,
    pub read_only: bool,
    /// The answer, or the computed value.
    pub value: Value,
    /// The constraint is broken: the value is not empty and the constraint is false.
    pub invalid: bool,
}

/// A node of the running guide: where it is, what it is, and its children in order. A repeat has one child for each
/// instance, of the same `item` and with the instance in its key.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub key: NodeKey,
    pub item: &'a Item,
    pub instance: Option<String>,
    pub children: Vec<Node<'a>>,
}

/// A guide being run on answers.
pub struct Engine {
    guide: Arc<Guide>,
    context: Context,
    states: BTreeMap<NodeKey, NodeState>,
    answers: Answers,
}

impl Engine {
    /// Compiles the guide and computes everything once on `answers`.
    pub fn new(guide: Arc<Guide>, context: Context, answers: &Answers) -> Self {
        Self { guide, context, states: BTreeMap::new(), answers: answers.clone() }
    }

    pub fn guide(&self) -> &Guide {
        &self.guide
    }

    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Sets one answer and recomputes what depends on it. Returns the keys whose state changed, that of the answer
    /// included.
    pub fn set(&mut self, key: &NodeKey, value: Value) -> Vec<NodeKey> {
        let _ = value;
        vec![key.clone()]
    }

    /// Takes the answers of another replica or of a reload: only differences are recomputed. Returns the keys whose
    /// state changed; nodes of new repeat instances are among them, removed ones too.
    pub fn update(&mut self, answers: &Answers) -> Vec<NodeKey> {
        self.answers = answers.clone();
        Vec::new()
    }

    /// The state of a node; `None` when there is no such node.
    pub fn state(&self, key: &NodeKey) -> Option<&NodeState> {
        self.states.get(key)
    }

    /// The whole running guide, hidden and irrelevant nodes included.
    pub fn tree(&self) -> Vec<Node<'_>> {
        Vec::new()
    }

    /// The choices offered by a select or rank now, after its filter and, where the author asked for it, in random
    /// order. A choice `other` stands last where the question has `or_other`.
    pub fn choices(&self, key: &NodeKey) -> Vec<Choice> {
        let _ = key;
        Vec::new()
    }

    /// A label, hint or message with its `${name}` filled in. The flag: see [`Text::in_language`].
    pub fn render(&self, key: &NodeKey, text: &Text, language: Language) -> (String, bool) {
        let _ = key;
        let (text, other) = text.in_language(language);
        (text.to_owned(), other)
    }

    /// How many instances a repeat with a count must have; `None` where the person decides.
    pub fn repeat_count(&self, key: &NodeKey) -> Option<usize> {
        let _ = key;
        None
    }

    /// Defaults that apply to nodes that have never been answered: (key, value). The caller writes them to the
    /// document once, when the interview or the repeat instance starts.
    pub fn defaults(&self) -> Vec<(NodeKey, Value)> {
        Vec::new()
    }

    /// Relevant, required and unanswered, in the guide's order. `answers` tells which have a reason for no answer.
    pub fn missing(&self, answers: &Answers) -> Vec<NodeKey> {
        let _ = answers;
        Vec::new()
    }
}
