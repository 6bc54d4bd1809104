//! What the database itself keeps: uniqueness by name, logs that only grow, transactions that are whole.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use domain::{
    access::Role,
    account::Site,
    case::Code,
    document::{Home, Kind},
    id::{AccountId, CaseId, DocumentId, SiteId},
};
use store::{
    Error, Store,
    account::{self, New},
    attempt::{self, Attempts},
    audit::{self, Entry},
    case,
    document::{self, Document, Update},
    site,
};
use testkit::TestDatabase;
use uuid::Uuid;

struct World {
    store: Store,
    site: Site,
    account: AccountId,
    document: DocumentId,
    _database: TestDatabase,
}

impl World {
    async fn everywhere() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in testkit::databases() {
            worlds.push(Self::on(database).await);
        }
        worlds
    }

    async fn on(database: TestDatabase) -> Self {
        let store = Store::open(&database.url).await.unwrap();
        let site = Site { id: SiteId(Uuid::now_v7()), name: "Lyon".to_owned() };
        let account = AccountId(Uuid::now_v7());
        let (case, document) = (CaseId(Uuid::now_v7()), DocumentId(Uuid::now_v7()));
        let mut transaction = store.begin().await.unwrap();
        site::insert(&mut transaction, &site, 1).await.unwrap();
        account::insert(&mut transaction, &person(account, site.id, "claire"), 1).await.unwrap();
        case::insert(&mut transaction, case, site.id, &Code::parse("LYN-1").unwrap(), 1).await.unwrap();
        let new = Document {
            id: document,
            site: site.id,
            home: Home::Case(case),
            kind: Kind::Interview,
            guide: None,
            started_by: account,
            started_at: 1,
            seq: 0,
            head_hash: vec![0],
            frozen_at: None,
        };
        assert!(document::insert(&mut transaction, &new, 1).await.unwrap());
        assert!(
            !document::insert(&mut transaction, &new, 1).await.unwrap(),
            "the same id is the same document"
        );
        transaction.commit().await.unwrap();
        Self { store, site, account, document, _database: database }
    }
}

fn person(id: AccountId, site: SiteId, name: &str) -> New<'_> {
    let passphrase_hash = "none";
    let role = Role::Practitioner;
    New { id, site, name, display_name: name, role, passphrase_hash, must_change_passphrase: false }
}

fn taken<T>(outcome: Result<T, Error>) -> String {
    match outcome {
        Err(Error::Taken(constraint)) => constraint,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was accepted"),
    }
}

#[tokio::test]
async fn uniqueness_has_one_name_on_both_databases() {
    for world in World::everywhere().await {
        let fresh = || AccountId(Uuid::now_v7());
        let begin = async || world.store.begin().await.unwrap();
        let again = account::insert(&mut *begin().await, &person(fresh(), world.site.id, "claire"), 1).await;
        assert_eq!(taken(again), "accounts_name");
        let again = account::insert(&mut *begin().await, &person(world.account, world.site.id, "b"), 1).await;
        assert_eq!(taken(again), "accounts_id");
        let code = Code::parse("LYN-1").unwrap();
        let again = case::insert(&mut *begin().await, CaseId(Uuid::now_v7()), world.site.id, &code, 1).await;
        assert_eq!(taken(again), "cases_site_id_code");
        let site = Site { id: SiteId(Uuid::now_v7()), name: "Lyon".to_owned() };
        assert_eq!(taken(site::insert(&mut *begin().await, &site, 1).await), "sites_name");
        let nowhere = SiteId(Uuid::now_v7());
        let homeless = account::insert(&mut *begin().await, &person(fresh(), nowhere, "b"), 1).await;
        assert!(matches!(homeless, Err(Error::Broken(_))), "references are kept");
    }
}

#[tokio::test]
async fn logs_only_grow() {
    for world in World::everywhere().await {
        let mut transaction = world.store.begin().await.unwrap();
        let entry = Entry {
            at: 1,
            actor: None,
            action: "a",
            subject_kind: "b",
            subject: "c",
            site: None,
            detail: "",
        };
        audit::insert(&mut transaction, &entry).await.unwrap();
        let update =
            Update { seq: 1, actor: world.account, device: None, at: 1, bytes: vec![1], hash: vec![2] };
        document::insert_updates(
            &mut transaction,
            world.document,
            world.site.id,
            std::slice::from_ref(&update),
        )
        .await
        .unwrap();
        transaction.commit().await.unwrap();
        for statement in [
            "DELETE FROM audit",
            "UPDATE audit SET action = 'x'",
            "DELETE FROM updates",
            "UPDATE updates SET at = 2",
        ] {
            let mut transaction = world.store.begin().await.unwrap();
            let refused = sqlx::query(statement).execute(&mut *transaction).await;
            assert!(refused.unwrap_err().to_string().contains("append only"), "{statement}");
        }
        let mut connection = world.store.read().await.unwrap();
        assert_eq!(audit::list(&mut connection, None, 10).await.unwrap().len(), 1);
        assert_eq!(document::updates(&mut connection, world.document, 0).await.unwrap().len(), 1);
        assert_eq!(document::updates(&mut connection, world.document, 1).await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing_and_blocks_nobody() {
    for world in World::everywhere().await {
        let taken = async |transaction: &mut store::Transaction| {
            document::take_sequence(transaction, world.document, 2, 5).await.unwrap()
        };
        let mut dropped = world.store.begin().await.unwrap();
        assert_eq!(taken(&mut dropped).await, Some((0, vec![0])));
        drop(dropped);
        let mut kept = world.store.begin().await.unwrap();
        assert_eq!(taken(&mut kept).await, Some((0, vec![0])));
        document::set_head(&mut kept, world.document, &[9]).await.unwrap();
        kept.commit().await.unwrap();
        let mut next = world.store.begin().await.unwrap();
        assert_eq!(taken(&mut next).await, Some((2, vec![9])));
    }
}

#[tokio::test]
async fn a_frozen_document_gives_no_number_even_to_who_was_waiting() {
    for world in World::everywhere().await {
        let mut signing = world.store.begin().await.unwrap();
        assert!(document::freeze(&mut signing, world.document, 7).await.unwrap());
        let (store, id) = (world.store.clone(), world.document);
        let waiting = tokio::spawn(async move {
            let mut transaction = store.begin().await.unwrap();
            document::take_sequence(&mut transaction, id, 1, 8).await.unwrap()
        });
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        signing.commit().await.unwrap();
        assert_eq!(waiting.await.unwrap(), None);
        let mut transaction = world.store.begin().await.unwrap();
        assert!(!document::freeze(&mut transaction, world.document, 9).await.unwrap());
        let kept = document::get(&mut transaction, world.document).await.unwrap().unwrap();
        assert_eq!((kept.seq, kept.frozen_at), (0, Some(7)));
    }
}

#[tokio::test]
async fn failed_attempts_are_counted_and_forgotten() {
    for world in World::everywhere().await {
        let mut transaction = world.store.begin().await.unwrap();
        let none = Attempts { failures: 0, last_at: 10 };
        assert_eq!(attempt::lock(&mut transaction, b"name", 10).await.unwrap(), none);
        let two = Attempts { failures: 2, last_at: 20 };
        attempt::set(&mut transaction, b"name", two).await.unwrap();
        assert_eq!(attempt::lock(&mut transaction, b"name", 30).await.unwrap(), two);
        attempt::forget_before(&mut transaction, 21).await.unwrap();
        assert_eq!(attempt::lock(&mut transaction, b"name", 40).await.unwrap().failures, 0);
    }
}
