//! Drafts of guides: who writes them, and the way from one person's draft to another person's publication.

use backend::{Actor, case, document, guide, guide::draft};
use document::Append;
use domain::{
    failure::Failure,
    guide::{
        difference::difference,
        draft::GUIDE,
        release::{Stage, StartDraft},
    },
    id::{DocumentId, GuideId},
};
use sync::guide::Document;
use uuid::Uuid;

use crate::world::World;

fn start(from: Option<GuideId>) -> StartDraft {
    StartDraft { id: DocumentId(Uuid::now_v7()), title: "Essai".to_owned(), from, started_at: 1_000 }
}

/// A tablet with everything that the server has.
async fn tablet(world: &World, actor: &Actor, client: u32, id: DocumentId) -> Document {
    let tablet = Document::new(client);
    for update in document::load(&world.backend, actor, id).await.unwrap().updates {
        tablet.apply(&update).unwrap();
    }
    tablet
}

async fn send(world: &World, actor: &Actor, id: DocumentId, tablet: &Document) -> Result<i64, Failure> {
    let item = Append { actor, document: id, update: tablet.encode() };
    document::append(&world.backend, &[item]).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_new_version_is_written_by_one_and_published_by_another() {
    for world in World::everywhere().await {
        let backend = &world.backend;
        let asked = start(Some(world.guide.id));
        let before = world.log().await.len();
        let begun = draft::start(backend, &world.owner, &asked).await.unwrap();
        assert_eq!(draft::start(backend, &world.owner, &asked).await.unwrap(), begun, "{}", world.kind);
        assert_eq!((begun.stage, begun.replaces), (Stage::Draft, Some(world.guide.id)));

        let tablet = tablet(&world, &world.stranger, 7, asked.id).await;
        let city = tablet.draft().nodes.into_iter().find(|(_, node)| node.field("name") == "city").unwrap().0;
        tablet.set_text(&city, "label", "", "Where do you live now?");
        send(&world, &world.stranger, asked.id, &tablet).await.unwrap();

        let early = draft::publish(backend, &world.manager, asked.id).await.err();
        assert_eq!(early, Some(Failure::WrongStage));
        let submitted = draft::submit(backend, &world.manager, asked.id).await.unwrap();
        assert_eq!((submitted.stage, submitted.submitted_by), (Stage::InReview, Some(world.manager.account)));
        let alone = draft::publish(backend, &world.manager, asked.id).await.err();
        assert_eq!(alone, Some(Failure::SecondPersonNeeded));
        let role = draft::publish(backend, &world.owner, asked.id).await.err();
        assert_eq!(role, Some(Failure::Forbidden));

        let published = draft::publish(backend, &world.steering, asked.id).await.unwrap();
        assert_eq!((published.form_id.as_str(), published.version.as_str()), ("first_talk", "2"));
        let [old, new] = [world.guide.id, published.id];
        let versions = draft::versions(backend, &world.owner, old).await.unwrap();
        assert_eq!(versions.iter().map(|version| version.id).collect::<Vec<_>>(), [new, old]);
        assert_eq!(versions[0].replaces, Some(old));
        let old = guide::get(backend, &world.owner, old).await.unwrap();
        let new = guide::get(backend, &world.owner, new).await.unwrap();
        assert_eq!(difference(&old, &new).len(), 2, "a number and a label");

        assert_eq!(send(&world, &world.stranger, asked.id, &tablet).await, Err(Failure::Frozen));
        assert_eq!(draft::list(backend, &world.owner).await.unwrap(), []);
        let retired = draft::retire(backend, &world.manager, world.guide.id).await.unwrap();
        assert_eq!(retired[1].stage, Stage::Retired);
        let again = draft::retire(backend, &world.manager, world.guide.id).await.err();
        assert_eq!(again, Some(Failure::WrongStage));
        assert_eq!(
            world.log_since(before).await,
            [
                "guide_draft_started",
                "guide_draft_written",
                "guide_draft_read",
                "guide_draft_written",
                "guide_submitted",
                "guide_imported",
                "guide_published",
                "guide_retired",
            ]
        );
    }
}

#[tokio::test]
async fn what_is_not_ready_or_not_what_was_submitted_is_not_published() {
    for world in World::everywhere().await {
        let backend = &world.backend;
        let asked = start(None);
        draft::start(backend, &world.owner, &asked).await.unwrap();
        draft::submit(backend, &world.owner, asked.id).await.unwrap();
        let refused = draft::publish(backend, &world.manager, asked.id).await.err();
        let Some(Failure::NotReady { problems }) = refused else { panic!("{refused:?}") };
        assert!(problems.iter().any(|problem| problem.code == "translation_missing"), "{problems:?}");

        let remark =
            draft::give_back(backend, &world.manager, asked.id, "  Traduire le titre ").await.unwrap();
        assert_eq!((remark.stage, remark.remark.as_str()), (Stage::Draft, "Traduire le titre"));
        let blank = draft::give_back(backend, &world.manager, asked.id, " ").await.err();
        assert_eq!(blank, Some(Failure::Invalid { field: "remark".to_owned() }));

        let tablet = tablet(&world, &world.owner, 7, asked.id).await;
        tablet.set_text(GUIDE, "title", "en", "Trial");
        send(&world, &world.owner, asked.id, &tablet).await.unwrap();
        draft::submit(backend, &world.owner, asked.id).await.unwrap();
        tablet.set_text(GUIDE, "title", "en", "Trial, changed since");
        send(&world, &world.owner, asked.id, &tablet).await.unwrap();
        let changed = draft::publish(backend, &world.manager, asked.id).await.err();
        assert_eq!(changed, Some(Failure::Outdated), "{}", world.kind);
    }
}

#[tokio::test]
async fn drafts_are_for_those_who_write_guides_and_stand_among_no_cases() {
    for world in World::everywhere().await {
        let asked = start(None);
        draft::start(&world.backend, &world.owner, &asked).await.unwrap();
        for person in [&world.committee, &world.administrator, &world.auditor] {
            assert_eq!(draft::list(&world.backend, person).await.err(), Some(Failure::Forbidden));
            let read = document::load(&world.backend, person, asked.id).await.err();
            assert_eq!(read, Some(Failure::NotFound), "{}", world.kind);
        }
        for person in [&world.owner, &world.manager] {
            let cases = case::list(&world.backend, person).await.unwrap();
            assert_eq!(cases.len(), 1);
        }
    }
}
