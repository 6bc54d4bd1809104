//! Two tablets on one interview, over real sockets.

use std::time::Duration;

use backend::document;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{id::DocumentId, interview::SignInterview};
use serde_json::json;
use server::{clock, hub::Pace};
use sync::{
    awareness::{self, State},
    interview::Document,
    protocol::Message,
};
use tokio_tungstenite::{connect_async, tungstenite::Error};
use uuid::Uuid;

use crate::{
    tablet::{Came, Tablet, request, text},
    world::World,
};

/// How many updates the log holds.
async fn stored(world: &World, interview: DocumentId) -> usize {
    document::load(&world.service.backend, &world.owner.actor, interview).await.unwrap().updates.len()
}

#[tokio::test]
async fn what_one_writes_the_other_sees_once_it_is_stored() {
    for world in World::everywhere().await {
        world.share_case().await;
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        let mut ben = Tablet::joined(address, interview, &world.colleague.cookie(), 2).await;
        let before = stored(&world, interview).await;

        anna.write("city", "Vénissieux").await;
        ben.hears().await;
        assert_eq!(ben.answer("city"), text("Vénissieux"), "{}", world.kind);
        assert_eq!(stored(&world, interview).await, before + 1, "stored before it was passed on");
        let first = anna.acknowledged().await;

        ben.write("city", "Vénissieux, chez sa sœur").await;
        anna.hears().await;
        let second = ben.acknowledged().await;
        assert_eq!(anna.answer("city"), text("Vénissieux, chez sa sœur"));
        assert_eq!(second, first + 1);
        anna.hears_nothing().await;
        ben.hears_nothing().await;
    }
}

#[tokio::test]
async fn many_updates_at_once_are_each_acknowledged_in_order() {
    for world in World::everywhere().await {
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        let before = stored(&world, interview).await;
        for count in 1..=100 {
            anna.write("city", &"x".repeat(count)).await;
        }
        let mut last = 0;
        for _ in 1..=100 {
            let sequence = anna.acknowledged().await;
            assert!(sequence > last, "{}", world.kind);
            last = sequence;
        }
        assert_eq!(stored(&world, interview).await, before + 100);
    }
}

#[tokio::test]
async fn what_is_known_is_acknowledged_and_not_stored_again() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    let update = anna.write("city", "Lyon").await;
    let sequence = anna.acknowledged().await;
    let before = stored(&world, interview).await;
    anna.say(&Message::Step2(anna.document.encode())).await;
    assert_eq!(anna.acknowledged().await, sequence);
    anna.say(&Message::Update(update)).await;
    assert_eq!(anna.acknowledged().await, sequence);
    anna.say(&Message::Step2(vec![0, 0])).await;
    assert_eq!(anna.acknowledged().await, sequence);
    assert_eq!(stored(&world, interview).await, before);
}

#[tokio::test]
async fn a_client_that_does_not_ask_gets_no_acknowledgements() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let request = request(address, &interview.to_string(), &world.owner.cookie(), "");
    let mut stock = Tablet::with(request, 1).await;
    let Came::Said(Message::Step1(_)) = stock.next().await else { panic!("the server's state vector") };
    stock.write("city", "Lyon").await;
    stock.hears_nothing().await;
    assert_eq!(
        Tablet::joined(address, interview, &world.owner.cookie(), 2).await.answer("city"),
        text("Lyon")
    );
}

#[tokio::test]
async fn a_restart_keeps_everything_that_was_acknowledged() {
    for world in World::everywhere().await {
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        anna.write("city", "Lyon").await;
        anna.acknowledged().await;
        // Sent and not yet acknowledged when the server is asked to stop.
        anna.write("city", "Lyon 7e").await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        let world = world.restarted().await;
        assert!(matches!(anna.next().await, Came::Said(Message::Ack(_))), "{}", world.kind);
        assert_eq!(anna.next().await, Came::Closed(1001, "going_away".to_owned()));

        let address = world.listen().await;
        let anna = Tablet::joined(address, interview, &world.owner.cookie(), 3).await;
        assert_eq!(anna.answer("city"), text("Lyon 7e"), "{}", world.kind);
    }
}

