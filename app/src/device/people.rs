//! The list of those who use this device, and the few preferences that are about them.

use domain::{account::Profile, id::AccountId};
use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{
    database::{Change, Database, Fault},
    person::{self, Person},
};

const PEOPLE: &str = "people";
/// The store that was open last: only its name, and without it the page asks for a name at the next start.
const LAST: &str = "jalon.last-store";
/// A sign-out that the server has not heard of.
const SIGN_OUT: &str = "jalon.sign-out-due";
/// Whose session the browser's cookie is. Nobody sends under another's name.
const SESSION: &str = "jalon.session";

pub(crate) struct People {
    database: Database,
    shown: RwSignal<Vec<Profile>>,
}

impl People {
    pub(crate) fn new(shown: RwSignal<Vec<Profile>>) -> Self {
        let layout = |database: &web_sys::IdbDatabase| database.create_object_store(PEOPLE).map(drop);
        Self { database: Database::new("jalon-people".to_owned(), layout), shown }
    }

    pub(crate) async fn read(&self) -> Result<Vec<Person>, Fault> {
        let records = self.database.all(PEOPLE, None).await?;
        let people: Vec<Person> = records
            .iter()
            .filter_map(|(_, record)| serde_json::from_str(&record.as_string()?).ok())
            .collect();
        self.shown.set(person::profiles(&people));
        Ok(people)
    }

    /// Forgets a store and with it the only wrapped copy of its key.
    pub(crate) async fn forget(&self, store: &str) -> Result<(), Fault> {
        self.database.write(&[Change::Delete { store: PEOPLE, key: store.into() }]).await?;
        self.read().await.map(drop)
    }

    pub(crate) async fn write(&self, person: &Person) -> Result<(), Fault> {
        let json = serde_json::to_string(person).map_err(|_| Fault::Unavailable)?;
        let key = JsValue::from(person.store.as_str());
        self.database.write(&[Change::Put { store: PEOPLE, key, value: json.into() }]).await?;
        self.read().await.map(drop)
    }
}

pub(crate) fn last_store() -> Option<String> {
    LocalStorage::get(LAST).ok()
}

pub(crate) fn set_last_store(name: &str) {
    let _ = LocalStorage::set(LAST, name);
}

pub(crate) fn has_session(account: AccountId) {
    LocalStorage::delete(SIGN_OUT);
    // Without preferences nothing is sent, and the person is asked to sign in again.
    let _ = LocalStorage::set(SESSION, account);
}

pub(crate) fn owns_session(account: AccountId) -> bool {
    LocalStorage::get::<AccountId>(SESSION).is_ok_and(|owner| owner == account)
}

/// Nobody is to be let in at the next start, and nothing is sent until somebody signs in.
pub(crate) fn forget_session() {
    LocalStorage::delete(LAST);
    LocalStorage::delete(SESSION);
}

/// The cookie is out of a page's reach, so that a session ends when the server can be told.
pub(crate) fn owe_sign_out() {
    let _ = LocalStorage::set(SIGN_OUT, true);
}

pub(crate) fn owes_sign_out() -> bool {
    LocalStorage::get::<bool>(SIGN_OUT).is_ok()
}

pub(crate) fn sign_out_done() {
    LocalStorage::delete(SIGN_OUT);
}
