//! Moving an open interview to a newer version of its guide: what is carried, what should be looked at again, what is
//! no longer asked. Nothing is lost: an answer keeps its place in the document and is read under its new one.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Answers, Entry};
use crate::guide::{
    Guide, Item, NodeKey, Question, Value,
    difference::{Change, Part, difference, twins},
};

/// Why an answer should be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Reworded,
    /// It asks for another kind of answer.
    Retyped,
    /// When it is asked, or what is accepted, follows another rule.
    Rule,
    /// The choices are not the same.
    Choices,
    /// The answer itself is not among the choices any more.
    ChoiceGone,
}

/// What moving means for the answers there are. All keys but those of `moves` and `gone` are of the newer guide.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Answers to questions that are the same, perhaps elsewhere in the guide.
    pub carried: Vec<NodeKey>,
    /// Answers to questions that have changed.
    pub review: Vec<(NodeKey, BTreeSet<Reason>)>,
    /// Answers to what is no longer asked, under their keys until now.
    pub gone: Vec<NodeKey>,
    /// Questions that were not there.
    pub fresh: Vec<NodeKey>,
    /// Where an answer is read from now on, and where it stood.
    pub moves: BTreeMap<NodeKey, NodeKey>,
}

/// What moving from `old` to `new` means.
pub fn plan(old: &Guide, new: &Guide, answers: &Answers) -> Plan {
    let guides = Guides::new(old, new);
    let mut plan = Plan { fresh: guides.fresh(), ..Plan::default() };
    let answered = answers.entries.iter().filter(|(_, entry)| !entry.is_blank());
    for (key, entry) in answered {
        let Some(target) = guides.target(key) else {
            plan.gone.push(key.clone());
            continue;
        };
        let reasons = guides.reasons(&target, entry);
        if target != *key {
            plan.moves.insert(target.clone(), key.clone());
        }
        if reasons.is_empty() {
            plan.carried.push(target);
        } else {
            plan.review.push((target, reasons));
        }
    }
    plan
}

struct Guides<'g> {
    new: &'g Guide,
    /// Places of the older guide, and where they are in the newer one.
    places: HashMap<NodeKey, NodeKey>,
    /// The questions of the newer guide by their places, and whether they are in a repeat.
    questions: BTreeMap<NodeKey, (&'g Question, bool)>,
    changed: HashMap<NodeKey, BTreeSet<Reason>>,
    changed_lists: BTreeSet<String>,
}

impl<'g> Guides<'g> {
    fn new(old: &Guide, new: &'g Guide) -> Self {
        let mut questions = BTreeMap::new();
        collect(&new.items, &NodeKey::root(), false, &mut questions);
        let mut changed: HashMap<NodeKey, BTreeSet<Reason>> = HashMap::new();
        let mut changed_lists = BTreeSet::new();
        for change in difference(old, new) {
            if let Some((place, reason)) = reason(&change) {
                changed.entry(place).or_default().insert(reason);
            }
            changed_lists.extend(list_of(&change).map(str::to_owned));
        }
        let places = twins(old, new).into_iter().collect();
        Self { new, places, questions, changed, changed_lists }
    }

    /// Questions that take an answer and had no place before.
    fn fresh(&self) -> Vec<NodeKey> {
        let known: BTreeSet<&NodeKey> = self.places.values().collect();
        let asked = self.questions.iter().filter(|(_, (question, _))| question.kind.takes_answer());
        asked.map(|(place, _)| place).filter(|place| !known.contains(place)).cloned().collect()
    }

    /// Where an answer is read in the newer guide. In repeats it has to be the very same place: instances do not
    /// change from one repeat to another.
    fn target(&self, key: &NodeKey) -> Option<NodeKey> {
        let place = without_instances(key);
        let (base, other) = match place.as_str().strip_suffix("_other") {
            Some(base) if !self.places.contains_key(&place) => (NodeKey(base.to_owned()), "_other"),
            _ => (place.clone(), ""),
        };
        let target = self.places.get(&base)?;
        let (question, in_repeat) = self.questions.get(target)?;
        if !other.is_empty() && question.other(&[]).is_none() {
            return None;
        }
        if *target == base {
            return Some(key.clone());
        }
        let has_instances = place != *key;
        (!has_instances && !in_repeat).then(|| NodeKey(format!("{target}{other}")))
    }

