use std::{cell::RefCell, rc::Rc};

use proptest::prelude::*;

use super::Document;

fn exchange(a: &Document, b: &Document) {
    b.apply(&a.diff(&b.state_vector()).unwrap()).unwrap();
    a.apply(&b.diff(&a.state_vector()).unwrap()).unwrap();
}

fn pair(text: &str) -> (Document, Document) {
    let (a, b) = (Document::new(1), Document::new(2));
    a.set_text(text);
    exchange(&a, &b);
    (a, b)
}

#[test]
fn what_two_people_write_at_once_both_stays() {
    let check = |start: &str, first: &str, second: &str, expected: &[&str]| {
        let (a, b) = pair(start);
        a.set_text(first);
        b.set_text(second);
        exchange(&a, &b);
        assert_eq!(a.text(), b.text());
        assert!(
            expected.contains(&a.text().as_str()),
            "{start:?}: {first:?} and {second:?} gave {:?}",
            a.text()
        );
    };
    check("", "matin", "soir", &["matinsoir", "soirmatin"]);
    check("un trois", "un deux trois", "un trois quatre", &["un deux trois quatre"]);
    check("un deux trois", "un trois", "un deux trois !", &["un trois !"]);
    check("tout", "", "tout et plus", &[" et plus"]);
    check("🌿b", "🌿🌿b", "🌿bé", &["🌿🌿bé"]);
}

#[test]
fn an_edit_carries_no_more_than_what_changed() {
    let notes = Document::new(1);
    let seen = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&seen);
    notes.set_text(&"mot ".repeat(5_000));
    notes.observe(move |update, own| sink.borrow_mut().push((update.len(), own)));
    let before = notes.text();
    notes.set_text(&before.replacen("mot", "mots", 1));
    notes.set_text(&notes.text());
    let seen = seen.borrow();
    assert_eq!(seen.len(), 1, "the same text again is no change");
    assert!(seen[0].1 && seen[0].0 < 40, "{seen:?}");
}

#[test]
fn knows_what_waits_and_what_it_lacks() {
    let (a, b) = (Document::new(1), Document::new(2));
    a.set_text("un");
    let vector = a.state_vector();
    a.set_text("un deux");
    let second = a.diff(&vector).unwrap();
    b.apply(&second).unwrap();
    assert!(b.has_gaps() && b.text().is_empty());
    assert!(b.lacks(&a.encode()).unwrap());
    b.apply(&a.encode()).unwrap();
    assert!(!b.has_gaps());
    assert!(b.covers(&a.state_vector()).unwrap());
    assert_eq!(b.text(), "un deux");
    assert!(b.apply(&[9, 9, 9]).is_err());
}

#[test]
fn each_takes_back_what_is_her_own() {
    let (a, b) = pair("");
    a.set_text("un");
    a.steps().end();
    a.set_text("un deux");
    a.set_text("un deux trois");
    exchange(&a, &b);
    b.set_text("un deux TROIS et quatre");
    exchange(&a, &b);
    assert!(b.steps().can_undo() && !a.steps().can_redo());
    assert!(a.steps().undo());
    assert!(a.text().contains("quatre"), "what another wrote stays: {:?}", a.text());
    assert!(!a.text().contains("deux"));
    assert!(a.steps().undo());
    assert!(!a.steps().undo(), "nothing is left of her own");
    exchange(&a, &b);
    assert_eq!(a.text(), b.text());
    assert!(a.steps().redo() && a.steps().redo() && !a.steps().redo());
    exchange(&a, &b);
    assert_eq!(a.text(), b.text());
    assert!(a.text().starts_with("un deux"), "{:?}", a.text());
    let late = Document::new(3);
    late.apply(&a.encode()).unwrap();
    assert!(!late.steps().can_undo(), "what came from elsewhere is not her own");
}

