//! Registering documents that devices have started, and telling which there are. Never what they say.

use domain::{
    access::DocumentAction,
    document::{DocumentSummary, StartDocument},
    failure::Failure,
    id::DocumentId,
};

use super::{New, detail, register};
use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    open::now,
};

/// Registers a document of a kind that stands alone, in whatever home. Sent twice, it answers the same.
pub async fn start(backend: &Backend, actor: &Actor, start: &StartDocument) -> Outcome<DocumentSummary> {
    if !start.kind.stands_alone() {
        return Err(Failure::Invalid { field: "kind".to_owned() });
    }
    let mut transaction = backend.begin().await?;
    let site = access::starting(&mut transaction, actor, start.kind, start.home).await?;
    let StartDocument { id, kind, home, started_at } = *start;
    let new = New { id, kind, home, site, guide: None, started_at, now: now() };
    if register(backend, &mut transaction, actor, &new).await? {
        record(&mut transaction, actor, Event::started(kind), id, Some(site), &detail(home)).await?;
    } else {
        let kept = store::document::get(&mut transaction, id).await?.ok_or(Failure::Server)?;
        if (kept.home, kept.kind) != (home, kind) {
            return Err(Failure::Taken { field: kind.code().to_owned() });
        }
    }
    transaction.commit().await?;
    find(backend, actor, id).await
}

/// Of what kind a document is, where it belongs, and since when it is there. No reading is logged.
pub async fn find(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<DocumentSummary> {
    let mut transaction = backend.begin().await?;
    let (document, member) = access::content(&mut transaction, actor, id, DocumentAction::Read).await?;
    let summary = store::document::summary(&mut transaction, id).await?.ok_or(Failure::NotFound)?;
    Ok(DocumentSummary { may_write: access::may_write(actor, &document, member), ..summary })
}

/// The documents outside cases that the actor may open, newest first: what a device keeps for the times without a
/// network. Those of cases are listed by their cases.
pub async fn list(backend: &Backend, actor: &Actor) -> Outcome<Vec<DocumentSummary>> {
    access::settled(actor)?;
    let documents =
        store::document::outside_cases(&mut *backend.store().read().await?, actor.site.id).await?;
    let listed = |document: DocumentSummary| {
        let action = access::listed(actor, document.kind, document.home)?;
        Some(DocumentSummary { may_write: action == DocumentAction::Write, ..document })
    };
    Ok(documents.into_iter().filter_map(listed).collect())
}
