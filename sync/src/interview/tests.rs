use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use domain::{
    comment::Mark,
    guide::{NodeKey, Value},
    id::AccountId,
    interview::{Asked, NonAnswer, Provenance, judgement::Aspect, moving::Plan, notice::Notice},
};
use proptest::prelude::*;

use super::Document;

fn key(text: &str) -> NodeKey {
    NodeKey(text.to_owned())
}

fn exchange(a: &Document, b: &Document) {
    b.apply(&a.diff(&b.state_vector()).unwrap()).unwrap();
    a.apply(&b.diff(&a.state_vector()).unwrap()).unwrap();
}

#[test]
fn everything_about_a_question_travels() {
    let (a, b) = (Document::new(1), Document::new(2));
    let question = key("situation/housing");
    a.set_text(&question, "Hébergé chez un ami");
    a.set_note(&question, "depuis mars");
    a.set_provenance(&question, Some(Provenance::Words));
    a.set_source(&question, "la personne");
    a.set_non_answer(&key("situation/work"), Some(NonAnswer::Later));
    a.set_value(&key("situation/score"), &Value::Number(4.5));
    a.set_value(&key("situation/days"), &Value::Many(vec!["mon".to_owned(), "tue".to_owned()]));
    a.add_instance(&key("family/child"), "x1");
    a.add_instance(&key("family/child"), "x2");
    a.set_meta("guide", "case");
    b.apply(&a.encode()).unwrap();
    let answers = b.answers();
    assert_eq!(answers, a.answers());
    let entry = &answers.entries[&question];
    assert_eq!(entry.value, Value::Text("Hébergé chez un ami".to_owned()));
    assert_eq!((entry.note.as_str(), entry.source.as_str()), ("depuis mars", "la personne"));
    assert_eq!(entry.provenance, Some(Provenance::Words));
    assert_eq!(answers.entries[&key("situation/work")].non_answer, Some(NonAnswer::Later));
    assert_eq!(answers.repeats[&key("family/child")], ["x1", "x2"]);
    assert_eq!(b.meta("guide").as_deref(), Some("guide"));
}

#[test]
fn two_tablets_that_start_the_same_answer_offline_lose_neither() {
    let (a, b) = (Document::new(1), Document::new(2));
    let question = key("q");
    a.set_text(&question, "matin");
    b.set_text(&question, "soir");
    exchange(&a, &b);
    assert_eq!(a.answers(), b.answers());
    let Value::Text(text) = &a.answers().entries[&question].value else { panic!("a text") };
    assert!(text.contains("matin") && text.contains("soir"), "{text}");
}

#[test]
fn a_change_behind_a_hole_is_noticed() {
    let (a, b) = (Document::new(1), Document::new(2));
    let made = Rc::new(RefCell::new(Vec::new()));
    let log = made.clone();
    a.observe(move |update, _| log.borrow_mut().push(update.to_vec()));
    for (number, question) in ["first", "second", "third"].into_iter().enumerate() {
        a.set_value(&key(question), &Value::Number(number as f64));
    }
    let made = made.take();
    let told = Rc::new(RefCell::new(Vec::new()));
    let log = told.clone();
    b.observe(move |update, _| log.borrow_mut().push(update.to_vec()));
    assert!(!b.has_gaps());
    b.apply(&made[0]).unwrap();
    assert!(!b.has_gaps());
    b.apply(&made[2]).unwrap();
    assert!(b.has_gaps(), "the second is missing");
    let d = Document::new(4);
    d.apply(&b.encode()).unwrap();
    d.apply(&made[1]).unwrap();
    assert_eq!(d.answers(), a.answers(), "what is behind the hole is passed on");
    b.apply(&made[1]).unwrap();
    assert!(!b.has_gaps());
    let c = Document::new(3);
    for update in told.take() {
        c.apply(&update).unwrap();
    }
    assert_eq!(c.answers(), a.answers(), "what was told of holds everything once the hole is closed");
}

#[test]
fn a_removed_instance_comes_back_with_its_answers() {
    let doc = Document::new(1);
    let repeat = key("family/child");
    for name in ["a", "b", "c"] {
        doc.add_instance(&repeat, name);
    }
    doc.set_text(&key("family/child:b/first_name"), "Nadia");
    let order = doc.remove_instance(&repeat, "b").unwrap();
    assert_eq!(doc.answers().repeats[&repeat], ["a", "c"]);
    doc.restore_instance(&repeat, "b", order);
    assert_eq!(doc.answers().repeats[&repeat], ["a", "b", "c"]);
    assert!(doc.answers().entries.contains_key(&key("family/child:b/first_name")));
}

