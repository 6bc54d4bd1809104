use proptest::prelude::*;

use super::*;
use crate::{
    guide::{Guide, engine::Context, glossary::Term, scenario::Scenario, script::Act, xlsform},
    problem::Severity,
};

fn ids() -> impl FnMut() -> String {
    let mut next = 0;
    move || {
        next += 1;
        format!("n{next:05}")
    }
}

fn draft(guide: &Guide) -> Draft {
    of_guide(guide, &mut ids())
}

/// Reading leaves out languages without words.
fn without_blanks(mut guide: Guide) -> Guide {
    fn text(text: &mut Text) {
        text.0.retain(|_, words| !words.is_empty());
    }
    text(&mut guide.title);
    guide
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_guide_is_the_same_after_being_a_draft(guide in xlsform::generated()) {
        let mut guide = without_blanks(guide);
        guide.glossary = vec![Term { word: Text::plain("levier"), meaning: guide.title.clone() }];
        guide.scenarios = vec![Scenario {
            name: "S".to_owned(),
            acts: vec![Act::Answer { path: "/data/q0".to_owned(), value: "x".into() }],
            visible: vec!["/data/q0".to_owned()],
            hidden: Vec::new(),
        }];
        let reading = draft(&guide).read();
        prop_assert_eq!(&reading.found, &[]);
        prop_assert_eq!(&reading.guide, &guide);
    }

    /// Whatever the places say, every node that is there stands in the outline once, and nothing stands in itself.
    #[test]
    fn nothing_is_lost_or_doubled(
        drawn in prop::collection::vec((0_usize..14, 0_usize..3, "[1-9A-Za-z]", any::<bool>()), 1..12),
    ) {
        let name = |number: usize| format!("n{number}");
        let mut draft = Draft::default();
        for (index, (parent, nature, order, is_there)) in drawn.iter().enumerate() {
            let nature = [Nature::Question, Nature::Group, Nature::Repeat][*nature];
            let parent = if *parent > 11 { "items".to_owned() } else { name(*parent) };
            let place = is_there.then(|| Place { parent, order: order.clone() });
            draft.nodes.insert(name(index), Node { nature, place, ..Node::default() });
        }
        let outline = draft.outline();
        let all = outline.with_inside(outline.children("items"));
        let there: Vec<&String> = draft.nodes.iter().filter(|(_, node)| node.place.is_some()).map(|(id, _)| id).collect();
        for id in there {
            prop_assert!(all.contains(id), "{id} is lost");
        }
        let counted: usize = outline.children("items").len()
            + all.iter().map(|id| outline.children(id).len()).sum::<usize>();
        prop_assert_eq!(counted, all.len());
        prop_assert_eq!(draft.read().guide.items.len(), outline.children("items").len());
    }

    /// Moving puts things where they are asked to go and leaves the others in their order.
    #[test]
    fn a_move_goes_where_it_is_asked(
        orders in prop::collection::vec("[1-3]", 2..9), chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        before in any::<prop::sample::Index>(),
    ) {
        let mut draft = Draft::default();
        for (index, order) in orders.into_iter().enumerate() {
            let place = Some(Place { parent: "items".to_owned(), order });
            draft.nodes.insert(format!("n{index}"), Node { place, ..Node::default() });
        }
        let outline = draft.outline();
        let siblings = outline.children("items").to_vec();
        let chosen: Vec<String> = chosen.iter().map(|index| siblings[index.index(siblings.len())].clone()).collect();
        let chosen = outline.outermost(&chosen);
        let at = before.index(siblings.len() + 1);
        for (id, place) in outline.moved(&chosen, "items", siblings.get(at).map(String::as_str)).unwrap() {
            draft.nodes.get_mut(&id).unwrap().place = Some(place);
        }
        let stays = |id: &&String| !chosen.contains(id);
        let mut expected: Vec<String> = siblings[..at].iter().filter(stays).cloned().collect();
        expected.extend(chosen.iter().cloned());
        expected.extend(siblings[at..].iter().filter(stays).cloned());
        let outline = draft.outline();
        prop_assert_eq!(outline.children("items"), expected.as_slice());
    }
}

/// An id, what it stands in, and its fields; those with `::` are texts in a language.
type Line<'l> = (&'l str, &'l str, &'l [(&'l str, &'l str)]);

