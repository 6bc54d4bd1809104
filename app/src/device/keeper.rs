//! Who is let in to which store, and when it is locked again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use domain::{account::Profile, failure::Failure, id::AccountId};
use futures::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::{
    Lock,
    cipher::Cipher,
    database::Fault,
    identity::{set_lost, this_device},
    people::{self, People},
    person::{self, Person, RawKey},
    store::Store,
    tabs::{Message, Tabs},
};
use crate::{api::ApiError, features::account::api, sync::clock::now};

/// How long a new tab waits for another to let it in, in milliseconds.
const ASK: u32 = 120;

/// What works with an open store and must finish before it is locked.
pub(crate) trait Tenant {
    /// Puts everything typed on the disk.
    fn flush(&self) -> LocalBoxFuture<'static, Result<(), Fault>>;
    /// Sends what is on the disk, as far as that goes within a few seconds.
    fn send(&self) -> LocalBoxFuture<'static, ()>;
    /// Lets go of the store and of everything shown.
    fn leave(&self);
    /// The session at the server is good again.
    fn session_renewed(&self);
    fn heard(&self, message: Message);
}

pub(crate) struct Keeper {
    pub(super) lock: RwSignal<Lock>,
    pub(super) people: People,
    store: RefCell<Option<Rc<Store>>>,
    tabs: RefCell<Option<Rc<Tabs>>>,
    tenant: RefCell<Option<Rc<dyn Tenant>>>,
    /// In [`Lock::OldPassphrase`], the passphrase that the server accepted.
    newer: RefCell<Option<Zeroizing<String>>>,
    started: Cell<bool>,
}

impl Keeper {
    pub(crate) fn new(lock: RwSignal<Lock>, people: RwSignal<Vec<Profile>>) -> Rc<Self> {
        Rc::new(Self {
            lock,
            people: People::new(people),
            store: RefCell::default(),
            tabs: RefCell::default(),
            tenant: RefCell::default(),
            newer: RefCell::default(),
            started: Cell::new(false),
        })
    }

    /// Lets in who works with the store, which may be open already.
    pub(crate) fn let_in(&self, tenant: Rc<dyn Tenant>) {
        self.tenant.replace(Some(tenant));
        if self.store().is_some() {
            self.tell_tenant(|tenant| tenant.session_renewed());
        }
    }

    /// Puts everything typed on the disk.
    pub(crate) async fn flush(&self) -> Result<(), Fault> {
        let tenant = self.tenant.borrow().clone();
        match tenant {
            Some(tenant) => tenant.flush().await,
            None => Ok(()),
        }
    }

    pub(crate) fn store(&self) -> Option<Rc<Store>> {
        self.store.borrow().clone()
    }

    pub(crate) fn tabs(&self) -> Option<Rc<Tabs>> {
        self.tabs.borrow().clone()
    }

    /// Reads who uses this device and shows the lock of who used it last.
    pub(crate) async fn start(self: Rc<Self>) {
        let people = self.people.read().await.unwrap_or_default();
        let last = people::last_store().unwrap_or_default();
        let Some(person) = person::by_store(&people, &last).cloned() else {
            self.started.set(true);
            self.lock.set(Lock::SignedOut);
            return;
        };
        self.join_tabs(person.profile.id);
        if let Some(tabs) = self.tabs() {
            tabs.tell(&Message::AskKey);
            TimeoutFuture::new(ASK).await;
        }
        self.started.set(true);
        if self.store().is_none() {
            self.lock.set(Lock::Locked { profile: person.profile });
        }
    }

    pub(crate) async fn sign_in(self: &Rc<Self>, name: &str, passphrase: &str) -> Result<Profile, Failure> {
        match api::sign_in(name.to_owned(), passphrase.to_owned(), this_device()).await {
            Ok(profile) => {
                people::has_session(profile.id);
                self.enter(profile, passphrase).await
            }
            Err(ApiError(failure)) if without_server(&failure) => {
                let people = self.people.read().await?;
                let person = person::by_name(&people, name).ok_or(failure)?;
                self.open_here(person.clone(), passphrase).await
            }
            Err(ApiError(failure)) => Err(failure),
        }
    }

