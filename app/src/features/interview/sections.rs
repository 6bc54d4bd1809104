//! The sections of a guide and the questions in them, in order, on the answers there are.

use std::{ops::Range, sync::Arc};

use domain::{
    guide::{Guide, Item, Kind, NodeKey, Question, Text, engine::NodeState},
    interview::{Answers, Entry, NonAnswer},
};

/// A section: a top-level group, a top-level repeat, or a run of questions outside any group.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Of the group or the repeat; of the first question in a run.
    pub key: NodeKey,
    /// Empty for a run of questions.
    pub title: Text,
    pub hint: Text,
    /// Where the keys of `items` begin: the group, or the root.
    pub parent: NodeKey,
    pub items: Vec<Item>,
}

/// The sections of a guide that have something to show.
pub fn sections(guide: &Guide) -> Vec<Arc<Section>> {
    let root = NodeKey::root();
    let mut found = Vec::new();
    let mut run: Option<Range<usize>> = None;
    for (at, item) in guide.items.iter().enumerate() {
        match item {
            Item::Question(_) => run = Some(run.map_or(at, |range| range.start)..at + 1),
            Item::Group(_) | Item::Repeat(_) => {
                found.extend(run.take().map(|range| loose(&guide.items[range])));
                found.push(framed(item, &root));
            }
        }
    }
    found.extend(run.map(|range| loose(&guide.items[range])));
    found.into_iter().filter(|section| section.items.iter().any(is_shown)).map(Arc::new).collect()
}

fn loose(items: &[Item]) -> Section {
    let first = items.iter().find(|item| is_shown(item)).or(items.first());
    Section {
        key: first.map_or_else(NodeKey::root, |item| NodeKey::root().child(item.name())),
        title: Text::default(),
        hint: Text::default(),
        parent: NodeKey::root(),
        items: items.to_vec(),
    }
}

fn framed(item: &Item, root: &NodeKey) -> Section {
    let key = root.child(item.name());
    match item {
        Item::Group(group) => Section {
            parent: key.clone(),
            key,
            title: group.label.clone(),
            hint: group.hint.clone(),
            items: group.items.clone(),
        },
        Item::Repeat(repeat) => Section {
            key,
            title: repeat.group.label.clone(),
            hint: Text::default(),
            parent: root.clone(),
            items: vec![item.clone()],
        },
        Item::Question(_) => loose(std::slice::from_ref(item)),
    }
}

fn is_shown(item: &Item) -> bool {
    match item {
        Item::Question(question) => question.kind.is_shown(),
        Item::Group(group) => group.items.iter().any(is_shown),
        Item::Repeat(repeat) => repeat.group.items.iter().any(is_shown),
    }
}

/// The questions of `items` that stand below `parent`, with those of every instance, in the order of the page.
pub fn questions<'a>(
    items: &'a [Item],
    parent: &NodeKey,
    instances: &dyn Fn(&NodeKey) -> Vec<String>,
) -> Vec<(NodeKey, &'a Question)> {
    let mut found = Vec::new();
    collect(items, parent, instances, &mut found);
    found
}

fn collect<'a>(
    items: &'a [Item],
    parent: &NodeKey,
    instances: &dyn Fn(&NodeKey) -> Vec<String>,
    found: &mut Vec<(NodeKey, &'a Question)>,
) {
    for item in items {
        let key = parent.child(item.name());
        match item {
            Item::Question(question) => found.push((key, question)),
            Item::Group(group) => collect(&group.items, &key, instances, found),
            Item::Repeat(repeat) => {
                for instance in instances(&key) {
                    collect(&repeat.group.items, &key.instance(&instance), instances, found);
                }
            }
        }
    }
}

/// The question that a key names, wherever its instances are.
pub fn question_at<'a>(guide: &'a Guide, key: &NodeKey) -> Option<&'a Question> {
    let mut items = &guide.items;
    let mut found = None;
    for step in key.as_str().split('/') {
        let name = step.split(':').next().unwrap_or(step);
        match items.iter().find(|item| item.name() == name)? {
            Item::Question(question) => found = Some(question.as_ref()),
            Item::Group(group) => items = &group.items,
            Item::Repeat(repeat) => items = &repeat.group.items,
        }
    }
    found
}

/// The section in which a key stands.
pub fn section_of(sections: &[Arc<Section>], key: &NodeKey) -> Option<usize> {
    let first = key.as_str().split(['/', ':']).next().unwrap_or("");
    sections.iter().position(|section| {
        section.key.as_str() == first
            || (section.parent == NodeKey::root() && section.items.iter().any(|item| item.name() == first))
    })
}

/// How a question stands that takes an answer now.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub key: NodeKey,
    pub settled: bool,
    pub later: bool,
    pub required: bool,
    /// The answer breaks the question's rule, or is no number where one was asked for.
    pub doubtful: bool,
}

/// The standing of each question of a section that is asked now.
pub fn standings<'a>(
    section: &Section,
    answers: &Answers,
    instances: &dyn Fn(&NodeKey) -> Vec<String>,
    state: impl Fn(&NodeKey) -> Option<&'a NodeState>,
) -> Vec<Standing> {
    let blank = Entry::default();
    questions(&section.items, &section.parent, instances)
        .into_iter()
        .filter_map(|(key, question)| {
            let state = state(&key)?;
            if !state.relevant || state.read_only || !question.kind.takes_answer() {
                return None;
            }
            let entry = answers.entries.get(&key).unwrap_or(&blank);
            Some(Standing {
                settled: match entry.non_answer {
                    Some(reason) => reason != NonAnswer::Later,
                    // A calculated value counts as an answer.
                    None => !state.value.is_empty(),
                },
                later: entry.non_answer == Some(NonAnswer::Later),
                required: state.required,
                doubtful: state.invalid || is_wrong_kind(question, entry),
                key,
            })
        })
        .collect()
}

