//! Reports: submitting, each step, those of a case.

use domain::{
    id::{CaseId, ReportId},
    report::{self, Report},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/report", endpoint = "submit", input = Json, output = Json)]
pub async fn submit(submit: report::Submit) -> Result<Report, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::report::submit(&connection.backend, &actor, &submit).await?)
}

#[server(prefix = "/api/report", endpoint = "take", input = Json, output = Json)]
pub async fn take(take: report::Take) -> Result<Report, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::report::take(&connection.backend, &actor, &take).await?)
}

#[server(prefix = "/api/report", endpoint = "open", input = Json, output = Json)]
pub async fn open(id: ReportId) -> Result<Report, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::report::open(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/report", endpoint = "of-case", input = Json, output = Json)]
pub async fn of_case(id: CaseId) -> Result<report::OfCase, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::report::of_case(&connection.backend, &actor, id).await?)
}

/// Closes a case as not of concern.
#[server(prefix = "/api/report", endpoint = "unconcerned", input = Json, output = Json)]
pub async fn unconcerned(id: CaseId) -> Result<report::OfCase, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::report::unconcerned(&connection.backend, &actor, id).await?)
}
