//! Backups: from either database into either, while people write, and never from a file that is not what was written.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use backend::{
    Backend, Config,
    backup::{self, Error},
    document, interview, snapshot,
};
use document::Append;
use domain::{guide::Value as Answer, id::DocumentId};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use store::{
    Store,
    backup::{Export, Value},
};
use testkit::TestDatabase;

use crate::world::{World, complete, open, sign, tablet};

const SECRET: &str = "Vénissieux";

async fn append(world: &World, document: DocumentId, update: Vec<u8>) {
    let item = Append { actor: &world.owner, document, update };
    document::append(&world.backend, &[item]).await.unwrap().remove(0).unwrap();
}

/// A world with something in every table that interviews fill.
async fn busy(database: TestDatabase) -> World {
    let world = World::on(database).await;
    let (signed, open) = (world.interview().await, world.interview().await);
    let shown = tablet(1, &complete());
    append(&world, signed, shown.encode()).await;
    interview::sign(&world.backend, &world.owner, &sign(signed, &shown)).await.unwrap();
    for n in 0..60_u32 {
        let words = [("wishes", Answer::Text(format!("{SECRET} {n}")))];
        append(&world, open, tablet(100 + n, &words).encode()).await;
    }
    snapshot::make(&world.backend, open).await.unwrap();
    world
}

fn config(world: &World, url: &str) -> Config {
    let master_key_file = Some(world.database.folder().join("master.key"));
    Config { database_url: url.to_owned(), master_key_file }
}

async fn save(world: &World, name: &str) -> PathBuf {
    let file = world.database.folder().join(name);
    backup::save(&world.backend, &file, |_| ()).await.unwrap();
    file
}

/// Every table with its rows, in one order.
async fn everything(url: &str) -> Vec<(String, Vec<Vec<Value>>)> {
    let store = Store::open(url).await.unwrap();
    let mut export = Export::begin(&store).await.unwrap();
    let mut tables = Vec::new();
    for table in export.tables() {
        let mut rows = Vec::new();
        let take = |row: Vec<Value>| {
            rows.push(row);
            Ok::<(), store::Error>(())
        };
        export.each_row(&table, take).await.unwrap();
        rows.sort_by_key(|row| format!("{row:?}"));
        tables.push((table.name, rows));
    }
    tables
}

#[tokio::test]
async fn a_backup_of_either_database_is_restored_into_either() {
    for from in testkit::databases() {
        let world = busy(from).await;
        let before = everything(&world.database.url).await;
        assert!(
            before.iter().all(|(table, _)| !["sessions", "tokens", "snapshots"].contains(&table.as_str()))
        );
        let file = save(&world, "backup").await;
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"owner\0" || part == b"LYN-1\0"));
        for to in testkit::databases() {
            let way = format!("{} to {}", world.kind, to.kind);
            let mut heard = 0;
            let restored =
                backup::restore(config(&world, &to.url), &file, |rows| heard = rows).await.unwrap();
            assert_eq!(heard, restored.contents.rows(), "{way}");
            assert_eq!((restored.verified.documents, &restored.verified.broken), (2, &vec![]), "{way}");
            let mut after = everything(&to.url).await;
            // The log goes on in both: one says that a backup was made, the other that it was restored.
            let audit = |tables: &[(String, Vec<Vec<Value>>)]| {
                tables.iter().position(|(table, _)| table == "audit").unwrap()
            };
            let at = audit(&after);
            let told =
                after[at].1.iter().filter(|row| row.contains(&Value::Text("backup_restored".to_owned())));
            let told: Vec<_> = told.cloned().collect();
            assert_eq!(told.len(), 1, "{way}");
            after[at].1.retain(|row| *row != told[0]);
            assert_eq!(after, before, "{way}");

            let backend = Backend::open(config(&world, &to.url)).await.unwrap();
            let name =
                backend::case::reveal_name(&backend, &world.owner, world.case.summary.id).await.unwrap();
            assert_eq!(name, "Jean Personne", "{way}");
            to_append(&backend, &world).await;
        }
    }
}

/// Work goes on in what has been restored: new documents, new rows, a whole chain.
async fn to_append(backend: &Backend, world: &World) {
    let id = interview::start(backend, &world.owner, &world.start()).await.unwrap().id;
    let update = tablet(9, &complete()).encode();
    let item = Append { actor: &world.owner, document: id, update };
    assert_eq!(document::append(backend, &[item]).await.unwrap(), [Ok(1)]);
    assert_eq!(document::verify(backend).await.unwrap().broken, []);
}

