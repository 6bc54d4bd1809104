//! Who calls a server function, and the few things of the server that a function may touch. The server puts a
//! [`Connection`] into context before each call.

use std::sync::{Arc, OnceLock};

use backend::{Actor, Backend, account};
use domain::{
    failure::Failure,
    id::{AccountId, DocumentId, Timestamp},
};
use leptos::prelude::use_context;

use super::ApiError;

/// What the server hands to each call.
#[derive(Clone)]
pub struct Connection {
    pub backend: Backend,
    /// The session token of the request's cookie.
    pub token: Option<String>,
    /// Read once per request.
    pub now: Timestamp,
    pub signed: Arc<dyn Fn(DocumentId) + Send + Sync>,
    pub answer: Arc<Answer>,
}

/// What a call leaves for the server beside its result.
#[derive(Default)]
pub struct Answer {
    /// Who called, for the line in the server's log.
    pub account: OnceLock<AccountId>,
    /// The session token that the browser keeps from now on; `Some(None)` takes it away.
    pub token: OnceLock<Option<String>>,
}

impl Connection {
    /// Has the browser keep a session token, or drop the one it has.
    pub fn keep_token(&self, token: Option<String>) {
        // A call changes the token at most once; the first is the one that counts.
        let _ = self.answer.token.set(token);
    }

    /// Tells open connections that an interview no longer changes.
    pub fn tell_signed(&self, document: DocumentId) {
        (self.signed)(document);
    }
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
    let _ = connection.answer.account.set(actor.account);
    Ok((connection, actor))
}
