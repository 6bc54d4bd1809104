//! Documents of whatever kind, without what they say.

use domain::{
    document::{DocumentSummary, StartDocument},
    id::DocumentId,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

/// Registers a document of a kind that stands alone ([`domain::document::Kind::stands_alone`]).
#[server(prefix = "/api/document", endpoint = "start", input = Json, output = Json)]
pub async fn start(start: StartDocument) -> Result<DocumentSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::document::start(&connection.backend, &actor, &start).await?)
}

#[server(prefix = "/api/document", endpoint = "find", input = Json, output = Json)]
pub async fn find(id: DocumentId) -> Result<DocumentSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::document::find(&connection.backend, &actor, id).await?)
}

/// The documents outside cases that the caller may open.
#[server(prefix = "/api/document", endpoint = "list", input = Json, output = Json)]
pub async fn list() -> Result<Vec<DocumentSummary>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::document::list(&connection.backend, &actor).await?)
}