#[test]
fn taking_back_is_an_own_change_that_travels() {
    let (a, b) = pair("un");
    a.steps().end();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&seen);
    a.observe(move |update, own| sink.borrow_mut().push((update.to_vec(), own)));
    a.set_text("un deux");
    a.steps().undo();
    for (update, own) in seen.borrow().iter() {
        assert!(own);
        b.apply(update).unwrap();
    }
    assert_eq!((b.text().as_str(), seen.borrow().len()), ("un", 2));
}

#[test]
fn a_place_stays_with_its_letter() {
    let check = |start: &str, at: u32, new: &str, expected: Option<u32>| {
        let (a, b) = pair(start);
        let anchor = b.anchor(at);
        a.set_text(new);
        exchange(&a, &b);
        assert_eq!(a.place_of(&anchor), expected, "{start:?} at {at} -> {new:?}, {anchor}");
    };
    check("bonjour", 3, "bonjour", Some(3));
    check("bonjour", 3, "et bonjour", Some(6));
    check("bonjour", 7, "bonjour madame", Some(7));
    check("bonjour", 99, "bonjour", Some(7));
    check("bonjour", 0, "et bonjour", Some(0));
    check("bonjour", 5, "bon", Some(3));
    check("🌿🌿b", 4, "a🌿🌿b", Some(5));
    check("", 0, "abc", Some(0));
}

#[test]
fn a_place_that_is_none_is_nowhere() {
    let notes = pair("bonjour").0;
    for text in [
        "null",
        "3",
        "{}",
        r#"{"item":{"client":77,"clock":3},"assoc":0}"#,
        r#"{"item":{"client":1,"clock":4294967295},"assoc":0}"#,
        r#"{"tname":"elsewhere","assoc":0}"#,
        r#"{"type":{"client":1,"clock":0},"assoc":-1}"#,
    ] {
        assert_eq!(notes.place_of(&serde_json::from_str(text).unwrap()), None, "{text}");
    }
    // As a stock client writes it.
    let stock = r#"{"tname":"notes","item":{"client":1,"clock":2},"assoc":0}"#;
    assert_eq!(notes.place_of(&serde_json::from_str(stock).unwrap()), Some(2));
}

#[derive(Clone, Debug)]
enum Step {
    Write(usize, prop::sample::Index, usize, String),
    Deliver(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let peer = 0..3_usize;
    prop_oneof![
        (peer.clone(), any::<prop::sample::Index>(), 0..4_usize, "[a-zé🌿 \n]{0,6}")
            .prop_map(|(p, at, cut, text)| Step::Write(p, at, cut, text)),
        (peer.clone(), peer).prop_map(|(a, b)| Step::Deliver(a, b)),
    ]
}

/// `text` with `cut` characters at a place of it replaced.
fn replaced(text: &str, at: prop::sample::Index, cut: usize, inserted: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let from = at.index(letters.len() + 1);
    let rest = letters.iter().skip(from + cut);
    letters.iter().take(from).copied().chain(inserted.chars()).chain(rest.copied()).collect()
}

proptest! {
    /// Three replicas that write anywhere, with deliveries in any order and more than once: each reads what it wrote,
    /// and in the end all read the same.
    #[test]
    fn replicas_converge(steps in prop::collection::vec(step(), 1..60)) {
        let peers: Vec<Document> = (1..=3).map(Document::new).collect();
        for step in steps {
            match step {
                Step::Write(p, at, cut, text) => {
                    let new = replaced(&peers[p].text(), at, cut, &text);
                    peers[p].set_text(&new);
                    prop_assert_eq!(peers[p].text(), new);
                }
                Step::Deliver(a, b) => {
                    let update = peers[a].diff(&peers[b].state_vector()).unwrap();
                    peers[b].apply(&update).unwrap();
                }
            }
        }
        for _ in 0..2 {
            exchange(&peers[0], &peers[1]);
            exchange(&peers[1], &peers[2]);
        }
        for peer in &peers {
            prop_assert_eq!(peer.text(), peers[0].text());
        }
    }
}
