use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*, sample::Index};

use super::{Change, Part, difference, moved};
use crate::guide::{Choice, Group, Guide, Item, Kind, NodeKey, Purpose, Question, Repeat, Text, xpath};

fn text(words: &str) -> Text {
    Text(BTreeMap::from([("fr".to_owned(), words.to_owned()), ("en".to_owned(), format!("{words} (en)"))]))
}

fn question(name: &str) -> Item {
    let kind = Kind::SelectOne { list: "l".to_owned(), or_other: false };
    Item::Question(Box::new(Question {
        name: name.to_owned(),
        kind,
        label: text(name),
        ..Question::default()
    }))
}

fn group(name: &str, items: Vec<Item>) -> Item {
    Item::Group(Group { name: name.to_owned(), label: text(name), items, ..Group::default() })
}

/// Twelve questions in nested sections, and two lists.
fn guide() -> Guide {
    let repeat = Group {
        name: "r".to_owned(),
        label: text("r"),
        items: vec![question("r1"), question("r2")],
        ..Group::default()
    };
    let choices = |names: &[&str]| {
        names
            .iter()
            .map(|name| Choice { name: (*name).to_owned(), label: text(name), columns: BTreeMap::new() })
            .collect()
    };
    Guide {
        title: text("title"),
        languages: vec!["fr".to_owned(), "en".to_owned()],
        items: vec![
            question("a"),
            question("b"),
            group(
                "g",
                vec![
                    question("g1"),
                    group("h", vec![question("h1"), question("h2"), question("h3")]),
                    question("g2"),
                ],
            ),
            Item::Repeat(Repeat { group: repeat, count: None }),
            question("c"),
            question("d"),
        ],
        lists: BTreeMap::from([
            ("l".to_owned(), choices(&["x", "y", "z"])),
            ("m".to_owned(), choices(&["u", "v"])),
        ]),
        ..Guide::default()
    }
}

const QUESTIONS: [&str; 11] =
    ["a", "b", "g/g1", "g/h/h1", "g/h/h2", "g/h/h3", "g/g2", "r/r1", "r/r2", "c", "d"];

/// The items among which the one at a place stands, and its place among them.
fn siblings<'g>(guide: &'g mut Guide, place: &str) -> (&'g mut Vec<Item>, usize) {
    let mut items = &mut guide.items;
    let mut names = place.split('/').peekable();
    loop {
        let name = names.next().expect("a place has a name");
        let index = items.iter().position(|item| item.name() == name).unwrap_or_else(|| panic!("{place}"));
        if names.peek().is_none() {
            return (items, index);
        }
        items = match &mut items[index] {
            Item::Group(group) => &mut group.items,
            Item::Repeat(repeat) => &mut repeat.group.items,
            Item::Question(_) => panic!("{place}"),
        };
    }
}

fn at<'g>(guide: &'g mut Guide, place: &str) -> &'g mut Question {
    let (items, index) = siblings(guide, place);
    match &mut items[index] {
        Item::Question(question) => question,
        _ => panic!("{place}"),
    }
}

/// One edit, and what must be found of it.
#[derive(Clone, Debug)]
enum Edit {
    Add(usize),
    Remove,
    Move(usize),
    MoveInto,
    Reword(bool, Part),
    Type,
    Logic(Part),
    Setting(Part),
    Choice(usize, usize),
    Whole(usize),
}

const TEXTS: [Part; 9] = [
    Part::Label,
    Part::Hint,
    Part::ConstraintMessage,
    Part::RequiredMessage,
    Part::GuidanceSay,
    Part::GuidanceInstruction,
    Part::GuidanceProbes,
    Part::GuidanceAnchors,
    Part::GuidanceWhy,
];

const LOGIC: [Part; 7] = [
    Part::Relevant,
    Part::Constraint,
    Part::Required,
    Part::ReadOnly,
    Part::Calculation,
    Part::Default,
    Part::ChoiceFilter,
];

const SETTINGS: [Part; 3] = [Part::Triggers, Part::Appearance, Part::Randomize];

fn edit() -> impl Strategy<Value = Edit> {
    use proptest::sample::select;
    prop_oneof![
        (0..8_usize).prop_map(Edit::Add),
        Just(Edit::Remove),
        (0..8_usize).prop_map(Edit::Move),
        Just(Edit::MoveInto),
        (any::<bool>(), select(TEXTS.to_vec())).prop_map(|(french, part)| Edit::Reword(french, part)),
        Just(Edit::Type),
        select(LOGIC.to_vec()).prop_map(Edit::Logic),
        select(SETTINGS.to_vec()).prop_map(Edit::Setting),
        (0..5_usize, 0..3_usize).prop_map(|(what, choice)| Edit::Choice(what, choice)),
        (0..5_usize).prop_map(Edit::Whole),
    ]
}