    pub(crate) async fn unlock(self: &Rc<Self>, passphrase: &str) -> Result<Profile, Failure> {
        let account = self.lock.with_untracked(|lock| lock.profile().map(|profile| profile.id));
        let people = self.people.read().await?;
        let person = account.and_then(|account| person::current(&people, account));
        let mut person = person.cloned().ok_or(Failure::SignedOut)?;
        let (account, name) = (person.profile.id, person.profile.name.clone());
        match self.try_passphrase(&mut person, passphrase).await {
            // What a page asked now would be answered in the name of whoever was here before.
            Ok(key) if !people::owns_session(account) => {
                if !self.take_session(account, name, passphrase).await {
                    people::owe_sign_out();
                }
                self.open(person, &key).await
            }
            Ok(key) => {
                let profile = self.open(person, &key).await?;
                let (keeper, passphrase) = (self.clone(), Zeroizing::new(passphrase.to_owned()));
                spawn_local(async move { keeper.renew_session(account, name, &passphrase).await });
                Ok(profile)
            }
            // It may be a newer passphrase, chosen on another device.
            Err(Failure::WrongCredentials) => {
                match api::sign_in(name, passphrase.to_owned(), this_device()).await {
                    Ok(profile) => {
                        people::has_session(profile.id);
                        self.enter(profile, passphrase).await
                    }
                    Err(ApiError(failure)) if without_server(&failure) => Err(Failure::WrongCredentials),
                    Err(ApiError(failure)) => Err(failure),
                }
            }
            Err(failure) => Err(failure),
        }
    }

    pub(crate) async fn choose_person(self: &Rc<Self>, account: AccountId) {
        let people = self.people.read().await.unwrap_or_default();
        if let Some(person) = person::current(&people, account)
            && self.lock(true).await.is_ok()
        {
            self.join_tabs(account);
            self.lock.set(Lock::Locked { profile: person.profile.clone() });
        }
    }

    /// Locks, and asks for a name: somebody else takes the device.
    pub(crate) async fn make_way(self: &Rc<Self>) {
        if self.lock(true).await.is_ok() {
            self.lock.set(Lock::SignedOut);
        }
    }

    pub(crate) async fn recover(self: &Rc<Self>, old: &str) -> Result<Profile, Failure> {
        let (profile, newer) = self.awaiting_old().ok_or(Failure::SignedOut)?;
        let people = self.people.read().await?;
        let mut person = person::current(&people, profile.id).cloned().ok_or(Failure::NotFound)?;
        let key = self.try_passphrase(&mut person, old).await?;
        person.wrap(&key, &newer).await?;
        person.profile = profile;
        self.open(person, &key).await
    }

    pub(crate) async fn start_afresh(self: &Rc<Self>) -> Result<Profile, Failure> {
        let (profile, newer) = self.awaiting_old().ok_or(Failure::SignedOut)?;
        let people = self.people.read().await?;
        if let Some(person) = person::current(&people, profile.id) {
            self.people.write(&person.clone().retired(now())).await?;
        }
        self.begin(&people, profile, &newer).await
    }

    /// `tell`: whether the person's other tabs are to lock as well. What cannot be saved keeps it unlocked.
    pub(crate) async fn lock(self: &Rc<Self>, tell: bool) -> Result<(), Fault> {
        let profile = self.lock.with_untracked(|lock| lock.profile().cloned());
        self.leave(tell.then_some(Message::Lock)).await?;
        if let Some(profile) = profile {
            self.lock.set(Lock::Locked { profile });
        }
        Ok(())
    }

    pub(crate) async fn sign_out(self: &Rc<Self>, tell: bool) -> Result<(), Fault> {
        if tell {
            let tenant = self.tenant.borrow().clone();
            if let Some(tenant) = tenant {
                tenant.flush().await?;
                tenant.send().await;
            }
            if let Err(ApiError(failure)) = api::sign_out().await
                && without_server(&failure)
            {
                people::owe_sign_out();
            }
        }
        self.leave(tell.then_some(Message::SignOut)).await?;
        people::forget_session();
        self.tabs.take();
        self.lock.set(Lock::SignedOut);
        Ok(())
    }

