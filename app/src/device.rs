//! What this device keeps, for whom, and under which lock. One encrypted store for each person who uses the device;
//! see [`Device`].
//!
//! The futures here belong to the browser's one thread: pages await them in `LocalResource`, `Action::new_local` or
//! `spawn_local`.

pub mod cache;
pub mod lock;

use domain::{
    account::Profile,
    failure::Failure,
    guide::NodeKey,
    id::{AccountId, DocumentId},
};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

pub use lock::Lock;

/// The device as pages use it; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Device {
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
    provide_context(Device {
        lock: RwSignal::new(Lock::SignedOut),
        people: RwSignal::new(Vec::new()),
        storage: RwSignal::new(None),
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
        let _ = (name, passphrase);
        Err(Failure::Unreachable)
    }

    /// Opens the store of the person in [`Lock::Locked`]; needs no network.
    pub async fn unlock(self, passphrase: &str) -> Result<Profile, Failure> {
        let _ = passphrase;
        Err(Failure::SignedOut)
    }

    /// Shows the lock of one of [`Device::people`], for a device that several share.
    pub async fn choose_person(self, account: AccountId) {
        let _ = account;
    }

    /// In [`Lock::OldPassphrase`]: opens the store with the passphrase it was sealed with, and seals it anew.
    pub async fn recover(self, old: &str) -> Result<Profile, Failure> {
        let _ = old;
        Err(Failure::SignedOut)
    }

    /// In [`Lock::OldPassphrase`]: leaves the old store sealed and untouched, and makes a new one.
    pub async fn start_afresh(self) -> Result<Profile, Failure> {
        Err(Failure::SignedOut)
    }

    /// Saves what is being typed, then forgets the key and everything shown.
    pub async fn lock(self) {
        self.lock.set(Lock::SignedOut);
    }

    /// Saves, sends what it can, ends the session at the server and locks. What could not be sent stays sealed here
    /// and leaves after the next sign-in.
    pub async fn sign_out(self) {
        self.lock.set(Lock::SignedOut);
    }

    /// To call once the server has accepted a new passphrase: the store then opens with it.
    pub async fn passphrase_changed(self, old: &str, new: &str) -> Result<(), Failure> {
        let _ = (old, new);
        Err(Failure::SignedOut)
    }

    /// What [`Device::keep`] kept under a key of [`cache`].
    pub async fn cached<T: DeserializeOwned>(self, key: &str) -> Option<T> {
        let _ = key;
        None
    }

    /// Keeps a copy of what the server answered, encrypted. A copy that cannot be kept is only missed offline.
    pub async fn keep<T: Serialize>(self, key: &str, value: &T) {
        let _ = (key, value);
    }

    /// Where the person was in a document.
    pub async fn place(self, document: DocumentId) -> Option<NodeKey> {
        let _ = document;
        None
    }

    pub async fn set_place(self, document: DocumentId, place: &NodeKey) {
        let _ = (document, place);
    }

    /// Minutes without input after which the device locks itself.
    pub fn idle_minutes(self) -> u32 {
        15
    }

    pub fn set_idle_minutes(self, minutes: u32) {
        let _ = minutes;
    }
}
