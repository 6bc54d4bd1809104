use domain::guide::{NodeKey, Value};
use proptest::prelude::*;
use yrs::{Map, MapPrelim, Xml, XmlElementPrelim, XmlFragment, updates::encoder::Encode};

use super::*;
use crate::interview::Document;

fn key(text: &str) -> NodeKey {
    NodeKey(text.to_owned())
}

/// Writes down what a document commits, as the server's log does.
fn logged(change: impl FnOnce(&Document)) -> Vec<Vec<u8>> {
    let document = Document::new(7);
    let log = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let sink = log.clone();
    document.observe(move |update, _| sink.borrow_mut().push(update.to_vec()));
    change(&document);
    log.take()
}

#[test]
fn a_log_becomes_one_update_that_says_the_same() {
    let log = logged(|document| {
        document.set_meta("guide", "case");
        for round in 0..50 {
            document.set_text(&key("city"), &format!("Lyon {round}e"));
            document.set_value(&key("people"), &Value::Number(f64::from(round)));
        }
        document.set_value(&key("people"), &Value::Empty);
    });
    let snapshot = compact(&log).unwrap();
    let size: usize = log.iter().map(Vec::len).sum();
    assert!(snapshot.len() * 2 < size, "{} of {size} bytes", snapshot.len());
    let (from_log, from_snapshot) = (Document::new(1), Document::new(2));
    for update in &log {
        from_log.apply(update).unwrap();
    }
    from_snapshot.apply(&snapshot).unwrap();
    assert_eq!(from_log.answers(), from_snapshot.answers());
    assert_eq!(readable(&snapshot), Ok(()));
    assert_eq!(check(&snapshot, &log), Ok(()));
}

#[test]
fn tells_a_snapshot_of_something_else() {
    let log = logged(|document| {
        document.set_text(&key("city"), "Lyon");
        document.set_text(&key("city"), "Bron");
        document.set_note(&key("city"), "depuis mai");
    });
    let check_against = |updates: &[Vec<u8>]| check(&compact(updates).unwrap(), &log);
    assert_eq!(check_against(&log), Ok(()));
    assert_eq!(check_against(&log[..log.len() - 1]), Err(NoSnapshot::Differs), "an older state");
    let other = logged(|document| document.set_text(&key("city"), "Bron"));
    assert_eq!(check_against(&other), Err(NoSnapshot::Differs), "another document");
    // A removal moves no clock.
    let removed = logged(|document| {
        document.set_text(&key("city"), "Lyon");
        document.set_text(&key("city"), "");
    });
    assert_eq!(check(&compact(&removed[..1]).unwrap(), &removed), Err(NoSnapshot::Differs));
    assert_eq!(readable(&[9, 9, 9]), Err(NoSnapshot::Update(SyncError::Oversized)));
}

#[test]
fn what_waits_for_something_else_stays_in_the_log() {
    let log = logged(|document| {
        document.set_text(&key("city"), "Lyon");
        document.set_text(&key("city"), "Lyon 7e");
    });
    assert_eq!(compact(&log[1..]), Err(NoSnapshot::Gaps));
    // yrs takes in what only lacks the changes before it, and leaves a hole for those.
    let hole = logged(|document| {
        document.set_text(&key("city"), "Lyon");
        document.set_text(&key("work"), "maçon");
    });
    assert_eq!(compact(&hole[1..]), Err(NoSnapshot::Gaps));
    assert!(compact(&[hole[1].clone(), hole[0].clone()]).is_ok());
    let late = [log[1].clone(), log[0].clone()];
    assert_eq!(check(&compact(&late).unwrap(), &log), Ok(()));
}

