//! Snapshots: loading from one equals replaying the log, and one that is wrong in any way is never used.

use backend::{document, interview, snapshot};
use document::{Append, Broken};
use domain::{failure::Failure, guide::NodeKey, id::DocumentId, interview::Answers};
use store::snapshot::{New, Snapshot};
use sync::interview::Document;

use crate::world::{World, complete, sign, tablet};

/// Somebody who writes an answer again and again, and the log of it as she sent it.
struct Writer {
    document: Document,
    sent: Vec<Vec<u8>>,
}

impl Writer {
    fn new(client: u32) -> Self {
        Self { document: Document::new(client), sent: Vec::new() }
    }

    async fn write(&mut self, world: &World, id: DocumentId, count: usize) {
        for _ in 0..count {
            let before = self.document.state_vector();
            let text = format!("{} words, and more", self.sent.len());
            self.document.set_text(&NodeKey("wishes".to_owned()), &text);
            self.sent.push(self.document.diff(&before).unwrap());
            let update = self.sent.last().unwrap().clone();
            append(world, id, update).await;
        }
    }
}

async fn append(world: &World, document: DocumentId, update: Vec<u8>) {
    let item = Append { actor: &world.owner, document, update };
    document::append(&world.backend, &[item]).await.unwrap().remove(0).unwrap();
}

async fn load(world: &World, id: DocumentId) -> document::Loaded {
    document::load(&world.backend, &world.owner, id).await.unwrap()
}

fn answers(updates: &[Vec<u8>]) -> Answers {
    let replica = Document::new(0);
    updates.iter().for_each(|update| replica.apply(update).unwrap());
    replica.answers()
}

async fn kept(world: &World, id: DocumentId, until: i64) -> Option<Snapshot> {
    store::snapshot::newest(&mut world.store.read().await.unwrap(), id, until).await.unwrap()
}

/// Puts bytes in the place of a snapshot, behind the program's back.
async fn replace(world: &World, document: DocumentId, seq: i64, base: i64, bytes: &[u8]) {
    let mut transaction = world.store.begin().await.unwrap();
    let new = New { document, site: world.lyon.id, seq, base, bytes };
    store::snapshot::insert(&mut transaction, &new, 0).await.unwrap();
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn a_document_starts_from_its_snapshot_and_the_rows_after_it() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        assert_eq!(snapshot::make(&world.backend, id).await, Ok(None), "there is nothing yet");
        let mut writer = Writer::new(7);
        writer.write(&world, id, 40).await;
        assert_eq!(snapshot::make(&world.backend, id).await, Ok(Some(40)), "{}", world.kind);
        assert_eq!(snapshot::make(&world.backend, id).await, Ok(None), "nothing is new");
        writer.write(&world, id, 3).await;
        let loaded = load(&world, id).await;
        assert_eq!((loaded.base, loaded.seq, loaded.updates.len()), (40, 43, 4));
        assert_eq!(loaded.updates[1..], writer.sent[40..]);
        assert_eq!(answers(&loaded.updates), answers(&writer.sent));
        let sealed = kept(&world, id, 43).await.unwrap().bytes;
        assert!(!sealed.windows(5).any(|part| part == b"words"), "sealed at rest");
        let verified = document::verify(&world.backend).await.unwrap();
        assert_eq!((verified.snapshots, verified.wrong_snapshots, verified.broken), (1, vec![], vec![]));
    }
}

#[tokio::test]
async fn a_snapshot_that_is_wrong_is_never_used() {
    for world in World::everywhere().await {
        let (id, other) = (world.interview().await, world.interview().await);
        let (mut writer, mut stranger) = (Writer::new(7), Writer::new(8));
        writer.write(&world, id, 10).await;
        stranger.write(&world, other, 10).await;
        for document in [id, other] {
            snapshot::make(&world.backend, document).await.unwrap();
        }
        let (own, foreign) =
            (kept(&world, id, 10).await.unwrap().bytes, kept(&world, other, 10).await.unwrap().bytes);
        writer.write(&world, id, 5).await;
        let mut changed = own.clone();
        changed[own.len() / 2] ^= 1;
        for (wrong, at) in
            [(&changed, 10), (&own[..own.len() - 1].to_vec(), 10), (&vec![], 10), (&foreign, 10), (&own, 12)]
        {
            replace(&world, id, at, 0, wrong).await;
            let loaded = load(&world, id).await;
            assert_eq!((loaded.base, &loaded.updates), (0, &writer.sent), "{}", world.kind);
            let verified = document::verify(&world.backend).await.unwrap();
            assert_eq!(verified.wrong_snapshots, [Broken { document: id, seq: at }]);
            assert_eq!((verified.snapshots, verified.broken), (2, vec![]));
        }
        // The next one is made from the whole log, and the wrong one goes.
        assert_eq!(snapshot::make(&world.backend, id).await, Ok(Some(15)));
        let verified = document::verify(&world.backend).await.unwrap();
        assert_eq!((verified.snapshots, verified.wrong_snapshots), (2, vec![]));
        assert_eq!(answers(&load(&world, id).await.updates), answers(&writer.sent));
    }
}

