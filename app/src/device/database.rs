//! IndexedDB, as little of it as is needed. What it promises: a write returns only after the browser says that the
//! transaction is on the disk (`durability: "strict"`), and an aborted transaction is an error, never silence.
//!
//! A transaction commits by itself as soon as nothing is asked of it, so that nothing foreign may be awaited inside
//! one: callers encrypt first, and all requests of a transaction are issued at once.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use domain::failure::Failure;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, Event, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

const VERSION: u32 = 1;

/// Why the browser's store did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No room left.
    Full,
    /// It was laid out by a newer version of the application; nothing was touched.
    Newer,
    /// It does not answer, or what it holds cannot be read.
    Unavailable,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Newer => Self::DeviceNewer,
            Fault::Full => Self::DeviceStorage { full: true },
            Fault::Unavailable => Self::DeviceStorage { full: false },
        }
    }
}

impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        let name = error.dyn_ref::<DomException>().map(DomException::name);
        match name.as_deref() {
            Some("QuotaExceededError") => Self::Full,
            Some("VersionError") => Self::Newer,
            _ => Self::Unavailable,
        }
    }
}

/// One request of a writing transaction.
pub(crate) enum Change {
    Put {
        store: &'static str,
        key: JsValue,
        value: JsValue,
    },
    /// Puts under a new number, larger than all before.
    Add {
        store: &'static str,
        value: JsValue,
    },
    Delete {
        store: &'static str,
        key: JsValue,
    },
    /// Sets a field of a record, if the record still exists.
    Mark {
        store: &'static str,
        key: JsValue,
        field: &'static str,
        value: JsValue,
    },
}

impl Change {
    fn store(&self) -> &'static str {
        match self {
            Self::Put { store, .. }
            | Self::Add { store, .. }
            | Self::Delete { store, .. }
            | Self::Mark { store, .. } => store,
        }
    }
}

/// A database that opens itself, and opens itself again when the browser has closed it.
pub(crate) struct Database {
    name: String,
    layout: fn(&IdbDatabase) -> Result<(), JsValue>,
    connection: RefCell<Option<Connection>>,
}

struct Connection {
    database: IdbDatabase,
    ended: Rc<Cell<bool>>,
    _on_end: Closure<dyn FnMut(Event)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.set_onclose(None);
        self.database.set_onversionchange(None);
        self.database.close();
    }
}

impl Database {
    /// `layout` makes the stores when there are none yet.
    pub(crate) fn new(name: String, layout: fn(&IdbDatabase) -> Result<(), JsValue>) -> Self {
        Self { name, layout, connection: RefCell::new(None) }
    }

    /// Carries out all changes or none, and returns once they are on the disk: for each change the key it was put
    /// under.
    pub(crate) async fn write(&self, changes: &[Change]) -> Result<Vec<JsValue>, Fault> {
        match self.try_write(changes).await {
            Err(Fault::Unavailable) => {
                // A connection that the browser lost answers with an abort; nothing was committed, so once more.
                self.disconnect();
                self.try_write(changes).await
            }
            outcome => outcome,
        }
    }

    /// The record under `key`.
    pub(crate) async fn get(&self, store: &'static str, key: &JsValue) -> Result<Option<JsValue>, Fault> {
        let found = self.ask(store, |store| store.get(key)).await?;
        Ok((!found.is_undefined()).then_some(found))
    }

    /// All records of a store with their keys, in order of their keys; of an index, those under `at`.
    pub(crate) async fn all(
        &self,
        store: &'static str,
        at: Option<(&str, &JsValue)>,
    ) -> Result<Vec<(JsValue, JsValue)>, Fault> {
        let transaction = self.reading(store).await?;
        let source = transaction.object_store(store)?;
        let (keys, values) = match at {
            None => (source.get_all_keys()?, source.get_all()?),
            Some((name, key)) => {
                let index = source.index(name)?;
                (index.get_all_keys_with_key(key)?, index.get_all_with_key(key)?)
            }
        };
        // Both are asked before either is awaited, so that they see the same records.
        let keys_ready = settled(&keys);
        let values_ready = settled(&values);
        let keys: Array = keys_ready.await?.unchecked_into();
        let values: Array = values_ready.await?.unchecked_into();
        Ok(keys.iter().zip(values.iter()).collect())
    }

    /// The keys of the records that an index has under `at`.
    pub(crate) async fn keys(
        &self,
        store: &'static str,
        index: &'static str,
        at: &JsValue,
    ) -> Result<Vec<JsValue>, Fault> {
        let keys = self.ask(store, |store| store.index(index)?.get_all_keys_with_key(at)).await?;
        Ok(Array::from(&keys).to_vec())
    }

