//! Drafts of guides: starting one, submitting it, returning it, and publishing what somebody else has submitted.

use chrono::{Local, Offset, TimeZone};
use domain::{
    access::{Action, DocumentAction},
    document::{Home, Kind},
    failure::Failure,
    guide::{
        Guide,
        draft::{Draft, GUIDE, of_guide},
        engine::Context,
        release::{self, DraftSummary, StartDraft, Step, Version},
        summary::GuideSummary,
    },
    id::{DocumentId, GuideId, Timestamp},
};
use sha2::{Digest, Sha256};
use store::Connection;
use sync::guide::Document as Replica;
use uuid::Uuid;

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::{Append, New, append_within, read_log, register},
    hex,
    open::now,
};

/// The longest remark, in characters.
const REMARK: usize = 2_000;

/// The drafts that are being written or reviewed, the latest change first.
pub async fn list(backend: &Backend, actor: &Actor) -> Outcome<Vec<DraftSummary>> {
    access::require(actor, Action::WriteGuides)?;
    Ok(store::guide_draft::list(&mut *backend.store().read().await?).await?)
}

pub async fn find(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<DraftSummary> {
    access::require(actor, Action::WriteGuides)?;
    store::guide_draft::get(&mut *backend.store().read().await?, id).await?.ok_or(Failure::NotFound)
}

/// Every version of the guide that `id` is one of, newest first.
pub async fn versions(backend: &Backend, actor: &Actor, id: GuideId) -> Outcome<Vec<Version>> {
    access::require(actor, Action::ReadGuides)?;
    let versions = store::guide_draft::versions(&mut *backend.store().read().await?, id).await?;
    if versions.is_empty() { Err(Failure::NotFound) } else { Ok(versions) }
}

/// Starts a draft, filled with the guide whose next version it is to be. Sent twice, it answers the same.
pub async fn start(backend: &Backend, actor: &Actor, start: &StartDraft) -> Outcome<DraftSummary> {
    access::require(actor, Action::WriteGuides)?;
    let mut transaction = backend.begin().await?;
    if let Some(kept) = store::guide_draft::get(&mut transaction, start.id).await? {
        return Ok(kept);
    }
    let draft = match start.from {
        Some(from) => next_version(&mut transaction, from).await?,
        None => blank(&start.title),
    };
    let summary = insert(backend, &mut transaction, actor, (start.id, start.from, &draft), now()).await?;
    transaction.commit().await?;
    Ok(summary)
}

fn blank(title: &str) -> Draft {
    let mut draft = Draft::blank();
    if let Some(guide) = draft.nodes.get_mut(GUIDE) {
        guide.set_text("title", "fr", title.trim());
        // What identifies the form through all its versions: nobody chooses it, so that no two are the same.
        guide.set_field("form_id", &format!("guide_{}", short(Uuid::now_v7(), 12)));
    }
    draft
}

async fn next_version(connection: &mut Connection, from: GuideId) -> Outcome<Draft> {
    let guide = store::guide::get(connection, from).await?.ok_or(Failure::NotFound)?;
    let versions = store::guide_draft::versions(connection, from).await?;
    let mut number = versions.len() + 1;
    while versions.iter().any(|version| version.version == number.to_string()) {
        number += 1;
    }
    let mut draft = of_guide(&guide, &mut || short(Uuid::now_v7(), 12));
    if let Some(settings) = draft.nodes.get_mut(GUIDE) {
        settings.set_field("version", &number.to_string());
    }
    Ok(draft)
}

/// The random end of an identifier.
fn short(id: Uuid, length: usize) -> String {
    let text = id.simple().to_string();
    text[text.len().saturating_sub(length)..].to_owned()
}

/// Registers a draft with its content.
pub(crate) async fn insert(
    backend: &Backend,
    transaction: &mut store::Transaction,
    actor: &Actor,
    (id, from, draft): (DocumentId, Option<GuideId>, &Draft),
    at: Timestamp,
) -> Outcome<DraftSummary> {
    let (home, site) = (Home::Unit, actor.site.id);
    let new = New { id, kind: Kind::GuideDraft, home, site, guide: None, started_at: at, now: at };
    if !register(backend, transaction, actor, &new).await? {
        return Err(Failure::Taken { field: "guide".to_owned() });
    }
    let title = draft.node(GUIDE).map(|guide| guide.text("title")).unwrap_or_default();
    store::guide_draft::insert(transaction, id, actor.site.id, &title, from).await?;
    record(transaction, actor, Event::GuideDraftStarted, id, Some(actor.site.id), "").await?;
    let update = filled(draft)?;
    let item = Append { actor, document: id, update };
    for appended in append_within(backend, transaction, &[item], at).await? {
        appended?;
    }
    store::guide_draft::get(transaction, id).await?.ok_or(Failure::Server)
}

/// The next version of a guide as the demonstration has it: with the changes of `edit`, submitted by its author.
pub(crate) async fn insert_submitted(
    backend: &Backend,
    transaction: &mut store::Transaction,
    actor: &Actor,
    from: GuideId,
    edit: impl FnOnce(&mut Draft),
    at: Timestamp,
) -> Outcome<DocumentId> {
    let id = DocumentId(Uuid::now_v7());
    let mut draft = next_version(transaction, from).await?;
    edit(&mut draft);
    insert(backend, transaction, actor, (id, Some(from), &draft), at).await?;
    let guide = draft.read().guide;
    let (_, hash) = hash(&guide)?;
    store::guide_draft::submit(transaction, id, &guide.title, actor.account, &hash, at).await?;
    record(transaction, actor, Event::GuideSubmitted, id, Some(actor.site.id), "").await?;
    Ok(id)
}

/// A new document with this content, as one update.
fn filled(draft: &Draft) -> Outcome<Vec<u8>> {
    let mut client = [0; 4];
    getrandom::fill(&mut client).map_err(|error| {
        tracing::error!(%error, "no randomness");
        Failure::Server
    })?;
    let replica = Replica::new(u32::from_le_bytes(client));
    replica.fill(draft);
    Ok(replica.encode())
}

/// The draft at the end of its log.
fn replay(updates: &[Vec<u8>]) -> Outcome<Draft> {
    let replica = Replica::new(0);
    for update in updates {
        replica.apply(update).map_err(|error| {
            tracing::error!(%error, "a kept update cannot be applied");
            Failure::Server
        })?;
    }
    Ok(replica.draft())
}

/// What the draft says now, with its summary.
async fn content(
    backend: &Backend,
    transaction: &mut store::Transaction,
    actor: &Actor,
    id: DocumentId,
) -> Outcome<(DraftSummary, Draft)> {
    let (document, _) = access::content(transaction, actor, id, DocumentAction::Read).await?;
    let summary = store::guide_draft::get(transaction, id).await?.ok_or(Failure::NotFound)?;
    let updates = read_log(backend, transaction, &document).await?;
    Ok((summary, replay(&updates)?))
}

fn hash(guide: &Guide) -> Outcome<(String, String)> {
    let json = serde_json::to_string(guide).map_err(|error| {
        tracing::error!(%error, "a guide could not be written as JSON");
        Failure::Server
    })?;
    let hash = hex(&Sha256::digest(&json));
    Ok((json, hash))
}

fn context(at: Timestamp) -> Context {
    let offset =
        Local.timestamp_millis_opt(at).single().map_or(0, |time| time.offset().fix().local_minus_utc());
    Context { now: at, offset_minutes: offset / 60, username: "scenario".to_owned(), seed: 1 }
}

/// Submits the draft to somebody else's review. What stands in the way of publishing is told now, and refuses nothing yet.
pub async fn submit(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<DraftSummary> {
    access::require(actor, Action::WriteGuides)?;
    let mut transaction = backend.begin().await?;
    let (summary, draft) = content(backend, &mut transaction, actor, id).await?;
    release::step(summary.stage, Step::Submit, summary.submitted_by, actor.account)?;
    let guide = draft.read().guide;
    let (_, hash) = hash(&guide)?;
    if !store::guide_draft::submit(&mut transaction, id, &guide.title, actor.account, &hash, now()).await? {
        return Err(Failure::WrongStage);
    }
    finish(transaction, actor, Event::GuideSubmitted, id).await
}

/// Gives a submitted draft back to its authors, with the reason.
pub async fn give_back(
    backend: &Backend,
    actor: &Actor,
    id: DocumentId,
    remark: &str,
) -> Outcome<DraftSummary> {
    access::require(actor, Action::WriteGuides)?;
    let remark = remark.trim();
    if remark.is_empty() || remark.chars().count() > REMARK {
        return Err(Failure::Invalid { field: "remark".to_owned() });
    }
    let mut transaction = backend.begin().await?;
    let summary = store::guide_draft::get(&mut transaction, id).await?.ok_or(Failure::NotFound)?;
    release::step(summary.stage, Step::Return, summary.submitted_by, actor.account)?;
    if !store::guide_draft::give_back(&mut transaction, id, remark).await? {
        return Err(Failure::WrongStage);
    }
    finish(transaction, actor, Event::GuideReturned, id).await
}

async fn finish(
    mut transaction: store::Transaction,
    actor: &Actor,
    event: Event,
    id: DocumentId,
) -> Outcome<DraftSummary> {
    record(&mut transaction, actor, event, id, Some(actor.site.id), "").await?;
    let summary = store::guide_draft::get(&mut transaction, id).await?.ok_or(Failure::Server)?;
    transaction.commit().await?;
    Ok(summary)
}

/// Publishes what somebody else has submitted: freezes the draft and keeps the guide for good. Refused with every reason
/// ([`Failure::NotReady`]), and with [`Failure::Outdated`] when it is not what was submitted any more.
pub async fn publish(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<GuideSummary> {
    access::require(actor, Action::PublishGuides)?;
    let at = now();
    let mut transaction = backend.begin().await?;
    let known = store::guide_draft::get(&mut transaction, id).await?.ok_or(Failure::NotFound)?;
    release::step(known.stage, Step::Publish, known.submitted_by, actor.account)?;
    // Freezing first keeps everybody else out of the log while it is read.
    if !store::document::freeze(&mut transaction, id, at).await? {
        return Err(Failure::Frozen);
    }
    let (summary, draft) = content(backend, &mut transaction, actor, id).await?;
    let reading = draft.read();
    release::refusal(reading.obstacles(&draft, &context(at)))?;
    let (_, hash) = hash(&reading.guide)?;
    if store::guide_draft::submitted_hash(&mut transaction, id).await?.as_deref() != Some(&hash) {
        return Err(Failure::Outdated);
    }
    let guide = super::insert(&mut transaction, Some(actor), &reading.guide, at).await?;
    if !store::guide_draft::publish(&mut transaction, id, guide.id, summary.replaces).await? {
        return Err(Failure::WrongStage);
    }
    let site = Some(actor.site.id);
    record(&mut transaction, actor, Event::GuidePublished, guide.id, site, &id.to_string()).await?;
    transaction.commit().await?;
    Ok(guide)
}

/// No new interview starts on the guide from now on.
pub async fn retire(backend: &Backend, actor: &Actor, id: GuideId) -> Outcome<Vec<Version>> {
    access::require(actor, Action::PublishGuides)?;
    let mut transaction = backend.begin().await?;
    if store::guide::summary(&mut transaction, id).await?.is_none() {
        return Err(Failure::NotFound);
    }
    if !store::guide_draft::retire(&mut transaction, id, now()).await? {
        return Err(Failure::WrongStage);
    }
    record(&mut transaction, actor, Event::GuideRetired, id, Some(actor.site.id), "").await?;
    let versions = store::guide_draft::versions(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(versions)
}
