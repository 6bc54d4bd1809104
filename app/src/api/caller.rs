//! Who calls a server function, and the few things of the server that a function may touch. The server puts a
//! [`Connection`] into context before each call.

use std::sync::Arc;

use backend::{Actor, Backend, account};
use domain::{failure::Failure, id::DocumentId};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::ApiError;

/// What the server hands to each call.
#[derive(Clone)]
pub struct Connection {
    pub backend: Backend,
    /// The session token of the request's cookie.
    pub token: Option<String>,
    /// Milliseconds since 1970, read once per request.
    pub now: domain::id::Timestamp,
    pub hooks: Arc<dyn Hooks>,
}

/// What a function asks of the server around it.
pub trait Hooks: Send + Sync {
    /// The value of a `Set-Cookie` header that keeps the token in the browser, or removes it.
    fn session_cookie(&self, token: Option<&str>) -> String;
    /// Told after an interview has been signed, so that open connections learn that it no longer changes.
    fn signed(&self, document: DocumentId);
}

/// The connection of the running call.
pub fn connection() -> Result<Connection, ApiError> {
    use_context::<Connection>().ok_or(ApiError(Failure::Server))
}

/// The connection and the signed-in person behind it.
pub async fn caller() -> Result<(Connection, Actor), ApiError> {
    let connection = connection()?;
    let token = connection.token.as_deref().ok_or(Failure::SignedOut)?;
    let actor = account::actor_of(&connection.backend, token, connection.now).await?;
    Ok((connection, actor))
}

/// Sets or removes the session cookie in the answer.
pub fn keep_token(connection: &Connection, token: Option<&str>) -> Result<(), ApiError> {
    let cookie = connection.hooks.session_cookie(token);
    let value = cookie.parse().map_err(|_| Failure::Server)?;
    let options = use_context::<ResponseOptions>().ok_or(Failure::Server)?;
    options.append_header(axum::http::header::SET_COOKIE, value);
    Ok(())
}
