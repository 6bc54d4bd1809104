//! The log, for the auditor.

use domain::audit::AuditRow;
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
