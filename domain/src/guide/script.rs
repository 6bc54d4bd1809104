//! Runs a guide on a list of answers and tells, at the start and after each, what is visible, what it says and what is
//! wrong: for the command line, and for scenarios kept with a guide.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    Guide, Item, Kind, NodeKey, Value,
    engine::{Context, Engine, Node},
};
use crate::{interview::Answers, language::Language};

/// One thing that is done: an answer, or more instances of a repeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Act {
    Add {
        /// `/data/r`, or `/data/r[1]/s` for a repeat within a repeat.
        path: String,
        add: usize,
    },
    Answer {
        /// `/data/q` or `/data/r[1]/q`.
        path: String,
        /// Text, a number, or nothing; the names of several choices in a list or separated by spaces.
        value: serde_json::Value,
    },
}

/// What a run tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// The state at the start, then that after each act.
    pub steps: Vec<Shown>,
    /// At the end: relevant, required and unanswered.
    pub missing: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Shown {
    /// Paths of the questions and notes that can be seen, in the guide's order.
    pub visible: Vec<String>,
    /// What is visible or computed, relevant and not empty.
    pub values: BTreeMap<String, String>,
    pub invalid: Vec<Broken>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Broken {
    pub path: String,
    /// The guide's own words; empty where it has none.
    pub message: String,
    /// It is no number where one is asked for, whatever the rule says.
    #[serde(skip)]
    pub is_no_number: bool,
}

/// Why an act cannot be done. The step counts from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// Nothing in the guide has that path, or that instance is not there.
    NoSuchPath { step: usize, path: String },
    /// It is no repeat, or one whose instances are counted.
    NotToAdd { step: usize, path: String },
    /// Groups, notes and what is computed take no answer.
    NotToAnswer { step: usize, path: String },
    /// More instances than a guide may have.
    TooMany { step: usize, path: String },
}

/// Instances that one repeat may have.
const MAX_INSTANCES: usize = 10_000;

/// Does everything in order. As everywhere in XLSForm, a repeat without count starts with one instance.
pub fn run(
    guide: &Arc<Guide>,
    context: Context,
    language: Language,
    acts: &[Act],
) -> Result<Outcome, Impossible> {
    let mut engine = Engine::new(Arc::clone(guide), context, &Answers::default());
    engine.set_language(language);
    let mut run = Run { engine, language, known: BTreeSet::new() };
    run.begin();
    let mut steps = vec![run.shown()];
    for (index, act) in acts.iter().enumerate() {
        run.act(index + 1, act)?;
        steps.push(run.shown());
    }
    let missing = run.engine.missing(run.engine.answers());
    let places = run.places();
    let missing = missing.iter().filter_map(|key| places.get(key).cloned()).collect();
    Ok(Outcome { steps, missing })
}

struct Run {
    engine: Engine,
    language: Language,
    /// Repeats without count that have had their first instance, and instances that have had their defaults.
    known: BTreeSet<NodeKey>,
}

impl Run {
    fn begin(&mut self) {
        self.open_repeats();
        self.engine.give_defaults(&NodeKey::root());
        self.follow();
    }

    /// Gives every new repeat without count its first instance, and those within it theirs.
    fn open_repeats(&mut self) {
        loop {
            let mut new = Vec::new();
            visit(&self.engine.tree(), &mut |node| {
                if is_repeat(node)
                    && self.engine.repeat_count(&node.key).is_none()
                    && !self.known.contains(&node.key)
                {
                    new.push(node.key.clone());
                }
            });
            if new.is_empty() {
                return;
            }
            for key in new {
                self.engine.add_instance(&key, "1");
                self.known.insert(key);
            }
        }
    }

    /// A count that has grown makes instances, which have repeats and defaults of their own, which may make others.
    fn follow(&mut self) {
        loop {
            self.open_repeats();
            let mut new = Vec::new();
            visit(&self.engine.tree(), &mut |node| {
                if node.instance.is_some() && !self.known.contains(&node.key) {
                    new.push(node.key.clone());
                }
            });
            if new.is_empty() {
                return;
            }
            for key in new {
                self.engine.give_defaults(&key);
                self.known.insert(key);
            }
        }
    }

    fn act(&mut self, step: usize, act: &Act) -> Result<(), Impossible> {
        match act {
            Act::Add { path, add } => self.add(step, path, *add)?,
            Act::Answer { path, value } => self.answer(step, path, value)?,
        }
        self.follow();
        Ok(())
    }

    fn add(&mut self, step: usize, path: &str, times: usize) -> Result<(), Impossible> {
        let (step, path) = (step, path.to_owned());
        let found = find(self.engine.tree(), &path, true)
            .map(|node| (node.key.clone(), is_repeat(&node), node.children.len()));
        let Some((key, is_repeat, there)) = found else { return Err(Impossible::NoSuchPath { step, path }) };
        if !is_repeat || self.engine.repeat_count(&key).is_some() {
            return Err(Impossible::NotToAdd { step, path });
        }
        if there.saturating_add(times) > MAX_INSTANCES {
            return Err(Impossible::TooMany { step, path });
        }
        for instance in there..there + times {
            self.engine.add_instance(&key, &(instance + 1).to_string());
            self.follow();
        }
        Ok(())
    }

