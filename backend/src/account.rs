//! Accounts as administrators and the command line handle them. Signing in is in [`session`].

use domain::{
    access::Action,
    account::{AccountRow, Handover, Name, NewAccount, Site},
    failure::Failure,
    id::{AccountId, SiteId},
};
use store::{Connection, account::New};
use uuid::Uuid;

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, Line, write},
    open::now,
    passphrase,
};

pub mod device;
mod session;
pub mod token;

pub use session::{
    SignedIn, actor_of, change_passphrase, is_signed_in, profile, sign_in, sign_out, sign_out_everywhere,
};

/// The longest name of a person or a site, in characters.
const NAME_MAX: usize = 120;

/// Every account, by name.
pub async fn list(backend: &Backend, actor: &Actor) -> Outcome<Vec<AccountRow>> {
    access::require(actor, Action::ManageAccounts)?;
    let mut transaction = backend.begin().await?;
    let accounts = store::account::list(&mut transaction).await?;
    log(&mut transaction, Some(actor), Event::AccountsListed, String::new(), None).await?;
    transaction.commit().await?;
    Ok(accounts)
}

/// Every site, by name.
pub async fn sites(backend: &Backend, actor: &Actor) -> Outcome<Vec<Site>> {
    access::require(actor, Action::ManageAccounts)?;
    Ok(store::site::list(&mut *backend.store().read().await?).await?)
}

/// Makes an account with a temporary passphrase, which its owner must change at once.
pub async fn create(backend: &Backend, actor: &Actor, new: &NewAccount) -> Outcome<Handover> {
    access::require(actor, Action::ManageAccounts)?;
    create_by(backend, Some(actor), new).await
}

/// Replaces a forgotten passphrase by a temporary one and ends the account's sessions.
pub async fn reset(backend: &Backend, actor: &Actor, id: AccountId) -> Outcome<Handover> {
    access::require(actor, Action::ManageAccounts)?;
    reset_by(backend, Some(actor), id).await
}

/// Closes or reopens an account; closing ends its sessions. Nobody closes her own: a service always has somebody left
/// to reopen the others.
pub async fn set_active(backend: &Backend, actor: &Actor, id: AccountId, active: bool) -> Outcome<()> {
    access::require(actor, Action::ManageAccounts)?;
    if id == actor.account {
        return Err(Failure::Forbidden);
    }
    set_active_by(backend, Some(actor), id, active).await
}

async fn set_active_by(backend: &Backend, actor: Option<&Actor>, id: AccountId, active: bool) -> Outcome<()> {
    let mut transaction = backend.begin().await?;
    if !store::account::set_active(&mut transaction, id, active).await? {
        return Err(Failure::NotFound);
    }
    if !active {
        store::session::delete_of(&mut transaction, id, None).await?;
    }
    let event = if active { Event::AccountReopened } else { Event::AccountClosed };
    log(&mut transaction, actor, event, id.to_string(), None).await?;
    Ok(transaction.commit().await?)
}

/// For the command line: whoever runs it holds the database and the keys anyway.
pub async fn create_by_operator(backend: &Backend, new: &NewAccount) -> Outcome<Handover> {
    create_by(backend, None, new).await
}

/// For the command line, by the name typed at sign-in.
pub async fn reset_by_operator(backend: &Backend, name: &str) -> Outcome<Handover> {
    reset_by(backend, None, id_of(backend, name).await?).await
}

/// For the command line: closes the account of that name and ends its sessions.
pub async fn close_by_operator(backend: &Backend, name: &str) -> Outcome<()> {
    set_active_by(backend, None, id_of(backend, name).await?, false).await
}

async fn id_of(backend: &Backend, name: &str) -> Outcome<AccountId> {
    let name = Name::parse(name).ok_or(Failure::Invalid { field: "name".to_owned() })?;
    let secret = store::account::secret_by_name(&mut *backend.store().read().await?, name.as_str()).await?;
    Ok(secret.ok_or(Failure::NotFound)?.profile.id)
}

/// For the command line.
pub async fn list_by_operator(backend: &Backend) -> Outcome<Vec<AccountRow>> {
    Ok(store::account::list(&mut *backend.store().read().await?).await?)
}

/// For the command line: the site of that name, made if there is none.
pub async fn site_by_operator(backend: &Backend, name: &str) -> Outcome<Site> {
    let name = short_text(name, "site")?;
    let mut transaction = backend.begin().await?;
    if let Some(site) = store::site::by_name(&mut transaction, &name).await? {
        return Ok(site);
    }
    let site = Site { id: SiteId(Uuid::now_v7()), name };
    store::site::insert(&mut transaction, &site, now()).await?;
    log(&mut transaction, None, Event::SiteCreated, site.id.to_string(), Some(site.id)).await?;
    transaction.commit().await?;
    Ok(site)
}

async fn create_by(backend: &Backend, actor: Option<&Actor>, new: &NewAccount) -> Outcome<Handover> {
    let temporary_passphrase = passphrase::temporary()?;
    let hash = backend.hasher().hash(&temporary_passphrase).await?;
    let mut transaction = backend.begin().await?;
    let (account, name) = insert(&mut transaction, new, &hash, true).await?;
    log(&mut transaction, actor, Event::AccountCreated, account.to_string(), Some(new.site)).await?;
    transaction.commit().await?;
    Ok(Handover { account, name, temporary_passphrase })
}

/// Checks and inserts the account: its id, and its name as it is kept.
pub(crate) async fn insert(
    connection: &mut Connection,
    new: &NewAccount,
    passphrase_hash: &str,
    must_change_passphrase: bool,
) -> Outcome<(AccountId, String)> {
    let name = Name::parse(&new.name).ok_or(Failure::Invalid { field: "name".to_owned() })?;
    let display_name = short_text(&new.display_name, "display_name")?;
    if store::site::by_id(connection, new.site).await?.is_none() {
        return Err(Failure::Invalid { field: "site".to_owned() });
    }
    let account = New {
        id: AccountId(Uuid::now_v7()),
        site: new.site,
        name: name.as_str(),
        display_name: &display_name,
        role: new.role,
        passphrase_hash,
        must_change_passphrase,
    };
    store::account::insert(connection, &account, now()).await?;
    Ok((account.id, name.as_str().to_owned()))
}

async fn reset_by(backend: &Backend, actor: Option<&Actor>, id: AccountId) -> Outcome<Handover> {
    let temporary_passphrase = passphrase::temporary()?;
    let hash = backend.hasher().hash(&temporary_passphrase).await?;
    let mut transaction = backend.begin().await?;
    let secret = store::account::secret_by_id(&mut transaction, id).await?.ok_or(Failure::NotFound)?;
    store::account::set_passphrase(&mut transaction, id, &hash, true).await?;
    store::session::delete_of(&mut transaction, id, None).await?;
    session::forgive(&mut transaction, &secret.profile.name).await?;
    let site = Some(secret.profile.site.id);
    log(&mut transaction, actor, Event::AccountReset, id.to_string(), site).await?;
    transaction.commit().await?;
    Ok(Handover { account: id, name: secret.profile.name, temporary_passphrase })
}

/// One line of text, trimmed, not empty and not long.
pub(crate) fn short_text(text: &str, field: &str) -> Outcome<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= NAME_MAX && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(Failure::Invalid { field: field.to_owned() }) }
}

async fn log(
    connection: &mut Connection,
    actor: Option<&Actor>,
    event: Event,
    subject: String,
    site: Option<SiteId>,
) -> Outcome<()> {
    let actor = actor.map(|actor| actor.account);
    write(connection, &Line { event, at: now(), actor, subject: &subject, site, detail: "" }).await
}
