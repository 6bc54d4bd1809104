//! `jalon demo`: an empty database filled with invented sites, people and a sample guide.

use domain::{access::Role, failure::Failure, language::Language};
use locales::server as words;
use serde_json::json;

use super::{Trouble, open, say};
use crate::{cli::StoreOptions, clock};

pub(super) async fn fill(language: Language, store: &StoreOptions, as_json: bool) -> Result<(), Trouble> {
    let backend = open(language, store).await?;
    let filled = backend::demo::fill(&backend, clock::now()).await;
    backend.close().await;
    let demo = filled.map_err(|failure| match failure {
        Failure::Taken { .. } => Trouble::found(words::demo_not_empty(language, &store.database)),
        other => Trouble::failure(language, &other),
    })?;
    if as_json {
        return say(language, json!(demo));
    }
    say(language, words::demo_filled(language))?;
    for account in &demo.accounts {
        let role = words::lookup(language, &format!("role_{}", code(account.role))).unwrap_or_default();
        say(
            language,
            format_args!("  {:<24} {:<24} {} ({})", account.name, account.password, role, account.site),
        )?;
    }
    Ok(())
}

fn code(role: Role) -> &'static str {
    role.code()
}
