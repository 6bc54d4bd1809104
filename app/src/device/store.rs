//! What one person keeps on this device. Every record is sealed; in clear are only random identifiers, and whether a
//! row has reached the server.

use std::{cell::RefCell, collections::BTreeSet};

use domain::{
    document::{Home, Kind},
    failure::Failure,
    guide::NodeKey,
    id::{AccountId, DocumentId, GuideId, Timestamp},
};
use js_sys::{Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sync::client::{RowKey, RowState};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbIndexParameters, IdbObjectStoreParameters};

use super::{
    cipher::{Cipher, digest},
    database::{Change, Database, Fault},
};

const UPDATES: &str = "updates";
const DOCUMENTS: &str = "documents";
const CACHE: &str = "cache";
const PLACES: &str = "places";
/// Fields of a row, and the names of the indexes over them.
const DOCUMENT: &str = "document";
const STATE: &str = "state";
const BYTES: &str = "bytes";

/// An update as it lies on the disk.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub key: RowKey,
    pub state: RowState,
    pub bytes: Vec<u8>,
}

/// A document as it was started, here or elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    pub id: DocumentId,
    /// In a case it is written as it was when there were no other homes, so that an earlier version reads it as well.
    #[serde(flatten)]
    pub home: Home,
    pub started_at: Timestamp,
    /// What an earlier version of the application kept is an interview.
    #[serde(default)]
    pub kind: Kind,
    /// Interviews have one.
    #[serde(default)]
    pub guide: Option<GuideId>,
}

/// What is known of a document besides its content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DocumentRecord {
    pub start: Start,
    /// True once the server knows the document.
    pub registered: bool,
    pub frozen: bool,
    /// Why and when the server refused changes.
    pub refused: Option<(Failure, Timestamp)>,
}

/// An open store, until it is closed.
pub(crate) struct Store {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    database: Database,
    cipher: RefCell<Option<Cipher>>,
}

impl Store {
    pub(crate) fn new(name: String, account: AccountId, cipher: Cipher) -> Self {
        let database = Database::new(name.clone(), lay_out);
        Self { account, name, database, cipher: RefCell::new(Some(cipher)) }
    }

    /// Forgets the key: whoever still holds the store can neither read nor write.
    pub(crate) fn close(&self) {
        self.cipher.take();
        self.database.disconnect();
    }

    /// Deletes everything but what belongs to these documents.
    pub(crate) async fn purge(&self, kept: &[DocumentId]) -> Result<(), Fault> {
        let belongs = |id: Option<String>| {
            id.and_then(|id| id.parse().ok()).is_some_and(|id: DocumentId| kept.contains(&id))
        };
        let mut changes = Vec::new();
        for (key, record) in self.database.all(UPDATES, None).await? {
            if !belongs(field(&record, DOCUMENT).as_string()) {
                changes.push(Change::Delete { store: UPDATES, key });
            }
        }
        for store in [DOCUMENTS, CACHE, PLACES] {
            let records = self.database.all(store, None).await?;
            let gone = records.into_iter().map(|(key, _)| key).filter(|key| !belongs(key.as_string()));
            changes.extend(gone.map(|key| Change::Delete { store, key }));
        }
        self.database.write(&changes).await.map(drop)
    }

    /// Deletes the database itself.
    pub(crate) async fn destroy(&self) -> Result<(), Fault> {
        self.database.destroy().await
    }

    pub(crate) fn cipher(&self) -> Result<Cipher, Fault> {
        self.cipher.borrow().clone().ok_or(Fault::Unavailable)
    }

    /// Puts updates on the disk and returns the numbers of their rows, in order.
    pub(crate) async fn add(
        &self,
        document: DocumentId,
        updates: &[(RowState, Vec<u8>)],
    ) -> Result<Vec<RowKey>, Fault> {
        let mut changes = Vec::with_capacity(updates.len());
        for (state, bytes) in updates {
            let value = self.seal_row(document, *state, bytes).await?;
            changes.push(Change::Add { store: UPDATES, value });
        }
        Ok(self.database.write(&changes).await?.iter().map(row_key).collect())
    }

    /// All rows of a document in the order they were added. Those that cannot be opened are left where they are.
    pub(crate) async fn rows(&self, document: DocumentId) -> Result<Vec<Row>, Fault> {
        let at = JsValue::from(document.to_string());
        let label = row_label(document);
        let cipher = self.cipher()?;
        let mut rows = Vec::new();
        for (key, record) in self.database.all(UPDATES, Some((DOCUMENT, &at))).await? {
            let sealed = Uint8Array::new(&field(&record, BYTES));
            let state = from_code(field(&record, STATE).as_f64());
            match cipher.open(&label, &sealed).await {
                Ok(bytes) => rows.push(Row { key: row_key(&key), state, bytes }),
                Err(_) => {
                    leptos::logging::warn!("row {key:?} of {document} cannot be opened and is left out");
                }
            }
        }
        Ok(rows)
    }

