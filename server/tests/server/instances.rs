//! Several servers on one PostgreSQL: each sees what the others store, with notifications or without.

use std::time::{Duration, Instant};

use backend::{account, document};
use server::hub::Pace;
use sync::protocol::Message;

use crate::{
    tablet::{Came, Tablet, text},
    world::World,
};

const SOON: Duration = Duration::from_millis(200);

/// Hears changes until the answer is there.
async fn until(tablet: &mut Tablet, key: &str, expected: &str) {
    while tablet.answer(key) != text(expected) {
        match tablet.next().await {
            Came::Said(Message::Update(update)) => tablet.document.apply(&update).unwrap(),
            Came::Said(Message::Ack(_)) => {}
            other => panic!("a change, not {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_written_at_one_server_is_seen_at_the_other() {
    // Without notifications only the looks at the database carry it.
    for listen in [true, false] {
        let pace = Pace { follow: SOON, listen, ..Pace::default() };
        let world = World::on(testkit::postgres()).await.hurried(pace);
        world.share_case().await;
        let (here, there, interview) =
            (world.listen().await, world.beside(pace).await, world.interview().await);
        let mut anna = Tablet::joined(here, interview, &world.owner.cookie(), 1).await;
        let mut ben = Tablet::joined(there, interview, &world.colleague.cookie(), 2).await;
        for round in 0..20 {
            // Both at once, so that each server finds a gap in its own numbers.
            anna.write(&format!("a{round}"), "Lyon").await;
            ben.write(&format!("b{round}"), "Bron").await;
        }
        until(&mut ben, "a19", "Lyon").await;
        until(&mut anna, "b19", "Bron").await;
        for round in 0..20 {
            assert_eq!(ben.answer(&format!("a{round}")), text("Lyon"));
            assert_eq!(anna.answer(&format!("b{round}")), text("Bron"));
        }
        let late = Tablet::joined(here, interview, &world.owner.cookie(), 3).await;
        assert_eq!(late.answer("b7"), text("Bron"));
        assert_eq!(document::verify(&world.service.backend).await.unwrap().broken, []);
    }
}

#[tokio::test]
async fn a_notification_makes_it_quick() {
    let pace = Pace { follow: Duration::from_secs(3600), listen: true, ..Pace::default() };
    let world = World::on(testkit::postgres()).await.hurried(pace);
    let (here, there, interview) = (world.listen().await, world.beside(pace).await, world.interview().await);
    let mut anna = Tablet::joined(here, interview, &world.owner.cookie(), 1).await;
    let mut again = Tablet::joined(there, interview, &world.owner.cookie(), 2).await;
    anna.write("city", "Lyon").await;
    until(&mut again, "city", "Lyon").await;
}

#[tokio::test]
async fn signing_at_one_server_freezes_at_the_other() {
    let pace = Pace { follow: SOON, listen: false, ..Pace::default() };
    let world = World::on(testkit::postgres()).await.hurried(pace);
    let (there, interview) = (world.beside(pace).await, world.interview().await);
    let mut anna = Tablet::joined(there, interview, &world.owner.cookie(), 1).await;
    anna.write("home/people", "3").await;
    anna.acknowledged().await;
    let mut transaction = world.store.begin().await.unwrap();
    assert!(store::document::freeze(&mut transaction, interview, 1).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(anna.next().await, Came::Said(Message::Refused("frozen".to_owned())));
}

#[tokio::test]
async fn rights_that_end_elsewhere_end_here_within_a_second() {
    for world in World::everywhere().await {
        let hour = Duration::from_secs(3600);
        let world = world.hurried(Pace { revalidate: hour, ..Pace::default() });
        let (here, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(here, interview, &world.owner.cookie(), 1).await;
        anna.hears_nothing().await;
        // As the command line does it, in another process.
        let closed = Instant::now();
        account::close_by_operator(&world.service.backend, "owner").await.unwrap();
        assert_eq!(anna.next().await, Came::Said(Message::Refused("signed_out".to_owned())));
        assert!(closed.elapsed() < Duration::from_secs(2), "{:?}", closed.elapsed());
        assert!(matches!(anna.next().await, Came::Closed(4401, _)));
    }
}
