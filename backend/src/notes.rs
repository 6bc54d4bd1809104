//! Free notes of a case: starting them. What they say lives in their document alone.

use domain::{
    access::CaseAction,
    document::Kind,
    failure::Failure,
    id::DocumentId,
    notes::{NotesSummary, StartNotes},
};

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::{New, register},
    open::now,
};

/// Registers notes that a device has started. Sent twice, it answers the same.
pub async fn start(backend: &Backend, actor: &Actor, start: &StartNotes) -> Outcome<NotesSummary> {
    let mut transaction = backend.begin().await?;
    let case = access::case(&mut transaction, actor, start.case, CaseAction::StartNotes).await?;
    let new = New { id: start.id, kind: Kind::Notes, guide: None, started_at: start.started_at, now: now() };
    if register(&mut transaction, actor, &case, &new).await? {
        let (site, detail) = (Some(case.site.id), case.id.to_string());
        record(&mut transaction, actor, Event::NotesStarted, start.id, site, &detail).await?;
    } else {
        let kept = store::document::get(&mut transaction, start.id).await?.ok_or(Failure::Server)?;
        if (kept.case, kept.kind) != (start.case, Kind::Notes) {
            return Err(Failure::Taken { field: "notes".to_owned() });
        }
    }
    let summary = store::notes::get(&mut transaction, start.id).await?.ok_or(Failure::Server)?;
    transaction.commit().await?;
    Ok(summary)
}

/// Whose case the notes are of, and since when: nothing of what they say, so that no reading is logged.
pub async fn find(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<NotesSummary> {
    let mut transaction = backend.begin().await?;
    access::document(&mut transaction, actor, id, CaseAction::Read).await?;
    store::notes::get(&mut transaction, id).await?.ok_or(Failure::NotFound)
}
