//! Interviews: starting twice, signing what was shown, and copies.

use backend::{case, document, interview};
use document::Append;
use domain::{
    case::NewCase,
    failure::Failure,
    guide::{NodeKey, Value},
    id::{DocumentId, GuideId},
    interview::{NonAnswer, Provenance, SignInterview, StartInterview},
    language::Language,
};
use sync::interview::Document;
use uuid::Uuid;

use crate::world::{World, complete, sign, tablet};

async fn append(world: &World, id: DocumentId, shown: &Document) {
    let item = Append { actor: &world.owner, document: id, update: shown.encode() };
    document::append(&world.backend, &[item]).await.unwrap().remove(0).unwrap();
}

#[tokio::test]
async fn starting_twice_starts_once() {
    for world in World::everywhere().await {
        let start = world.start();
        let before = world.log().await.len();
        let first = interview::start(&world.backend, &world.owner, &start).await.unwrap();
        let again = interview::start(&world.backend, &world.co_owner, &start).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(first.started_by, "owner");
        assert_eq!(world.log_since(before).await, ["interview_started"]);
        let new_case = NewCase { code: "LYN-2".to_owned(), person_name: "B".to_owned() };
        let other_case = case::create(&world.backend, &world.owner, &new_case).await.unwrap();
        let other_case = StartInterview { case: other_case.summary.id, ..start.clone() };
        let unknown = StartInterview { guide: GuideId(Uuid::nil()), ..start };
        for (start, expected) in [
            (other_case, Failure::Taken { field: "interview".to_owned() }),
            (unknown, Failure::Invalid { field: "guide".to_owned() }),
        ] {
            let refused = interview::start(&world.backend, &world.owner, &start).await.err();
            assert_eq!(refused, Some(expected), "{}", world.kind);
        }
    }
}

#[tokio::test]
async fn signing_lists_what_is_missing_then_freezes() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let shown = tablet(1, &[("home/city", Value::Text("Lyon".to_owned()))]);
        append(&world, id, &shown).await;
        let missing = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
        assert_eq!(missing, Some(Failure::MissingAnswers { paths: vec!["home/people".to_owned()] }));
        assert!(!document::load(&world.backend, &world.owner, id).await.unwrap().frozen, "{}", world.kind);
        shown.set_value(&NodeKey("home/people".to_owned()), &Value::Text("several".to_owned()));
        append(&world, id, &shown).await;
        let unfit = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
        assert_eq!(unfit, Some(Failure::UnfitAnswers { paths: vec!["home/people".to_owned()] }));
        shown.set_value(&NodeKey("home/people".to_owned()), &Value::Empty);

        shown.set_non_answer(&NodeKey("home/people".to_owned()), Some(NonAnswer::Refused));
        let unsent = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
        assert_eq!(unsent, Some(Failure::Outdated), "the device shows what the server lacks");
        append(&world, id, &shown).await;
        let elsewhere = tablet(2, &[("wishes", Value::Text("from another tablet".to_owned()))]);
        append(&world, id, &elsewhere).await;
        let unseen = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
        assert_eq!(unseen, Some(Failure::Outdated), "the server has what the device did not show");
        shown.apply(&elsewhere.encode()).unwrap();
        let garbled = SignInterview { id, state_vector: "%%%".to_owned() };
        let garbled = interview::sign(&world.backend, &world.owner, &garbled).await.err();
        assert_eq!(garbled, Some(Failure::Invalid { field: "state_vector".to_owned() }));

        let signature = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.unwrap();
        assert_eq!((signature.by.as_str(), signature.content_hash.len()), ("owner", 64));
        let detail = case::open(&world.backend, &world.owner, world.case.summary.id).await.unwrap();
        assert_eq!(detail.interviews[0].signature.as_ref(), Some(&signature));
        assert_eq!((detail.summary.open_interviews, detail.summary.signed_interviews), (0, 1));
        let again = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
        assert_eq!(again, Some(Failure::Frozen));
        let item = Append { actor: &world.owner, document: id, update: shown.encode() };
        let late = document::append(&world.backend, &[item]).await.unwrap().remove(0);
        assert_eq!(late, Err(Failure::Frozen));
        let loaded = document::load(&world.backend, &world.owner, id).await.unwrap();
        assert!(loaded.frozen && !loaded.may_write);
    }
}

#[tokio::test]
async fn the_same_content_has_the_same_fingerprint_whatever_the_history() {
    let world = World::on(testkit::sqlite()).await;
    let mut fingerprints = Vec::new();
    for detour in [false, true] {
        let id = world.interview().await;
        let shown = tablet(if detour { 9 } else { 3 }, &complete());
        if detour {
            shown.set_text(&NodeKey("wishes".to_owned()), "something else");
            shown.set_text(&NodeKey("wishes".to_owned()), "");
        }
        append(&world, id, &shown).await;
        let signature = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.unwrap();
        fingerprints.push(signature.content_hash);
    }
    assert_eq!(fingerprints[0], fingerprints[1]);
}

#[tokio::test]
async fn copies_hold_what_was_said_and_by_whom_but_no_name() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let shown = tablet(1, &complete());
        let (city, gone) = (NodeKey("home/city".to_owned()), NodeKey("no_longer_asked".to_owned()));
        shown.set_provenance(&city, Some(Provenance::Hearsay));
        shown.set_source(&city, "a neighbour");
        shown.set_note(&city, "=HYPERLINK(\"http://example.org\")");
        shown.set_value(&gone, &Value::Number(2.5));
        append(&world, id, &shown).await;
        let before = world.log().await.len();

        let json =
            interview::export_json(&world.backend, &world.manager, id, Language::English).await.unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["meta"]["case"], "LYN-1");
        assert_eq!(json["guide"]["title"], "First talk");
        assert_eq!(json["signature"], serde_json::Value::Null);
        let answer = &json["sections"][0]["answers"][0];
        assert_eq!(answer["question"], "Where do you live?");
        assert_eq!((&answer["value"], &answer["provenance"]), (&"Vénissieux".into(), &"hearsay".into()));
        assert_eq!(json["not_shown"][0]["key"], "no_longer_asked");
        assert!(!json.to_string().contains("Personne"));

        let xlsx =
            interview::export_xlsx(&world.backend, &world.manager, id, Language::French).await.unwrap();
        let (words, raw) = (sheet(&xlsx, "Entretien"), sheet(&xlsx, "Données"));
        let row = words.iter().find(|row| row.contains(&"Vénissieux".to_owned())).unwrap();
        assert!(
            row.contains(&"propos rapporté".to_owned()) && row.contains(&"a neighbour".to_owned()),
            "{row:?}"
        );
        assert!(
            row.contains(&"=HYPERLINK(\"http://example.org\")".to_owned()),
            "text, not a formula: {row:?}"
        );
        assert!(raw.iter().any(|row| row[0] == "no_longer_asked" && row[1] == "2.5"), "{raw:?}");
        assert_eq!(world.log_since(before).await, ["interview_exported"; 2]);
    }
}

fn sheet(xlsx: &[u8], name: &str) -> Vec<Vec<String>> {
    use calamine::Reader;
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).unwrap();
    assert!(workbook.worksheet_formula(name).unwrap().is_empty());
    let range = workbook.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}
