//! The log of a document: order, refusals, sealing, the chain, and a full disk.

use backend::{Backend, Config, document, interview};
use document::Append;
use domain::{
    failure::Failure,
    guide::Value,
    id::{DeviceId, DocumentId},
};
use sync::interview::Document;
use uuid::Uuid;

use crate::world::{World, complete, open, sign, tablet};

fn words(text: &str) -> Vec<u8> {
    tablet(Uuid::new_v4().as_fields().0, &[("wishes", Value::Text(text.to_owned()))]).encode()
}

#[tokio::test]
async fn what_is_appended_comes_back_in_order_and_is_sealed_at_rest() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let device = DeviceId(Uuid::now_v7());
        let owner = backend::Actor { device: Some(device), ..world.owner.clone() };
        let before = world.log().await.len();
        let sent = [words("un mot"), words("deux mots"), words("trois mots"), words("quatre mots")];
        let mut items: Vec<Append<'_>> = Vec::new();
        for (index, update) in sent[..3].iter().enumerate() {
            let actor = if index == 1 { &world.co_owner } else { &owner };
            items.push(Append { actor, document: id, update: update.clone() });
        }
        let outcomes = document::append(&world.backend, &items).await.unwrap();
        assert_eq!(outcomes, [Ok(1), Ok(2), Ok(3)], "{}", world.kind);
        assert_eq!(world.log_since(before).await, ["interview_written"; 2], "one line for each author");
        let more = Append { actor: &owner, document: id, update: sent[3].clone() };
        assert_eq!(document::append(&world.backend, &[more]).await.unwrap(), [Ok(4)]);
        assert_eq!(world.log_since(before).await.len(), 2, "and none while they go on");

        let loaded = document::load(&world.backend, &world.co_owner, id).await.unwrap();
        assert_eq!((loaded.updates.as_slice(), loaded.seq), (sent.as_slice(), 4));
        assert!(!loaded.frozen && loaded.may_write);
        let manager = document::load(&world.backend, &world.manager, id).await.unwrap();
        assert!(!manager.may_write);

        let mut connection = world.store.read().await.unwrap();
        let rows = store::document::updates(&mut connection, id, 0).await.unwrap();
        assert_eq!(rows[0].device, Some(device));
        assert!(rows.iter().all(|row| !row.bytes.windows(4).any(|part| part == b"mots")));
        assert_eq!(document::verify(&world.backend).await.unwrap().broken, []);
    }
}

#[tokio::test]
async fn one_refusal_does_not_stop_the_others() {
    for world in World::everywhere().await {
        let (open, signed) = (world.interview().await, world.interview().await);
        let shown = tablet(1, &complete());
        let append = async |actor, document, update| {
            let item = Append { actor, document, update };
            document::append(&world.backend, &[item]).await.unwrap().remove(0)
        };
        append(&world.owner, signed, shown.encode()).await.unwrap();
        interview::sign(&world.backend, &world.owner, &sign(signed, &shown)).await.unwrap();
        let item = |actor, document, update| Append { actor, document, update };
        let items = [
            item(&world.owner, open, words("a")),
            item(&world.stranger, open, words("b")),
            item(&world.manager, open, words("c")),
            item(&world.owner, signed, words("d")),
            item(&world.owner, DocumentId(Uuid::nil()), words("e")),
            item(&world.owner, open, vec![0xff; 40]),
            item(&world.co_owner, open, words("f")),
        ];
        let outcomes = document::append(&world.backend, &items).await.unwrap();
        let expected = [
            Ok(1),
            Err(Failure::NotFound),
            Err(Failure::Forbidden),
            Err(Failure::Frozen),
            Err(Failure::NotFound),
            Err(Failure::Invalid { field: "update".to_owned() }),
            Ok(2),
        ];
        assert_eq!(outcomes, expected, "{}", world.kind);
        assert_eq!(document::load(&world.backend, &world.owner, signed).await.unwrap().updates.len(), 1);
    }
}

