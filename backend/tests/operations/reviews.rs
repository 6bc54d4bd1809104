//! Reviews: two people, never one; what was read is what is signed.

use backend::{case, document, guide, interview, review};
use base64::{Engine, prelude::BASE64_STANDARD};
use document::Append;
use domain::{
    failure::Failure,
    guide::{NodeKey, Value},
    id::DocumentId,
    interview::moving::Plan,
    language::Language,
    review::{Countersign, SendBack, Stage, Submit},
};
use sync::interview::Document;

use crate::world::{World, complete, sign, tablet};

async fn append(world: &World, id: DocumentId, shown: &Document) {
    let item = Append { actor: &world.owner, document: id, update: shown.encode() };
    document::append(&world.backend, &[item]).await.unwrap().remove(0).unwrap();
}

fn vector(shown: &Document) -> String {
    BASE64_STANDARD.encode(shown.state_vector())
}

fn invalid(field: &str) -> Failure {
    Failure::Invalid { field: field.to_owned() }
}

impl World {
    async fn submit(&self, id: DocumentId, shown: &Document) -> Result<Stage, Failure> {
        let submit = Submit { id, reader: self.co_owner.account, state_vector: vector(shown) };
        review::submit(&self.backend, &self.owner, &submit).await.map(|review| review.stage)
    }

    async fn countersign(&self, id: DocumentId, shown: &Document) -> Result<Stage, Failure> {
        let countersign = Countersign { id, state_vector: vector(shown) };
        review::countersign(&self.backend, &self.co_owner, &countersign).await.map(|review| review.stage)
    }
}

#[tokio::test]
async fn an_interview_goes_to_a_second_reader_and_comes_back() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let shown = tablet(1, &[]);
        append(&world, id, &shown).await;
        let early = world.submit(id, &shown).await.err();
        assert!(matches!(early, Some(Failure::MissingAnswers { .. })), "{}: {early:?}", world.kind);
        let shown = tablet(2, &complete());
        append(&world, id, &shown).await;
        let before = world.log().await.len();
        assert!(matches!(world.submit(id, &shown).await, Ok(Stage::Submitted { .. })));
        let waiting = review::waiting(&world.backend, &world.co_owner).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].document, waiting[0].submitted_by.as_str()), (1, id, "owner"));
        assert_eq!(review::waiting(&world.backend, &world.owner).await.unwrap(), []);

        let alone = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
        assert_eq!(alone, Some(invalid("review_stage")), "it waits for its reader");
        let back = SendBack { id, reason: "La section 2 dit deux choses.".to_owned() };
        let own = review::send_back(&world.backend, &world.owner, &back).await.err();
        assert_eq!(own, Some(Failure::Forbidden));
        let returned = review::send_back(&world.backend, &world.co_owner, &back).await.unwrap();
        assert_eq!(returned.stage, Stage::Open);
        assert_eq!(returned.steps.last().unwrap().reason, back.reason);
        assert_eq!(review::waiting(&world.backend, &world.co_owner).await.unwrap(), []);
        let gained = world.log_since(before).await;
        assert_eq!(gained, ["review_submitted", "review_returned"]);

        let listed = case::open(&world.backend, &world.owner, world.case.summary.id).await.unwrap();
        assert_eq!((listed.reviews.len(), listed.reviews[0].document), (1, Some(id)));
        assert!(listed.reviews[0].steps.iter().all(|step| step.reason.is_empty()), "reasons are content");
    }
}

#[tokio::test]
async fn what_was_countersigned_is_what_is_signed() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let shown = tablet(1, &complete());
        append(&world, id, &shown).await;
        world.submit(id, &shown).await.unwrap();
        assert!(matches!(world.countersign(id, &shown).await, Ok(Stage::Countersigned { .. })));
        let reader = interview::sign(&world.backend, &world.co_owner, &sign(id, &shown)).await.err();
        assert_eq!(reader, Some(Failure::Forbidden), "{}", world.kind);

        // Something written offline arrives after the reading.
        shown.set_text(&NodeKey("wishes".to_owned()), "écrit trop tard");
        append(&world, id, &shown).await;
        let changed = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
        assert_eq!(changed, Some(invalid("review_changed")));
        review::withdraw(&world.backend, &world.owner, id).await.unwrap();
        world.submit(id, &shown).await.unwrap();
        world.countersign(id, &shown).await.unwrap();
        // Comments are no content: they change nothing of what was read.
        interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.unwrap();
        let standing = review::standing(&world.backend, &world.co_owner, id).await.unwrap();
        assert_eq!(standing.stage, Stage::Signed);
        let acts: Vec<&str> = standing.steps.iter().map(|step| step.act.as_str()).collect();
        assert_eq!(acts, ["submitted", "countersigned", "withdrawn", "submitted", "countersigned"]);
        assert_eq!(world.submit(id, &shown).await, Err(Failure::Frozen));
    }
}

