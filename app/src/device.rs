//! What this device keeps, for whom, and under which lock. One encrypted store for each person who uses the device;
//! see [`Device`].
//!
//! The futures here belong to the browser's one thread: pages await them in `LocalResource`, `Action::new_local` or
//! `spawn_local`.

pub mod cache;
mod cipher;
mod database;
pub mod identity;
mod idle;
mod keeper;
pub mod lock;
mod lost;
mod people;
mod person;
pub(crate) mod store;
pub(crate) mod tabs;

use std::rc::Rc;

use domain::{
    account::Profile,
    failure::Failure,
    guide::NodeKey,
    id::{AccountId, DocumentId},
};
use leptos::{ev, prelude::*};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen_futures::spawn_local;

pub(crate) use cipher::random;
pub(crate) use database::Fault;
use keeper::Keeper;
pub(crate) use keeper::Tenant;
pub use lock::Lock;

/// The device as pages use it; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Device {
    keeper: StoredValue<Rc<Keeper>, LocalStorage>,
    lock: RwSignal<Lock>,
    people: RwSignal<Vec<Profile>>,
    storage: RwSignal<Option<Storage>>,
}

/// How much room the browser gives, and whether it promised to keep it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Storage {
    /// True when the browser will not clear it by itself.
    pub persisted: bool,
    /// Bytes, as the browser estimates them.
    pub usage: f64,
    pub quota: f64,
}

/// Makes the device and puts it into context; once, in `App`.
pub fn provide_device() {
    let (lock, people) = (RwSignal::default(), RwSignal::default());
    let keeper = Keeper::new(lock, people);
    let device =
        Device { keeper: StoredValue::new_local(keeper.clone()), lock, people, storage: RwSignal::default() };
    provide_context(device);
    idle::watch(device);
    spawn_local(keeper.start());
    settle_sign_out(device);
    window_event_listener(ev::online, move |_| settle_sign_out(device));
    spawn_local(idle::look_at_storage(device, false));
}

/// Tells the server of a sign-out that it has not heard of, if there is one.
fn settle_sign_out(device: Device) {
    spawn_local(async move {
        device.keeper().finish_sign_out().await;
    });
}

/// The device of the page.
pub fn use_device() -> Device {
    expect_context::<Device>()
}

impl Device {
    pub fn lock_state(self) -> ReadSignal<Lock> {
        self.lock.read_only()
    }

    /// Those who have a store on this device, the latest first.
    pub fn people(self) -> ReadSignal<Vec<Profile>> {
        self.people.read_only()
    }

    /// `None` until the browser has said.
    pub fn storage(self) -> ReadSignal<Option<Storage>> {
        self.storage.read_only()
    }

    /// Online: signs in at the server, then opens or makes the person's store. Without the server: opens the store of
    /// that name. Another person's store is locked first. May end in [`Lock::OldPassphrase`], with `Ok`.
    pub async fn sign_in(self, name: &str, passphrase: &str) -> Result<Profile, Failure> {
        let profile = self.keeper().sign_in(name, passphrase).await?;
        spawn_local(idle::look_at_storage(self, true));
        Ok(profile)
    }

    /// Opens the store of the person in [`Lock::Locked`]; needs no network.
    pub async fn unlock(self, passphrase: &str) -> Result<Profile, Failure> {
        self.keeper().unlock(passphrase).await
    }

    /// True when the session at the server is that of the person whose store is open.
    pub fn owns_session(self) -> bool {
        self.store().is_some_and(|store| self.keeper().owns_session(store.account))
    }

    /// Saves everything that is open and being typed.
    pub(crate) async fn flush(self) -> Result<(), Failure> {
        Ok(self.keeper().flush().await?)
    }

    /// Locks, and shows the lock of another of [`Device::people`].
    pub async fn choose_person(self, account: AccountId) {
        self.keeper().choose_person(account).await;
    }

    /// Locks, and asks for a name, for somebody who is not among [`Device::people`].
    pub async fn make_way(self) {
        self.keeper().make_way().await;
    }

    /// In [`Lock::OldPassphrase`]: opens the store with the passphrase it was sealed with, and seals it anew.
    pub async fn recover(self, old: &str) -> Result<Profile, Failure> {
        self.keeper().recover(old).await
    }

    /// In [`Lock::OldPassphrase`]: leaves the old store sealed and untouched, and makes a new one.
    pub async fn start_afresh(self) -> Result<Profile, Failure> {
        self.keeper().start_afresh().await
    }

    /// Saves what is being typed, then forgets the key and everything shown. Where it cannot be saved, nothing is
    /// locked and the status line says why.
    pub async fn lock(self) {
        let _ = self.keeper().lock(true).await;
    }

    /// Saves, sends what it can, ends the session at the server and locks. What could not be sent stays sealed here
    /// and leaves after the next sign-in.
    pub async fn sign_out(self) {
        let _ = self.keeper().sign_out(true).await;
    }

    /// To call once the server has accepted a new passphrase: the store then opens with it.
    pub async fn passphrase_changed(self, old: &str, new: &str) -> Result<(), Failure> {
        self.keeper().passphrase_changed(old, new).await
    }

    /// What [`Device::keep`] kept under a key of [`cache`].
    pub async fn cached<T: DeserializeOwned>(self, key: &str) -> Option<T> {
        self.store()?.cached(key).await.ok().flatten()
    }

    /// Keeps a copy of what the server answered, encrypted. A copy that cannot be kept is only missed offline.
    pub async fn keep<T: Serialize>(self, key: &str, value: &T) {
        if let Some(store) = self.store() {
            let _ = store.keep(key, value).await;
        }
    }

    /// Where the person was in a document.
    pub async fn place(self, document: DocumentId) -> Option<NodeKey> {
        self.store()?.place(document).await.ok().flatten()
    }

    /// A place that cannot be kept only means starting at the first question.
    pub async fn set_place(self, document: DocumentId, place: &NodeKey) {
        if let Some(store) = self.store() {
            let _ = store.set_place(document, place).await;
        }
    }

    /// Minutes without input after which the device locks itself.
    pub fn idle_minutes(self) -> u32 {
        idle::minutes()
    }

    /// Between 1 and 480.
    pub fn set_idle_minutes(self, minutes: u32) {
        idle::set_minutes(minutes);
    }

    pub(crate) fn keeper(self) -> Rc<Keeper> {
        self.keeper.get_value()
    }

    pub(crate) fn store(self) -> Option<Rc<store::Store>> {
        self.keeper().store()
    }

    fn is_unlocked(self) -> bool {
        self.lock.with_untracked(|lock| lock.unlocked().is_some())
    }
}