#[tokio::test]
async fn the_generation_before_is_kept_and_serves_when_the_newest_does_not() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let mut writer = Writer::new(7);
        for _ in 0..3 {
            writer.write(&world, id, 10).await;
            snapshot::make(&world.backend, id).await.unwrap();
        }
        let generations = async || {
            let (newest, before) = (kept(&world, id, 30).await, kept(&world, id, 29).await);
            (newest.map(|one| one.seq), before.map(|one| one.seq), kept(&world, id, 19).await.is_none())
        };
        assert_eq!(generations().await, (Some(30), Some(20), true), "{}", world.kind);
        replace(&world, id, 30, 20, b"nonsense").await;
        let loaded = load(&world, id).await;
        assert_eq!((loaded.base, loaded.updates.len()), (20, 11));
        assert_eq!(answers(&loaded.updates), answers(&writer.sent));
    }
}

#[tokio::test]
async fn what_waits_for_something_else_stays_in_the_log() {
    let world = World::on(testkit::sqlite()).await;
    let id = world.interview().await;
    let first = tablet(7, &complete());
    let before = first.state_vector();
    first.set_text(&NodeKey("wishes".to_owned()), "later");
    append(&world, id, first.diff(&before).unwrap()).await;
    assert_eq!(snapshot::make(&world.backend, id).await, Ok(None), "it waits for what came before it");
    append(&world, id, first.encode()).await;
    assert_eq!(snapshot::make(&world.backend, id).await, Ok(Some(2)));
    assert_eq!(answers(&load(&world, id).await.updates), first.answers());
}

/// The rows that a load reads are checked; those behind the snapshot are looked at when everything is verified, and
/// whenever something is signed.
#[tokio::test]
async fn a_log_that_was_tampered_with_is_found_despite_its_snapshot() {
    let world = World::on(testkit::postgres()).await;
    let shown = tablet(7, &complete());
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = world.interview().await;
        append(&world, id, shown.encode()).await;
        Writer::new(8).write(&world, id, 9).await;
        snapshot::make(&world.backend, id).await.unwrap();
        Writer::new(9).write(&world, id, 2).await;
        ids.push(id);
    }
    world.database.sql("ALTER TABLE updates DISABLE TRIGGER ALL");
    let tamper = |id: DocumentId, seq: i64| {
        let row = format!("document_id = '{id}' AND seq = {seq}");
        world.database.sql(&format!("UPDATE updates SET at = at + 1 WHERE {row}"));
    };
    let [behind, at, after] = ids[..] else { panic!("three interviews") };
    tamper(behind, 3);
    world.database.sql(&format!("UPDATE updates SET hash = '\\x00' WHERE document_id = '{at}' AND seq = 10"));
    tamper(after, 12);

    assert_eq!(load(&world, behind).await.base, 10);
    for id in [at, after] {
        let refused = document::load(&world.backend, &world.owner, id).await.err();
        assert_eq!(refused, Some(Failure::Server));
    }
    let mut broken = document::verify(&world.backend).await.unwrap().broken;
    let mut expected = [(behind, 3), (at, 10), (after, 12)].map(|(document, seq)| Broken { document, seq });
    broken.sort_by_key(|one| one.document);
    expected.sort_by_key(|one| one.document);
    assert_eq!(broken, expected);
    let signed = interview::sign(&world.backend, &world.owner, &sign(behind, &shown)).await;
    assert_eq!(signed.err(), Some(Failure::Server), "what is signed rests on every row");
}
