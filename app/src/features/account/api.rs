//! Signing in and out, one's own account, and the administrator's accounts.

use domain::{
    account::{AccountRow, Device, DeviceRow, Handover, NewAccount, Profile, Site},
    id::{AccountId, DeviceId},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::{caller, connection};

#[server(prefix = "/api/account", endpoint = "sign-in", input = Json, output = Json)]
pub async fn sign_in(
    name: String,
    passphrase: String,
    #[server(default)] device: Option<Device>,
) -> Result<Profile, ApiError> {
    let connection = connection()?;
    let credentials = domain::account::Credentials { name, passphrase, language: Default::default(), device };
    let signed_in = backend::account::sign_in(&connection.backend, &credentials, connection.now).await?;
    connection.keep_token(Some(signed_in.token));
    Ok(signed_in.profile)
}

#[server(prefix = "/api/account", endpoint = "sign-out", input = Json, output = Json)]
pub async fn sign_out() -> Result<(), ApiError> {
    let (connection, actor) = caller().await?;
    backend::account::sign_out(&connection.backend, &actor).await?;
    connection.keep_token(None);
    Ok(())
}

#[server(prefix = "/api/account", endpoint = "sign-out-everywhere", input = Json, output = Json)]
pub async fn sign_out_everywhere() -> Result<(), ApiError> {
    let (connection, actor) = caller().await?;
    backend::account::sign_out_everywhere(&connection.backend, &actor).await?;
    connection.keep_token(None);
    Ok(())
}

#[server(prefix = "/api/account", endpoint = "current", input = Json, output = Json)]
pub async fn current() -> Result<Profile, ApiError> {
    let (_, actor) = caller().await?;
    Ok(backend::account::profile(&actor))
}

#[server(prefix = "/api/account", endpoint = "change-passphrase", input = Json, output = Json)]
pub async fn change_passphrase(current: String, new: String) -> Result<(), ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::change_passphrase(&connection.backend, &actor, &current, &new).await?)
}

#[server(prefix = "/api/account", endpoint = "list", input = Json, output = Json)]
pub async fn list() -> Result<Vec<AccountRow>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::list(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/account", endpoint = "sites", input = Json, output = Json)]
pub async fn sites() -> Result<Vec<Site>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::sites(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/account", endpoint = "create", input = Json, output = Json)]
pub async fn create(account: NewAccount) -> Result<Handover, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::create(&connection.backend, &actor, &account).await?)
}

#[server(prefix = "/api/account", endpoint = "reset", input = Json, output = Json)]
pub async fn reset(id: AccountId) -> Result<Handover, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::reset(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/account", endpoint = "set-active", input = Json, output = Json)]
pub async fn set_active(id: AccountId, active: bool) -> Result<(), ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::set_active(&connection.backend, &actor, id, active).await?)
}

/// The devices on which one's own account was used.
#[server(prefix = "/api/account", endpoint = "devices", input = Json, output = Json)]
pub async fn devices() -> Result<Vec<DeviceRow>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::device::list(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/account", endpoint = "devices-of", input = Json, output = Json)]
pub async fn devices_of(id: AccountId) -> Result<Vec<DeviceRow>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::device::list_of(&connection.backend, &actor, id).await?)
}

/// Reports a device lost.
#[server(prefix = "/api/account", endpoint = "revoke-device", input = Json, output = Json)]
pub async fn revoke_device(id: AccountId, device: DeviceId) -> Result<(), ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::account::device::revoke(&connection.backend, &actor, id, device).await?)
}