#[tokio::test]
async fn nobody_reads_her_own_and_only_the_named_read() {
    let world = World::on(testkit::sqlite()).await;
    let id = world.interview().await;
    let shown = tablet(1, &complete());
    append(&world, id, &shown).await;
    let to = |reader| Submit { id, reader, state_vector: vector(&shown) };
    let own = review::submit(&world.backend, &world.owner, &to(world.owner.account)).await.err();
    assert_eq!(own, Some(invalid("review_alone")));
    let other = review::submit(&world.backend, &world.owner, &to(world.colleague.account)).await.err();
    assert_eq!(other, Some(invalid("review_reader")));
    assert_eq!(world.countersign(id, &shown).await, Err(invalid("review_stage")));
    let unseen = Submit { state_vector: vector(&tablet(9, &[])), ..to(world.co_owner.account) };
    assert_eq!(review::submit(&world.backend, &world.owner, &unseen).await.err(), Some(Failure::Outdated));

    // Whoever submitted may sign once the other has read, though the case is not hers.
    let submit = to(world.owner.account);
    review::submit(&world.backend, &world.co_owner, &submit).await.unwrap();
    let countersign = Countersign { id, state_vector: vector(&shown) };
    review::countersign(&world.backend, &world.owner, &countersign).await.unwrap();
    let alone = interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.err();
    assert_eq!(alone, Some(invalid("review_alone")));
    let signature = interview::sign(&world.backend, &world.co_owner, &sign(id, &shown)).await.unwrap();
    assert_eq!(signature.by, "co.owner");
}

const NEWER: &str = "
| survey | | | | |
| | type | name | label | required |
| | begin group | life | Life | |
| | text | city | In which town? | yes |
| | end group | | | |
| | text | wishes | Wishes | |
| settings | | | |
| | form_title | form_id | version |
| | Talk | FORM | 2 |
";

#[tokio::test]
async fn an_interview_that_moved_is_read_and_signed_by_the_newer_version() {
    for world in World::everywhere().await {
        let newer = NEWER.replace("FORM", &world.guide.form_id);
        let newer = guide::import(&world.backend, &world.owner, "talk.md", newer.as_bytes()).await.unwrap();
        let id = world.interview().await;
        let shown = tablet(1, &complete());
        let (old, new) = (
            guide::get(&world.backend, &world.owner, world.guide.id).await.unwrap(),
            guide::get(&world.backend, &world.owner, newer.summary.id).await.unwrap(),
        );
        let plan = domain::interview::moving::plan(&old, &new, &shown.answers());
        assert_eq!(plan.gone, [NodeKey("home/people".to_owned())]);
        let asked = plan.gone.iter().map(|key| (key.clone(), domain::interview::Asked::default())).collect();
        shown.follow(&newer.summary.id.to_string(), &plan, &asked);
        append(&world, id, &shown).await;
        let reading = interview::reading(&world.backend, &world.owner, id, Language::English).await.unwrap();
        assert_eq!(reading.summary.guide, newer.summary.id, "{}", world.kind);
        assert_eq!(reading.aside.no_longer_asked.len(), 1);
        assert_eq!(reading.aside.no_longer_asked[0].answer, "4");
        interview::sign(&world.backend, &world.owner, &sign(id, &shown)).await.unwrap();

        // One of another form is not followed.
        let foreign = NEWER.replace("FORM", "elsewhere");
        let foreign = guide::import(&world.backend, &world.owner, "e.md", foreign.as_bytes()).await.unwrap();
        let id = world.interview().await;
        let shown = tablet(2, &[("home/people", Value::Number(2.0))]);
        shown.follow(&foreign.summary.id.to_string(), &Plan::default(), &[].into());
        append(&world, id, &shown).await;
        let reading = interview::reading(&world.backend, &world.owner, id, Language::English).await.unwrap();
        assert_eq!(reading.summary.guide, world.guide.id);
    }
}
