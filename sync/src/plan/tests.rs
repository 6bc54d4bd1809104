use std::collections::BTreeSet;

use domain::{
    id::AccountId,
    plan::{Nature, PLAN, Record},
};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::history::Logged;

fn exchange(documents: &[Document]) {
    for from in documents {
        for to in documents {
            to.apply(&from.diff(&to.state_vector()).unwrap()).unwrap();
        }
    }
}

/// Two goals, the first with an activity.
fn start() -> Plan {
    let mut plan = Plan::default();
    for (id, nature, parent, text) in [
        ("goal-a", Nature::Goal, PLAN, "title"),
        ("goal-b", Nature::Goal, PLAN, "title"),
        ("activity-a", Nature::Activity, "goal-a", "what"),
    ] {
        let mut record = Record { place: Some(plan.end_of(nature, parent)), ..Record::default() };
        record.set_text(text, id);
        plan.records.insert(id.to_owned(), record);
    }
    plan
}

fn replicas() -> Vec<Document> {
    let first = Document::new(1);
    first.fill(&start());
    let others = [2, 3].map(|client| {
        let other = Document::new(client);
        other.apply(&first.encode()).unwrap();
        other
    });
    std::iter::once(first).chain(others).collect()
}

fn goals(document: &Document) -> Vec<String> {
    document.plan().read().goals.into_iter().map(|goal| goal.id).collect()
}

#[test]
fn a_plan_is_read_as_it_was_written() {
    let document = Document::new(1);
    document.fill(&start());
    assert_eq!(document.plan(), start());
    assert!(!document.steps().can_undo(), "what it starts with is nobody's step");
    document.set_text("goal-a", "words", "à moi");
    document.set_text("goal-a", "words", "");
    assert_eq!(document.plan(), start());
}

#[test]
fn two_people_who_write_in_one_text_keep_both() {
    let all = replicas();
    all[0].set_text(PLAN, "words", "Voir ma fille.");
    exchange(&all);
    all[0].set_text(PLAN, "words", "Voir ma fille. Travailler.");
    all[1].set_text(PLAN, "words", "D’abord : voir ma fille.");
    exchange(&all);
    let words = all[2].text(PLAN, "words");
    assert!(words.contains("Travailler") && words.contains("D’abord"), "{words}");
}

#[test]
fn what_is_written_in_what_somebody_takes_out_can_be_found_again() {
    let all = replicas();
    all[0].remove(&all[0].plan().with_inside("goal-a"));
    all[1].set_text("goal-a", "words", "J’y tiens");
    exchange(&all);
    assert_eq!(goals(&all[1]), ["goal-b"]);
    let removed: Vec<String> = all[1].plan().read().removed.into_iter().map(|one| one.id).collect();
    assert_eq!(removed, ["activity-a", "goal-a"]);
    assert_eq!(all[2].text("goal-a", "words"), "J’y tiens");
    assert!(all[0].steps().undo());
    exchange(&all);
    assert_eq!(goals(&all[2]), ["goal-a", "goal-b"]);
}

#[test]
fn each_takes_back_what_is_her_own() {
    let all = replicas();
    let (mine, theirs) = (&all[0], &all[1]);
    mine.set_fields(&[("goal-a", "status", "achieved"), ("goal-a", "status_on", "2026-05-01")]);
    mine.steps().end();
    mine.set_text("goal-a", "title", "goal-a bis");
    mine.steps().end();
    mine.place(&mine.plan().moved("goal-a", 1));
    theirs.set_text("goal-a", "title", "mon goal-a");
    exchange(&all);
    assert_eq!(goals(theirs), ["goal-b", "goal-a"]);
    assert!(mine.steps().undo() && mine.steps().undo());
    assert_eq!(mine.text("goal-a", "title"), "mon goal-a");
    assert_eq!(goals(mine), ["goal-a", "goal-b"]);
    assert!(mine.steps().undo() && !mine.steps().undo());
    assert_eq!(mine.plan().record("goal-a").unwrap().field("status_on"), "");
    assert!(mine.steps().redo());
    exchange(&all);
    assert_eq!(all[2].plan().record("goal-a").unwrap().field("status"), "achieved");
}

#[test]
fn a_history_tells_each_part() {
    let document = Document::new(1);
    let mut log = Vec::new();
    let mut does = |actor: u128, at: i64, change: &dyn Fn(&Document)| {
        let before = document.state_vector();
        change(&document);
        log.push((AccountId(Uuid::from_u128(actor)), at, document.diff(&before).unwrap()));
    };
    does(1, 0, &|document| document.fill(&start()));
    does(1, 10, &|document| document.set_field("goal-a", "status", "later"));
    does(2, 20, &|document| document.set_text("goal-a", "title", "goal-a !"));
    does(2, 30, &|document| document.place(&document.plan().moved("goal-a", 1)));
    does(2, 40, &|document| document.remove(&["goal-b".to_owned()]));
    let logged = (1..).zip(&log).map(|(seq, (actor, at, update))| Logged {
        seq,
        actor: *actor,
        device: None,
        at: *at,
        update,
    });
    let told: Vec<(String, String, String)> = history::changes(logged)
        .unwrap()
        .into_iter()
        .filter(|change| change.from > 0)
        .map(|change| (format!("{} {}", change.record, change.part), change.before, change.after))
        .collect();
    let told: Vec<(&str, &str, &str)> =
        told.iter().map(|(what, before, after)| (what.as_str(), before.as_str(), after.as_str())).collect();
    assert_eq!(
        told,
        [
            ("goal-a status", "", "later"),
            ("goal-a title", "goal-a", "goal-a !"),
            ("goal-b place", "plan 2", ""),
        ]
    );
}