#[tokio::test]
async fn two_servers_append_to_the_same_documents_without_a_gap() {
    for world in World::everywhere().await {
        let ids = [world.interview().await, world.interview().await];
        let servers = [world.backend.clone(), open(&world.database).await];
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let (backend, actor) = (servers[n % 2].clone(), world.owner.clone());
                tokio::spawn(async move {
                    let order = if n % 3 == 0 { ids } else { [ids[1], ids[0]] };
                    let items = order.map(|document| Append { actor: &actor, document, update: words("x") });
                    document::append(&backend, &items).await.unwrap().into_iter().map(Result::unwrap).max()
                })
            })
            .collect();
        let mut last: Vec<i64> = Vec::new();
        for task in tasks {
            last.extend(task.await.unwrap());
        }
        assert_eq!(last.iter().max(), Some(&8), "{}", world.kind);
        for id in ids {
            assert_eq!(document::load(&servers[1], &world.owner, id).await.unwrap().updates.len(), 8);
        }
        assert_eq!(document::verify(&world.backend).await.unwrap().broken, []);
    }
}

#[tokio::test]
async fn a_log_that_was_tampered_with_is_found_and_never_shown_shorter() {
    let world = World::on(testkit::postgres()).await;
    let (whole, cut) = (world.interview().await, world.interview().await);
    for id in [whole, cut] {
        for text in ["one", "two", "three"] {
            let item = Append { actor: &world.owner, document: id, update: words(text) };
            document::append(&world.backend, &[item]).await.unwrap();
        }
    }
    // The database itself refuses, as long as nobody takes that away.
    world.database.sql(
        "DO $$ BEGIN UPDATE updates SET at = 0; RAISE 'it was changed'; \
         EXCEPTION WHEN raise_exception THEN IF SQLERRM NOT LIKE '%append only' THEN RAISE; END IF; END $$",
    );
    world.database.sql("ALTER TABLE updates DISABLE TRIGGER ALL");
    world.database.sql(&format!("DELETE FROM updates WHERE document_id = '{cut}' AND seq = 2"));
    let broken = document::verify(&world.backend).await.unwrap().broken;
    assert_eq!(broken, [document::Broken { document: cut, seq: 2 }]);
    let refused = document::load(&world.backend, &world.owner, cut).await.err();
    assert_eq!(refused, Some(Failure::Server));
    assert_eq!(document::load(&world.backend, &world.owner, whole).await.unwrap().updates.len(), 3);
}

#[tokio::test]
async fn a_full_disk_is_a_refusal_and_loses_nothing() {
    let mut world = World::on(testkit::sqlite()).await;
    let id = world.interview().await;
    let item = |update| Append { actor: &world.owner, document: id, update };
    document::append(&world.backend, &[item(words("kept"))]).await.unwrap();
    let full = Backend::open(Config {
        database_url: format!("{}?max_page_count=1", world.database.url),
        master_key_file: Some(world.database.folder().join("master.key")),
    });
    // SQLite never sets the ceiling below what is there: what fits in the pages that are there still fits.
    let full = full.await.unwrap();
    let large = words(&"long ".repeat(100_000));
    let refused = document::append(&full, &[item(large.clone())]).await.err();
    assert_eq!(refused, Some(Failure::Storage));
    let loaded = document::load(&world.backend, &world.owner, id).await.unwrap();
    assert_eq!((loaded.updates.len(), loaded.seq), (1, 1));
    let later = document::append(&world.backend, &[item(large)]).await.unwrap();
    assert_eq!(later, [Ok(2)], "once there is room again");
    world.backend = open(&world.database).await;
    let replica = Document::new(0);
    for update in document::load(&world.backend, &world.owner, id).await.unwrap().updates {
        replica.apply(&update).unwrap();
    }
    assert_eq!(replica.answers().entries.len(), 1);
    assert_eq!(document::verify(&world.backend).await.unwrap().broken, []);
}

#[tokio::test]
async fn a_database_that_goes_away_is_a_refusal_and_work_goes_on_when_it_is_back() {
    let world = World::on(testkit::postgres()).await;
    let id = world.interview().await;
    let append = async || {
        let item = Append { actor: &world.owner, document: id, update: words("x") };
        document::append(&world.backend, &[item]).await
    };
    world.database.set_away(true);
    assert_eq!(append().await.err(), Some(Failure::Storage));
    world.database.set_away(false);
    assert_eq!(append().await.unwrap(), [Ok(1)]);
}
