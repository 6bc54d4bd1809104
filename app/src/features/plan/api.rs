//! Follow-up plans: signing one, its history, and the frameworks that goals hang on.

use domain::plan::{
    PlanSummary, Published, SignPlan,
    history::{AskHistory, HistoryPage},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/plan", endpoint = "sign", input = Json, output = Json)]
pub async fn sign(sign: SignPlan) -> Result<PlanSummary, ApiError> {
    let (connection, actor) = caller().await?;
    let summary = backend::plan::sign(&connection.backend, &actor, &sign).await?;
    connection.tell_signed(sign.id);
    Ok(summary)
}

#[server(prefix = "/api/plan", endpoint = "history", input = Json, output = Json)]
pub async fn history(ask: AskHistory) -> Result<HistoryPage, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::plan::history(&connection.backend, &actor, &ask).await?)
}

/// The published frameworks that goals can hang on.
#[server(prefix = "/api/plan", endpoint = "frameworks", input = Json, output = Json)]
pub async fn frameworks() -> Result<Vec<Published>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::plan::frameworks(&connection.backend, &actor).await?)
}