#[derive(Clone, Debug)]
enum Change {
    Goal,
    Activity(prop::sample::Index),
    Move(prop::sample::Index, i32),
    Remove(prop::sample::Index),
    Words(prop::sample::Index, String),
    Rating(prop::sample::Index, &'static str),
    Undo,
    Redo,
    Exchange,
}

fn change() -> impl Strategy<Value = (usize, Change)> {
    let index = any::<prop::sample::Index>;
    let change = prop_oneof![
        2 => Just(Change::Goal),
        3 => index().prop_map(Change::Activity),
        4 => (index(), prop::sample::select(vec![-1, 1])).prop_map(|(what, by)| Change::Move(what, by)),
        1 => index().prop_map(Change::Remove),
        4 => (index(), "[a-zé]{1,6}").prop_map(|(what, words)| Change::Words(what, words)),
        2 => (index(), prop::sample::select(vec!["-2", "0", "1"])).prop_map(|(what, level)| Change::Rating(what, level)),
        1 => Just(Change::Undo),
        1 => Just(Change::Redo),
        1 => Just(Change::Exchange),
    ];
    (0_usize..3, change)
}

/// Does the change and returns the id of what it adds, and the words it appends.
fn apply(document: &Document, change: &Change, number: usize) -> (Option<String>, Option<(String, String)>) {
    document.steps().end();
    let plan = document.plan();
    let ids = goals(document);
    let insert = |nature: Nature, parent: &str| {
        let id = nature.id(&format!("n{number}"));
        document.insert(&id, &Record { place: Some(plan.end_of(nature, parent)), ..Record::default() });
        id
    };
    match change {
        Change::Goal => return (Some(insert(Nature::Goal, PLAN)), None),
        Change::Activity(goal) if !ids.is_empty() => {
            return (Some(insert(Nature::Activity, &ids[goal.index(ids.len())])), None);
        }
        Change::Move(what, by) if !ids.is_empty() => {
            document.place(&plan.moved(&ids[what.index(ids.len())], *by));
        }
        Change::Remove(what) if !ids.is_empty() => {
            document.remove(&plan.with_inside(&ids[what.index(ids.len())]));
        }
        Change::Words(what, words) if !ids.is_empty() => {
            let id = &ids[what.index(ids.len())];
            let marked = format!("<{words}{number}>");
            document.set_text(id, "words", &format!("{}{marked}", document.text(id, "words")));
            return (None, Some((id.clone(), marked)));
        }
        Change::Rating(what, level) if !ids.is_empty() => {
            document.set_field(&ids[what.index(ids.len())], "rating:review-a", level);
        }
        Change::Undo => drop(document.steps().undo()),
        Change::Redo => drop(document.steps().redo()),
        _ => {}
    }
    (None, None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Three people change one plan in any way, meeting now and then: in the end all see the same; nothing is there twice
    /// or nowhere; and, where nobody took back anything, every word that was written is there, letter by letter.
    #[test]
    fn whatever_people_do_at_once_converges(changes in prop::collection::vec(change(), 1..30)) {
        let all = replicas();
        let (mut added, mut written) = (Vec::new(), Vec::new());
        for (number, (who, change)) in changes.iter().enumerate() {
            if matches!(change, Change::Exchange) {
                exchange(&all);
            }
            let (id, words) = apply(&all[*who], change, number);
            added.extend(id);
            written.extend(words);
        }
        exchange(&all);
        exchange(&all);
        let plan = all[0].plan();
        for other in &all[1..] {
            prop_assert_eq!(&other.plan(), &plan);
        }
        let reading = plan.read();
        let ids = reading.goals.iter().flat_map(|goal| {
            std::iter::once(goal.id.clone()).chain(goal.activities.iter().map(|activity| activity.id.clone()))
        });
        let ids: Vec<String> = ids.collect();
        let there: BTreeSet<&String> = ids.iter().collect();
        prop_assert_eq!(there.len(), ids.len(), "nothing is there twice");
        for (id, record) in &plan.records {
            prop_assert!(record.place.is_none() || there.contains(id), "{} is nowhere", id);
        }
        if changes.iter().any(|(_, change)| matches!(change, Change::Undo)) {
            return Ok(());
        }
        for (id, marked) in &written {
            let words = plan.record(id).map_or("", |record| record.text("words"));
            prop_assert!(words.contains(marked.as_str()), "{marked} in {words}");
        }
        if !changes.iter().any(|(_, change)| matches!(change, Change::Remove(_))) {
            for id in &added {
                prop_assert!(there.contains(id), "{id} is gone");
            }
        }
    }
}
