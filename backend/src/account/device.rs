//! Devices: which an account has been used on, and those reported lost.
//!
//! A lost device is refused at once and for ever, whatever passphrase is typed on it: what it would still send could be
//! a thief's. It learns so by its own code, so that it can put what it keeps out of reach.

use domain::{
    access::Action,
    account::{Device, DeviceRow},
    failure::Failure,
    id::{AccountId, DeviceId, Timestamp},
};
use store::Connection;

use super::log;
use crate::{Actor, Backend, Outcome, access, audit::Event, open::now};

/// The actor's own devices, the latest first.
pub async fn list(backend: &Backend, actor: &Actor) -> Outcome<Vec<DeviceRow>> {
    access::settled(actor)?;
    Ok(store::device::of(&mut *backend.store().read().await?, actor.account).await?)
}

/// Those of any account, for whoever manages accounts.
pub async fn list_of(backend: &Backend, actor: &Actor, account: AccountId) -> Outcome<Vec<DeviceRow>> {
    access::require(actor, Action::ManageAccounts)?;
    Ok(store::device::of(&mut *backend.store().read().await?, account).await?)
}

/// Reports a device of an account lost: one's own, or anybody's for whoever manages accounts.
pub async fn revoke(backend: &Backend, actor: &Actor, account: AccountId, device: DeviceId) -> Outcome<()> {
    access::settled(actor)?;
    if account != actor.account {
        access::require(actor, Action::ManageAccounts)?;
    }
    let mut transaction = backend.begin().await?;
    if !store::device::revoke(&mut transaction, device, account, now()).await? {
        return Err(Failure::NotFound);
    }
    log(&mut transaction, Some(actor), Event::DeviceRevoked, account.to_string(), None).await?;
    Ok(transaction.commit().await?)
}

/// Notes where a session is opened; a lost device opens none.
pub(super) async fn admit(
    connection: &mut Connection,
    device: Option<&Device>,
    account: AccountId,
    now: Timestamp,
) -> Outcome<()> {
    let Some(device) = device else { return Ok(()) };
    if store::device::is_revoked(connection, device.id, account).await? {
        return Err(Failure::DeviceRevoked);
    }
    Ok(store::device::note(connection, device.id, account, &device.kind.clone().short(), now).await?)
}