    /// True when what is sent now is sent in this person's name.
    pub(crate) fn owns_session(&self, account: AccountId) -> bool {
        people::owns_session(account)
    }

    /// Ends a session whose end the server has not heard of; true when there is none left.
    pub(crate) async fn finish_sign_out(&self) -> bool {
        if !people::owes_sign_out() {
            return true;
        }
        let done = match api::sign_out().await {
            Ok(()) => true,
            Err(ApiError(failure)) => !without_server(&failure),
        };
        if done {
            people::sign_out_done();
        }
        done
    }

    pub(crate) async fn passphrase_changed(&self, old: &str, new: &str) -> Result<(), Failure> {
        let profile = self.lock.with_untracked(|lock| lock.profile().cloned()).ok_or(Failure::SignedOut)?;
        let people = self.people.read().await?;
        let mut person = person::current(&people, profile.id).cloned().ok_or(Failure::NotFound)?;
        let key = person.unwrap(old).await?.ok_or(Failure::WrongCredentials)?;
        person.wrap(&key, new).await?;
        person.profile = Profile { must_change_passphrase: false, ..profile };
        self.people.write(&person).await?;
        if self.store().is_some() {
            self.lock.set(Lock::Unlocked { profile: person.profile });
            // Until then the server refused everything else.
            self.tell_tenant(|tenant| tenant.session_renewed());
        }
        Ok(())
    }

    /// The server has accepted the passphrase: opens the person's store, makes it, or asks for the older passphrase.
    async fn enter(self: &Rc<Self>, profile: Profile, passphrase: &str) -> Result<Profile, Failure> {
        let people = self.people.read().await?;
        let Some(person) = person::current(&people, profile.id).cloned() else {
            return self.begin(&people, profile, passphrase).await;
        };
        match person.unwrap(passphrase).await? {
            Some(key) => self.open(person.described(profile), &key).await,
            None => {
                self.leave(Some(Message::Lock)).await?;
                self.newer.replace(Some(Zeroizing::new(passphrase.to_owned())));
                self.lock.set(Lock::OldPassphrase { profile: profile.clone() });
                Ok(profile)
            }
        }
    }

    async fn begin(
        self: &Rc<Self>,
        people: &[Person],
        profile: Profile,
        passphrase: &str,
    ) -> Result<Profile, Failure> {
        let store = person::new_store(people, profile.id);
        let (person, key) = Person::new(store, profile, passphrase, now()).await?;
        self.open(person, &key).await
    }

    /// Opens a store with nothing but the passphrase.
    async fn open_here(self: &Rc<Self>, mut person: Person, passphrase: &str) -> Result<Profile, Failure> {
        let key = self.try_passphrase(&mut person, passphrase).await?;
        self.open(person, &key).await
    }

    async fn try_passphrase(&self, person: &mut Person, passphrase: &str) -> Result<RawKey, Failure> {
        if let Some(seconds) = person.wait(now()) {
            return Err(Failure::TooManyAttempts { seconds });
        }
        match person.unwrap(passphrase).await? {
            Some(key) => Ok(key),
            None => {
                person.failed(now());
                self.people.write(person).await?;
                Err(Failure::WrongCredentials)
            }
        }
    }

    async fn open(self: &Rc<Self>, mut person: Person, key: &RawKey) -> Result<Profile, Failure> {
        let cipher = Cipher::import(key).await?;
        person.succeeded(now());
        self.people.write(&person).await?;
        self.settle_in(&person, cipher).await?;
        Ok(person.profile)
    }

    /// Puts the person in possession of her store. One that is open already stays as it is.
    async fn settle_in(self: &Rc<Self>, person: &Person, cipher: Cipher) -> Result<(), Fault> {
        let same = self.store().is_some_and(|store| store.account == person.profile.id);
        if !same {
            self.leave(Some(Message::Lock)).await?;
            let store = Store::new(person.store.clone(), person.profile.id, cipher);
            self.store.replace(Some(Rc::new(store)));
            self.join_tabs(person.profile.id);
        }
        self.newer.take();
        set_lost(None);
        people::set_last_store(&person.store);
        self.lock.set(Lock::Unlocked { profile: person.profile.clone() });
        self.tell_tenant(|tenant| tenant.session_renewed());
        Ok(())
    }