#[tokio::test]
async fn strangers_are_told_why_and_shown_out() {
    for world in World::everywhere().await {
        let (address, interview) = (world.listen().await, world.interview().await.to_string());
        let nowhere = Uuid::now_v7().to_string();
        let check = async |document: &str, cookie: &str, reason: &str, code: u16| {
            let mut tablet = Tablet::open(address, document, cookie, 1).await;
            let refused = Came::Said(Message::Refused(reason.to_owned()));
            assert_eq!(tablet.next().await, refused, "{} {document}", world.kind);
            assert!(matches!(tablet.next().await, Came::Closed(closed, _) if closed == code));
        };
        check(&interview, "", "signed_out", 4401).await;
        check(&interview, "jalon=nonsense", "signed_out", 4401).await;
        check(&interview, &world.colleague.cookie(), "not_found", 4403).await;
        check(&interview, &world.administrator.cookie(), "not_found", 4403).await;
        check(&nowhere, &world.owner.cookie(), "not_found", 4403).await;
        check("nonsense", &world.owner.cookie(), "not_found", 4403).await;
        // Nothing is kept for strangers.
        comes_to(&world, 0).await;
    }
}

#[tokio::test]
async fn another_site_opens_no_socket() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await.to_string());
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let mut request = request(address, &interview, &world.owner.cookie(), "?ack=1");
        request.headers_mut().insert(name, value.parse().unwrap());
        match connect_async(request).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 403, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn who_may_only_read_may_not_write() {
    for world in World::everywhere().await {
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        anna.write("city", "Lyon").await;
        anna.acknowledged().await;
        let mut reader = Tablet::joined(address, interview, &world.manager.cookie(), 2).await;
        assert_eq!(reader.answer("city"), text("Lyon"));
        reader.say(&Message::Step2(reader.document.encode())).await;
        reader.acknowledged().await;
        let before = stored(&world, interview).await;
        reader.write("city", "Paris").await;
        assert_eq!(reader.next().await, Came::Said(Message::Refused("forbidden".to_owned())));
        assert!(matches!(reader.next().await, Came::Closed(4403, _)), "{}", world.kind);
        assert_eq!(stored(&world, interview).await, before);
        anna.hears_nothing().await;
    }
}

#[tokio::test]
async fn signing_freezes_for_everybody() {
    for world in World::everywhere().await {
        world.share_case().await;
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        let mut ben = Tablet::joined(address, interview, &world.colleague.cookie(), 2).await;
        anna.write("city", "Lyon").await;
        anna.acknowledged().await;
        ben.hears().await;
        let state_vector = BASE64_STANDARD.encode(anna.document.state_vector());
        let sign = json!({ "sign": { "id": interview, "state_vector": state_vector } });
        let reply = world.call("/api/interview/sign", &sign, Some(&world.owner), None).await;
        assert_eq!(reply.status, 200, "{}: {}", world.kind, reply.text());
        for tablet in [&mut anna, &mut ben] {
            assert_eq!(tablet.next().await, Came::Said(Message::Refused("frozen".to_owned())));
            assert!(matches!(tablet.next().await, Came::Closed(4403, _)));
        }
        // It can still be read, and what is written on top of it is refused.
        let before = stored(&world, interview).await;
        let mut late = Tablet::joined(address, interview, &world.colleague.cookie(), 3).await;
        assert_eq!(late.answer("city"), text("Lyon"));
        late.write("city", "Paris").await;
        assert_eq!(late.next().await, Came::Said(Message::Refused("frozen".to_owned())), "{}", world.kind);
        assert_eq!(stored(&world, interview).await, before);
    }
}

