//! The hub makes snapshots by itself, and whoever comes later starts from them.

use std::time::Duration;

use backend::document;
use domain::id::DocumentId;
use server::hub::Pace;

use crate::{
    tablet::{Tablet, text},
    world::World,
};

/// Waits until the document is loaded from a snapshot of that row or a later one.
async fn starts_from(world: &World, interview: DocumentId, row: i64) -> document::Loaded {
    for _ in 0..400 {
        let loaded = document::load(&world.service.backend, &world.owner.actor, interview).await.unwrap();
        if loaded.base >= row {
            return loaded;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{}: no snapshot", world.kind);
}

async fn write(tablet: &mut Tablet, count: usize) {
    for n in 0..count {
        tablet.write("city", &format!("{n} rue de Lyon")).await;
    }
    for _ in 0..count {
        tablet.acknowledged().await;
    }
}

#[tokio::test]
async fn a_document_that_leaves_memory_leaves_a_snapshot() {
    for world in World::everywhere().await {
        let world = world.hurried(Pace { idle: Duration::from_millis(50), ..Pace::default() });
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        write(&mut anna, 40).await;
        drop(anna);
        let loaded = starts_from(&world, interview, 40).await;
        assert_eq!((loaded.seq, loaded.updates.len()), (40, 1), "{}", world.kind);
        let again = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
        assert_eq!(again.answer("city"), text("39 rue de Lyon"));
        assert_eq!(document::verify(&world.service.backend).await.unwrap().wrong_snapshots, []);
    }
}

#[tokio::test]
async fn a_document_that_stays_open_gets_one_now_and_then() {
    for world in World::everywhere().await {
        let (address, interview) = (world.listen().await, world.interview().await);
        let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
        write(&mut anna, 250).await;
        write(&mut anna, 270).await;
        let loaded = starts_from(&world, interview, 500).await;
        assert!(loaded.updates.len() <= 21, "{}: {}", world.kind, loaded.updates.len());
        // Who comes from nothing and who was there agree.
        let world = world.restarted().await;
        let address = world.listen().await;
        let late = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
        assert_eq!(late.document.answers(), anna.document.answers());
        let verified = document::verify(&world.service.backend).await.unwrap();
        assert_eq!((verified.snapshots, verified.wrong_snapshots, verified.broken), (1, vec![], vec![]));
    }
}
