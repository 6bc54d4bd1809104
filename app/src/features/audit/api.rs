//! The log, for the auditor.

use domain::audit::{AuditRow, Head, Verified};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

/// A page of the log, newest first; `before` is the id of the last row already shown.
#[server(prefix = "/api/audit", endpoint = "list", input = Json, output = Json)]
pub async fn list(before: Option<i64>) -> Result<Vec<AuditRow>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::audit::list(&connection.backend, &actor, before).await?)
}

/// The seal of the log, to be kept elsewhere; `None` while nothing is sealed.
#[server(prefix = "/api/audit", endpoint = "seal", input = Json, output = Json)]
pub async fn seal() -> Result<Option<Head>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::audit::chain::head_for(&connection.backend, &actor).await?)
}

/// Walks the chain of the log, and sees whether it still goes through a seal that was kept.
#[server(prefix = "/api/audit", endpoint = "verify", input = Json, output = Json)]
pub async fn verify(kept: Option<Head>) -> Result<Verified, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::audit::chain::verify_for(&connection.backend, &actor, kept.as_ref()).await?)
}
