//! The review of interviews: each step, where one stands, what waits for me.

use domain::{
    id::DocumentId,
    review::{self, Review, ToRead},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/review", endpoint = "submit", input = Json, output = Json)]
pub async fn submit(submit: review::Submit) -> Result<Review, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::review::submit(&connection.backend, &actor, &submit).await?)
}

#[server(prefix = "/api/review", endpoint = "withdraw", input = Json, output = Json)]
pub async fn withdraw(id: DocumentId) -> Result<Review, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::review::withdraw(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/review", endpoint = "send-back", input = Json, output = Json)]
pub async fn send_back(back: review::SendBack) -> Result<Review, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::review::send_back(&connection.backend, &actor, &back).await?)
}

#[server(prefix = "/api/review", endpoint = "countersign", input = Json, output = Json)]
pub async fn countersign(countersign: review::Countersign) -> Result<Review, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::review::countersign(&connection.backend, &actor, &countersign).await?)
}

#[server(prefix = "/api/review", endpoint = "standing", input = Json, output = Json)]
pub async fn standing(id: DocumentId) -> Result<Review, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::review::standing(&connection.backend, &actor, id).await?)
}

/// What waits for whoever asks.
#[server(prefix = "/api/review", endpoint = "waiting", input = Json, output = Json)]
pub async fn waiting() -> Result<Vec<ToRead>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::review::waiting(&connection.backend, &actor).await?)
}