    fn answer(&mut self, step: usize, path: &str, value: &serde_json::Value) -> Result<(), Impossible> {
        let (step, path) = (step, path.to_owned());
        let found = find(self.engine.tree(), &path, false).map(|node| (node.key.clone(), node.item.clone()));
        let Some((key, item)) = found else { return Err(Impossible::NoSuchPath { step, path }) };
        match &item {
            Item::Question(question) if question.kind.takes_answer() || question.kind == Kind::Hidden => {
                self.engine.set(&key, to_value(value, &question.kind));
                Ok(())
            }
            _ => Err(Impossible::NotToAnswer { step, path }),
        }
    }

    fn shown(&self) -> Shown {
        let mut shown = Shown::default();
        let invalid: BTreeSet<NodeKey> = self.engine.invalid().into_iter().collect();
        places(&self.engine.tree(), "/data", &mut |path, node| {
            let Item::Question(question) = node.item else { return };
            let Some(state) = self.engine.state(&node.key).filter(|state| state.relevant) else { return };
            if question.kind.is_shown() {
                shown.visible.push(path.to_owned());
            }
            if !state.value.is_empty() {
                shown.values.insert(path.to_owned(), state.value.to_text());
            }
            if invalid.contains(&node.key) {
                let (message, _) = self.engine.render(&node.key, &question.constraint_message, self.language);
                let is_no_number = !question.kind.fits(&state.value);
                shown.invalid.push(Broken { path: path.to_owned(), message, is_no_number });
            }
        });
        shown
    }

    fn places(&self) -> BTreeMap<NodeKey, String> {
        let mut found = BTreeMap::new();
        places(&self.engine.tree(), "/data", &mut |path, node| {
            found.insert(node.key.clone(), path.to_owned());
        });
        found
    }
}

fn is_repeat(node: &Node<'_>) -> bool {
    matches!(node.item, Item::Repeat(_)) && node.instance.is_none()
}

fn visit<'a>(nodes: &[Node<'a>], see: &mut impl FnMut(&Node<'a>)) {
    for node in nodes {
        see(node);
        visit(&node.children, see);
    }
}

/// Calls `see` with the path of every node but repeats, which have none apart from their instances.
fn places<'a>(nodes: &[Node<'a>], above: &str, see: &mut impl FnMut(&str, &Node<'a>)) {
    for node in nodes {
        let path = format!("{above}/{}", node.item.name());
        if is_repeat(node) {
            for (index, instance) in node.children.iter().enumerate() {
                let path = format!("{path}[{}]", index + 1);
                see(&path, instance);
                places(&instance.children, &path, see);
            }
        } else {
            see(&path, node);
            places(&node.children, &path, see);
        }
    }
}

/// The node at an instance path. The name of the root is not looked at. A repeat without a number is its first
/// instance, or, at the end where `whole` asks for it, the repeat itself.
fn find<'a>(mut nodes: Vec<Node<'a>>, path: &str, whole: bool) -> Option<Node<'a>> {
    let mut steps = path.trim().strip_prefix('/')?.split('/').skip(1).peekable();
    loop {
        let step = steps.next()?;
        let (name, number) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
            Some((name, number)) => (name, Some(number.trim().parse::<usize>().ok()?)),
            None => (step, None),
        };
        let mut node = nodes.into_iter().find(|node| node.item.name() == name)?;
        let is_last = steps.peek().is_none();
        if is_repeat(&node) {
            if is_last && whole {
                return Some(node);
            }
            let place = number.unwrap_or(1).checked_sub(1)?;
            if place >= node.children.len() {
                return None;
            }
            node = node.children.swap_remove(place);
        } else if number.is_some_and(|number| number != 1) {
            return None;
        }
        if is_last {
            return Some(node);
        }
        nodes = node.children;
    }
}

/// What a question of a kind keeps of a value: what does not fit stays as it was written.
fn to_value(value: &serde_json::Value, kind: &Kind) -> Value {
    use serde_json::Value as Json;
    let text = match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => {
            let words =
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
            words.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    if text.trim().is_empty() {
        return Value::Empty;
    }
    match kind {
        Kind::SelectMultiple { .. } | Kind::Rank { .. } => {
            Value::Many(text.split_whitespace().map(str::to_owned).collect())
        }
        Kind::SelectOne { .. } => Value::Text(text.trim().to_owned()),
        _ if kind.is_number() => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(number),
            _ => Value::Text(text),
        },
        _ => Value::Text(text),
    }
}

#[cfg(test)]
mod tests;
