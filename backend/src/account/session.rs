//! Signing in and out.

use domain::{
    account::{Credentials, Name, PASSPHRASE_MAX, Profile, check_passphrase, wait_after},
    failure::Failure,
    id::{AccountId, Timestamp},
};
use sha2::{Digest, Sha256};
use store::{Connection, account::Secret, attempt::Attempts};
use uuid::Uuid;

use super::device;
use crate::{
    Actor, Backend, Outcome,
    audit::{Event, Line, write},
    open::now,
    seal::random_text,
};

const SECOND: i64 = 1000;
const HOUR: i64 = 3600 * SECOND;
/// A session ends after this long without a request, and this long after it began.
const IDLE: i64 = 12 * HOUR;
const ABSOLUTE: i64 = 7 * 24 * HOUR;
/// How stale the time of the last request may be: writing it at each would make every reading a writing.
const TOUCH_EVERY: i64 = 60 * SECOND;
/// Failures are forgotten after a day without one.
const FORGET_FAILURES: i64 = 24 * HOUR;

/// A new session. The token goes into the cookie and nowhere else.
pub struct SignedIn {
    pub token: String,
    pub profile: Profile,
}

/// Opens a session. Unknown names, closed accounts and wrong passphrases take as long and say the same.
pub async fn sign_in(backend: &Backend, credentials: &Credentials, now: Timestamp) -> Outcome<SignedIn> {
    let name = Name::parse(&credentials.name).ok_or(Failure::WrongCredentials)?;
    let secret = verify(backend, &name, &credentials.passphrase, now).await?;
    let token = random_text()?.to_string();
    let account = secret.profile.id;
    let mut transaction = backend.begin().await?;
    forgive(&mut transaction, name.as_str()).await?;
    device::admit(&mut transaction, credentials.device.as_ref(), account, now).await?;
    store::session::delete_expired(&mut transaction, now - IDLE, now - ABSOLUTE).await?;
    let device = credentials.device.as_ref().map(|device| device.id);
    store::session::insert(&mut transaction, Uuid::now_v7(), &token_hash(&token), account, device, now)
        .await?;
    store::account::touch(&mut transaction, account, now).await?;
    log(&mut transaction, Event::SignedIn, &secret.profile, now).await?;
    transaction.commit().await?;
    Ok(SignedIn { token, profile: secret.profile })
}

/// Who the token belongs to; [`Failure::SignedOut`] when the session is over.
pub async fn actor_of(backend: &Backend, token: &str, now: Timestamp) -> Outcome<Actor> {
    let session = open_session(backend, token, now).await?;
    if now >= session.last_seen + TOUCH_EVERY {
        let mut transaction = backend.begin().await?;
        store::session::touch(&mut transaction, session.id, now).await?;
        store::account::touch(&mut transaction, session.profile.id, now).await?;
        if let Some(device) = session.device {
            store::device::touch(&mut transaction, device, session.profile.id, now).await?;
        }
        transaction.commit().await?;
    }
    Ok(Actor { device: session.device, ..Actor::new(session.profile, session.id) })
}

/// Whether the session is still open. Asking does not count as using it.
pub async fn is_signed_in(backend: &Backend, token: &str, now: Timestamp) -> Outcome<bool> {
    match open_session(backend, token, now).await {
        Ok(_) => Ok(true),
        Err(Failure::SignedOut) => Ok(false),
        Err(failure) => Err(failure),
    }
}

async fn open_session(backend: &Backend, token: &str, now: Timestamp) -> Outcome<store::session::Session> {
    let found = {
        let mut connection = backend.store().read().await?;
        store::session::by_token_hash(&mut connection, &token_hash(token)).await?
    };
    let session = found.ok_or(Failure::SignedOut)?;
    let over = !session.active || now > session.last_seen + IDLE || now > session.created_at + ABSOLUTE;
    match (over, session.revoked) {
        (true, _) => Err(Failure::SignedOut),
        (false, true) => Err(Failure::DeviceRevoked),
        (false, false) => Ok(session),
    }
}

/// Ends this session.
pub async fn sign_out(backend: &Backend, actor: &Actor) -> Outcome<()> {
    let mut transaction = backend.begin().await?;
    store::session::delete(&mut transaction, actor.session).await?;
    log(&mut transaction, Event::SignedOut, &profile(actor), now()).await?;
    Ok(transaction.commit().await?)
}

/// Ends every session of the account, this one too.
pub async fn sign_out_everywhere(backend: &Backend, actor: &Actor) -> Outcome<()> {
    let mut transaction = backend.begin().await?;
    store::session::delete_of(&mut transaction, actor.account, None).await?;
    log(&mut transaction, Event::SignedOutEverywhere, &profile(actor), now()).await?;
    Ok(transaction.commit().await?)
}

