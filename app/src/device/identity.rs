//! Which device this is: an id that the browser makes once, and what the browser says of itself.

use domain::{
    account::{Device, DeviceKind},
    id::DeviceId,
};
use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::window;
use uuid::Uuid;

use super::cipher::random;

const ID: &str = "jalon.device";
/// Kept from the moment this device was reported lost until somebody signs in on it.
const LOST: &str = "jalon.device-lost";

/// This device; `None` where the browser keeps no preferences, since it would be another one each time.
pub(crate) fn this_device() -> Option<Device> {
    let id = LocalStorage::get::<DeviceId>(ID).ok().or_else(make)?;
    let agent = window().navigator().user_agent().unwrap_or_default();
    Some(Device { id, kind: DeviceKind::of_user_agent(&agent) })
}

fn make() -> Option<DeviceId> {
    let mut bytes = [0; 16];
    random(&mut bytes).ok()?;
    let id = DeviceId(uuid::Builder::from_random_bytes(bytes).into_uuid());
    LocalStorage::set(ID, id).ok().map(|()| id)
}

/// The id alone, to mark this device among others.
pub fn own_id() -> Option<DeviceId> {
    LocalStorage::get::<DeviceId>(ID).ok().filter(|id| id.0 != Uuid::nil())
}

/// What became of what a lost device kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Lost {
    /// Everything had been sent, and all of it is gone from here.
    Emptied,
    /// What had not been sent is set aside, sealed; the rest is gone.
    SetAside,
}

pub fn lost() -> Option<Lost> {
    LocalStorage::get(LOST).ok()
}

pub(crate) fn set_lost(lost: Option<Lost>) {
    match lost {
        // A browser that refuses preferences only leaves the reason unsaid.
        Some(lost) => drop(LocalStorage::set(LOST, lost)),
        None => LocalStorage::delete(LOST),
    }
}
