use std::collections::BTreeSet;

use domain::{
    framework::{
        Framework, Kind,
        canvas::change::NewLink,
        check::check,
        link::LinkKind,
        records::{HOME, Nature, of_framework},
    },
    id::AccountId,
};
use proptest::prelude::*;

use super::*;

fn lyon() -> Framework {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/cadre-lyon.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn by(name: &str) -> Mark {
    Mark { by: AccountId(uuid::Uuid::nil()), name: name.to_owned(), at: 1 }
}

fn make(document: &Document, edits: &[Edit]) {
    document.make(edits, &by("Nadia"), Language::French);
    document.steps().end();
}

fn exchange(documents: &[Document]) {
    for from in documents {
        for to in documents {
            to.apply(&from.diff(&to.state_vector()).unwrap()).unwrap();
        }
    }
}

fn replicas(framework: &Framework) -> Vec<Document> {
    let first = Document::new(1);
    first.fill(&of_framework(framework));
    let others = [2, 3].map(|client| {
        let other = Document::new(client);
        other.apply(&first.encode()).unwrap();
        other
    });
    std::iter::once(first).chain(others).collect()
}

fn add(id: &str, text: &str) -> Edit {
    let text = text.to_owned();
    Edit::Add { id: id.to_owned(), kind: Kind::Immediate, text, after: None, place: None }
}

fn link(id: &str, from: &str, to: &str) -> Edit {
    let [id, from, to] = [id, from, to].map(str::to_owned);
    Edit::Connect(NewLink { id, from, to, kind: LinkKind::Necessary })
}

#[test]
fn a_framework_is_read_as_it_was_written() {
    let all = replicas(&lyon());
    assert_eq!(all[1].read().framework, lyon());
    assert!(!all[0].steps().can_undo(), "what it starts with is nobody's step");
}

#[test]
fn a_node_removed_while_somebody_links_it_stays_and_is_contested() {
    let all = replicas(&lyon());
    make(&all[0], &[Edit::remove(Nature::Node, "I1")]);
    assert!(all[0].read().framework.node("I1").is_none());
    make(&all[1], &[add("new", "Parler"), link("k", "new", "I1")]);
    exchange(&all);
    let reading = all[2].read();
    assert!(reading.framework.node("I1").is_some());
    assert_eq!(reading.contested[0].record, "n:I1");
    make(&all[1], &[Edit::Keep { record: "n:I1".to_owned() }]);
    exchange(&all);
    assert_eq!(all[0].read().contested, []);
    let links = all[0].read().framework.links.len();
    assert_eq!(links, lyon().links.len() + 1);
}

#[test]
fn two_links_that_make_a_circle_are_both_kept_and_shown() {
    let mut framework = lyon();
    framework.links.clear();
    let all = replicas(&framework);
    make(&all[0], &[link("a", "I1", "I2")]);
    make(&all[1], &[link("b", "I2", "I1")]);
    exchange(&all);
    let merged = all[2].read().framework;
    assert_eq!(merged.links.len(), 2);
    assert_eq!(check(&merged, Language::French).iter().filter(|it| it.code == "cycle").count(), 1);
}

#[test]
fn each_takes_back_what_is_her_own() {
    let all = replicas(&lyon());
    make(&all[0], &[Edit::words("n:I1", "text", "fr", "Autrement")]);
    make(&all[0], &[Edit::remove(Nature::Node, "I2")]);
    make(&all[1], &[Edit::words("n:I3", "text", "fr", "Autre chose")]);
    exchange(&all);
    assert!(all[0].steps().undo());
    assert_eq!(all[0].read().gone, []);
    assert!(all[0].steps().undo());
    assert!(!all[0].steps().undo());
    let read = all[0].read().framework;
    assert_eq!(read.node("I1"), lyon().node("I1"));
    assert_eq!(read.node("I3").unwrap().text.0["fr"], "Autre chose");
    assert!(all[0].steps().redo());
    assert_eq!(all[0].read().framework.node("I1").unwrap().text.0["fr"], "Autrement");
}

#[test]
fn two_people_write_in_one_text() {
    let all = replicas(&lyon());
    let words = lyon().node("I1").unwrap().text.0["fr"].clone();
    make(&all[0], &[Edit::words("n:I1", "text", "fr", format!("{words}, pas à pas"))]);
    make(&all[1], &[Edit::words("n:I1", "text", "fr", format!("Ensemble : {words}"))]);
    exchange(&all);
    let merged = all[2].read().framework.node("I1").unwrap().text.0["fr"].clone();
    assert_eq!(merged, format!("Ensemble : {words}, pas à pas"));
}

#[test]
fn what_is_no_removal_and_no_field_of_ours_is_left_out() {
    let document = Document::new(1);
    document.removed.insert(&mut document.write(), "n:a", "not json");
    document.fields.insert(&mut document.write(), "odd", "x");
    document.fields.insert(&mut document.write(), "n:a|kind", 1.5);
    assert_eq!(document.read(), Reading { framework: Framework::default(), ..Reading::default() });
}

#[derive(Clone, Debug)]
enum Step {
    Add(usize),
    Write(usize, u8, u8),
    Link(usize, u8, u8),
    Assume(usize, u8),
    Measure(usize, u8),
    Move(usize, u8, u8),
    Remove(usize, u8),
    RemoveLink(usize, u8),
    Deliver(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..3_usize;
    prop_oneof![
        2 => who.clone().prop_map(Step::Add),
        4 => (who.clone(), 0..8_u8, 0..3_u8).prop_map(|(p, n, f)| Step::Write(p, n, f)),
        3 => (who.clone(), 0..8_u8, 0..8_u8).prop_map(|(p, a, b)| Step::Link(p, a, b)),
        2 => (who.clone(), 0..8_u8).prop_map(|(p, l)| Step::Assume(p, l)),
        2 => (who.clone(), 0..8_u8).prop_map(|(p, n)| Step::Measure(p, n)),
        1 => (who.clone(), 0..8_u8, 0..8_u8).prop_map(|(p, a, b)| Step::Move(p, a, b)),
        3 => (who.clone(), 0..8_u8).prop_map(|(p, n)| Step::Remove(p, n)),
        1 => (who.clone(), 0..8_u8).prop_map(|(p, l)| Step::RemoveLink(p, l)),
        4 => (who.clone(), who).prop_map(|(a, b)| Step::Deliver(a, b)),
    ]
}

fn nth<T>(items: &[T], at: u8) -> Option<&T> {
    (!items.is_empty()).then(|| &items[usize::from(at) % items.len()])
}

/// What one person does on what she sees; the words she wrote, which nobody else has.
fn act(document: &Document, number: usize, step: &Step) -> Option<String> {
    let framework = document.read().framework;
    let word = format!("w{number}x");
    let node = |at: u8| nth(&framework.nodes, at).map(|node| node.id.clone());
    let edits = match step {
        Step::Add(_) => vec![add(&format!("n{number}"), &word)],
        Step::Write(_, at, field) => {
            let (id, field) = (node(*at)?, ["text", "note", "responsible"][usize::from(*field)]);
            let record = Nature::Node.record(&id);
            let was = document.text(&record, field, "fr");
            vec![Edit::words(record, field, "fr", format!("{was} {word}"))]
        }
        Step::Link(_, from, to) => {
            let id = format!("l{number}");
            let rationale = Edit::words(Nature::Link.record(&id), "rationale", "fr", &word);
            vec![link(&id, &node(*from)?, &node(*to)?), rationale]
        }
        Step::Assume(_, at) => {
            let id = &nth(&framework.links, *at)?.id;
            let record = Nature::Assumption.record(&format!("{id}/a{number}"));
            vec![Edit::AddPart { record: record.clone() }, Edit::words(record, "text", "fr", &word)]
        }
        Step::Measure(_, at) => {
            let id = format!("i{number}");
            let record = Nature::Indicator.record(&id);
            let home = Edit::Indicator { id, node: node(*at)? };
            vec![home, Edit::words(record, "text", "fr", &word)]
        }
        Step::Move(_, at, after) => {
            document.make(
                &[Edit::MoveNode { id: node(*at)?, after: node(*after) }],
                &by("x"),
                Language::French,
            );
            return None;
        }
        Step::Remove(_, at) => {
            make(document, &[Edit::remove(Nature::Node, &node(*at)?)]);
            return None;
        }
        Step::RemoveLink(_, at) => {
            make(document, &[Edit::remove(Nature::Link, &nth(&framework.links, *at)?.id)]);
            return None;
        }
        Step::Deliver(..) => return None,
    };
    make(document, &edits);
    Some(word)
}

fn shows(document: &Document, word: &str) -> bool {
    serde_json::to_string(&document.read().framework).unwrap().contains(word)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Three people do anything, see some of what the others did, and in the end all read the same. Of the words that
    /// somebody wrote, none is gone unless somebody removed it who had seen it.
    #[test]
    fn replicas_converge_and_lose_nothing_silently(steps in prop::collection::vec(step(), 1..40)) {
        let all = replicas(&Framework::default());
        let mut seen_removed: BTreeSet<String> = BTreeSet::new();
        let mut said: Vec<String> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            let who = match step {
                Step::Deliver(from, to) => {
                    let update = all[*from].diff(&all[*to].state_vector()).unwrap();
                    all[*to].apply(&update).unwrap();
                    continue;
                }
                Step::Add(who) | Step::Write(who, ..) | Step::Link(who, ..) | Step::Assume(who, _)
                | Step::Measure(who, _) | Step::Move(who, ..) | Step::Remove(who, _)
                | Step::RemoveLink(who, _) => &all[*who],
            };
            let before: Vec<&String> = said.iter().filter(|word| shows(who, word)).collect();
            let removed = before.clone();
            let word = act(who, number, step);
            seen_removed.extend(removed.into_iter().filter(|word| !shows(who, word)).cloned());
            said.extend(word);
        }
        exchange(&all);
        exchange(&all);
        let reading = all[0].read();
        prop_assert_eq!(&all[1].read(), &reading);
        prop_assert_eq!(&all[2].read(), &reading);
        for word in said.iter().filter(|word| !seen_removed.contains(*word)) {
            prop_assert!(shows(&all[0], word), "{} is gone", word);
        }
    }
}

#[test]
fn an_indicator_goes_to_another_node_while_somebody_writes_in_it() {
    let all = replicas(&lyon());
    make(&all[0], &[Edit::value("i:I1-1", HOME, "I2")]);
    make(&all[1], &[Edit::words("i:I1-1", "definition", "fr", "Voir le guide")]);
    exchange(&all);
    let read = all[2].read().framework;
    let moved = read.node("I2").unwrap().indicators.iter().find(|it| it.id == "I1-1").unwrap();
    assert_eq!(moved.definition.0["fr"], "Voir le guide");
}
