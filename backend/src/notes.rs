//! Free notes: starting them, and finding whose they are. What they say lives in their document alone.

use domain::{
    access::DocumentAction,
    document::{Home, Kind, StartDocument},
    failure::Failure,
    id::DocumentId,
    notes::{NotesSummary, StartNotes},
};

use crate::{Actor, Backend, Outcome, access, document};

/// Registers notes of a case that a device has started. Sent twice, it answers the same.
pub async fn start(backend: &Backend, actor: &Actor, start: &StartNotes) -> Outcome<NotesSummary> {
    let StartNotes { id, case, started_at } = *start;
    let start = StartDocument { id, kind: Kind::Notes, home: Home::Case(case), started_at };
    document::start(backend, actor, &start).await?;
    find(backend, actor, id).await
}

/// Where the notes belong, and since when they are there: nothing of what they say, so that no reading is logged.
pub async fn find(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<NotesSummary> {
    let mut transaction = backend.begin().await?;
    access::content(&mut transaction, actor, id, DocumentAction::Read).await?;
    store::notes::get(&mut transaction, id).await?.ok_or(Failure::NotFound)
}
