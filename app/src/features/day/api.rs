//! What is due, what came back, what waits.

use domain::day::MyDay;
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/day", endpoint = "mine", input = Json, output = Json)]
pub async fn mine() -> Result<MyDay, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::day::mine(&connection.backend, &actor).await?)
}
