//! Follow-up plans: signing one with the person's answer in it, its history, and the frameworks that goals hang on. What
//! a plan says lives in its document alone.

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{Local, Offset, TimeZone};
use domain::{
    access::CaseAction,
    calendar::Day,
    case::Signature,
    document::Kind,
    failure::Failure,
    id::{DocumentId, Timestamp},
    plan::{Plan, PlanSummary, Published, SignPlan},
};
use sha2::{Digest, Sha256};
use store::Transaction;
use sync::{SyncError, plan::Document as Replica};

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::read_log,
    framework, hex,
    open::now,
};

mod history;

pub use history::history;

/// The newest version of each framework that the actor may read: what goals can hang on. Reading them stands in the log.
pub async fn frameworks(backend: &Backend, actor: &Actor) -> Outcome<Vec<Published>> {
    let mut published = Vec::new();
    for summary in framework::list(backend, actor).await? {
        if summary.version == 0 {
            continue;
        }
        let (id, version) = (summary.id, summary.version);
        let framework = framework::version(backend, actor, id, version).await?.framework;
        published.push(Published { id, version, framework });
    }
    Ok(published)
}

/// Signs the plan as the device shows it and freezes it.
///
/// [`Failure::Outdated`] when the device shows something else than what the server has; [`Failure::NotReady`] with what
/// is at odds, or when the person's answer is not in it.
pub async fn sign(backend: &Backend, actor: &Actor, sign: &SignPlan) -> Outcome<PlanSummary> {
    let shown = BASE64_STANDARD.decode(&sign.state_vector);
    let shown = shown.map_err(|_| Failure::Invalid { field: "state_vector".to_owned() })?;
    let mut transaction = backend.begin().await?;
    sign_within(backend, &mut transaction, actor, sign.id, Some(&shown), now()).await?;
    let summary = store::plan::get(&mut transaction, sign.id).await?.ok_or(Failure::Server)?;
    transaction.commit().await?;
    Ok(summary)
}

/// The same inside a transaction of the caller. `shown` is the state vector of what the signer saw; `None` where nothing
/// but the server has the document.
pub(crate) async fn sign_within(
    backend: &Backend,
    transaction: &mut Transaction,
    actor: &Actor,
    id: DocumentId,
    shown: Option<&[u8]>,
    at: Timestamp,
) -> Outcome<()> {
    let (document, case) = access::document(transaction, actor, id, CaseAction::Sign).await?;
    if document.kind != Kind::Plan {
        return Err(Failure::NotFound);
    }
    // Freezing first keeps everybody else out of the log while it is read.
    if !store::document::freeze(transaction, id, at).await? {
        return Err(Failure::Frozen);
    }
    let frozen = store::document::get(transaction, id).await?.ok_or(Failure::NotFound)?;
    let plan = as_shown(&read_log(backend, transaction, &frozen).await?, shown)?;
    let findings = plan.read().obstacles_to_signing(today(at));
    if !findings.is_empty() {
        let problems = findings.into_iter().map(|finding| finding.problem).collect();
        return Err(Failure::NotReady { problems });
    }
    let signature = Signature { by: actor.display_name.clone(), at, content_hash: hash(&plan)? };
    store::signature::insert(transaction, id, frozen.site, actor.account, frozen.seq, &signature).await?;
    record(transaction, actor, Event::PlanSigned, id, Some(frozen.site), &case.id.to_string()).await
}

/// The plan at the end of its log. Refuses when the replica of that state vector is not level with it.
fn as_shown(updates: &[Vec<u8>], shown: Option<&[u8]>) -> Outcome<Plan> {
    let replica = Replica::new(0);
    for update in updates {
        replica.apply(update).map_err(broken)?;
    }
    let invalid = |_| Failure::Invalid { field: "state_vector".to_owned() };
    if let Some(shown) = shown
        && !(replica.covers(shown).map_err(invalid)? && replica.covered_by(shown).map_err(invalid)?)
    {
        return Err(Failure::Outdated);
    }
    Ok(replica.plan())
}

fn broken(error: SyncError) -> Failure {
    tracing::error!(%error, "a kept update cannot be applied");
    Failure::Server
}

/// The day on the server's clock.
fn today(at: Timestamp) -> Day {
    let local = Local.timestamp_millis_opt(at).single();
    Day::of(at, local.map_or(0, |time| time.offset().fix().local_minus_utc() / 60))
}

/// SHA-256, in hexadecimal, of the plan as JSON, keys in order, without blanks.
fn hash(plan: &Plan) -> Outcome<String> {
    let json = serde_json::to_vec(plan).map_err(|error| {
        tracing::error!(%error, "a plan could not be written as JSON");
        Failure::Server
    })?;
    Ok(hex(&Sha256::digest(json)))
}
