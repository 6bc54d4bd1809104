//! Thirty days without a network: 10,000 changes that come home in three exchanges at most, and by plain HTTP in portions
//! that a weak network carries.

use std::{cell::RefCell, rc::Rc};

use domain::guide::{NodeKey, Value};
use sync::{
    client::{Courier, Effect, Event, RowKey, frame, progress, unframe},
    interview::Document,
    protocol::Message,
};

const EDITS: u32 = 10_000;

/// What was typed offline, as rows of about ten changes each.
fn offline() -> (Document, Vec<Vec<u8>>) {
    let document = Document::new(7);
    let made = Rc::new(RefCell::new(Vec::new()));
    let heard = made.clone();
    document.observe(move |update, _| heard.borrow_mut().push(update.to_vec()));
    for number in 0..EDITS {
        let key = NodeKey(format!("section/question_{}", number % 120));
        if number % 5 == 0 {
            document.set_value(&key, &Value::Number(f64::from(number)));
        } else {
            document.set_note(&key, &format!("mot {} de plus, {number}", number % 7));
        }
    }
    let rows = made.take().chunks(10).map(frame).collect();
    (document, rows)
}

/// Someone else wrote meanwhile.
fn server() -> Document {
    let server = Document::new(8);
    server.set_text(&NodeKey("section/other".to_owned()), "écrit par une collègue");
    server
}

#[test]
fn ten_thousand_changes_come_home_in_three_exchanges() {
    let (document, rows) = offline();
    let server = server();
    let keys = 1..=RowKey::try_from(rows.len()).unwrap();
    let mut courier = Courier::new(keys, true);
    let mut exchanges = 0;
    // The connection is one exchange; the server greets with what it has.
    let mut said = courier.handle(Event::Allowed(true), 0, 0.5);
    let mut events = vec![Event::Opened, Event::Heard(Message::Step1(server.state_vector()))];
    let mut marked = 0;
    while said.contains(&Effect::Open) || !events.is_empty() {
        exchanges += 1;
        let effects: Vec<Effect> = events.drain(..).flat_map(|event| courier.handle(event, 0, 0.5)).collect();
        said.clear();
        for effect in effects {
            match effect {
                Effect::Greet => {
                    let lacking = server.diff(&document.state_vector()).unwrap();
                    events.push(Event::Heard(Message::Step2(lacking)));
                }
                Effect::Answer(vector) => {
                    server.apply(&document.diff(&vector).unwrap()).unwrap();
                    events.push(Event::Heard(Message::Ack(1)));
                }
                Effect::Apply(update) => document.apply(&update).unwrap(),
                Effect::Mark(rows) => marked += rows.len(),
                _ => {}
            }
        }
    }
    assert!(exchanges <= 3, "{exchanges} exchanges");
    assert_eq!(marked, rows.len());
    assert_eq!(server.answers(), document.answers());
    assert_eq!(server.state_vector(), document.state_vector());
}

#[test]
fn by_http_they_come_home_in_portions_that_resume() {
    let (document, rows) = offline();
    let server = server();
    let here = Document::new(9);
    let mut left = rows.as_slice();
    let mut sent = 0;
    for count in progress::portions(rows.iter().map(Vec::len)) {
        let (portion, rest) = left.split_at(count);
        left = rest;
        let vector = here.state_vector();
        for update in portion.iter().flat_map(|row| unframe(row)) {
            here.apply(update).unwrap();
        }
        let update = here.diff(&vector).unwrap();
        assert!(update.len() <= progress::PORTION, "{} bytes", update.len());
        // The first answer gets lost: what was sent is sent again, and does no harm.
        for _ in 0..=usize::from(sent == 0) {
            server.apply(&update).unwrap();
        }
        sent += 1;
    }
    assert!(sent >= 2, "so much does not fit into one request");
    document.apply(&server.encode()).unwrap();
    assert_eq!(server.answers(), document.answers());
}