/// Documents of other kinds: nested maps, lists, styled text, XML.
#[test]
fn compares_whatever_a_root_holds() {
    let doc = Doc::with_client_id(5);
    let (map, list, text, page) = (
        doc.get_or_insert_map("nodes"),
        doc.get_or_insert_array("order"),
        doc.get_or_insert_text("notes"),
        doc.get_or_insert_xml_fragment("page"),
    );
    let mut log = Vec::new();
    let mut step = |change: &mut dyn FnMut(&mut yrs::TransactionMut<'_>)| {
        let before = doc.transact().state_vector();
        change(&mut doc.transact_mut());
        log.push(doc.transact().encode_state_as_update_v1(&before));
    };
    step(&mut |txn| {
        map.insert(txn, "a", MapPrelim::from([("title", "Objectif")]));
    });
    step(&mut |txn| {
        list.push_back(txn, "x");
    });
    step(&mut |txn| {
        list.insert(txn, 0, Any::from(3));
    });
    step(&mut |txn| text.insert(txn, 0, "gras et maigre"));
    step(&mut |txn| text.format(txn, 0, 4, [("bold".into(), Any::from(true))].into()));
    step(&mut |txn| {
        let part = page.push_back(txn, XmlElementPrelim::empty("p"));
        part.insert_attribute(txn, "class", "wide");
    });
    let snapshot = compact(&log).unwrap();
    assert_eq!(check(&snapshot, &log), Ok(()));
    let found = contents(&merged(&[snapshot]).unwrap().doc).unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), ["nodes", "notes", "order", "page"]);
    assert!(format!("{:?}", found["nodes"]).contains("Objectif"));
    assert!(
        format!("{:?}", found["order"]).contains('x') && format!("{:?}", found["notes"]).contains("bold")
    );
    let vector = doc.transact().state_vector().encode_v1();
    assert_eq!(merged(&log).unwrap().state_vector(), vector);
}

#[derive(Clone, Debug)]
enum Step {
    Text(usize, u8, String),
    Value(usize, u8, f64),
    Clear(usize, u8),
    Add(usize),
    Deliver(usize, usize),
    Snapshot,
}

fn step() -> impl Strategy<Value = Step> {
    let peer = 0..3_usize;
    prop_oneof![
        4 => (peer.clone(), 0..3_u8, "[a-zé🌿 ]{0,6}").prop_map(|(p, k, t)| Step::Text(p, k, t)),
        2 => (peer.clone(), 0..3_u8, -5.0..5.0).prop_map(|(p, k, n)| Step::Value(p, k, n)),
        1 => (peer.clone(), 0..3_u8).prop_map(|(p, k)| Step::Clear(p, k)),
        1 => peer.clone().prop_map(Step::Add),
        2 => (peer.clone(), peer).prop_map(|(a, b)| Step::Deliver(a, b)),
        1 => Just(Step::Snapshot),
    ]
}

proptest! {
    /// Three tablets write into one log as it comes, and snapshots are made on the way, each from the one before and the
    /// rows since: what starts from the last of them is what the whole log says.
    #[test]
    fn starting_from_snapshots_equals_replaying(steps in prop::collection::vec(step(), 1..80)) {
        let log = std::rc::Rc::new(std::cell::RefCell::new(Vec::<Vec<u8>>::new()));
        let tablets: Vec<Document> = (1..=3).map(Document::new).collect();
        for tablet in &tablets {
            let sink = log.clone();
            tablet.observe(move |update, own| if own { sink.borrow_mut().push(update.to_vec()) });
        }
        let (mut base, mut since, mut added) = (Vec::<Vec<u8>>::new(), 0, 0);
        for step in &steps {
            match step {
                Step::Text(p, k, text) => tablets[*p].set_text(&key(&format!("t{k}")), text),
                Step::Value(p, k, n) => tablets[*p].set_value(&key(&format!("v{k}")), &Value::Number(*n)),
                Step::Clear(p, k) => tablets[*p].set_value(&key(&format!("v{k}")), &Value::Empty),
                Step::Add(p) => {
                    added += 1;
                    tablets[*p].add_instance(&key("r"), &format!("i{added}"));
                }
                Step::Deliver(a, b) => {
                    let update = tablets[*a].diff(&tablets[*b].state_vector()).unwrap();
                    tablets[*b].apply(&update).unwrap();
                }
                Step::Snapshot => {
                    let whole = log.borrow();
                    let rows: Vec<Vec<u8>> = base.iter().chain(&whole[since..]).cloned().collect();
                    let snapshot = compact(&rows).unwrap();
                    prop_assert_eq!(check(&snapshot, &whole), Ok(()));
                    (base, since) = (vec![snapshot], whole.len());
                }
            }
        }
        let whole = log.borrow();
        let (from_log, from_snapshot) = (Document::new(8), Document::new(9));
        whole.iter().for_each(|update| from_log.apply(update).unwrap());
        base.iter().chain(&whole[since..]).for_each(|update| from_snapshot.apply(update).unwrap());
        prop_assert_eq!(from_log.answers(), from_snapshot.answers());
        prop_assert_eq!(from_log.state_vector(), from_snapshot.state_vector());
    }
}