fn is_wrong_kind(question: &Question, entry: &Entry) -> bool {
    let wants_number = matches!(question.kind, Kind::Integer | Kind::Decimal | Kind::Range { .. });
    wants_number && super::typed::is_junk(&entry.value)
}

/// How far a section is: asked, and settled of these.
pub fn progress(standings: &[Standing]) -> domain::interview::reading::Progress {
    domain::interview::reading::Progress {
        asked: standings.len(),
        settled: standings.iter().filter(|standing| standing.settled).count(),
    }
}

/// The next question without answer after `from` (or from it on, when `inclusive`), going round to the beginning.
/// Without `from`, the first.
pub fn next_unanswered(standings: &[Standing], from: Option<&NodeKey>, inclusive: bool) -> Option<NodeKey> {
    let place = from.and_then(|key| standings.iter().position(|standing| standing.key == *key));
    let start = place.map_or(0, |at| at + usize::from(!inclusive));
    let mut round = standings[start..].iter().chain(&standings[..start]);
    round.find(|standing| !standing.settled).map(|standing| standing.key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::guide::{Group, Repeat, Value};

    fn question(name: &str, kind: Kind) -> Item {
        Item::Question(Box::new(Question { name: name.to_owned(), kind, ..Question::default() }))
    }

    fn group(name: &str, items: Vec<Item>) -> Group {
        Group { name: name.to_owned(), label: Text::plain(name), items, ..Group::default() }
    }

    fn guide() -> Guide {
        let child = group("child", vec![question("age", Kind::Integer)]);
        let items = vec![
            question("start", Kind::Metadata { what: "start".to_owned() }),
            question("first", Kind::Text),
            question("second", Kind::Note),
            Item::Group(group(
                "home",
                vec![question("street", Kind::Text), Item::Repeat(Repeat { group: child, count: None })],
            )),
            question("total", Kind::Calculate),
            Item::Repeat(Repeat { group: group("job", vec![question("trade", Kind::Text)]), count: None }),
            question("last", Kind::Integer),
        ];
        Guide { items, ..Guide::default() }
    }

    fn key(text: &str) -> NodeKey {
        NodeKey(text.to_owned())
    }

    fn instances(repeat: &NodeKey) -> Vec<String> {
        let names: &[&str] = if repeat.as_str() == "home/child" { &["x", "y"] } else { &["z"] };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn groups_repeats_and_runs_are_sections() {
        let keys: Vec<String> = sections(&guide()).iter().map(|section| section.key.to_string()).collect();
        assert_eq!(keys, ["first", "home", "job", "last"]);
    }

    #[test]
    fn a_key_finds_its_section_and_its_question() {
        let (guide, found) = (guide(), sections(&guide()));
        let check = |text: &str, section: Option<usize>, name: Option<&str>| {
            assert_eq!(section_of(&found, &key(text)), section, "{text}");
            assert_eq!(
                question_at(&guide, &key(text)).map(|question| question.name.as_str()),
                name,
                "{text}"
            );
        };
        check("second", Some(0), Some("second"));
        check("home/child:y/age", Some(1), Some("age"));
        check("home", Some(1), None);
        check("job:z/trade", Some(2), Some("trade"));
        check("gone", None, None);
    }

    #[test]
    fn questions_follow_the_instances() {
        let guide = guide();
        let keys: Vec<String> = questions(&guide.items[3..4], &NodeKey::root(), &instances)
            .iter()
            .map(|(key, _)| key.to_string())
            .collect();
        assert_eq!(keys, ["home/street", "home/child:x/age", "home/child:y/age"]);
    }

    #[test]
    fn standings_count_what_is_asked() {
        let found = sections(&guide());
        let mut answers = Answers::default();
        let shown = NodeState { relevant: true, value: Value::Number(1.0), ..NodeState::default() };
        let hidden = NodeState::default();
        let state = |key: &NodeKey| Some(if key.as_str().contains(":y/") { &hidden } else { &shown });
        answers
            .entries
            .insert(key("home/street"), Entry { non_answer: Some(NonAnswer::Later), ..Entry::default() });
        let age = Entry { value: Value::Text("ten".to_owned()), ..Entry::default() };
        answers.entries.insert(key("home/child:x/age"), age);
        let standings = standings(&found[1], &answers, &instances, state);
        assert_eq!(standings.len(), 2);
        assert!(standings[0].later && !standings[0].settled);
        assert!(standings[1].settled && standings[1].doubtful);
        assert_eq!(progress(&standings).settled, 1);
    }

    #[test]
    fn the_next_unanswered_goes_round() {
        let standing = |name: &str, settled| Standing {
            key: key(name),
            settled,
            later: false,
            required: false,
            doubtful: false,
        };
        let standings = [standing("a", false), standing("b", true), standing("c", false)];
        let check = |from: Option<&str>, inclusive: bool, expected: Option<&str>| {
            let from = from.map(key);
            assert_eq!(next_unanswered(&standings, from.as_ref(), inclusive), expected.map(key));
        };
        check(None, false, Some("a"));
        check(Some("a"), true, Some("a"));
        check(Some("a"), false, Some("c"));
        check(Some("b"), true, Some("c"));
        check(Some("c"), false, Some("a"));
        check(Some("gone"), false, Some("a"));
        assert_eq!(next_unanswered(&[standing("b", true)], None, false), None);
    }
}