/// A document can freeze behind the room's back: then the log refuses, and nobody is shown what it refused.
#[tokio::test]
async fn what_the_log_refuses_is_taken_out_again() {
    for world in World::everywhere().await {
        world.share_case().await;
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        let mut ben = Tablet::joined(address, interview, &world.colleague.cookie(), 2).await;
        anna.write("city", "Lyon").await;
        anna.acknowledged().await;
        ben.hears().await;
        let state_vector = BASE64_STANDARD.encode(anna.document.state_vector());
        let sign = SignInterview { id: interview, state_vector };
        backend::interview::sign(&world.service.backend, &world.owner.actor, &sign).await.unwrap();
        let before = stored(&world, interview).await;
        ben.write("city", "Paris").await;
        for tablet in [&mut ben, &mut anna] {
            assert_eq!(
                tablet.next().await,
                Came::Said(Message::Refused("frozen".to_owned())),
                "{}",
                world.kind
            );
        }
        assert_eq!(stored(&world, interview).await, before);
        let again = Tablet::joined(address, interview, &world.owner.cookie(), 3).await;
        assert_eq!(again.answer("city"), text("Lyon"), "{}", world.kind);
    }
}

#[tokio::test]
async fn a_closed_account_is_shown_out_at_once() {
    let world = World::sqlite().await;
    world.share_case().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut ben = Tablet::joined(address, interview, &world.colleague.cookie(), 2).await;
    let close = json!({ "id": world.colleague.actor.account, "active": false });
    let reply = world.call("/api/account/set-active", &close, Some(&world.administrator), None).await;
    assert_eq!(reply.status, 200);
    assert_eq!(ben.next().await, Came::Said(Message::Refused("signed_out".to_owned())));
    assert!(matches!(ben.next().await, Came::Closed(4401, _)));
}

#[tokio::test]
async fn tablets_see_who_else_is_there() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let here = |client: u64, json: &str| {
        Message::Awareness(awareness::encode([State { client, clock: 1, json: json.to_owned() }].iter()))
    };
    let before = stored(&world, interview).await;
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    anna.say(&here(1, "{}")).await;
    assert_eq!(anna.next().await, Came::Said(here(1, "{}")), "echoed");
    let mut ben = Tablet::open(address, &interview.to_string(), &world.owner.cookie(), 2).await;
    assert!(matches!(ben.next().await, Came::Said(Message::Step1(_))));
    assert_eq!(ben.next().await, Came::Said(here(1, "{}")), "told on arrival");
    ben.say(&Message::QueryAwareness).await;
    assert_eq!(ben.next().await, Came::Said(here(1, "{}")));
    drop(anna);
    assert_eq!(ben.next().await, Came::Said(here(1, "null")), "gone");
    assert_eq!(stored(&world, interview).await, before);
}

#[tokio::test]
async fn nonsense_ends_the_connection_and_harms_nobody() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    for nonsense in
        [&[42_u8][..], &[], &[0, 2, 200, 1, 0], &[0, 0, 3, 0xff, 0xff, 1], &[100, 1], &[1, 2, 9, 9]]
    {
        let mut other = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
        other.say_bytes(nonsense).await;
        assert_eq!(other.next().await, Came::Closed(1007, "malformed".to_owned()), "{nonsense:?}");
    }
    anna.write("city", "Lyon").await;
    anna.acknowledged().await;
}

#[tokio::test]
async fn a_session_that_ends_ends_its_sockets() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    world.call("/api/account/sign-out", &json!({}), Some(&world.owner), None).await;
    let refused = Came::Said(Message::Refused("signed_out".to_owned()));
    assert_eq!(anna.next().await, refused);
    assert!(matches!(anna.next().await, Came::Closed(4401, _)));
    assert!(
        backend::account::actor_of(&world.service.backend, &world.owner.token, clock::now()).await.is_err()
    );
}