fn text_of(question: &mut Question, part: Part) -> &mut Text {
    match part {
        Part::Hint => &mut question.hint,
        Part::ConstraintMessage => &mut question.constraint_message,
        Part::RequiredMessage => &mut question.required_message,
        Part::GuidanceSay => &mut question.guidance.say,
        Part::GuidanceInstruction => &mut question.guidance.instruction,
        Part::GuidanceProbes => &mut question.guidance.probes,
        Part::GuidanceAnchors => &mut question.guidance.anchors,
        Part::GuidanceWhy => &mut question.guidance.why,
        _ => &mut question.label,
    }
}

/// A change without its words, so that a test can say what it expects.
fn sign(change: &Change) -> String {
    match change {
        Change::Added { place, .. } => format!("added {place}"),
        Change::Removed { place, .. } => format!("removed {place}"),
        Change::Moved { from, place, .. } => format!("moved {from} {place}"),
        Change::Reworded { place, part, language, .. } => {
            format!("reworded {place} {} {language}", part.code())
        }
        Change::Typed { place, .. } => format!("typed {place}"),
        Change::Logic { place, part, .. } => format!("logic {place} {}", part.code()),
        Change::Setting { place, part, .. } => format!("setting {place} {}", part.code()),
        Change::ListAdded { list } => format!("list added {list}"),
        Change::ListRemoved { list } => format!("list removed {list}"),
        Change::ChoiceAdded { list, name, .. } => format!("choice added {list} {name}"),
        Change::ChoiceRemoved { list, name, .. } => format!("choice removed {list} {name}"),
        Change::ChoiceMoved { list, name, .. } => format!("choice moved {list} {name}"),
        Change::ChoiceReworded { list, name, language, .. } => {
            format!("choice reworded {list} {name} {language}")
        }
        Change::ChoiceColumn { list, name, column, .. } => format!("choice column {list} {name} {column}"),
    }
}

/// Makes the edit at a place, and says what must be found. More than one answer is right where two neighbours change
/// places.
fn make(guide: &mut Guide, place: &str, edit: &Edit) -> Vec<String> {
    let expression = xpath::parse("1 = 2").ok();
    match edit {
        Edit::Add(to) => {
            let (items, _) = siblings(guide, place);
            items.insert(to % (items.len() + 1), question("new"));
            let above = place.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
            vec![format!("added {above}new")]
        }
        Edit::Remove => {
            let (items, index) = siblings(guide, place);
            items.remove(index);
            vec![format!("removed {place}")]
        }
        Edit::Move(to) => {
            let (items, index) = siblings(guide, place);
            let to = to % items.len();
            let item = items.remove(index);
            let other = items.get(to.min(index)).map_or_else(String::new, |item| item.name().to_owned());
            items.insert(to, item);
            if to == index {
                return Vec::new();
            }
            let above = place.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
            let mut right = vec![format!("moved {place} {place}")];
            if to.abs_diff(index) == 1 {
                let other = format!("{above}{other}");
                right.push(format!("moved {other} {other}"));
            }
            vec![right.join(" or ")]
        }
        Edit::MoveInto => {
            let (items, index) = siblings(guide, place);
            let item = items.remove(index);
            let name = item.name().to_owned();
            let (target, inside) = match place {
                _ if place.starts_with("g/h") => ("a", name),
                _ => ("g/h/h1", format!("g/h/{name}")),
            };
            let (items, _) = siblings(guide, target);
            items.push(item);
            vec![format!("moved {place} {inside}")]
        }
        Edit::Reword(french, part) => {
            let language = if *french { "fr" } else { "en" };
            text_of(at(guide, place), *part).0.insert(language.to_owned(), "other words".to_owned());
            vec![format!("reworded {place} {} {language}", part.code())]
        }
        Edit::Type => {
            at(guide, place).kind = Kind::Integer;
            vec![format!("typed {place}")]
        }
        Edit::Logic(part) => {
            let question = at(guide, place);
            let slot = match part {
                Part::Relevant => &mut question.relevant,
                Part::Constraint => &mut question.constraint,
                Part::Required => &mut question.required,
                Part::ReadOnly => &mut question.read_only,
                Part::Calculation => &mut question.calculation,
                Part::Default => &mut question.default,
                _ => &mut question.choice_filter,
            };
            *slot = expression;
            vec![format!("logic {place} {}", part.code())]
        }
        Edit::Setting(part) => {
            let question = at(guide, place);
            match part {
                Part::Triggers => question.triggers = vec!["c".to_owned()],
                Part::Appearance => question.appearance = vec!["minimal".to_owned()],
                _ => question.randomize = Some(crate::guide::Randomize { seed: None }),
            }
            vec![format!("setting {place} {}", part.code())]
        }
        Edit::Choice(what, choice) => choice_edit(guide, *what, *choice),
        Edit::Whole(what) => whole_edit(guide, *what),
    }
}