    fn reasons(&self, target: &NodeKey, entry: &Entry) -> BTreeSet<Reason> {
        let place = without_instances(target);
        let mut reasons = self.changed.get(&place).cloned().unwrap_or_default();
        let Some(list) = self.questions.get(&place).and_then(|(question, _)| question.kind.list()) else {
            return reasons;
        };
        if self.changed_lists.contains(list) {
            reasons.insert(Reason::Choices);
        }
        let names: BTreeSet<&str> =
            self.new.lists.get(list).into_iter().flatten().map(|choice| choice.name.as_str()).collect();
        if chosen(&entry.value).into_iter().any(|name| name != "other" && !names.contains(name)) {
            reasons.insert(Reason::ChoiceGone);
        }
        reasons
    }
}

fn chosen(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(name) => vec![name],
        Value::Many(names) => names.iter().map(String::as_str).collect(),
        Value::Empty | Value::Number(_) => Vec::new(),
    }
}

fn collect<'g>(
    items: &'g [Item],
    parent: &NodeKey,
    in_repeat: bool,
    found: &mut BTreeMap<NodeKey, (&'g Question, bool)>,
) {
    for item in items {
        let place = parent.child(item.name());
        match item {
            Item::Question(question) => {
                found.insert(place, (question, in_repeat));
            }
            Item::Group(group) => collect(&group.items, &place, in_repeat, found),
            Item::Repeat(repeat) => collect(&repeat.group.items, &place, true, found),
        }
    }
}

/// Guidance is beside the question and asks for nothing to be looked at again.
fn reason(change: &Change) -> Option<(NodeKey, Reason)> {
    let (place, reason) = match change {
        Change::Reworded { place, part: Part::Label | Part::Hint, .. } => (place, Reason::Reworded),
        Change::Typed { place, .. } => (place, Reason::Retyped),
        Change::Logic {
            place,
            part: Part::Relevant | Part::Constraint | Part::Required | Part::ReadOnly | Part::ChoiceFilter,
            ..
        } => (place, Reason::Rule),
        _ => return None,
    };
    Some((place.clone(), reason))
}

fn list_of(change: &Change) -> Option<&str> {
    match change {
        Change::ChoiceAdded { list, .. }
        | Change::ChoiceRemoved { list, .. }
        | Change::ChoiceReworded { list, .. } => Some(list),
        _ => None,
    }
}

