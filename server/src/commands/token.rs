//! `jalon token`: what programs prove themselves with on `/sync`.

use backend::account::token;
use domain::language::Language;
use locales::server as words;

use super::{Trouble, open, say};
use crate::cli::StoreOptions;

/// Prints the token alone, so that a script can take it as it is.
pub(super) async fn create(language: Language, store: &StoreOptions, account: &str) -> Result<(), Trouble> {
    let backend = open(language, store).await?;
    let made = token::create_by_operator(&backend, account).await;
    backend.close().await;
    say(language, made.map_err(|failure| Trouble::failure(language, &failure))?)
}

pub(super) async fn revoke(language: Language, store: &StoreOptions, account: &str) -> Result<(), Trouble> {
    let backend = open(language, store).await?;
    let revoked = token::revoke_by_operator(&backend, account).await;
    backend.close().await;
    let count = revoked.map_err(|failure| Trouble::failure(language, &failure))?;
    say(language, words::token_revoked(language, usize::try_from(count).unwrap_or(usize::MAX)))
}