fn written(lines: &[Line<'_>]) -> Draft {
    let mut draft = Draft::blank();
    draft.nodes.get_mut(GUIDE).unwrap().set_text("title", "fr", "Titre");
    draft.nodes.get_mut(GUIDE).unwrap().set_text("title", "en", "Title");
    for (id, parent, fields) in lines {
        let nature = match id.chars().next() {
            Some('g') => Nature::Group,
            Some('l') => Nature::List,
            Some('c') => Nature::Choice,
            Some('s') => Nature::Scenario,
            _ => Nature::Question,
        };
        let parent = if parent.is_empty() { nature.root() } else { parent };
        let place = Place { parent: parent.to_owned(), order: (*id).to_owned() };
        let mut node = Node { nature, place: Some(place), ..Node::default() };
        node.set_field("name", id);
        for language in ["fr", "en"] {
            node.set_text("label", language, id);
        }
        for (field, value) in *fields {
            match field.split_once("::") {
                Some((field, language)) => node.set_text(field, language, value),
                None => node.set_field(field, value),
            }
        }
        draft.nodes.insert((*id).to_owned(), node);
    }
    draft
}

#[test]
fn problems_say_where() {
    let draft = written(&[
        ("q1", "", &[("relevant", "${q2} = ")]),
        ("q2", "", &[("type", "select_one"), ("list", "#l1"), ("label::en", "")]),
        ("q3", "", &[("type", "range"), ("end", "ten"), ("label::fr", ""), ("label::en", "")]),
        ("g1", "", &[("relevant", "${q9} = 1")]),
        ("q4", "g1", &[("relevant", "${q2} = 'z'")]),
        ("l1", "", &[("name", "")]),
        ("c1", "l1", &[]),
        ("s1", "", &[("visible", "/data/q1"), ("hidden", "/data/q2")]),
    ]);
    let (outline, reading) = (draft.outline(), draft.read());
    let told = |found: &[Found]| {
        let mut told: Vec<String> = found
            .iter()
            .map(|found| format!("{} {} {}", found.node, found.part, found.problem.code))
            .collect();
        told.sort();
        told
    };
    let problems = told(&reading.problems(&draft, &outline));
    assert_eq!(
        problems,
        [
            "g1 relevant reference_unknown",
            "l1 name draft_list_name_missing",
            "q1 relevant expression_unfinished",
            "q2 label translation_missing",
            "q3 end draft_number_invalid",
            "q3 label label_missing",
            "q4 relevant choice_unknown",
        ]
    );
    let obstacles = told(&reading.obstacles(&draft, &Context::default()));
    assert!(obstacles.contains(&"s1 name scenario_hidden_seen".to_owned()), "{obstacles:?}");
    assert!(!obstacles.contains(&"q4 relevant choice_unknown".to_owned()));
    let reasons = reading.obstacles(&draft, &Context::default());
    assert!(reasons.iter().any(|found| found.problem.severity == Severity::Warning));
}

#[test]
fn a_new_name_is_followed_wherever_it_is_meant() {
    let mut draft = written(&[
        ("q1", "", &[]),
        ("q2", "", &[("relevant", "${q1} = ${q11}"), ("trigger", "q1 q11"), ("label::fr", "Après ${q1}")]),
        (
            "s1",
            "",
            &[("visible", "/data/q1\n/data/r[2]/q1"), ("acts", "[{\"path\":\"/data/q1\",\"value\":\"q1\"}]")],
        ),
    ]);
    for (id, field, language, value) in draft.renamed("q1", "age") {
        let node = draft.nodes.get_mut(&id).unwrap();
        match language {
            Some(language) => node.set_text(&field, &language, &value),
            None => node.set_field(&field, &value),
        }
    }
    assert_eq!(draft.nodes["q2"].field("relevant"), "${age} = ${q11}");
    assert_eq!(draft.nodes["q2"].field("trigger"), "age q11");
    assert_eq!(draft.nodes["q2"].text("label").0["fr"], "Après ${age}");
    assert_eq!(draft.nodes["s1"].field("visible"), "/data/age\n/data/r[2]/age");
    assert_eq!(draft.nodes["s1"].field("acts"), "[{\"path\":\"/data/age\",\"value\":\"q1\"}]");
}

#[test]
fn copies_bring_what_they_need() {
    let source = written(&[
        ("g1", "", &[]),
        ("q1", "g1", &[("type", "select_one"), ("list", "#l1")]),
        ("q2", "g1", &[("type", "select_one"), ("list", "#l1")]),
        ("l1", "", &[]),
        ("c1", "l1", &[]),
    ]);
    let outline = source.outline();
    let mut target = written(&[("q1", "", &[])]);
    for (id, mut node) in copy(&source, &outline, &["g1".to_owned()], &target, &mut ids()) {
        if node.place.is_none() {
            node.place = Some(Place { parent: "items".to_owned(), order: order::after("") });
        }
        target.nodes.insert(id, node);
    }
    let guide = target.read().guide;
    let names: Vec<&str> = guide.items.iter().map(crate::guide::Item::name).collect();
    assert_eq!(names, ["g1", "q1"]);
    let crate::guide::Item::Group(group) = &guide.items[0] else { panic!() };
    let names: Vec<&str> = group.items.iter().map(crate::guide::Item::name).collect();
    assert_eq!(names, ["q1_2", "q2"]);
    assert_eq!(guide.lists["l1"].len(), 1);
    // The same list is not brought a second time.
    let again = copy(&source, &outline, &["q2".to_owned()], &target, &mut ids());
    assert_eq!(again.len(), 1);
}

#[test]
fn names_are_made_from_labels() {
    for (label, name) in [
        ("Où vit-elle ?", "ou_vit_elle"),
        ("2 enfants", "q_2_enfants"),
        ("Quelles personnes comptent aujourd’hui pour vous ?", "quelles_personnes_comptent"),
        ("你好", ""),
        ("", ""),
    ] {
        assert_eq!(name_of(label), name);
    }
    let draft = written(&[("q1", "", &[]), ("q1_2", "", &[])]);
    assert_eq!(draft.free_name("q1"), "q1_3");
    assert_eq!(draft.free_name("q2"), "q2");
}
