//! The history of an interview: who, what, from what to what, in pages; and the interview as it was.

use backend::{Actor, document, interview};
use document::Append;
use domain::{
    failure::Failure,
    guide::{NodeKey, Value},
    id::DocumentId,
    interview::{
        NonAnswer,
        history::{AskHistory, AskState, HistoryPage, What},
    },
    language::Language,
};
use sync::interview::Document;
use uuid::Uuid;

use crate::world::{World, complete, sign, tablet};

fn key(text: &str) -> NodeKey {
    NodeKey(text.to_owned())
}

fn ask(id: DocumentId) -> AskHistory {
    AskHistory { id, question: None, before: None, language: Language::English }
}

/// Carries out a change on a tablet and sends it under somebody's name.
async fn write(
    world: &World,
    id: DocumentId,
    actor: &Actor,
    tablet: &Document,
    change: impl FnOnce(&Document),
) {
    let before = tablet.state_vector();
    change(tablet);
    let item = Append { actor, document: id, update: tablet.diff(&before).unwrap() };
    document::append(&world.backend, &[item]).await.unwrap().remove(0).unwrap();
}

fn lines(page: &HistoryPage) -> Vec<String> {
    let line = |entry: &domain::interview::history::HistoryEntry| {
        let (by, question) = (&entry.by, &entry.question);
        match &entry.what {
            What::Value { .. } => format!("{by} {question} {}>{}", entry.before_words, entry.after_words),
            what => format!("{by} {question} {what:?}"),
        }
    };
    page.entries.iter().map(line).collect()
}

#[tokio::test]
async fn says_who_changed_which_answer_newest_first() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let document = tablet(1, &[]);
        let (city, people) = (key("home/city"), key("home/people"));
        write(&world, id, &world.owner, &document, |it| it.set_text(&city, "Ly")).await;
        write(&world, id, &world.owner, &document, |it| it.set_text(&city, "Lyon")).await;
        write(&world, id, &world.co_owner, &document, |it| it.set_text(&city, "Lyon 7e")).await;
        write(&world, id, &world.co_owner, &document, |it| it.set_value(&people, &Value::Number(4.0))).await;
        write(&world, id, &world.owner, &document, |it| it.set_non_answer(&people, Some(NonAnswer::Refused)))
            .await;
        let before = world.log().await.len();
        let page = interview::history(&world.backend, &world.manager, &ask(id)).await.unwrap();
        assert_eq!(world.log_since(before).await, ["interview_read"], "{}", world.kind);
        assert_eq!(
            lines(&page),
            [
                "owner How many of you live there? NonAnswer { before: None, after: Some(Refused) }",
                "co.owner How many of you live there? >4",
                "co.owner Where do you live? Lyon>Lyon 7e",
                "owner Where do you live? >Lyon",
            ],
            "{}",
            world.kind
        );
        assert_eq!(page.older, None);
        let one = AskHistory { question: Some(city.clone()), ..ask(id) };
        let page = interview::history(&world.backend, &world.owner, &one).await.unwrap();
        assert_eq!(page.entries.iter().map(|entry| entry.place).collect::<Vec<_>>(), [1, 0]);

        let was = AskState { id, before: page.entries[0].first };
        let before = world.log().await.len();
        let then = interview::state(&world.backend, &world.owner, &was).await.unwrap();
        assert_eq!(world.log_since(before).await, ["interview_read"]);
        assert_eq!(then.entries[&city].value, Value::Text("Lyon".to_owned()));
        assert_eq!(then.entries.len(), 1);
    }
}

#[tokio::test]
async fn a_long_history_comes_in_pages() {
    let world = World::on(testkit::sqlite()).await;
    let id = world.interview().await;
    let document = tablet(1, &[]);
    for number in 0..120 {
        let actor = if number % 2 == 0 { &world.owner } else { &world.co_owner };
        write(&world, id, actor, &document, |it| it.set_text(&key("wishes"), &number.to_string())).await;
    }
    let (mut ask, mut places, mut pages) = (ask(id), Vec::new(), 0);
    loop {
        let page = interview::history(&world.backend, &world.owner, &ask).await.unwrap();
        places.extend(page.entries.iter().map(|entry| entry.place));
        pages += 1;
        ask.before = page.older;
        if page.older.is_none() {
            break;
        }
    }
    assert_eq!((pages, places), (3, (0..120).rev().collect::<Vec<_>>()));
}

#[tokio::test]
async fn a_signed_interview_keeps_its_history_and_one_that_is_none_has_none() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let shown = tablet(1, &complete());
        let item = Append { actor: &world.owner, document: id, update: shown.encode() };
        document::append(&world.backend, &[item]).await.unwrap().remove(0).unwrap();
        interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.unwrap();
        let page = interview::history(&world.backend, &world.co_owner, &ask(id)).await.unwrap();
        assert_eq!(page.entries.len(), 2, "{}", world.kind);
        let nowhere = interview::history(&world.backend, &world.owner, &ask(DocumentId(Uuid::nil()))).await;
        assert_eq!(nowhere.err(), Some(Failure::NotFound));
        // Only PostgreSQL brings a client with which the test can destroy the key of the case.
        if world.kind == "postgres" {
            world.database.sql("DELETE FROM case_keys");
            let erased = interview::history(&world.backend, &world.owner, &ask(id)).await;
            assert_eq!(erased.err(), Some(Failure::NotFound));
        }
    }
}
