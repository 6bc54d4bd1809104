//! Notes: starting them twice, what their case lists, what they accept, and what is left in the log.

use backend::{case, document, interview, notes};
use document::Append;
use domain::{
    document::Kind,
    failure::Failure,
    guide::Value,
    id::{CaseId, DocumentId},
    interview::StartInterview,
    language::Language,
    notes::StartNotes,
};
use uuid::Uuid;

use crate::world::{World, complete, page, sign, tablet};

async fn append(world: &World, document: DocumentId, update: Vec<u8>) -> Result<i64, Failure> {
    let item = Append { actor: &world.co_owner, document, update };
    document::append(&world.backend, &[item]).await.unwrap().remove(0)
}

#[tokio::test]
async fn starting_twice_starts_once() {
    for world in World::everywhere().await {
        let start = world.start_notes();
        let before = world.log().await.len();
        let first = notes::start(&world.backend, &world.owner, &start).await.unwrap();
        let again = notes::start(&world.backend, &world.co_owner, &start).await.unwrap();
        assert_eq!(first, again, "{}", world.kind);
        assert_eq!(
            (first.home.case(), first.started_by.as_str(), first.started_at),
            (Some(start.case), "owner", 1_000)
        );
        assert_eq!(world.log_since(before).await, ["notes_started"]);
        let nowhere = StartNotes { case: CaseId(Uuid::nil()), ..start.clone() };
        let refused = notes::start(&world.backend, &world.owner, &nowhere).await.err();
        assert_eq!(refused, Some(Failure::NotFound));
        let ahead = StartNotes { id: DocumentId(Uuid::now_v7()), started_at: i64::MAX, ..start };
        let ahead = notes::start(&world.backend, &world.owner, &ahead).await.unwrap();
        assert!(
            ahead.started_at <= ahead.changed_at + 24 * 3600 * 1000,
            "a clock years ahead is not believed"
        );
    }
}

#[tokio::test]
async fn one_id_is_one_kind() {
    for world in World::everywhere().await {
        let (interview, kept) = (world.interview().await, world.notes().await);
        let taken = |field: &str| Some(Failure::Taken { field: field.to_owned() });
        let start = StartNotes { id: interview, ..world.start_notes() };
        assert_eq!(notes::start(&world.backend, &world.owner, &start).await.err(), taken("notes"));
        let start = StartInterview { id: kept, ..world.start() };
        assert_eq!(interview::start(&world.backend, &world.owner, &start).await.err(), taken("interview"));
        let before = world.log().await.len();
        let shown = tablet(1, &complete());
        let signed = interview::sign(&world.backend, &world.owner, &sign(kept, &shown)).await.err();
        assert_eq!(signed, Some(Failure::NotFound), "{}", world.kind);
        let read = interview::reading(&world.backend, &world.owner, kept, Language::French).await.err();
        assert_eq!(read, Some(Failure::NotFound));
        assert_eq!(world.log_since(before).await, [""; 0]);
        assert!(!document::load(&world.backend, &world.owner, kept).await.unwrap().frozen);
    }
}

#[tokio::test]
async fn the_case_lists_them_apart_from_interviews() {
    for world in World::everywhere().await {
        let (interview, kept) = (world.interview().await, world.notes().await);
        let detail = case::open(&world.backend, &world.manager, world.case.summary.id).await.unwrap();
        assert_eq!(detail.interviews.iter().map(|one| one.id).collect::<Vec<_>>(), [interview]);
        assert_eq!(detail.notes.iter().map(|one| one.id).collect::<Vec<_>>(), [kept], "{}", world.kind);
        assert_eq!(detail.summary.open_interviews, 1, "notes are not interviews");
        assert!(detail.summary.last_change_at >= detail.notes[0].changed_at);
    }
}

#[tokio::test]
async fn what_is_written_is_sealed_logged_and_comes_back() {
    for world in World::everywhere().await {
        let kept = world.notes().await;
        let before = world.log().await.len();
        let update = page(1, "Réunion avec la mission locale").encode();
        assert_eq!(append(&world, kept, update.clone()).await, Ok(1));
        let loaded = document::load(&world.backend, &world.manager, kept).await.unwrap();
        assert_eq!((loaded.kind, loaded.updates, loaded.may_write), (Kind::Notes, vec![update], false));
        let log = world.log().await;
        let actions: Vec<_> =
            log[before..].iter().map(|row| (row.action.as_str(), row.subject_kind.as_str())).collect();
        assert_eq!(actions, [("notes_written", "notes"), ("notes_read", "notes")], "{}", world.kind);
        assert!(log[before..].iter().all(|row| row.detail == world.case.summary.id.to_string()));
        let mut connection = world.store.read().await.unwrap();
        let rows = store::document::updates(&mut connection, kept, 0).await.unwrap();
        assert!(rows.iter().all(|row| !row.bytes.windows(7).any(|part| part == b"mission")));
    }
}

#[tokio::test]
async fn a_document_takes_nothing_that_its_kind_has_no_place_for() {
    for world in World::everywhere().await {
        let (interview, kept) = (world.interview().await, world.notes().await);
        let answer = tablet(1, &[("wishes", Value::Text("rien".to_owned()))]).encode();
        let text = page(2, "rien").encode();
        let invalid = Err(Failure::Invalid { field: "update".to_owned() });
        assert_eq!(append(&world, kept, answer.clone()).await, invalid, "{}", world.kind);
        assert_eq!(append(&world, interview, text.clone()).await, invalid);
        assert_eq!(append(&world, kept, text).await, Ok(1), "a refusal takes no number");
        assert_eq!(append(&world, interview, answer).await, Ok(1));
    }
}