/// Four tablets write at random, leave and come back; in the end they and the server agree.
#[tokio::test]
async fn tablets_that_come_and_go_agree_in_the_end() {
    for world in World::everywhere().await {
        let (address, interview) = (world.listen().await, world.interview().await);
        let cookie = world.owner.cookie();
        let writers = (1..=4_u32).map(|client| {
            let cookie = cookie.clone();
            tokio::spawn(async move {
                for round in 0..3 {
                    let mut tablet = Tablet::joined(address, interview, &cookie, client * 10 + round).await;
                    for turn in 0..5 {
                        tablet.write(&format!("q{client}"), &format!("{client}.{round}.{turn}")).await;
                    }
                    let mut acknowledged = 0;
                    while acknowledged < 5 {
                        match tablet.next().await {
                            Came::Said(Message::Ack(_)) => acknowledged += 1,
                            Came::Said(Message::Update(update)) => tablet.document.apply(&update).unwrap(),
                            other => panic!("{other:?}"),
                        }
                    }
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let tablet = Tablet::joined(address, interview, &cookie, 99).await;
        let log = document::load(&world.service.backend, &world.owner.actor, interview).await.unwrap();
        let rebuilt = Document::new(98);
        for update in &log.updates {
            rebuilt.apply(update).unwrap();
        }
        assert_eq!(tablet.document.answers(), rebuilt.answers(), "{}", world.kind);
        for client in 1..=4 {
            assert_eq!(tablet.answer(&format!("q{client}")), text(&format!("{client}.2.4")));
        }
    }
}

const HOUR: Duration = Duration::from_secs(3600);

/// Waits until this many documents are in memory.
async fn comes_to(world: &World, rooms: usize) {
    for _ in 0..100 {
        if world.service.hub.open_rooms() == rooms {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} documents are in memory, not {rooms}", world.service.hub.open_rooms());
}

#[tokio::test]
async fn a_document_that_nobody_has_open_leaves_memory_and_comes_back() {
    let idle = Duration::from_millis(50);
    let world = World::sqlite().await.hurried(Pace { idle, revalidate: HOUR, ping: HOUR, ..Pace::default() });
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    anna.write("city", "Lyon").await;
    anna.acknowledged().await;
    tokio::time::sleep(idle * 4).await;
    assert_eq!(world.service.hub.open_rooms(), 1, "somebody is there");
    drop(anna);
    comes_to(&world, 0).await;
    // Whoever comes just as the document leaves finds everything, and what she brings is kept.
    for round in 0..20_u32 {
        let mut tablet = Tablet::joined(address, interview, &world.owner.cookie(), 100 + round).await;
        tablet.write(&format!("q{round}"), "here").await;
        tablet.acknowledged().await;
        drop(tablet);
        tokio::time::sleep(idle + Duration::from_millis(u64::from(round))).await;
    }
    let last = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
    assert_eq!(last.answer("city"), text("Lyon"));
    for round in 0..20 {
        assert_eq!(last.answer(&format!("q{round}")), text("here"));
    }
}

#[tokio::test]
async fn who_no_longer_answers_is_taken_for_gone() {
    let ping = Duration::from_millis(20);
    let world = World::sqlite().await.hurried(Pace { idle: ping, revalidate: HOUR, ping, ..Pace::default() });
    let (address, interview) = (world.listen().await, world.interview().await);
    // A tablet out of reach neither reads nor answers; this one does not read.
    let silent = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    comes_to(&world, 0).await;
    drop(silent);
    // One that answers stays.
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
    anna.hears_nothing().await;
    anna.write("city", "Lyon").await;
    anna.acknowledged().await;
}

#[tokio::test]
async fn a_session_that_has_expired_is_noticed() {
    let revalidate = Duration::from_millis(50);
    let world = World::sqlite().await.hurried(Pace { idle: HOUR, revalidate, ping: HOUR, ..Pace::default() });
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    anna.hears_nothing().await;
    // As if another server had ended it.
    backend::account::sign_out(&world.service.backend, &world.owner.actor).await.unwrap();
    assert_eq!(anna.next().await, Came::Said(Message::Refused("signed_out".to_owned())));
    assert!(matches!(anna.next().await, Came::Closed(4401, _)));
}
