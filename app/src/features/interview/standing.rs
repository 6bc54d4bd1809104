//! How the questions of a section stand: what is settled, what waits, what is next.

use domain::{
    guide::{NodeKey, engine::NodeState},
    interview::{Answers, Entry, NonAnswer, reading::Progress},
};

use super::sections::{Section, questions};

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
                doubtful: state.invalid,
                key,
            })
        })
        .collect()
}

/// How far a section is: asked, and settled of these.
pub fn progress(standings: &[Standing]) -> Progress {
    Progress { asked: standings.len(), settled: standings.iter().filter(|standing| standing.settled).count() }
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
    use domain::guide::{Group, Item, Kind, Question, Repeat, Text, Value};

    fn key(text: &str) -> NodeKey {
        NodeKey(text.to_owned())
    }

    fn question(name: &str, kind: Kind) -> Item {
        Item::Question(Box::new(Question { name: name.to_owned(), kind, ..Question::default() }))
    }

    /// A street, and the ages of children.
    fn section() -> Section {
        let items = vec![question("age", Kind::Integer)];
        let child =
            Repeat { group: Group { name: "child".to_owned(), items, ..Group::default() }, count: None };
        Section {
            key: key("home"),
            title: Text::default(),
            hint: Text::default(),
            parent: key("home"),
            items: vec![question("street", Kind::Text), Item::Repeat(child)],
        }
    }

    fn instances(_: &NodeKey) -> Vec<String> {
        vec!["x".to_owned(), "y".to_owned()]
    }

    #[test]
    fn standings_count_what_is_asked() {
        let mut answers = Answers::default();
        let shown =
            NodeState { relevant: true, value: Value::Number(1.0), invalid: true, ..NodeState::default() };
        let hidden = NodeState::default();
        let state = |key: &NodeKey| Some(if key.as_str().contains(":y/") { &hidden } else { &shown });
        answers
            .entries
            .insert(key("home/street"), Entry { non_answer: Some(NonAnswer::Later), ..Entry::default() });
        let standings = standings(&section(), &answers, &instances, state);
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