#[test]
fn listeners_tell_own_changes_from_others() {
    let (a, b) = (Document::new(1), Document::new(2));
    let seen = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&seen);
    b.observe(move |update, own| sink.borrow_mut().push((update.to_vec(), own)));
    a.set_text(&key("q"), "x");
    b.apply(&a.encode()).unwrap();
    b.set_text(&key("q"), "xy");
    let owns: Vec<bool> = seen.borrow().iter().map(|(_, own)| *own).collect();
    assert_eq!(owns, [false, true]);
    // The bytes that a listener sees are enough to bring the other side up to date.
    a.apply(&seen.borrow()[1].0).unwrap();
    assert_eq!(a.answers(), b.answers());
}

#[test]
fn knows_what_it_has() {
    let (a, b) = (Document::new(1), Document::new(2));
    a.set_text(&key("q"), "x");
    let update = a.encode();
    assert!(b.lacks(&update).unwrap());
    assert!(!b.covers(&a.state_vector()).unwrap());
    assert!(!a.covered_by(&b.state_vector()).unwrap() && b.covered_by(&a.state_vector()).unwrap());
    b.apply(&update).unwrap();
    assert!(!b.lacks(&update).unwrap());
    assert!(b.covers(&a.state_vector()).unwrap());
    assert!(a.covered_by(&b.state_vector()).unwrap());
    // A deletion alone moves no clock, yet is something new.
    a.set_text(&key("q"), "");
    assert!(b.lacks(&a.encode()).unwrap());
}

