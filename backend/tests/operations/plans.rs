//! Follow-up plans: starting one, what its case lists, signing it, and its history.

use backend::{case, document, plan};
use base64::{Engine, prelude::BASE64_STANDARD};
use document::Append;
use domain::{
    document::{Home, Kind, StartDocument},
    failure::Failure,
    guide::draft::Place,
    id::DocumentId,
    plan::{PLAN, Plan, Record, SignPlan, history::AskHistory},
};
use sync::plan::Document;
use uuid::Uuid;

use crate::world::World;

fn start(world: &World) -> StartDocument {
    let home = Home::Case(world.case.summary.id);
    StartDocument { id: DocumentId(Uuid::now_v7()), kind: Kind::Plan, home, started_at: 1_000 }
}

async fn started(world: &World) -> DocumentId {
    document::start(&world.backend, &world.owner, &start(world)).await.unwrap().id
}

/// A plan of one goal.
fn written() -> Document {
    let mut plan = Plan::default();
    let place = Some(Place { parent: PLAN.to_owned(), order: "V".to_owned() });
    let mut goal = Record { place, ..Record::default() };
    goal.set_text("title", "Garder son calme");
    plan.records.insert("goal-a".to_owned(), goal);
    let document = Document::new(1);
    document.fill(&plan);
    document
}

async fn append(world: &World, id: DocumentId, update: Vec<u8>) -> Result<i64, Failure> {
    let item = Append { actor: &world.co_owner, document: id, update };
    document::append(&world.backend, &[item]).await.unwrap().remove(0)
}

fn sign(id: DocumentId, shown: &Document) -> SignPlan {
    SignPlan { id, state_vector: BASE64_STANDARD.encode(shown.state_vector()) }
}

#[tokio::test]
async fn who_is_named_on_a_case_starts_plans_and_others_do_not() {
    for world in World::everywhere().await {
        let wanted = start(&world);
        let before = world.log().await.len();
        for actor in [&world.manager, &world.colleague, &world.steering, &world.administrator] {
            let refused = document::start(&world.backend, actor, &wanted).await.err();
            assert!(matches!(refused, Some(Failure::Forbidden | Failure::NotFound)), "{refused:?}");
        }
        let site = StartDocument { home: Home::Site(world.lyon.id), ..wanted.clone() };
        let refused = document::start(&world.backend, &world.owner, &site).await.err();
        assert_eq!(refused, Some(Failure::NotFound), "a plan is of a person, hence of a case");
        document::start(&world.backend, &world.co_owner, &wanted).await.unwrap();
        document::start(&world.backend, &world.owner, &wanted).await.unwrap();
        assert_eq!(world.log_since(before).await, ["plan_started"], "{}", world.kind);
        let detail = case::open(&world.backend, &world.manager, world.case.summary.id).await.unwrap();
        let [listed] = &detail.plans[..] else { panic!("{:?}", detail.plans) };
        assert_eq!((listed.id, listed.started_by.as_str()), (wanted.id, "co.owner"));
        assert!(detail.notes.is_empty() && detail.interviews.is_empty());
    }
}

#[tokio::test]
async fn a_plan_is_signed_with_the_answer_of_the_person_and_then_stays() {
    for world in World::everywhere().await {
        let id = started(&world).await;
        let shown = written();
        append(&world, id, shown.encode()).await.unwrap();
        let try_it =
            async |shown: &Document| plan::sign(&world.backend, &world.owner, &sign(id, shown)).await;
        let refused = try_it(&shown).await.err();
        let Some(Failure::NotReady { problems }) = refused else { panic!("{refused:?}") };
        assert_eq!(problems[0].code, "plan_agreement_missing");
        assert!(!document::load(&world.backend, &world.owner, id).await.unwrap().frozen);
        let before = shown.state_vector();
        shown.set_field(PLAN, "agreement", "in_part");
        assert_eq!(try_it(&shown).await.err(), Some(Failure::Outdated), "{}", world.kind);
        append(&world, id, shown.diff(&before).unwrap()).await.unwrap();
        let other = plan::sign(&world.backend, &world.co_owner, &sign(id, &shown)).await.err();
        assert_eq!(other, Some(Failure::Forbidden));
        let lines = world.log().await.len();
        let signed = try_it(&shown).await.unwrap().signature.unwrap();
        assert_eq!((signed.by.as_str(), signed.content_hash.len()), ("owner", 64));
        assert_eq!(world.log_since(lines).await, ["plan_signed"]);
        assert_eq!(try_it(&shown).await.err(), Some(Failure::Frozen));
        let late = written();
        late.set_text("goal-a", "words", "trop tard");
        assert_eq!(append(&world, id, late.encode()).await, Err(Failure::Frozen));
        let detail = case::open(&world.backend, &world.owner, world.case.summary.id).await.unwrap();
        assert_eq!(detail.plans[0].signature.as_ref(), Some(&signed));
        // Another goes on from it, with what it said.
        let next = started(&world).await;
        let continued = Document::new(7);
        continued.fill(&shown.plan());
        append(&world, next, continued.encode()).await.unwrap();
        assert_eq!(
            case::open(&world.backend, &world.owner, world.case.summary.id).await.unwrap().plans.len(),
            2
        );
    }
}

#[tokio::test]
async fn what_is_no_plan_is_not_signed_as_one() {
    for world in World::everywhere().await {
        let notes = world.notes().await;
        let refused = plan::sign(&world.backend, &world.owner, &sign(notes, &written())).await.err();
        assert_eq!(refused, Some(Failure::NotFound), "{}", world.kind);
        assert!(!document::load(&world.backend, &world.owner, notes).await.unwrap().frozen);
    }
}

#[tokio::test]
async fn the_history_tells_who_wrote_what() {
    for world in World::everywhere().await {
        let id = started(&world).await;
        let shown = written();
        append(&world, id, shown.encode()).await.unwrap();
        let before = shown.state_vector();
        shown.set_text("goal-a", "words", "J’y tiens");
        append(&world, id, shown.diff(&before).unwrap()).await.unwrap();
        let ask = AskHistory { id, record: Some("goal-a".to_owned()), before: None };
        let page = plan::history(&world.backend, &world.manager, &ask).await.unwrap();
        assert_eq!(page.older, None);
        let newest = &page.entries[0];
        assert_eq!((newest.part.as_str(), newest.after.as_str()), ("words", "J’y tiens"));
        assert_eq!(newest.by, "co.owner", "{}", world.kind);
        let refused = plan::history(&world.backend, &world.colleague, &ask).await.err();
        assert_eq!(refused, Some(Failure::NotFound));
        assert_eq!(plan::frameworks(&world.backend, &world.owner).await.unwrap(), []);
    }
}
