//! The review of interviews: submitting to a second reader, returning, countersigning. Signing is in
//! [`crate::interview`], and asks here whether it may.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    access::CaseAction,
    document::Home,
    failure::Failure,
    id::{CaseId, DocumentId},
    review::{Act, Countersign, Review, SendBack, Stage, Step, Submit, ToRead, reason},
};
use store::{Connection, document::Document, review::NewStep};

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::detail,
    interview::Content,
    open::now,
};

/// Hands the interview to a second reader, complete as it has to be to be signed.
pub async fn submit(backend: &Backend, actor: &Actor, submit: &Submit) -> Outcome<Review> {
    let shown = decode(&submit.state_vector)?;
    let mut transaction = backend.begin().await?;
    let (document, case) = access::document(&mut transaction, actor, submit.id, CaseAction::Submit).await?;
    let named = store::review::named(&mut transaction, case.id).await?;
    if !named.iter().any(|one| one.id == submit.reader) {
        return Err(Failure::Invalid { field: "review_reader".to_owned() });
    }
    store::review::lock(&mut transaction, submit.id).await?;
    let content = Content::load(backend, &mut transaction, &document).await?;
    content.check_shown(Some(&shown))?;
    content.check_complete(now())?;
    let act = Act::Submit { reader: submit.reader };
    let taken = Taken { act: &act, event: Event::ReviewSubmitted, reason: None };
    take(backend, &mut transaction, actor, &document, &taken).await?;
    transaction.commit().await?;
    standing(backend, actor, submit.id).await
}

