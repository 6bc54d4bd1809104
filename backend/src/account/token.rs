//! Tokens of programs: what a machine proves itself with where a person has a session. The operator makes them.

use domain::{failure::Failure, id::Timestamp};
use uuid::Uuid;

use super::{id_of, log, session};
use crate::{Actor, Backend, Outcome, audit::Event, open::now, seal::random_text};

/// Marks a token, so that scanners for leaked secrets and people know what it is.
const PREFIX: &str = "jalon_";

/// What a request of the sync proves itself with.
#[derive(Clone)]
pub enum Credential {
    /// The token of a session, from the cookie of a browser.
    Session(String),
    /// The token of a program.
    Token(String),
}

impl Credential {
    /// In whose name the request is. [`Failure::SignedOut`] when the session is over or the token is not one.
    pub async fn actor(&self, backend: &Backend, now: Timestamp) -> Outcome<Actor> {
        match self {
            Self::Session(token) => session::actor_of(backend, token, now).await,
            Self::Token(token) => actor_of(backend, token).await,
        }
    }

    /// Whether it still holds. Asking does not count as using it.
    pub async fn holds(&self, backend: &Backend, now: Timestamp) -> Outcome<bool> {
        match self {
            Self::Session(token) => session::is_signed_in(backend, token, now).await,
            Self::Token(token) => match actor_of(backend, token).await {
                Ok(_) => Ok(true),
                Err(Failure::SignedOut) => Ok(false),
                Err(failure) => Err(failure),
            },
        }
    }
}

/// For the command line: makes a token for the account of that name. It is shown only now.
pub async fn create_by_operator(backend: &Backend, name: &str) -> Outcome<String> {
    let account = id_of(backend, name).await?;
    let token = format!("{PREFIX}{}", random_text()?.as_str());
    let mut transaction = backend.begin().await?;
    let hash = session::token_hash(&token);
    store::token::insert(&mut transaction, Uuid::now_v7(), &hash, account, now()).await?;
    log(&mut transaction, None, Event::TokenCreated, account.to_string(), None).await?;
    transaction.commit().await?;
    Ok(token)
}

/// For the command line: revokes every token of the account of that name; how many there were.
pub async fn revoke_by_operator(backend: &Backend, name: &str) -> Outcome<u64> {
    let account = id_of(backend, name).await?;
    let mut transaction = backend.begin().await?;
    let revoked = store::token::delete_of(&mut transaction, account).await?;
    log(&mut transaction, None, Event::TokensRevoked, account.to_string(), None).await?;
    transaction.commit().await?;
    Ok(revoked)
}

async fn actor_of(backend: &Backend, token: &str) -> Outcome<Actor> {
    if !token.starts_with(PREFIX) {
        return Err(Failure::SignedOut);
    }
    let mut connection = backend.store().read().await?;
    let found = store::token::by_token_hash(&mut connection, &session::token_hash(token)).await?;
    let token = found.filter(|token| token.active).ok_or(Failure::SignedOut)?;
    Ok(Actor::new(token.profile, token.id))
}
