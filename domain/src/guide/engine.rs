//! Runs a guide: relevance, constraints, requirements, calculations, choices. A change recomputes only what depends on
//! it.

use std::{collections::BTreeSet, sync::Arc};

use super::{Choice, Guide, Item, Kind, NodeKey, Text, Value};
use crate::{
    id::Timestamp,
    interview::{Answers, Entry},
    language::Language,
};
use cells::{CellId, Cells, TOP};
use evaluate::{Node as Place, Scope};
use plan::{Facet, Plan, What};
use random::Random;
use run::Queue;

mod cells;
mod codes;
mod compile;
mod dates;
mod defaults;
mod digest;
mod evaluate;
mod functions;
mod instances;
mod order;
mod paths;
mod plan;
mod random;
mod run;
#[cfg(test)]
mod tests;
mod wording;

pub use defaults::Given;

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
    /// The author says so, or the value is computed.
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
    plan: Arc<Plan>,
    context: Context,
    language: Language,
    answers: Answers,
    cells: Cells,
    queue: Queue,
    triggered: Vec<(NodeKey, Value)>,
}

/// The nodes whose expressions depend on each other in a circle, each circle on its own, in the guide's order. The
/// keys name no instances. Such a guide runs: the nodes of a circle are computed once, in document order.
pub fn cycles(guide: &Guide) -> Vec<Vec<NodeKey>> {
    let plan = Plan::new(guide);
    let circles = plan.components.iter().filter(|component| component.is_cycle);
    let mut circles: Vec<BTreeSet<_>> = circles
        .map(|circle| circle.members.iter().map(|member| member / Facet::ALL.len()).collect())
        .collect();
    circles.sort();
    let keys = |circle: BTreeSet<_>| {
        let mut keys: Vec<_> = circle.into_iter().map(|def| plan.key(def)).collect();
        keys.dedup();
        keys
    };
    circles.into_iter().map(keys).collect()
}

/// A circle: places (no instances) of which each needs the one before, and the first the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    pub path: Vec<NodeKey>,
    /// The part of the first by which it needs the last, named as XLSForm's column.
    pub part: &'static str,
}

/// The circles of [`cycles`] that no order of computation can open. One that goes from an instance of a repeat to
/// another, such as a running total, is none of them.
pub fn circles(guide: &Guide) -> Vec<Circle> {
    let plan = Plan::new(guide);
    let mut circles: Vec<Circle> = plan.circles.iter().map(|facets| circle(&plan, guide, facets)).collect();
    circles.sort_by(|left, right| left.path.cmp(&right.path));
    circles.dedup_by(|left, right| left.path == right.path);
    circles
}

fn circle(plan: &Plan, guide: &Guide, facets: &[usize]) -> Circle {
    let mut path: Vec<NodeKey> = Vec::new();
    for facet in facets {
        let key = plan.key(facet / Facet::ALL.len());
        if path.last() != Some(&key) {
            path.push(key);
        }
    }
    if path.len() > 1 && path.first() == path.last() {
        path.pop();
    }
    let (def, facet) =
        facets.first().map_or((plan::ROOT, 0), |facet| (facet / Facet::ALL.len(), facet % Facet::ALL.len()));
    let part = match (Facet::ALL[facet], plan.item(guide, def)) {
        (Facet::Relevance, _) => "relevant",
        (Facet::Value, Some(Item::Repeat(_))) => "repeat_count",
        (Facet::Value, _) => "calculation",
        (Facet::Checks | Facet::Wording, _) => "constraint",
    };
    Circle { path, part }
}

/// True for a pattern that `regex()` can match in bounded time.
pub fn is_usable_pattern(pattern: &str) -> bool {
    compile::pattern(pattern).is_some()
}

impl Engine {
    /// Compiles the guide and computes everything once on `answers`.
    pub fn new(guide: Arc<Guide>, context: Context, answers: &Answers) -> Self {
        let mut engine = Self {
            plan: Arc::new(Plan::new(&guide)),
            guide,
            context,
            language: Language::default(),
            answers: answers.clone(),
            cells: Cells::default(),
            queue: Queue::default(),
            triggered: Vec::new(),
        };
        engine.start();
        engine
    }

