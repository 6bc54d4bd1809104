//! Guides built by hand for the tests of the engine.

use std::{collections::BTreeMap, sync::Arc};

use super::{Context, Engine};
use crate::{
    guide::{
        Choice, Group, Guide, Item, Kind, NodeKey, Question, Repeat, Text, Value, expression::Expression,
        xpath,
    },
    interview::{Answers, Entry},
};

mod behaviour;
mod evaluation;
mod generated;
mod instances;
mod oracle;
mod paths;

pub(super) fn x(source: &str) -> Option<Expression> {
    Some(xpath::parse(source).unwrap_or_else(|error| panic!("{source}: {error:?}")))
}

pub(super) fn question(name: &str, kind: Kind) -> Question {
    Question { name: name.to_owned(), kind, ..Question::default() }
}

pub(super) fn text(name: &str) -> Question {
    question(name, Kind::Text)
}

pub(super) fn calculate(name: &str, source: &str) -> Question {
    Question { calculation: x(source), ..question(name, Kind::Calculate) }
}

pub(super) fn ask(question: Question) -> Item {
    Item::Question(Box::new(question))
}

pub(super) fn group(name: &str, items: Vec<Item>) -> Item {
    Item::Group(Group { name: name.to_owned(), items, ..Group::default() })
}

pub(super) fn repeat(name: &str, count: Option<&str>, items: Vec<Item>) -> Item {
    let group = Group { name: name.to_owned(), items, ..Group::default() };
    Item::Repeat(Repeat { group, count: count.and_then(x) })
}

pub(super) fn choice(name: &str, french: &str, english: &str, columns: &[(&str, &str)]) -> Choice {
    let label = [("fr", french), ("en", english)].map(|(tag, label)| (tag.to_owned(), label.to_owned()));
    let columns = columns.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect();
    Choice { name: name.to_owned(), label: Text(BTreeMap::from(label)), columns }
}

pub(super) fn colours() -> BTreeMap<String, Vec<Choice>> {
    let colours = vec![
        choice("red", "Rouge", "Red", &[("warm", "yes"), ("rank", "1")]),
        choice("blue", "Bleu", "Blue", &[("warm", "no"), ("rank", "2")]),
        choice("pink", "Rose", "Pink", &[("warm", "yes"), ("rank", "3")]),
    ];
    BTreeMap::from([("colours".to_owned(), colours)])
}

pub(super) fn guide(items: Vec<Item>) -> Guide {
    Guide { items, lists: colours(), version: "2026-1".to_owned(), ..Guide::default() }
}

pub(super) fn key(key: &str) -> NodeKey {
    NodeKey(key.to_owned())
}

pub(super) fn of_text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(super) fn answers(entries: &[(&str, Value)], repeats: &[(&str, &[&str])]) -> Answers {
    let entry = |value: &Value| Entry { value: value.clone(), ..Entry::default() };
    Answers {
        entries: entries.iter().map(|(name, value)| (key(name), entry(value))).collect(),
        repeats: repeats
            .iter()
            .map(|(name, instances)| (key(name), instances.iter().map(|name| (*name).to_owned()).collect()))
            .collect(),
        ..Answers::default()
    }
}

/// Monday 2026-11-23, 14:30 in Paris.
pub(super) fn context() -> Context {
    Context { now: 1_795_440_600_000, offset_minutes: 60, username: "claire".to_owned(), seed: 7 }
}

pub(super) fn run(guide: Guide, answers: &Answers) -> Engine {
    Engine::new(Arc::new(guide), context(), answers)
}

/// The value of a node as text; panics when there is no such node.
pub(super) fn value(engine: &Engine, name: &str) -> String {
    engine.state(&key(name)).unwrap_or_else(|| panic!("no node {name}")).value.to_text()
}

pub(super) fn is_relevant(engine: &Engine, name: &str) -> bool {
    engine.state(&key(name)).unwrap_or_else(|| panic!("no node {name}")).relevant
}
