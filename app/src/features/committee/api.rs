//! The committee: its members, its meetings, what is done in them, its minutes.

use domain::{
    committee::{self, Meeting},
    id::{DeliberationId, MeetingId},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/committee", endpoint = "overview", input = Json, output = Json)]
pub async fn overview() -> Result<committee::Overview, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::overview(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/committee", endpoint = "name", input = Json, output = Json)]
pub async fn name(name: committee::Name) -> Result<committee::Overview, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::name(&connection.backend, &actor, &name).await?)
}

#[server(prefix = "/api/committee", endpoint = "convene", input = Json, output = Json)]
pub async fn convene(convene: committee::Convene) -> Result<Meeting, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::convene(&connection.backend, &actor, &convene).await?)
}

#[server(prefix = "/api/committee", endpoint = "open", input = Json, output = Json)]
pub async fn open(id: MeetingId) -> Result<Meeting, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::open(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/committee", endpoint = "meet", input = Json, output = Json)]
pub async fn meet(id: MeetingId, act: committee::Meet) -> Result<Meeting, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::meet(&connection.backend, &actor, id, &act).await?)
}

#[server(prefix = "/api/committee", endpoint = "deliberate", input = Json, output = Json)]
pub async fn deliberate(id: DeliberationId, act: committee::Deliberate) -> Result<Meeting, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::deliberate(&connection.backend, &actor, id, &act).await?)
}

#[server(prefix = "/api/committee", endpoint = "minutes", input = Json, output = Json)]
pub async fn minutes(id: MeetingId) -> Result<committee::Minutes, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::minutes(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/committee", endpoint = "sign", input = Json, output = Json)]
pub async fn sign(id: MeetingId, hash: String) -> Result<committee::Minutes, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::committee::sign(&connection.backend, &actor, id, &hash).await?)
}