pub fn profile(actor: &Actor) -> Profile {
    Profile {
        id: actor.account,
        name: actor.name.clone(),
        display_name: actor.display_name.clone(),
        role: actor.role,
        site: actor.site.clone(),
        must_change_passphrase: actor.must_change_passphrase,
    }
}

/// Replaces the passphrase and ends the account's other sessions.
pub async fn change_passphrase(backend: &Backend, actor: &Actor, current: &str, new: &str) -> Outcome<()> {
    check_passphrase(new, &actor.name, Some(current)).map_err(|reason| Failure::WeakPassphrase { reason })?;
    let name = Name::parse(&actor.name).ok_or(Failure::Server)?;
    verify(backend, &name, current, now()).await?;
    let hash = backend.hasher().hash(new).await?;
    let mut transaction = backend.begin().await?;
    forgive(&mut transaction, name.as_str()).await?;
    store::account::set_passphrase(&mut transaction, actor.account, &hash, false).await?;
    store::session::delete_of(&mut transaction, actor.account, Some(actor.session)).await?;
    log(&mut transaction, Event::PassphraseChanged, &profile(actor), now()).await?;
    Ok(transaction.commit().await?)
}

/// Forgets the failed attempts under a name.
pub(super) async fn forgive(connection: &mut Connection, name: &str) -> Outcome<()> {
    Ok(store::attempt::clear(connection, &name_hash(name)).await?)
}

/// The account of that name and passphrase. The attempt counts as failed before the passphrase is looked at, so that
/// guessing in parallel gains nothing; success takes it back with [`forgive`].
async fn verify(backend: &Backend, name: &Name, passphrase: &str, now: Timestamp) -> Outcome<Secret> {
    let secret = admit(backend, name, now).await?;
    let (id, hash) = match &secret {
        Some(secret) if secret.active => (Some(secret.profile.id), Some(secret.passphrase_hash.clone())),
        Some(secret) => (Some(secret.profile.id), None),
        None => (None, None),
    };
    // No accepted passphrase is longer, and hashing must not be made to chew on megabytes.
    let short = passphrase.chars().take(PASSPHRASE_MAX + 1).count() <= PASSPHRASE_MAX;
    if short && backend.hasher().verify(passphrase, hash).await? {
        return secret.ok_or(Failure::Server);
    }
    refuse(backend, id, now).await
}

/// Counts the attempt, unless the name has to wait.
async fn admit(backend: &Backend, name: &Name, now: Timestamp) -> Outcome<Option<Secret>> {
    let key = name_hash(name.as_str());
    let mut transaction = backend.begin().await?;
    store::attempt::forget_before(&mut transaction, now - FORGET_FAILURES).await?;
    let attempts = store::attempt::lock(&mut transaction, &key, now).await?;
    let failures = u32::try_from(attempts.failures).unwrap_or(u32::MAX);
    let wait = i64::try_from(wait_after(failures)).unwrap_or(i64::MAX / SECOND) * SECOND;
    // Never more than the wait itself, whatever the clocks of two servers say.
    let left = (attempts.last_at + wait - now).min(wait);
    if left > 0 {
        let seconds = u64::try_from((left + SECOND - 1) / SECOND).unwrap_or_default();
        return Err(Failure::TooManyAttempts { seconds });
    }
    let attempts = Attempts { failures: attempts.failures + 1, last_at: now };
    store::attempt::set(&mut transaction, &key, attempts).await?;
    let secret = store::account::secret_by_name(&mut transaction, name.as_str()).await?;
    transaction.commit().await?;
    Ok(secret)
}

/// The name typed stays out of the log: people type passphrases into the wrong field.
async fn refuse<T>(backend: &Backend, account: Option<AccountId>, now: Timestamp) -> Outcome<T> {
    let subject = account.map(|id| id.to_string()).unwrap_or_default();
    let mut transaction = backend.begin().await?;
    let line =
        Line { event: Event::SignInFailed, at: now, actor: None, subject: &subject, site: None, detail: "" };
    write(&mut transaction, &line).await?;
    transaction.commit().await?;
    Err(Failure::WrongCredentials)
}

fn name_hash(name: &str) -> Vec<u8> {
    Sha256::digest(format!("name|{name}")).to_vec()
}

pub(super) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

async fn log(connection: &mut Connection, event: Event, profile: &Profile, at: Timestamp) -> Outcome<()> {
    let subject = profile.id.to_string();
    let (actor, site) = (Some(profile.id), Some(profile.site.id));
    write(connection, &Line { event, at, actor, subject: &subject, site, detail: "" }).await
}
