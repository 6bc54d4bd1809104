//! Documents outside cases: whose they are, under which key they lie, and that they come through everything that
//! documents of cases come through.

use backend::{Actor, Config, backup, document, snapshot};
use document::Append;
use domain::{
    document::{Home, Kind, StartDocument},
    failure::Failure,
    id::{DocumentId, SiteId},
};
use uuid::Uuid;

use crate::world::{World, page};

async fn append(world: &World, actor: &Actor, id: DocumentId, text: &str) -> Result<i64, Failure> {
    let item = Append { actor, document: id, update: page(7, text).encode() };
    document::append(&world.backend, &[item]).await.unwrap().remove(0)
}

/// Starts notes in a home, with some words in them.
async fn begun(world: &World, actor: &Actor, home: Home) -> DocumentId {
    let start = world.shared(home);
    document::start(&world.backend, actor, &start).await.unwrap();
    append(world, actor, start.id, "Réunion du comité local").await.unwrap();
    start.id
}

async fn text(world: &World, actor: &Actor, id: DocumentId) -> String {
    let notes = page(9, "");
    for update in document::load(&world.backend, actor, id).await.unwrap().updates {
        notes.apply(&update).unwrap();
    }
    notes.text()
}

#[tokio::test]
async fn starting_twice_starts_once_and_each_home_is_its_own() {
    for world in World::everywhere().await {
        let (backend, site) = (&world.backend, Home::Site(world.lyon.id));
        let start = world.shared(site);
        let before = world.log().await.len();
        let first = document::start(backend, &world.owner, &start).await.unwrap();
        let again = document::start(backend, &world.manager, &start).await.unwrap();
        assert_eq!(first, again, "{}", world.kind);
        assert_eq!((first.home, first.kind, first.started_by.as_str()), (site, Kind::Notes, "owner"));
        assert_eq!((first.may_write, first.frozen), (true, false));
        let log = world.log().await;
        let added: Vec<_> =
            log[before..].iter().map(|row| (row.action.as_str(), row.detail.as_str())).collect();
        assert_eq!(added, [("notes_started", "")]);

        let elsewhere = StartDocument { home: Home::Case(world.case.summary.id), ..start.clone() };
        let taken = document::start(backend, &world.owner, &elsewhere).await.err();
        assert_eq!(taken, Some(Failure::Taken { field: "notes".to_owned() }));
        let kind = StartDocument { kind: Kind::Interview, ..world.shared(site) };
        let refused = document::start(backend, &world.owner, &kind).await.err();
        assert_eq!(refused, Some(Failure::Invalid { field: "kind".to_owned() }));
        for home in [Home::Unit, Home::Site(world.nice.id), Home::Site(SiteId(Uuid::nil()))] {
            let refused = document::start(backend, &world.owner, &world.shared(home)).await.err();
            assert_eq!(refused, Some(Failure::NotFound), "{home:?}");
        }
    }
}

#[tokio::test]
async fn a_site_shares_its_own_and_the_unit_its_own() {
    for world in World::everywhere().await {
        let backend = &world.backend;
        let of_site = begun(&world, &world.owner, Home::Site(world.lyon.id)).await;
        let of_unit = begun(&world, &world.steering, Home::Unit).await;
        // Who reads, and who writes: `r`, `w`, or neither.
        for (actor, on_site, on_unit) in [
            (&world.owner, "w", ""),
            (&world.colleague, "w", ""),
            (&world.committee, "w", ""),
            (&world.manager, "w", "r"),
            (&world.stranger, "", ""),
            (&world.other_manager, "", "r"),
            (&world.steering, "", "w"),
            (&world.administrator, "", ""),
            (&world.auditor, "", ""),
        ] {
            let mut listed = Vec::new();
            for (id, expected) in [(of_site, on_site), (of_unit, on_unit)] {
                let (name, kind) = (&actor.name, world.kind);
                let loaded = document::load(backend, actor, id).await.map(|loaded| loaded.may_write);
                let access = document::access(backend, actor, id).await.map(|access| access.may_write);
                let written = append(&world, actor, id, "Suite").await.map(drop);
                let found = document::find(backend, actor, id).await.map(|found| found.may_write);
                match expected {
                    "w" => {
                        assert_eq!((loaded, access, written), (Ok(true), Ok(true), Ok(())), "{kind} {name}");
                    }
                    "r" => {
                        let refused = Err(Failure::Forbidden);
                        assert_eq!(
                            (loaded, access, written),
                            (Ok(false), Ok(false), refused),
                            "{kind} {name}"
                        );
                    }
                    _ => {
                        let away = || Failure::NotFound;
                        assert_eq!((loaded, access), (Err(away()), Err(away())), "{kind} {name}");
                        assert_eq!(written, Err(away()));
                    }
                }
                assert_eq!(found.is_ok(), !expected.is_empty());
                listed.extend(found.ok().map(|may_write| (id, may_write)));
            }
            let documents = document::list(backend, actor).await.unwrap();
            let mut list: Vec<_> = documents.iter().map(|one| (one.id, one.may_write)).collect();
            list.sort_unstable();
            assert_eq!(list, listed, "{} {}", world.kind, actor.name);
        }
    }
}

#[tokio::test]
async fn each_home_has_a_key_and_the_words_come_through_snapshots_and_backups() {
    for world in World::everywhere().await {
        let of_site = begun(&world, &world.owner, Home::Site(world.lyon.id)).await;
        let of_nice = begun(&world, &world.stranger, Home::Site(world.nice.id)).await;
        let of_unit = begun(&world, &world.steering, Home::Unit).await;
        let mut connection = world.store.read().await.unwrap();
        let mut keys = Vec::new();
        for name in [format!("site:{}", world.lyon.id), format!("site:{}", world.nice.id), "unit".to_owned()]
        {
            keys.push(store::key::home_key(&mut connection, &name).await.unwrap().expect("a key of its own"));
        }
        keys.dedup();
        assert_eq!(keys.len(), 3, "{}", world.kind);
        for id in [of_site, of_unit] {
            let rows = store::document::updates(&mut connection, id, 0).await.unwrap();
            assert!(rows.iter().all(|row| !row.bytes.windows(5).any(|part| part == b"union")));
        }
        drop(connection);
        assert!(snapshot::make(&world.backend, of_site).await.unwrap().is_some());
        assert!(text(&world, &world.manager, of_site).await.contains("Réunion"));

        let verified = document::verify(&world.backend).await.unwrap();
        assert_eq!((verified.broken, verified.wrong_snapshots), (Vec::new(), Vec::new()));
        assert_eq!(verified.snapshots, 1);
        let file = world.database.folder().join("shared.backup");
        backup::save(&world.backend, &file, |_| ()).await.unwrap();
        for database in testkit::databases() {
            let master_key_file = Some(world.database.folder().join("master.key"));
            let config = Config { database_url: database.url.clone(), master_key_file };
            backup::restore(config.clone(), &file, |_| ()).await.unwrap();
            let restored = backend::Backend::open(config).await.unwrap();
            for (actor, id) in
                [(&world.owner, of_site), (&world.stranger, of_nice), (&world.steering, of_unit)]
            {
                let loaded = document::load(&restored, actor, id).await.unwrap();
                let notes = page(9, "");
                loaded.updates.iter().for_each(|update| notes.apply(update).unwrap());
                assert!(notes.text().contains("comité local"), "{} to {}", world.kind, database.kind);
            }
            restored.close().await;
        }
    }
}