    pub fn guide(&self) -> &Guide {
        &self.guide
    }

    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The answers it runs on, those of triggered calculations and of defaults included.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The language in which expressions read labels (`jr:choice-name`, `label` of a choice, names of months). French
    /// until it is set. Computes everything again and returns the keys whose state changed.
    pub fn set_language(&mut self, language: Language) -> Vec<NodeKey> {
        if std::mem::replace(&mut self.language, language) == language {
            return Vec::new();
        }
        self.recompute();
        self.take_changed()
    }

    /// Sets one answer and recomputes what depends on it. Returns the keys whose state changed, that of the answer
    /// included, and those whose choices or wording may have. See [`Self::take_triggered`] for answers that this one
    /// brought about.
    pub fn set(&mut self, key: &NodeKey, value: Value) -> Vec<NodeKey> {
        self.queue.note(key.clone());
        let cell = self.store(key, value);
        self.settle();
        if let Some(cell) = cell {
            self.run_triggers(cell);
        }
        self.take_changed()
    }

    /// Takes the answers of another replica or of a reload: only differences are recomputed. Returns the keys whose
    /// state changed; nodes of new repeat instances are among them, removed ones too.
    pub fn update(&mut self, answers: &Answers) -> Vec<NodeKey> {
        let before = std::mem::replace(&mut self.answers, answers.clone());
        for key in differences(&before.entries, &answers.entries, |entry| &entry.value) {
            let value = answers.entries.get(key).map_or(&Value::Empty, |entry| &entry.value);
            self.show(key, value.clone());
        }
        for key in differences(&before.repeats, &answers.repeats, |names| names) {
            if let Some(cell) = self.cells.find(key) {
                self.recount(cell);
            }
        }
        self.settle();
        self.take_changed()
    }

    /// The answers that calculations with a trigger have given since the last call, for the caller to write to the
    /// document. Only [`Self::set`] runs them: on another replica they arrive as answers.
    pub fn take_triggered(&mut self) -> Vec<(NodeKey, Value)> {
        std::mem::take(&mut self.triggered)
    }

    /// The state of a node; `None` when there is no such node.
    pub fn state(&self, key: &NodeKey) -> Option<&NodeState> {
        self.cells.find(key).map(|cell| &self.cells[cell].state)
    }