    pub(crate) async fn mark(&self, rows: &[RowKey], state: RowState) -> Result<(), Fault> {
        let mark = |key: &RowKey| Change::Mark {
            store: UPDATES,
            key: (*key).into(),
            field: STATE,
            value: code(state).into(),
        };
        self.database.write(&rows.iter().map(mark).collect::<Vec<_>>()).await.map(drop)
    }

    /// Replaces rows that the server has by one that says the same.
    pub(crate) async fn compact(
        &self,
        document: DocumentId,
        whole: &[u8],
        rows: &[RowKey],
    ) -> Result<RowKey, Fault> {
        let value = self.seal_row(document, RowState::Sent, whole).await?;
        let mut changes = vec![Change::Add { store: UPDATES, value }];
        changes.extend(rows.iter().map(|key| Change::Delete { store: UPDATES, key: (*key).into() }));
        let keys = self.database.write(&changes).await?;
        Ok(keys.first().map(row_key).unwrap_or_default())
    }

    /// The rows that the server has not confirmed.
    pub(crate) async fn pending(&self) -> Result<BTreeSet<RowKey>, Fault> {
        let keys = self.database.keys(UPDATES, STATE, &code(RowState::Pending).into()).await?;
        Ok(keys.iter().map(row_key).collect())
    }

    /// The documents that have rows in a state, with the number of these rows.
    pub(crate) async fn documents_with(&self, state: RowState) -> Result<Vec<(DocumentId, usize)>, Fault> {
        let rows = self.database.all(UPDATES, Some((STATE, &code(state).into()))).await?;
        let mut found: Vec<(DocumentId, usize)> = Vec::new();
        for (_, record) in rows {
            let document = field(&record, DOCUMENT).as_string().and_then(|text| text.parse().ok());
            let Some(document) = document else { continue };
            match found.iter_mut().find(|(known, _)| *known == document) {
                Some((_, count)) => *count += 1,
                None => found.push((document, 1)),
            }
        }
        Ok(found)
    }

    /// True when something of the document is here.
    pub(crate) async fn has(&self, document: DocumentId) -> Result<bool, Fault> {
        let keys = self.database.keys(UPDATES, DOCUMENT, &document.to_string().into()).await?;
        Ok(!keys.is_empty())
    }

    pub(crate) async fn record(&self, document: DocumentId) -> Result<Option<DocumentRecord>, Fault> {
        self.read(DOCUMENTS, &document.to_string()).await
    }

    pub(crate) async fn put_record(&self, record: &DocumentRecord) -> Result<(), Fault> {
        self.put(DOCUMENTS, &record.start.id.to_string(), record).await
    }

    pub(crate) async fn records(&self) -> Result<Vec<DocumentRecord>, Fault> {
        let mut records = Vec::new();
        for (key, value) in self.database.all(DOCUMENTS, None).await? {
            let Some(key) = key.as_string() else { continue };
            records.extend(self.decode(DOCUMENTS, &key, &value).await);
        }
        Ok(records)
    }

    /// Begins a document with its record and its first update, both or neither.
    pub(crate) async fn begin(&self, record: &DocumentRecord, first: &[u8]) -> Result<(), Fault> {
        let document = record.start.id;
        let value = self.seal_row(document, RowState::Pending, first).await?;
        let changes = [
            Change::Add { store: UPDATES, value },
            self.sealed_put(DOCUMENTS, &document.to_string(), record).await?,
        ];
        self.database.write(&changes).await.map(drop)
    }

    /// Keys of the cache say which case somebody reads, so that only their digest is written.
    pub(crate) async fn cached<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Fault> {
        self.read(CACHE, &self.cache_key(key).await?).await
    }

    pub(crate) async fn keep<T: Serialize>(&self, key: &str, value: &T) -> Result<(), Fault> {
        let key = self.cache_key(key).await?;
        self.put(CACHE, &key, value).await
    }

    pub(crate) async fn place(&self, document: DocumentId) -> Result<Option<NodeKey>, Fault> {
        self.read(PLACES, &document.to_string()).await
    }

    pub(crate) async fn set_place(&self, document: DocumentId, place: &NodeKey) -> Result<(), Fault> {
        self.put(PLACES, &document.to_string(), place).await
    }

