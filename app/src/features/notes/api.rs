//! Notes: registering some that a device has started, and finding whose they are.

use domain::{
    id::DocumentId,
    notes::{NotesSummary, StartNotes},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/notes", endpoint = "start", input = Json, output = Json)]
pub async fn start(start: StartNotes) -> Result<NotesSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::notes::start(&connection.backend, &actor, &start).await?)
}

#[server(prefix = "/api/notes", endpoint = "find", input = Json, output = Json)]
pub async fn find(id: DocumentId) -> Result<NotesSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::notes::find(&connection.backend, &actor, id).await?)
}