fn choice_edit(guide: &mut Guide, what: usize, choice: usize) -> Vec<String> {
    let choices = guide.lists.get_mut("l").unwrap();
    let name = choices[choice].name.clone();
    match what {
        0 => {
            choices.insert(
                choice,
                Choice { name: "new".to_owned(), label: text("new"), columns: BTreeMap::new() },
            );
            vec!["choice added l new".to_owned()]
        }
        1 => {
            choices.remove(choice);
            vec![format!("choice removed l {name}")]
        }
        2 => {
            choices[choice].label.0.insert("en".to_owned(), "other".to_owned());
            vec![format!("choice reworded l {name} en")]
        }
        3 => {
            choices[choice].columns.insert("region".to_owned(), "north".to_owned());
            vec![format!("choice column l {name} region")]
        }
        _ => {
            guide.lists.remove("m");
            vec!["list removed m".to_owned()]
        }
    }
}

fn whole_edit(guide: &mut Guide, what: usize) -> Vec<String> {
    match what {
        0 => {
            guide.title.0.insert("fr".to_owned(), "autre".to_owned());
            vec!["reworded  title fr".to_owned()]
        }
        1 => {
            guide.version = "2".to_owned();
            vec!["setting  version".to_owned()]
        }
        2 => {
            guide.purpose = Purpose::Test;
            vec!["setting  purpose".to_owned()]
        }
        3 => {
            let (items, index) = siblings(guide, "r");
            if let Item::Repeat(repeat) = &mut items[index] {
                repeat.count = xpath::parse("3").ok();
            }
            vec!["logic r repeat_count".to_owned()]
        }
        _ => {
            let (items, index) = siblings(guide, "g/h");
            let item = items.remove(index);
            guide.items.push(item);
            vec!["moved g/h h".to_owned()]
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_edit_is_found_and_nothing_else(place in any::<Index>(), edit in edit()) {
        let before = guide();
        let mut after = before.clone();
        let expected = make(&mut after, QUESTIONS[place.index(QUESTIONS.len())], &edit);
        let found: Vec<String> = difference(&before, &after).iter().map(sign).collect();
        prop_assert_eq!(found.len(), expected.len(), "{:?} {:?}", edit, found);
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!(expected.split(" or ").any(|right| right == found), "{} is not {}", found, expected);
        }
    }

    /// Edits at different places do not hide each other.
    #[test]
    fn several_edits_are_all_found(edits in vec((any::<bool>(), proptest::sample::select(TEXTS.to_vec())), QUESTIONS.len())) {
        let before = guide();
        let mut after = before.clone();
        let mut expected: Vec<String> = Vec::new();
        for (place, (french, part)) in QUESTIONS.iter().zip(edits) {
            expected.extend(make(&mut after, place, &Edit::Reword(french, part)));
        }
        let found: Vec<String> = difference(&before, &after).iter().map(sign).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn what_has_moved_explains_the_order(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let moves = moved(&order);
        let stays: Vec<usize> = (0..order.len()).filter(|index| !moves.contains(index)).map(|index| order[index]).collect();
        prop_assert!(stays.is_sorted());
    }
}

#[test]
fn a_guide_equals_itself() {
    assert_eq!(difference(&guide(), &guide()), []);
}

#[test]
fn a_group_that_is_dissolved_leaves_its_questions() {
    let before = guide();
    let mut after = before.clone();
    let (items, index) = siblings(&mut after, "g/h");
    let Item::Group(gone) = items.remove(index) else { panic!() };
    items.splice(index..index, gone.items);
    let found: Vec<String> = difference(&before, &after).iter().map(sign).collect();
    assert_eq!(found, ["moved g/h/h1 g/h1", "moved g/h/h2 g/h2", "moved g/h/h3 g/h3", "removed g/h"]);
    assert!(difference(&before, &after).iter().all(|change| !change.is_guidance()));
}

#[test]
fn changes_read_back_from_json() {
    let place = NodeKey("a".to_owned());
    let change = Change::Reworded {
        place,
        part: Part::GuidanceSay,
        language: "fr".to_owned(),
        before: String::new(),
        after: "x".to_owned(),
    };
    let json = serde_json::to_string(&change).unwrap();
    assert_eq!(
        json,
        r#"{"change":"reworded","place":"a","part":"guidance_say","language":"fr","before":"","after":"x"}"#
    );
    assert_eq!(serde_json::from_str::<Change>(&json).unwrap(), change);
    for part in Part::ALL {
        assert_eq!(serde_json::to_value(part).unwrap(), part.code());
    }
}