/// The place of a key: its names alone.
pub fn without_instances(key: &NodeKey) -> NodeKey {
    let names: Vec<&str> =
        key.as_str().split('/').map(|step| step.split(':').next().unwrap_or(step)).collect();
    NodeKey(names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Choice, Group, Kind, Repeat, Text};

    fn question(name: &str, label: &str, kind: Kind) -> Item {
        let question =
            Question { name: name.to_owned(), label: Text::plain(label), kind, ..Question::default() };
        Item::Question(Box::new(question))
    }

    fn group(name: &str, items: Vec<Item>) -> Item {
        Item::Group(Group { name: name.to_owned(), items, ..Group::default() })
    }

    fn repeat(name: &str, items: Vec<Item>) -> Item {
        let group = Group { name: name.to_owned(), items, ..Group::default() };
        Item::Repeat(Repeat { group, count: None })
    }

    fn guide(items: Vec<Item>, choices: &[&str]) -> Guide {
        let choice = |name: &&str| Choice { name: (*name).to_owned(), ..Choice::default() };
        let lists = BTreeMap::from([("where".to_owned(), choices.iter().map(choice).collect())]);
        Guide { items, lists, ..Guide::default() }
    }

    fn select() -> Kind {
        Kind::SelectOne { list: "where".to_owned(), or_other: false }
    }

    fn answers(entries: &[(&str, &str)]) -> Answers {
        let entry = |text: &str| Entry { value: Value::Text(text.to_owned()), ..Entry::default() };
        let entries = entries.iter().map(|(key, text)| (NodeKey((*key).to_owned()), entry(text))).collect();
        Answers { entries, ..Answers::default() }
    }

    fn keys(keys: &[NodeKey]) -> Vec<&str> {
        keys.iter().map(NodeKey::as_str).collect()
    }

    #[test]
    fn every_answer_is_carried_reviewed_or_gone() {
        let old = guide(
            vec![
                group(
                    "home",
                    vec![question("street", "Street", Kind::Text), question("town", "Town", select())],
                ),
                question("work", "Work?", Kind::Text),
                question("hobby", "Hobby", Kind::Text),
                repeat("child", vec![question("age", "Age", Kind::Integer)]),
            ],
            &["lyon", "nice"],
        );
        let new = guide(
            vec![
                group("home", vec![question("town", "Town", select())]),
                group(
                    "life",
                    vec![question("street", "Street", Kind::Text), question("work", "Work now?", Kind::Text)],
                ),
                repeat(
                    "child",
                    vec![question("age", "Age", Kind::Integer), question("school", "School", Kind::Text)],
                ),
            ],
            &["lyon", "grenoble"],
        );
        let given = answers(&[
            ("home/street", "rue Pasteur"),
            ("home/town", "nice"),
            ("work", "none"),
            ("hobby", "chess"),
            ("child:x/age", "4"),
        ]);
        let plan = plan(&old, &new, &given);
        assert_eq!(keys(&plan.carried), ["child:x/age", "life/street"]);
        let review: Vec<(&str, Vec<Reason>)> = plan
            .review
            .iter()
            .map(|(key, reasons)| (key.as_str(), reasons.iter().copied().collect()))
            .collect();
        assert_eq!(
            review,
            [("home/town", vec![Reason::Choices, Reason::ChoiceGone]), ("life/work", vec![Reason::Reworded]),]
        );
        assert_eq!(keys(&plan.gone), ["hobby"]);
        assert_eq!(keys(&plan.fresh), ["child/school"]);
        let moves: Vec<(&str, &str)> =
            plan.moves.iter().map(|(to, from)| (to.as_str(), from.as_str())).collect();
        assert_eq!(moves, [("life/street", "home/street"), ("life/work", "work")]);
        assert_eq!(plan.carried.len() + plan.review.len() + plan.gone.len(), given.entries.len());
    }

    #[test]
    fn moving_to_the_same_guide_carries_all() {
        let guide = guide(vec![question("a", "A", Kind::Text), question("b", "B", select())], &["x"]);
        let plan = plan(&guide, &guide, &answers(&[("a", "1"), ("b", "x")]));
        assert_eq!(keys(&plan.carried), ["a", "b"]);
        assert!(
            plan.review.is_empty() && plan.gone.is_empty() && plan.fresh.is_empty() && plan.moves.is_empty()
        );
    }

    #[test]
    fn a_text_beside_other_goes_with_its_question() {
        let kind = Kind::SelectOne { list: "where".to_owned(), or_other: true };
        let old = guide(vec![question("town", "Town", kind.clone())], &["x"]);
        let new = guide(vec![group("home", vec![question("town", "Town", kind)])], &["x"]);
        let plan = plan(&old, &new, &answers(&[("town", "other"), ("town_other", "Annecy")]));
        assert_eq!(keys(&plan.carried), ["home/town", "home/town_other"]);
        assert_eq!(plan.moves.len(), 2);
    }

    #[test]
    fn into_a_repeat_nothing_is_moved() {
        let old = guide(vec![question("age", "Age", Kind::Integer)], &[]);
        let new = guide(vec![repeat("child", vec![question("age", "Age", Kind::Integer)])], &[]);
        assert_eq!(keys(&plan(&old, &new, &answers(&[("age", "4")])).gone), ["age"]);
        let back = plan(&new, &old, &answers(&[("child:x/age", "4")]));
        assert_eq!(keys(&back.gone), ["child:x/age"]);
    }
}
