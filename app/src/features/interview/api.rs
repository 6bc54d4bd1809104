//! Interviews: registering one that a device has started, signing it, reading it.

use domain::{
    case::{InterviewSummary, Signature},
    id::DocumentId,
    interview::{
        Answers, InterviewReading, SignInterview, StartInterview,
        history::{AskHistory, AskState, HistoryPage},
    },
    language::Language,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/interview", endpoint = "start", input = Json, output = Json)]
pub async fn start(start: StartInterview) -> Result<InterviewSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::interview::start(&connection.backend, &actor, &start).await?)
}

#[server(prefix = "/api/interview", endpoint = "sign", input = Json, output = Json)]
pub async fn sign(sign: SignInterview) -> Result<Signature, ApiError> {
    let (connection, actor) = caller().await?;
    let signature = backend::interview::sign(&connection.backend, &actor, &sign).await?;
    connection.tell_signed(sign.id);
    Ok(signature)
}

#[server(prefix = "/api/interview", endpoint = "reading", input = Json, output = Json)]
pub async fn reading(id: DocumentId, language: Language) -> Result<InterviewReading, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::interview::reading(&connection.backend, &actor, id, language).await?)
}

#[server(prefix = "/api/interview", endpoint = "history", input = Json, output = Json)]
pub async fn history(ask: AskHistory) -> Result<HistoryPage, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::interview::history(&connection.backend, &actor, &ask).await?)
}

/// The interview as it was, to be brought back as a new change.
#[server(prefix = "/api/interview", endpoint = "state", input = Json, output = Json)]
pub async fn state(ask: AskState) -> Result<Answers, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::interview::state(&connection.backend, &actor, &ask).await?)
}
