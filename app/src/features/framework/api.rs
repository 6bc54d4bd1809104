//! Frameworks: listing them, freezing versions and reading those.

use domain::{
    framework::version::{FrameworkSummary, Freeze, Version, VersionSummary},
    id::DocumentId,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/framework", endpoint = "list", input = Json, output = Json)]
pub async fn list() -> Result<Vec<FrameworkSummary>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::framework::list(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/framework", endpoint = "versions", input = Json, output = Json)]
pub async fn versions(id: DocumentId) -> Result<Vec<VersionSummary>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::framework::versions(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/framework", endpoint = "version", input = Json, output = Json)]
pub async fn read_version(id: DocumentId, number: u32) -> Result<Version, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::framework::version(&connection.backend, &actor, id, number).await?)
}

#[server(prefix = "/api/framework", endpoint = "freeze", input = Json, output = Json)]
pub async fn freeze_version(freeze: Freeze) -> Result<VersionSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::framework::freeze(&connection.backend, &actor, &freeze).await?)
}