#[derive(Clone, Debug)]
enum Step {
    Text(usize, u8, String),
    Value(usize, u8, f64),
    Clear(usize, u8),
    NonAnswer(usize, u8),
    Add(usize),
    Deliver(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let peer = 0..3_usize;
    prop_oneof![
        (peer.clone(), 0..4_u8, "[a-zé🌿 ]{0,6}").prop_map(|(p, k, t)| Step::Text(p, k, t)),
        (peer.clone(), 0..4_u8, -5.0..5.0).prop_map(|(p, k, n)| Step::Value(p, k, n)),
        (peer.clone(), 0..4_u8).prop_map(|(p, k)| Step::Clear(p, k)),
        (peer.clone(), 0..4_u8).prop_map(|(p, k)| Step::NonAnswer(p, k)),
        peer.clone().prop_map(Step::Add),
        (peer.clone(), peer).prop_map(|(a, b)| Step::Deliver(a, b)),
    ]
}

proptest! {
    /// Three replicas, any changes, deliveries in any order and more than once: in the end all say the same, and the
    /// last thing that one of them wrote with everybody up to date is what all show.
    #[test]
    fn replicas_converge(steps in prop::collection::vec(step(), 1..60)) {
        let peers: Vec<Document> = (1..=3).map(Document::new).collect();
        let mut added = 0;
        for step in &steps {
            match step {
                Step::Text(p, k, text) => peers[*p].set_text(&key(&format!("t{k}")), text),
                Step::Value(p, k, number) => peers[*p].set_value(&key(&format!("v{k}")), &Value::Number(*number)),
                Step::Clear(p, k) => peers[*p].set_value(&key(&format!("v{k}")), &Value::Empty),
                Step::NonAnswer(p, k) => peers[*p].set_non_answer(&key(&format!("v{k}")), Some(NonAnswer::Refused)),
                Step::Add(p) => {
                    added += 1;
                    peers[*p].add_instance(&key("r"), &format!("i{added}"));
                }
                Step::Deliver(a, b) => {
                    let update = peers[*a].diff(&peers[*b].state_vector()).unwrap();
                    peers[*b].apply(&update).unwrap();
                }
            }
        }
        for _ in 0..2 {
            exchange(&peers[0], &peers[1]);
            exchange(&peers[1], &peers[2]);
        }
        let last = key("t0");
        peers[0].set_text(&last, "fin");
        exchange(&peers[0], &peers[1]);
        exchange(&peers[1], &peers[2]);
        for peer in &peers {
            prop_assert_eq!(peer.answers(), peers[0].answers());
            prop_assert_eq!(&peer.answers().entries[&last].value, &Value::Text("fin".to_owned()));
            prop_assert_eq!(peer.answers().repeats.get(&key("r")).map_or(0, Vec::len), added);
        }
    }
}

#[test]
fn what_stands_beside_the_answers_travels() {
    let (a, b) = (Document::new(1), Document::new(2));
    let (section, question) = (key("situation"), key("situation/home"));
    a.set_judgement(&section, Aspect::Protective, "une tante présente");
    b.set_judgement(&section, Aspect::Concerns, "pas de logement à soi");
    a.set_informing(&section, &question, true);
    b.set_informing(&section, &key("situation/work"), true);
    b.set_informing(&section, &key("situation/work"), false);
    let mark = Mark { by: AccountId(uuid::Uuid::nil()), name: "Claire".to_owned(), at: 5 };
    let told = |told: bool, text: &str| Notice { told, text: text.to_owned(), at: 5, mark: mark.clone() };
    b.add_notice(&"2".to_owned(), &told(true, "tout a été dit"));
    a.add_notice(&"1".to_owned(), &told(false, "un tiers présent"));
    a.set_loose_note(&"n".to_owned(), "parle de son frère");
    a.set_pin(&question, true);
    exchange(&a, &b);
    let answers = b.answers();
    assert_eq!(answers, a.answers());
    let judgement = &answers.judgements[&section];
    assert_eq!(
        (judgement.protective.as_str(), judgement.concerns.as_str()),
        ("une tante présente", "pas de logement à soi")
    );
    assert_eq!(judgement.informed_by, [question.clone()].into());
    assert_eq!(answers.notices, [told(false, "un tiers présent"), told(true, "tout a été dit")]);
    assert_eq!(answers.loose_notes["n"], "parle de son frère");
    assert_eq!(answers.pins, [question].into());
    a.set_loose_note(&"n".to_owned(), "");
    assert!(a.answers().loose_notes.is_empty());
}

fn moving(pairs: &[(&str, &str)]) -> Plan {
    Plan { moves: pairs.iter().map(|(to, from)| (key(to), key(from))).collect(), ..Plan::default() }
}

fn text(document: &Document, name: &str) -> Option<String> {
    document.answers().entries.get(&key(name)).map(|entry| entry.value.to_text())
}

#[test]
fn two_tablets_that_move_the_same_interview_double_nothing_and_lose_nothing() {
    let (a, b) = (Document::new(1), Document::new(2));
    a.set_text(&key("street"), "rue Pasteur");
    a.set_note(&key("street"), "chez sa tante");
    exchange(&a, &b);
    let plan = moving(&[("home/street", "street")]);
    a.follow("v2", &plan, &BTreeMap::new());
    b.follow("v2", &plan, &BTreeMap::new());
    a.set_text(&key("home/street"), "12 rue Pasteur");
    // A third still answers by the older version.
    let c = Document::new(3);
    c.set_text(&key("street"), "au 2e étage, ");
    exchange(&a, &b);
    exchange(&b, &c);
    exchange(&a, &b);
    assert_eq!(a.answers(), b.answers());
    let read = text(&a, "home/street").unwrap();
    assert!(read.contains("12 rue Pasteur") && read.contains("au 2e étage"), "{read}");
    assert_eq!(read.matches("Pasteur").count(), 1);
    assert_eq!(a.answers().entries[&key("home/street")].note, "chez sa tante");
    assert_eq!(text(&a, "street"), None);
}

#[test]
fn moving_on_and_back_keeps_the_answer_in_reach() {
    let document = Document::new(1);
    document.set_value(&key("age"), &Value::Number(31.0));
    document.follow("v2", &moving(&[("life/age", "age")]), &BTreeMap::new());
    assert_eq!(text(&document, "life/age").as_deref(), Some("31"));
    document.follow("v3", &moving(&[("past/age", "life/age")]), &BTreeMap::new());
    assert_eq!(text(&document, "past/age").as_deref(), Some("31"));
    document.set_value(&key("past/age"), &Value::Number(32.0));
    // Asked no more: it reads under its first key, with the words it had.
    let asked = Asked { question: "Âge".to_owned(), answer: "32".to_owned() };
    document.follow("v4", &Plan::default(), &BTreeMap::from([(key("past/age"), asked.clone())]));
    let answers = document.answers();
    assert_eq!(answers.entries[&key("age")].value, Value::Number(32.0));
    assert_eq!(answers.no_longer_asked[&key("age")], asked);
    document.follow("v1", &moving(&[]), &BTreeMap::new());
    assert_eq!(text(&document, "age").as_deref(), Some("32"));
    assert_eq!(document.meta("guide").as_deref(), Some("v1"));
}

#[test]
fn a_key_that_was_moved_stays_moved_when_the_next_version_leaves_it_alone() {
    let document = Document::new(1);
    document.set_text(&key("street"), "rue Pasteur");
    document.follow("v2", &moving(&[("home/street", "street")]), &BTreeMap::new());
    document.follow("v3", &Plan { carried: vec![key("home/street")], ..Plan::default() }, &BTreeMap::new());
    assert_eq!(text(&document, "home/street").as_deref(), Some("rue Pasteur"));
}