    async fn cache_key(&self, key: &str) -> Result<String, Fault> {
        let digest = digest(format!("{}/{key}", self.account).as_bytes()).await?;
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    async fn seal_row(&self, document: DocumentId, state: RowState, bytes: &[u8]) -> Result<JsValue, Fault> {
        let record = Object::new();
        Reflect::set(&record, &DOCUMENT.into(), &document.to_string().into())?;
        Reflect::set(&record, &STATE.into(), &code(state).into())?;
        let sealed = self.cipher()?.seal(&row_label(document), bytes).await?;
        Reflect::set(&record, &BYTES.into(), &sealed)?;
        Ok(record.into())
    }

    async fn put<T: Serialize>(&self, store: &'static str, key: &str, value: &T) -> Result<(), Fault> {
        let change = self.sealed_put(store, key, value).await?;
        self.database.write(&[change]).await.map(drop)
    }

    async fn sealed_put<T: Serialize>(
        &self,
        store: &'static str,
        key: &str,
        value: &T,
    ) -> Result<Change, Fault> {
        let json = serde_json::to_vec(value).map_err(|_| Fault::Unavailable)?;
        let sealed = self.cipher()?.seal(&label(store, key), &json).await?;
        Ok(Change::Put { store, key: key.into(), value: sealed.into() })
    }

    async fn read<T: DeserializeOwned>(&self, store: &'static str, key: &str) -> Result<Option<T>, Fault> {
        match self.database.get(store, &key.into()).await? {
            Some(value) => Ok(self.decode(store, key, &value).await),
            None => Ok(None),
        }
    }

    /// `None` for a record of another format or key: as good as absent.
    async fn decode<T: DeserializeOwned>(&self, store: &str, key: &str, value: &JsValue) -> Option<T> {
        let json = self.cipher().ok()?.open(&label(store, key), &Uint8Array::new(value)).await.ok()?;
        serde_json::from_slice(&json).ok()
    }
}

fn lay_out(database: &IdbDatabase) -> Result<(), JsValue> {
    let numbered = IdbObjectStoreParameters::new();
    numbered.set_auto_increment(true);
    let updates = database.create_object_store_with_optional_parameters(UPDATES, &numbered)?;
    for index in [DOCUMENT, STATE] {
        updates.create_index_with_str_and_optional_parameters(index, index, &IdbIndexParameters::new())?;
    }
    for store in [DOCUMENTS, CACHE, PLACES] {
        database.create_object_store(store)?;
    }
    Ok(())
}

fn code(state: RowState) -> u32 {
    match state {
        RowState::Sent => 0,
        RowState::Pending => 1,
        RowState::Aside => 2,
    }
}

/// A code that a newer version wrote counts as pending: sending twice does no harm.
fn from_code(code: Option<f64>) -> RowState {
    match code {
        Some(0.0) => RowState::Sent,
        Some(2.0) => RowState::Aside,
        _ => RowState::Pending,
    }
}

/// What a record is sealed to: it cannot be moved to another place unnoticed.
fn label(store: &str, key: &str) -> String {
    format!("jalon/1/{store}/{key}")
}

/// Rows are numbered by the database after they are sealed, so that they are bound to their document alone. Their
/// order does not matter to a document that merges.
fn row_label(document: DocumentId) -> String {
    label(UPDATES, &document.to_string())
}

fn field(record: &JsValue, name: &str) -> JsValue {
    Reflect::get(record, &name.into()).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "row numbers count from one")]
fn row_key(key: &JsValue) -> RowKey {
    key.unchecked_ref::<js_sys::Number>().value_of() as RowKey
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00000000-0000-7000-8000-000000000001";

    /// A record exactly as the version before notes wrote it.
    #[test]
    fn a_record_without_a_kind_is_an_interview() {
        let kept = format!(
            r#"{{"start":{{"id":"{ID}","case":"{ID}","guide":"{ID}","started_at":7}},"registered":true,"frozen":false,"refused":null}}"#
        );
        let record: DocumentRecord = serde_json::from_str(&kept).unwrap();
        assert_eq!((record.start.kind, record.start.started_at), (Kind::Interview, 7));
        assert_eq!(record.start.guide, ID.parse().ok());
        assert_eq!(record.start.home.case(), ID.parse().ok());
        let again: DocumentRecord = serde_json::from_slice(&serde_json::to_vec(&record).unwrap()).unwrap();
        assert_eq!(again, record);
    }

    /// What the version before other homes reads.
    #[derive(Deserialize)]
    struct Earlier {
        id: DocumentId,
        case: domain::id::CaseId,
        guide: Option<GuideId>,
    }

    #[test]
    fn a_document_of_a_case_is_kept_as_earlier_versions_read_it() {
        let id = ID.parse().unwrap();
        let start = Start {
            id,
            home: Home::Case(ID.parse().unwrap()),
            started_at: 7,
            kind: Kind::Notes,
            guide: None,
        };
        let earlier: Earlier = serde_json::from_str(&serde_json::to_string(&start).unwrap()).unwrap();
        assert_eq!((earlier.id, Some(earlier.case), earlier.guide), (id, start.home.case(), None));
        for home in [Home::Site(ID.parse().unwrap()), Home::Unit] {
            let start = Start { home, ..start.clone() };
            let again: Start = serde_json::from_str(&serde_json::to_string(&start).unwrap()).unwrap();
            assert_eq!(again, start);
        }
    }
}