    /// The whole running guide, hidden and irrelevant nodes included. The text that comes with `or_other` stands after
    /// its select as a question of its own, named `<select>_other` and without label.
    pub fn tree(&self) -> Vec<Node<'_>> {
        self.cells[TOP].children.iter().filter_map(|cell| self.branch(*cell)).collect()
    }

    fn branch(&self, cell: CellId) -> Option<Node<'_>> {
        let node = &self.cells[cell];
        Some(Node {
            key: node.key.clone(),
            item: self.plan.item(&self.guide, node.def)?,
            instance: node.instance.clone(),
            children: node.children.iter().filter_map(|child| self.branch(*child)).collect(),
        })
    }

    /// The choices offered by a select or rank now, after its filter and, where the author asked for it, in random
    /// order. A choice `other` without label stands last where the question has `or_other`.
    pub fn choices(&self, key: &NodeKey) -> Vec<Choice> {
        let Some(cell) = self.cells.find(key) else { return Vec::new() };
        let def = &self.plan.defs[self.cells[cell].def];
        let Some(list) = def.list else { return Vec::new() };
        let all = self.plan.choices(&self.guide, list);
        let world = self.world(None);
        let offered = |index: usize| match &def.codes.filter {
            None => true,
            Some(filter) => {
                let node = Place::Choice(list, index);
                let scope = Scope { carrier: cell, node, position: index + 1, size: all.len() };
                world.boolean_of(filter, scope)
            }
        };
        let mut choices: Vec<Choice> =
            (0..all.len()).filter(|index| offered(*index)).map(|index| all[index].clone()).collect();
        if let Some(mut random) = self.random_order(cell) {
            random.shuffle(&mut choices);
        }
        let or_other = matches!(
            def.what,
            What::Question(
                Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. }
            )
        );
        if or_other && !choices.iter().any(|choice| choice.name == "other") {
            choices.push(Choice { name: "other".to_owned(), ..Choice::default() });
        }
        choices
    }

    fn random_order(&self, cell: CellId) -> Option<Random> {
        let node = &self.cells[cell];
        let Some(Item::Question(question)) = self.plan.item(&self.guide, node.def) else { return None };
        question.randomize.as_ref()?;
        Some(match &self.plan.defs[node.def].codes.seed {
            Some(seed) => Random::seeded(self.world(None).number_of(seed, Scope::of(cell))),
            None => Random::new(self.context.seed, node.key.as_str(), 0),
        })
    }

    /// A label, hint or message with its `${name}` filled in: choices by their labels, everything else as it is
    /// stored. The flag: see [`Text::in_language`].
    pub fn render(&self, key: &NodeKey, text: &Text, language: Language) -> (String, bool) {
        self.fill(self.cells.find(key).unwrap_or(TOP), text, language)
    }

    /// How many instances a repeat with a count must have; `None` where the person decides.
    pub fn repeat_count(&self, key: &NodeKey) -> Option<usize> {
        let repeat = &self.cells[self.cells.find(key)?];
        self.plan.defs[repeat.def].codes.count.as_ref().map(|_| repeat.children.len())
    }

    /// Relevant, required and unanswered, in the guide's order. `answers` tells which have a reason for no answer.
    pub fn missing(&self, answers: &Answers) -> Vec<NodeKey> {
        self.keys_where(|cell, kind| {
            let state = &self.cells[cell].state;
            state.required && self.can_be_answered(cell, kind) && !self.is_settled(cell, answers)
        })
    }

    /// Relevant and breaking their constraint, or of another kind than asked, in the guide's order.
    pub fn invalid(&self) -> Vec<NodeKey> {
        self.keys_where(|cell, _| self.cells[cell].state.invalid)
    }

    /// Relevant, open to an answer, and with neither answer nor a reason for none but "later", in the guide's order.
    pub fn unanswered(&self, answers: &Answers) -> Vec<NodeKey> {
        self.keys_where(|cell, kind| self.can_be_answered(cell, kind) && !self.is_settled(cell, answers))
    }

    fn can_be_answered(&self, cell: CellId, kind: &Kind) -> bool {
        kind.takes_answer() && !self.cells[cell].state.read_only
    }

    fn is_settled(&self, cell: CellId, answers: &Answers) -> bool {
        answers.entries.get(&self.cells[cell].key).is_some_and(Entry::is_settled)
    }

    /// The keys of relevant questions that `is_meant` accepts.
    fn keys_where(&self, is_meant: impl Fn(CellId, &Kind) -> bool) -> Vec<NodeKey> {
        let text = Kind::Text;
        let mut keys = Vec::new();
        for cell in self.cells.in_order() {
            let node = &self.cells[cell];
            let kind = match &self.plan.defs[node.def].what {
                What::Question(kind) => kind,
                What::Other(_) => &text,
                _ => continue,
            };
            if node.state.relevant && is_meant(cell, kind) {
                keys.push(node.key.clone());
            }
        }
        keys
    }

    /// A value in the words of the guide: labels of choices, anything else as it is stored. `other` stays a name.
    pub fn words(&self, key: &NodeKey, value: &Value, language: Language) -> String {
        self.cells.find(key).map_or_else(|| value.to_text(), |cell| self.in_words(cell, value, language))
    }

    fn store(&mut self, key: &NodeKey, value: Value) -> Option<CellId> {
        self.answers.entries.entry(key.clone()).or_default().value.clone_from(&value);
        self.show(key, value)
    }

    /// Puts an answer that is stored already on its node; the node, when that changed it.
    fn show(&mut self, key: &NodeKey, value: Value) -> Option<CellId> {
        let cell = self.cells.find(key)?;
        let plan = Arc::clone(&self.plan);
        let def = &plan.defs[self.cells[cell].def];
        if !matches!(def.what, What::Question(_) | What::Other(_)) {
            return None;
        }
        if def.is_computed() {
            self.recount(cell);
            return None;
        }
        if self.cells[cell].state.value == value {
            return None;
        }
        self.cells[cell].state.value = value;
        self.spread(&plan, cell, Facet::Value);
        Some(cell)
    }
}

/// The keys that only one side has, or both with another value.
fn differences<'a, V, P: PartialEq + ?Sized + 'a>(
    before: &'a std::collections::BTreeMap<NodeKey, V>,
    after: &'a std::collections::BTreeMap<NodeKey, V>,
    part: impl Fn(&'a V) -> &'a P,
) -> Vec<&'a NodeKey> {
    let gone = before.keys().filter(|key| !after.contains_key(key));
    let changed = after.iter().filter(|(key, value)| before.get(key).map(&part) != Some(part(value)));
    gone.chain(changed.map(|(key, _)| key)).collect()
}
