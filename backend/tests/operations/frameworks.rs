//! Frameworks of sites: who reads and writes them, and their versions.

use backend::{Actor, document, framework};
use document::Append;
use domain::{
    document::{Home, Kind, StartDocument},
    failure::Failure,
    framework::{
        Framework, Kind as Level, Node,
        records::of_framework,
        version::{Freeze, LONGEST},
    },
    guide::Text,
    id::DocumentId,
};
use sync::framework::Document;
use uuid::Uuid;

use crate::world::World;

fn sample() -> Framework {
    Framework {
        title: Text::plain("Cadre de Lyon"),
        nodes: vec![Node::new("a", Level::Final, Text::plain("Moins de violence"))],
        ..Framework::default()
    }
}

async fn append(world: &World, actor: &Actor, id: DocumentId, update: Vec<u8>) -> Result<i64, Failure> {
    let item = Append { actor, document: id, update };
    document::append(&world.backend, &[item]).await.unwrap().remove(0)
}

/// A framework of the owner's site; also the replica that wrote it.
async fn begun(world: &World) -> (DocumentId, Document) {
    let id = DocumentId(Uuid::now_v7());
    let home = Home::Site(world.lyon.id);
    let start = StartDocument { id, kind: Kind::Framework, home, started_at: 1_000 };
    document::start(&world.backend, &world.owner, &start).await.unwrap();
    let replica = Document::new(7);
    replica.fill(&of_framework(&sample()));
    append(world, &world.owner, id, replica.encode()).await.unwrap();
    (id, replica)
}

#[tokio::test]
async fn those_of_a_site_write_and_the_steering_unit_reads() {
    for world in World::everywhere().await {
        let (id, _) = begun(&world).await;
        let update = || Document::new(8).encode();
        for (actor, expected) in [
            (&world.owner, "w"),
            (&world.colleague, "w"),
            (&world.manager, "w"),
            (&world.committee, "r"),
            (&world.steering, "r"),
            (&world.stranger, ""),
            (&world.other_manager, ""),
            (&world.administrator, ""),
            (&world.auditor, ""),
        ] {
            let who = format!("{} {}", world.kind, actor.name);
            let list = framework::list(&world.backend, actor).await.unwrap();
            let loaded = document::load(&world.backend, actor, id).await;
            let written = append(&world, actor, id, update()).await;
            let versions = framework::versions(&world.backend, actor, id).await;
            if expected.is_empty() {
                assert_eq!((list.len(), versions), (0, Err(Failure::NotFound)), "{who}");
                assert_eq!((loaded.err(), written), (Some(Failure::NotFound), Err(Failure::NotFound)));
                continue;
            }
            assert_eq!((list.len(), versions), (1, Ok(Vec::new())), "{who}");
            assert_eq!((list[0].may_write, list[0].nodes), (expected == "w", 1), "{who}");
            assert_eq!((list[0].title.clone(), list[0].version), (sample().title, 0));
            assert_eq!(written.is_ok(), expected == "w", "{who}");
        }
        let elsewhere = StartDocument {
            id: DocumentId(Uuid::now_v7()),
            kind: Kind::Framework,
            home: Home::Unit,
            started_at: 1,
        };
        let refused = document::start(&world.backend, &world.owner, &elsewhere).await.err();
        assert_eq!(refused, Some(Failure::NotFound));
    }
}

#[tokio::test]
async fn a_version_keeps_what_was_said_while_the_framework_goes_on() {
    for world in World::everywhere().await {
        let (backend, (id, replica)) = (&world.backend, begun(&world).await);
        let freeze = |remark: &str| Freeze { id, remark: remark.to_owned() };
        let before = world.log().await.len();
        let first = framework::freeze(backend, &world.manager, &freeze(" Fin du cycle 1 ")).await.unwrap();
        assert_eq!((first.number, first.cycle, first.remark.as_str()), (1, 1, "Fin du cycle 1"));
        replica.set_text("n:a", "text", "", "Moins de passages à l’acte");
        append(&world, &world.owner, id, replica.encode()).await.unwrap();
        let second = framework::freeze(backend, &world.owner, &freeze("")).await.unwrap();
        let versions = framework::versions(backend, &world.steering, id).await.unwrap();
        assert_eq!(versions, [second.clone(), first.clone()], "{}", world.kind);
        let read = framework::version(backend, &world.steering, id, 1).await.unwrap();
        assert_eq!(read.summary, first);
        assert_eq!(read.framework, Framework { version: "1".to_owned(), ..sample() });
        let read = framework::version(backend, &world.owner, id, 2).await.unwrap().framework;
        assert_eq!(read.nodes[0].text, Text::plain("Moins de passages à l’acte"));
        let told = world.log_since(before).await;
        for action in ["framework_frozen", "framework_version_read"] {
            assert_eq!(told.iter().filter(|line| *line == action).count(), 2, "{told:?}");
        }
    }
}

#[tokio::test]
async fn no_version_without_the_right_to_write_and_none_of_what_is_no_framework() {
    for world in World::everywhere().await {
        let (backend, (id, _)) = (&world.backend, begun(&world).await);
        let freeze = Freeze { id, remark: String::new() };
        for (actor, expected) in [
            (&world.steering, Failure::Forbidden),
            (&world.committee, Failure::Forbidden),
            (&world.stranger, Failure::NotFound),
        ] {
            let refused = framework::freeze(backend, actor, &freeze).await.err();
            assert_eq!(refused, Some(expected), "{} {}", world.kind, actor.name);
        }
        let long = Freeze { remark: "é".repeat(LONGEST + 1), ..freeze.clone() };
        let refused = framework::freeze(backend, &world.owner, &long).await.err();
        assert_eq!(refused, Some(Failure::Invalid { field: "remark".to_owned() }));
        let notes = Freeze { id: world.notes().await, ..freeze };
        assert_eq!(framework::freeze(backend, &world.owner, &notes).await.err(), Some(Failure::NotFound));
        let none = framework::version(backend, &world.owner, id, 1).await.err();
        assert_eq!(none, Some(Failure::NotFound));
    }
}