    /// Lets go of the open store, if there is one, and says so in the person's other tabs. A store that cannot take
    /// what was typed is not left: it would be lost.
    pub(super) async fn leave(&self, say: Option<Message>) -> Result<(), Fault> {
        self.newer.take();
        if self.store().is_none() {
            return Ok(());
        }
        let tenant = self.tenant.borrow().clone();
        if let Some(tenant) = tenant {
            tenant.flush().await?;
            tenant.leave();
        }
        if let Some(store) = self.store.take() {
            store.close();
        }
        if let (Some(tabs), Some(message)) = (self.tabs(), say) {
            tabs.tell(&message);
        }
        Ok(())
    }

    fn join_tabs(self: &Rc<Self>, account: AccountId) {
        let Some(tabs) = Tabs::join(account) else { return };
        let keeper = Rc::downgrade(self);
        tabs.listen(move |message| {
            if let Some(keeper) = keeper.upgrade() {
                spawn_local(async move { keeper.heard(message, account).await });
            }
        });
        self.tabs.replace(Some(Rc::new(tabs)));
    }

    async fn heard(self: Rc<Self>, message: Message, account: AccountId) {
        match message {
            // What cannot be saved keeps this tab open, and its status line says so.
            Message::Lock => drop(self.lock(false).await),
            Message::SignOut => drop(self.sign_out(false).await),
            Message::AskKey => {
                let cipher = self.store().and_then(|store| store.cipher().ok());
                if let (Some(cipher), Some(tabs)) = (cipher, self.tabs()) {
                    tabs.tell(&Message::Key(cipher.key().clone()));
                }
            }
            Message::Key(key) => {
                // Only a tab that is just starting takes a key: a lock that was asked for stays locked.
                if self.started.get() || self.store().is_some() {
                    return;
                }
                let people = self.people.read().await.unwrap_or_default();
                if let Some(person) = person::current(&people, account) {
                    // A tab that is not let in asks for the passphrase.
                    let _ = self.settle_in(person, Cipher::from_key(key)).await;
                }
            }
            message => self.tell_tenant(|tenant| tenant.heard(message)),
        }
    }

    /// Signs in again in the background where the session ran out after the device was locked.
    async fn renew_session(&self, account: AccountId, name: String, passphrase: &str) {
        if self.take_session(account, name, passphrase).await {
            self.tell_tenant(|tenant| tenant.session_renewed());
        }
    }

    /// Makes the session at the server this person's, where it ran out or is somebody else's; true once it is.
    async fn take_session(&self, account: AccountId, name: String, passphrase: &str) -> bool {
        let taken = match api::current().await {
            Ok(profile) if profile.id == account => true,
            Ok(_) | Err(ApiError(Failure::SignedOut)) => {
                api::sign_in(name, passphrase.to_owned(), this_device()).await.is_ok()
            }
            Err(_) => false,
        };
        if taken {
            people::has_session(account);
        }
        taken
    }

    fn tell_tenant(&self, tell: impl FnOnce(&dyn Tenant)) {
        let tenant = self.tenant.borrow().clone();
        if let Some(tenant) = tenant {
            tell(&*tenant);
        }
    }

    fn awaiting_old(&self) -> Option<(Profile, Zeroizing<String>)> {
        let profile = self.lock.with_untracked(|lock| match lock {
            Lock::OldPassphrase { profile } => Some(profile.clone()),
            _ => None,
        })?;
        Some((profile, self.newer.borrow().clone()?))
    }
}

/// True when the answer says nothing about the passphrase: no server, or one in trouble.
fn without_server(failure: &Failure) -> bool {
    matches!(failure, Failure::Unreachable | Failure::Server | Failure::Storage | Failure::Unknown)
}