/// Takes it back, to change something.
pub async fn withdraw(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<Review> {
    let mut transaction = backend.begin().await?;
    let (document, _) = access::document(&mut transaction, actor, id, CaseAction::Submit).await?;
    let taken = Taken { act: &Act::Withdraw, event: Event::ReviewWithdrawn, reason: None };
    take(backend, &mut transaction, actor, &document, &taken).await?;
    transaction.commit().await?;
    standing(backend, actor, id).await
}

/// Returns it with a reason.
pub async fn send_back(backend: &Backend, actor: &Actor, back: &SendBack) -> Outcome<Review> {
    let reason = reason(&back.reason)?;
    let mut transaction = backend.begin().await?;
    let (document, _) = access::document(&mut transaction, actor, back.id, CaseAction::Countersign).await?;
    let taken = Taken { act: &Act::Return, event: Event::ReviewReturned, reason: Some(&reason) };
    take(backend, &mut transaction, actor, &document, &taken).await?;
    transaction.commit().await?;
    standing(backend, actor, back.id).await
}

/// Says that it was read and is right as the device shows it.
pub async fn countersign(backend: &Backend, actor: &Actor, countersign: &Countersign) -> Outcome<Review> {
    let shown = decode(&countersign.state_vector)?;
    let mut transaction = backend.begin().await?;
    let (document, _) =
        access::document(&mut transaction, actor, countersign.id, CaseAction::Countersign).await?;
    store::review::lock(&mut transaction, countersign.id).await?;
    let content = Content::load(backend, &mut transaction, &document).await?;
    content.check_shown(Some(&shown))?;
    let act = Act::Countersign { content_hash: content.hash()? };
    let taken = Taken { act: &act, event: Event::ReviewCountersigned, reason: None };
    take(backend, &mut transaction, actor, &document, &taken).await?;
    transaction.commit().await?;
    standing(backend, actor, countersign.id).await
}

/// Where the review of an interview stands, step by step.
pub async fn standing(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<Review> {
    let mut connection = backend.begin().await?;
    let (document, case) = access::document(&mut connection, actor, id, CaseAction::Read).await?;
    let steps = store::review::steps(&mut connection, id).await?;
    let mut readers = store::review::named(&mut connection, case.id).await?;
    readers.retain(|reader| reader.id != actor.account);
    let stage = if document.frozen_at.is_some() { Stage::Signed } else { stage(&steps)? };
    let steps = worded(backend, &mut connection, case.id, steps).await?;
    Ok(Review { document: Some(id), stage, steps, readers })
}

/// The interviews that wait for the actor to read them.
pub async fn waiting(backend: &Backend, actor: &Actor) -> Outcome<Vec<ToRead>> {
    access::settled(actor)?;
    Ok(store::review::waiting_for(&mut *backend.store().read().await?, actor.account).await?)
}

/// The reviews of a case that have begun, without their reasons.
pub(crate) async fn of_case(connection: &mut Connection, case: CaseId) -> Outcome<Vec<Review>> {
    let steps = store::review::of_case(connection, case).await?;
    let of_one = steps.chunk_by(|a, b| a.document == b.document);
    of_one
        .map(|steps| {
            let document = steps.first().map(|step| step.document);
            let worded = steps.iter().map(|step| words(step, String::new())).collect();
            Ok(Review { document, stage: stage(steps)?, steps: worded, readers: Vec::new() })
        })
        .collect()
}

/// Whether the interview of this content may be signed by the actor, as its review stands.
pub(crate) async fn check_sign(
    connection: &mut Connection,
    actor: &Actor,
    id: DocumentId,
    content_hash: &str,
) -> Outcome<()> {
    let stage = stage(&store::review::steps(connection, id).await?)?;
    stage.after(&Act::Sign { content_hash: content_hash.to_owned() }, actor.account).map(drop)
}

/// What right signing takes: whoever submitted an interview may sign it once another person has countersigned it.
pub(crate) async fn right_to_sign(
    connection: &mut Connection,
    actor: &Actor,
    id: DocumentId,
) -> Outcome<CaseAction> {
    let stage = stage(&store::review::steps(connection, id).await?)?;
    let own = matches!(stage, Stage::Countersigned { by, .. } if by == actor.account);
    Ok(if own { CaseAction::Submit } else { CaseAction::Sign })
}

/// A step about to be taken.
struct Taken<'a> {
    act: &'a Act,
    event: Event,
    reason: Option<&'a str>,
}

async fn take(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    document: &Document,
    taken: &Taken<'_>,
) -> Outcome<()> {
    store::review::lock(connection, document.id).await?;
    let steps = store::review::steps(connection, document.id).await?;
    stage(&steps)?.after(taken.act, actor.account)?;
    let number = steps.last().map_or(1, |step| step.number + 1);
    let reason = match taken.reason {
        Some(reason) => {
            let key = backend.vault().key_of(connection, document.home).await?;
            Some(key.seal(&reason_context(document.id, number), reason.as_bytes())?)
        }
        None => None,
    };
    let (reader, content_hash) = match taken.act {
        Act::Submit { reader } => (Some(*reader), None),
        Act::Countersign { content_hash } => (None, Some(content_hash.as_str())),
        Act::Withdraw | Act::Return | Act::Sign { .. } => (None, None),
    };
    let step = NewStep {
        document: document.id,
        site: document.site,
        number,
        act: taken.act.code(),
        account: actor.account,
        reader,
        at: now(),
        seq: document.seq,
        content_hash,
        reason,
    };
    store::review::insert(connection, &step).await?;
    let (site, detail) = (Some(document.site), detail(document.home));
    record(connection, actor, taken.event, document.id, site, &detail).await
}

/// The stage that the steps lead to. Steps that lead nowhere are a fault: each was checked when it was taken.
fn stage(steps: &[store::review::Step]) -> Outcome<Stage> {
    let mut stage = Stage::Open;
    for step in steps {
        let act = act(step).ok_or_else(|| broken(step))?;
        stage = stage.after(&act, step.account).map_err(|_| broken(step))?;
    }
    Ok(stage)
}

fn broken(step: &store::review::Step) -> Failure {
    tracing::error!(document = %step.document, number = step.number, "a step of a review cannot have been taken");
    Failure::Server
}

fn act(step: &store::review::Step) -> Option<Act> {
    match step.act.as_str() {
        "submitted" => Some(Act::Submit { reader: step.reader? }),
        "withdrawn" => Some(Act::Withdraw),
        "returned" => Some(Act::Return),
        "countersigned" => Some(Act::Countersign { content_hash: step.content_hash.clone()? }),
        _ => None,
    }
}

async fn worded(
    backend: &Backend,
    connection: &mut Connection,
    case: CaseId,
    steps: Vec<store::review::Step>,
) -> Outcome<Vec<Step>> {
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let key = backend.vault().key_of(connection, Home::Case(case)).await?;
    let one = |step: &store::review::Step| {
        let reason = match &step.reason {
            Some(sealed) => {
                let plain = key.open(&reason_context(step.document, step.number), sealed)?;
                String::from_utf8_lossy(&plain).into_owned()
            }
            None => String::new(),
        };
        Ok(words(step, reason))
    };
    steps.iter().map(one).collect()
}

fn words(step: &store::review::Step, reason: String) -> Step {
    Step { act: step.act.clone(), by: step.by.clone(), at: step.at, reader: step.reader_name.clone(), reason }
}

fn reason_context(document: DocumentId, number: i64) -> String {
    format!("review|{document}|{number}")
}

fn decode(state_vector: &str) -> Outcome<Vec<u8>> {
    let invalid = |_| Failure::Invalid { field: "state_vector".to_owned() };
    BASE64_STANDARD.decode(state_vector).map_err(invalid)
}
