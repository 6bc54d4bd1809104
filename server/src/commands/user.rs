//! `jalon user`: accounts, by the operator of the server.

use backend::{Backend, account};
use domain::{
    account::{AccountRow, Handover, NewAccount},
    language::Language,
};
use locales::server as words;
use serde_json::json;

use super::{Trouble, open, say};
use crate::cli::{StoreOptions, User};

pub(super) async fn run(language: Language, store: &StoreOptions, user: User) -> Result<(), Trouble> {
    let backend = open(language, store).await?;
    let done = carry_out(language, &backend, user).await;
    backend.close().await;
    done
}

async fn carry_out(language: Language, backend: &Backend, user: User) -> Result<(), Trouble> {
    let trouble = |failure| Trouble::failure(language, &failure);
    match user {
        User::Create { name, display_name, role, site } => {
            let site = account::site_by_operator(backend, &site).await.map_err(trouble)?.id;
            let new = NewAccount { name, display_name, role, site };
            hand_over(language, &account::create_by_operator(backend, &new).await.map_err(trouble)?)
        }
        User::Reset { name } => {
            hand_over(language, &account::reset_by_operator(backend, &name).await.map_err(trouble)?)
        }
        User::Close { name } => {
            account::close_by_operator(backend, &name).await.map_err(trouble)?;
            say(language, words::user_closed(language, name))
        }
        User::List { json } => {
            let rows = account::list_by_operator(backend).await.map_err(trouble)?;
            if json { say(language, json!(rows)) } else { table(language, &rows) }
        }
    }
}

/// The one time that a temporary passphrase is shown.
fn hand_over(language: Language, handover: &Handover) -> Result<(), Trouble> {
    say(language, words::user_handover(language, &handover.name, &handover.temporary_passphrase))
}

fn table(language: Language, rows: &[AccountRow]) -> Result<(), Trouble> {
    for AccountRow { profile, active, .. } in rows {
        let state = if *active { words::user_active(language) } else { words::user_inactive(language) };
        let role = words::lookup(language, &format!("role_{}", profile.role.code())).unwrap_or_default();
        let (name, site) = (&profile.name, &profile.site.name);
        say(language, format_args!("{name:<24} {role:<28} {site:<16} {state}"))?;
    }
    Ok(())
}
