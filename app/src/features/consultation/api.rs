//! Questions and answers between colleagues.

use domain::{
    consultation::{self, Consultation},
    id::CaseId,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/consultation", endpoint = "ask", input = Json, output = Json)]
pub async fn ask(ask: consultation::Ask) -> Result<consultation::OfCase, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::consultation::ask(&connection.backend, &actor, &ask).await?)
}

#[server(prefix = "/api/consultation", endpoint = "answer", input = Json, output = Json)]
pub async fn answer(reply: consultation::Reply) -> Result<Vec<Consultation>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::consultation::answer(&connection.backend, &actor, &reply).await?)
}

#[server(prefix = "/api/consultation", endpoint = "of-case", input = Json, output = Json)]
pub async fn of_case(id: CaseId) -> Result<consultation::OfCase, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::consultation::of_case(&connection.backend, &actor, id).await?)
}

/// What waits for whoever asks.
#[server(prefix = "/api/consultation", endpoint = "waiting", input = Json, output = Json)]
pub async fn waiting() -> Result<Vec<Consultation>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::consultation::waiting(&connection.backend, &actor).await?)
}