#[tokio::test]
async fn what_is_written_meanwhile_is_in_it_whole_or_not_at_all() {
    for database in testkit::databases() {
        let world = Arc::new(busy(database).await);
        let id = world.interview().await;
        let stop = Arc::new(AtomicBool::new(false));
        let writer = tokio::spawn({
            let (world, stop) = (world.clone(), stop.clone());
            async move {
                let mut written = 0_u32;
                while !stop.load(Ordering::Relaxed) {
                    written += 1;
                    let words = [("wishes", Answer::Text(written.to_string()))];
                    append(&world, id, tablet(1_000 + written, &words).encode()).await;
                }
                i64::from(written)
            }
        });
        let mut files = Vec::new();
        for n in 0..3 {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            files.push(save(&world, &format!("backup{n}")).await);
        }
        stop.store(true, Ordering::Relaxed);
        let written = writer.await.unwrap();
        let mut last = 0;
        for file in files {
            let to = testkit::sqlite();
            let restored = backup::restore(config(&world, &to.url), &file, |_| ()).await.unwrap();
            assert_eq!(restored.verified.broken, [], "{}: rows and heads are of one moment", world.kind);
            let backend = Backend::open(config(&world, &to.url)).await.unwrap();
            let seq = document::heads(&backend, &[id]).await.unwrap()[0].1.seq;
            assert!(last <= seq && seq <= written, "{}: {last} {seq} {written}", world.kind);
            last = seq;
        }
        assert!(last > 0, "{}: something was written while a backup was made", world.kind);
    }
}

fn file_of(url: &str) -> &Path {
    Path::new(url.strip_prefix("sqlite://").unwrap())
}

#[tokio::test]
async fn two_hundred_damaged_files_are_refused_and_touch_nothing() {
    let world = busy(testkit::sqlite()).await;
    let file = save(&world, "backup").await;
    let whole = std::fs::read(&file).unwrap();
    let (damaged, to) = (world.database.folder().join("damaged"), testkit::sqlite());
    let mut runner = TestRunner::deterministic();
    let mut random = move |end: usize| (0..end).new_tree(&mut runner).unwrap().current();
    for n in 0..200 {
        let (at, length) = (random(whole.len()), 1 + random(40));
        let end = (at + length).min(whole.len());
        let mut bytes = whole.clone();
        match n % 5 {
            0 => bytes[at] ^= 1 << random(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => drop(bytes.splice(at..at, whole[at..end].to_vec())),
            _ => bytes.extend_from_slice(&whole[at..end]),
        }
        std::fs::write(&damaged, &bytes).unwrap();
        let refused = backup::restore(config(&world, &to.url), &damaged, |_| ()).await;
        let refused = refused.expect_err("a damaged file");
        let told = matches!(refused, Error::Damaged(_) | Error::NotABackup(_) | Error::Newer(_));
        assert!(told, "case {n} at {at}: {refused}");
        assert!(!file_of(&to.url).exists(), "case {n}");
    }
    assert!(backup::restore(config(&world, &to.url), &file, |_| ()).await.is_ok(), "the file itself");
}

#[tokio::test]
async fn refuses_what_would_mix_or_overwrite_and_other_keys() {
    for database in testkit::databases() {
        let world = busy(database).await;
        let file = save(&world, "backup").await;
        let again = backup::save(&world.backend, &file, |_| ()).await;
        assert!(matches!(again, Err(Error::Exists(_))), "{}", world.kind);
        let nowhere = backup::save(&world.backend, Path::new("/no/such/folder/backup"), |_| ()).await;
        assert!(matches!(nowhere, Err(Error::File { .. })));

        let before = everything(&world.database.url).await;
        let mixed = backup::restore(config(&world, &world.database.url), &file, |_| ()).await;
        assert!(matches!(mixed, Err(Error::NotEmpty)), "{}", world.kind);
        assert_eq!(everything(&world.database.url).await, before);

        let to = testkit::sqlite();
        let stranger = World::on(testkit::sqlite()).await;
        let other_key = backup::restore(config(&stranger, &to.url), &file, |_| ()).await;
        assert!(matches!(other_key, Err(Error::OtherKey(_))));
        let no_key = Config { master_key_file: Some(to.folder().join("none")), ..config(&world, &to.url) };
        let no_key = backup::restore(no_key, &file, |_| ()).await;
        assert!(matches!(no_key, Err(Error::Open(backend::OpenError::KeyMissing { .. }))));
        assert!(!file_of(&to.url).exists() && !to.folder().join("none").exists());
    }
}

/// Whatever stops a backup leaves nothing that could be taken for one, and the next one is not in its way.
#[tokio::test]
async fn half_a_backup_has_another_name() {
    let world = busy(testkit::sqlite()).await;
    let partial = world.database.folder().join("backup.partial");
    std::fs::write(&partial, b"what a crash left").unwrap();
    let file = save(&world, "backup").await;
    assert!(file.exists() && !partial.exists());
    let fresh = open(&world.database).await;
    assert_eq!(document::verify(&fresh).await.unwrap().broken, []);
}