    /// Deletes the database with all that is in it.
    pub(crate) async fn destroy(&self) -> Result<(), Fault> {
        self.disconnect();
        let factory = window().indexed_db()?.ok_or(Fault::Unavailable)?;
        settled(&factory.delete_database(&self.name)?.into()).await.map(drop)
    }

    /// Closes the connection; the next use opens it again.
    pub(crate) fn disconnect(&self) {
        self.connection.take();
    }

    async fn ask(
        &self,
        store: &'static str,
        request: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest, JsValue>,
    ) -> Result<JsValue, Fault> {
        let transaction = self.reading(store).await?;
        settled(&request(&transaction.object_store(store)?)?).await
    }

    async fn reading(&self, store: &'static str) -> Result<IdbTransaction, Fault> {
        match self.connect().await?.transaction_with_str(store) {
            Ok(transaction) => Ok(transaction),
            Err(_) => {
                self.disconnect();
                Ok(self.connect().await?.transaction_with_str(store)?)
            }
        }
    }

    async fn try_write(&self, changes: &[Change]) -> Result<Vec<JsValue>, Fault> {
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let database = self.connect().await?;
        let transaction = strict_transaction(&database, changes)?;
        let mut requests = Vec::with_capacity(changes.len());
        for change in changes {
            match issue(&transaction, change) {
                Ok(request) => requests.push(request),
                Err(error) => {
                    // Left alone, the transaction would commit what was issued so far.
                    let _ = transaction.abort();
                    return Err(error.into());
                }
            }
        }
        let done = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
        });
        if JsFuture::from(done).await.is_err() {
            return Err(transaction.error().map_or(Fault::Unavailable, |error| JsValue::from(error).into()));
        }
        Ok(requests.iter().map(|request| request.result().unwrap_or_default()).collect())
    }

    async fn connect(&self) -> Result<IdbDatabase, Fault> {
        if let Some(connection) = &*self.connection.borrow()
            && !connection.ended.get()
        {
            return Ok(connection.database.clone());
        }
        let factory = window().indexed_db()?.ok_or(Fault::Unavailable)?;
        let request = factory.open_with_u32(&self.name, VERSION)?;
        let layout = self.layout;
        let upgraded = request.clone();
        let on_upgrade = Closure::<dyn FnMut(Event)>::new(move |_| {
            let made = upgraded.result().and_then(|database| layout(database.unchecked_ref()));
            if made.is_err()
                && let Some(transaction) = upgraded.transaction()
            {
                let _ = transaction.abort();
            }
        });
        request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
        let database: IdbDatabase = settled(&request).await?.unchecked_into();
        let ended = Rc::new(Cell::new(false));
        let (flag, ending) = (ended.clone(), database.clone());
        let on_end = Closure::<dyn FnMut(Event)>::new(move |_| {
            flag.set(true);
            ending.close();
        });
        database.set_onclose(Some(on_end.as_ref().unchecked_ref()));
        database.set_onversionchange(Some(on_end.as_ref().unchecked_ref()));
        let connection = Connection { database: database.clone(), ended, _on_end: on_end };
        self.connection.replace(Some(connection));
        Ok(database)
    }
}

/// The method with options is called by name: its binding is still marked unstable.
fn strict_transaction(database: &IdbDatabase, changes: &[Change]) -> Result<IdbTransaction, JsValue> {
    let stores = Array::new();
    for change in changes {
        stores.push(&change.store().into());
    }
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let method: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    method.call3(database, &stores, &"readwrite".into(), &options).map(JsCast::unchecked_into)
}

fn issue(transaction: &IdbTransaction, change: &Change) -> Result<IdbRequest, JsValue> {
    let target = transaction.object_store(change.store())?;
    match change {
        Change::Put { key, value, .. } => target.put_with_key(value, key),
        Change::Add { value, .. } => target.add(value),
        Change::Delete { key, .. } => target.delete(key),
        Change::Mark { key, field, value, .. } => {
            let request = target.get(key)?;
            let (read, key, value, field) = (request.clone(), key.clone(), value.clone(), *field);
            let on_read = Closure::once_into_js(move || {
                let Ok(record) = read.result() else { return };
                if record.is_object() && Reflect::set(&record, &field.into(), &value).is_ok() {
                    // A put that fails aborts the transaction, and that is where it is noticed.
                    let _ = target.put_with_key(&record, &key);
                }
            });
            request.set_onsuccess(Some(on_read.unchecked_ref()));
            Ok(request)
        }
    }
}

/// Listens at once and resolves with the request's result.
fn settled(request: &IdbRequest) -> impl Future<Output = Result<JsValue, Fault>> + use<> {
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    let request = request.clone();
    async move {
        match JsFuture::from(done).await {
            Ok(_) => Ok(request.result()?),
            Err(_) => Err(match request.error() {
                Ok(Some(error)) => JsValue::from(error).into(),
                _ => Fault::Unavailable,
            }),
        }
    }
}
