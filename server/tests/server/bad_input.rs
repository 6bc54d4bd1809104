//! What no honest client sends. The one connection ends with a reason; nobody else notices.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::guide::NodeKey;
use serde_json::json;
use server::clock;
use sync::{interview::Document, protocol::Message};
use uuid::Uuid;

use crate::{
    tablet::{Came, Tablet, text},
    world::World,
};

/// A number as lib0 writes it.
fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A message of the sync protocol around any payload.
fn step(step: u8, payload: &[u8]) -> Vec<u8> {
    [&[0, step][..], &varint(payload.len() as u64), payload].concat()
}

#[tokio::test]
async fn claims_of_huge_lengths_reserve_nothing() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    for exponent in [20, 31, 32, 40, 48, 52, 53, 60, 63] {
        let claim = varint(1 << exponent);
        let one_client = [&[1][..], &claim, &[1, 0]].concat();
        for frame in [
            step(0, &claim),
            step(1, &claim),
            step(2, &claim),
            step(2, &one_client),
            step(2, &[&[0][..], &claim].concat()),
            [&[0, 0][..], &claim].concat(),
            [&[1][..], &claim].concat(),
            [&[2, 0][..], &claim].concat(),
        ] {
            let mut other = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
            other.say_bytes(&frame).await;
            assert_eq!(
                other.next().await,
                Came::Closed(1007, "malformed".to_owned()),
                "2^{exponent} {frame:?}"
            );
        }
        let wanted = json!({ "documents": [
            { "id": interview, "vector": BASE64_STANDARD.encode(&claim), "update": "" },
            { "id": interview, "vector": "", "update": BASE64_STANDARD.encode(&one_client) },
        ] });
        let reply = world.call("/sync", &wanted, Some(&world.owner), None).await;
        for (index, field) in [(0, "vector"), (1, "update")] {
            let refused = &reply.json()["documents"][index]["refused"];
            assert_eq!(*refused, json!({ "code": "invalid", "field": field }), "2^{exponent}");
        }
    }
    anna.write("city", "Lyon").await;
    anna.acknowledged().await;
}

#[tokio::test]
async fn text_and_oversized_frames_end_the_connection_and_harm_nobody() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    for words in ["", "{}", "hello", "\u{0}\u{0}\u{1}\u{0}"] {
        let mut other = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
        other.say_text(words).await;
        assert_eq!(other.next().await, Came::Closed(1007, "malformed".to_owned()), "{words:?}");
    }
    for size in [4 * 1024 * 1024 + 1, 32 * 1024 * 1024] {
        let mut other = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
        // The server may have hung up before all of it has left.
        if other.try_bytes(vec![0; size]).await {
            other.ends().await;
        }
    }
    anna.write("city", "Lyon").await;
    anna.acknowledged().await;
}

#[tokio::test]
async fn replayed_reordered_and_duplicated_frames_change_nothing() {
    for world in World::everywhere().await {
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        let device = Document::new(7);
        let mut updates = Vec::new();
        for city in ["Lyon", "Lyon 7e", "Lyon 7e, Gerland"] {
            let before = device.state_vector();
            device.set_text(&NodeKey("city".to_owned()), city);
            updates.push(device.diff(&before).unwrap());
        }
        for order in [&[2, 2, 0][..], &[0, 1, 0, 2, 1], &[2, 1, 0]] {
            for at in order {
                anna.say(&Message::Update(updates[*at].clone())).await;
                anna.acknowledged().await;
            }
        }
        let late = Tablet::joined(address, interview, &world.owner.cookie(), 3).await;
        assert_eq!(late.answer("city"), text("Lyon 7e, Gerland"), "{}", world.kind);
        assert_eq!(late.document.state_vector(), device.state_vector());
        let loaded =
            backend::document::load(&world.service.backend, &world.owner.actor, interview).await.unwrap();
        // Only what waited for something could not be told from news.
        assert!(loaded.seq <= 6, "{}: {} rows", world.kind, loaded.seq);
    }
}

#[tokio::test]
async fn a_clock_that_is_years_off_is_not_believed_and_keeps_nobody_from_working() {
    const YEAR: i64 = 365 * 24 * 3600 * 1000;
    let world = World::sqlite().await;
    let address = world.listen().await;
    for started_at in [clock::now() + 10 * YEAR, clock::now() - 40 * YEAR, 0, -1, i64::MAX, i64::MIN] {
        let start = domain::interview::StartInterview { started_at, ..world.start() };
        let body = json!({ "start": start });
        let reply = world.call("/api/interview/start", &body, Some(&world.owner), None).await;
        assert_eq!(reply.status, 200, "{started_at}: {}", reply.text());
        let kept = reply.json()["started_at"].as_i64().unwrap();
        let believed = 0..=clock::now() + 24 * 3600 * 1000;
        assert!(believed.contains(&kept), "{started_at}: {kept}");
        let mut anna = Tablet::joined(address, start.id, &world.owner.cookie(), 1).await;
        anna.write("city", "Lyon").await;
        anna.acknowledged().await;
    }
}

#[tokio::test]
async fn two_documents_with_one_id_are_one_or_none() {
    for world in World::everywhere().await {
        world.share_case().await;
        let other = domain::case::NewCase { code: "LYN-2".to_owned(), person_name: "Autre".to_owned() };
        let other = backend::case::create(&world.service.backend, &world.owner.actor, &other).await.unwrap();
        let first = world.start();
        let elsewhere = domain::interview::StartInterview { case: other.summary.id, ..first.clone() };
        let start = async |start: &domain::interview::StartInterview, person| {
            world.call("/api/interview/start", &json!({ "start": start }), Some(person), None).await
        };
        assert_eq!(start(&first, &world.owner).await.status, 200);
        let again = start(&first, &world.colleague).await;
        assert_eq!(again.status, 200, "{}: the same interview, started by two tablets", world.kind);
        let taken = start(&elsewhere, &world.owner).await;
        assert_eq!(taken.json(), json!({ "code": "taken", "field": "interview" }), "{}", world.kind);

        // The same id twice in one request, as a device would that lists it twice.
        let device = |client: u32, key: &str| {
            let device = Document::new(client);
            device.set_text(&NodeKey(key.to_owned()), "Lyon");
            BASE64_STANDARD.encode(device.encode())
        };
        let wanted = json!({ "documents": [
            { "id": first.id, "vector": "", "update": device(7, "city") },
            { "id": first.id, "vector": "", "update": device(8, "work") },
            { "id": Uuid::nil(), "vector": "", "update": device(9, "city") },
        ] });
        let reply = world.call("/sync", &wanted, Some(&world.owner), None).await.json();
        assert_eq!(reply["documents"][2]["refused"], json!({ "code": "not_found" }));
        let address = world.listen().await;
        let late = Tablet::joined(address, first.id, &world.owner.cookie(), 3).await;
        assert_eq!(
            (late.answer("city"), late.answer("work")),
            (text("Lyon"), text("Lyon")),
            "{}",
            world.kind
        );
    }
}
