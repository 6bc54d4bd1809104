//! Cases: under their code; the name only on demand.

use domain::{
    case::{CaseDetail, CaseSummary, NewCase},
    id::CaseId,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/case", endpoint = "list", input = Json, output = Json)]
pub async fn list() -> Result<Vec<CaseSummary>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::case::list(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/case", endpoint = "open", input = Json, output = Json)]
pub async fn open(id: CaseId) -> Result<CaseDetail, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::case::open(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/case", endpoint = "reveal-name", input = Json, output = Json)]
pub async fn reveal_name(id: CaseId) -> Result<String, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::case::reveal_name(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/case", endpoint = "create", input = Json, output = Json)]
pub async fn create(case: NewCase) -> Result<CaseDetail, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::case::create(&connection.backend, &actor, &case).await?)
}
