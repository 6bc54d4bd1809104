//! Sending and fetching without a connection: `POST /sync`. It works from the rows on the disk alone, so that any tab
//! can send what another has written, and sending twice does no harm.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{failure::Failure, id::DocumentId};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sync::interview::Document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use super::{
    hub::Hub,
    outbox::frame,
    replica::{self, Replica},
};
use crate::device::{
    store::{RowState, Store},
    tabs::Message,
};

/// How many documents, and about how many characters, go into one request.
const DOCUMENTS: usize = 16;
const CHARACTERS: usize = 512 * 1024;

/// The documents of one request.
#[derive(Default)]
struct Batch {
    request: Request,
    replicas: BTreeMap<DocumentId, Replica>,
    characters: usize,
}

impl Batch {
    fn add(&mut self, id: DocumentId, replica: Replica) {
        let wanted = wanted(id, &replica);
        self.characters += wanted.update.len() + wanted.vector.len();
        self.request.documents.push(wanted);
        self.replicas.insert(id, replica);
    }

    fn is_full(&self) -> bool {
        self.replicas.len() >= DOCUMENTS || self.characters >= CHARACTERS
    }
}

#[derive(Default, Serialize)]
struct Request {
    documents: Vec<Wanted>,
}

#[derive(Serialize)]
struct Wanted {
    id: DocumentId,
    vector: String,
    update: String,
}

#[derive(Deserialize)]
struct Answers {
    documents: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Caught { id: DocumentId, update: String },
    Refused { id: DocumentId, refused: Failure },
}

impl Hub {
    /// Brings these documents and the server up to date with each other. What is refused is set aside; the error is
    /// the first that concerns all of them.
    pub(crate) async fn catch_up(&self, documents: &[DocumentId]) -> Result<(), Failure> {
        let store = self.store()?;
        let mut batch = Batch::default();
        for id in documents {
            batch.add(*id, replica::load(&store, *id).await?);
            if batch.is_full() {
                self.exchange(&store, std::mem::take(&mut batch)).await?;
            }
        }
        self.exchange(&store, batch).await
    }

    async fn exchange(&self, store: &Store, batch: Batch) -> Result<(), Failure> {
        if batch.replicas.is_empty() {
            return Ok(());
        }
        let answers: Answers = match post("/sync", &batch.request).await {
            Ok(answers) => answers,
            Err(failure) => {
                if failure == Failure::DeviceRevoked {
                    self.lose().await;
                }
                if matches!(failure, Failure::SignedOut | Failure::PassphraseChangeRequired) {
                    self.session_over();
                }
                self.reached(false);
                return Err(failure);
            }
        };
        self.reached(true);
        for answer in answers.documents {
            match answer {
                Answer::Caught { id, update } => {
                    if let Some(replica) = batch.replicas.get(&id) {
                        self.caught(store, id, replica, &update).await?;
                    }
                }
                Answer::Refused { id, refused } => self.refused(id, refused).await,
            }
        }
        Ok(())
    }

    /// Keeps what the server answered; only then are the rows that were sent called sent.
    async fn caught(
        &self,
        store: &Store,
        id: DocumentId,
        replica: &Replica,
        update: &str,
    ) -> Result<(), Failure> {
        let update = STANDARD.decode(update).map_err(|_| Failure::Unknown)?;
        let news = apply(&replica.document, &update)?;
        if !news.is_empty() {
            store.add(id, &[(RowState::Sent, frame(&news))]).await?;
        }
        for bytes in &news {
            self.tell_tabs(&Message::Update { document: id, bytes: bytes.clone() });
        }
        if let Some(live) = self.live(id) {
            for update in &news {
                live.receive_saved(update);
            }
            live.outbox.borrow_mut().settle(&replica.pending);
        }
        if !replica.pending.is_empty() {
            store.mark(&replica.pending, RowState::Sent).await?;
        }
        self.confirmed().await;
        Ok(())
    }

    /// Sends what waits and no connection takes care of. Called often; a second pass at the same time does nothing.
    pub(crate) async fn sweep(&self) {
        if !self.may_send() || self.sweeping.replace(true) {
            return;
        }
        // What fails is tried again at the next pass.
        let _ = self.send_waiting().await;
        self.sweeping.set(false);
    }

    async fn send_waiting(&self) -> Result<(), Failure> {
        let store = self.store()?;
        for record in store.records().await? {
            if !record.registered && record.refused.is_none() {
                let registered = self.register(record.start.id).await;
                if let Err(failure @ (Failure::Unreachable | Failure::SignedOut)) = registered {
                    return Err(failure);
                }
            }
        }
        let pending = store.documents_with(RowState::Pending).await?;
        let mut left: Vec<DocumentId> = pending
            .into_iter()
            .filter(|(id, rows)| !self.is_looked_after(*id, *rows))
            .map(|(id, _)| id)
            .collect();
        let cut_off =
            self.open_documents().into_iter().filter(|live| live.is_cut_off() && !live.is_connected());
        for live in cut_off {
            if !left.contains(&live.id) {
                left.push(live.id);
            }
        }
        if left.is_empty() { Ok(()) } else { self.catch_up(&left).await }
    }

    /// True when a connection of this page carries all of a document's pending rows.
    fn is_looked_after(&self, id: DocumentId, rows: usize) -> bool {
        self.live(id).is_some_and(|live| live.is_connected() && live.outbox.borrow().pending_count() >= rows)
    }
}

fn wanted(id: DocumentId, replica: &Replica) -> Wanted {
    let update = if replica.pending.is_empty() {
        String::new()
    } else {
        // The document's own vector can always be read.
        replica.document.diff(&replica.confirmed).map(|update| STANDARD.encode(update)).unwrap_or_default()
    };
    Wanted { id, vector: STANDARD.encode(replica.document.state_vector()), update }
}

/// Applies an update and returns what of it was new.
fn apply(document: &Document, update: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let news = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let heard = news.clone();
    document.observe(move |update, _| heard.borrow_mut().push(update.to_vec()));
    document.apply(update).map_err(|_| Failure::Unknown)?;
    let news = news.take();
    Ok(news)
}

/// Posts JSON and reads JSON; a refusal comes as the JSON of a [`Failure`].
async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unknown)?;
    let response = send(path, &body).await.map_err(|_| Failure::Unreachable)?;
    let content = async { JsFuture::from(response.array_buffer()?).await }.await;
    let content = Uint8Array::new(&content.map_err(|_| Failure::Unreachable)?).to_vec();
    if response.ok() {
        serde_json::from_slice(&content).map_err(|_| Failure::Unknown)
    } else {
        Err(serde_json::from_slice(&content).unwrap_or(Failure::Server))
    }
}

async fn send(path: &str, body: &str) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&body.into());
    let answer = JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(path, &request)).await?;
    answer.dyn_into()
}

#[cfg(test)]
mod tests {
    use domain::guide::{NodeKey, Value};

    use super::*;

    #[test]
    fn answers_are_read_as_the_server_writes_them() {
        let text = r#"{"documents":[
            {"id":"00000000-0000-7000-8000-000000000001","update":"AAA=","vector":"AA==","sequence":4},
            {"id":"00000000-0000-7000-8000-000000000002","refused":{"code":"frozen"}}]}"#;
        let answers: Answers = serde_json::from_str(text).unwrap();
        assert!(matches!(&answers.documents[0], Answer::Caught { update, .. } if update == "AAA="));
        assert!(matches!(&answers.documents[1], Answer::Refused { refused: Failure::Frozen, .. }));
    }

    #[test]
    fn only_what_is_new_is_kept() {
        let server = Document::new(1);
        server.set_value(&NodeKey("a".to_owned()), &Value::Number(1.0));
        let here = Document::new(2);
        let news = apply(&here, &server.encode()).unwrap();
        assert_eq!(news.len(), 1);
        assert_eq!(apply(&here, &server.encode()).unwrap(), Vec::<Vec<u8>>::new());
    }

    #[test]
    fn pending_rows_alone_are_sent() {
        let confirmed = Document::new(1);
        confirmed.set_text(&NodeKey("a".to_owned()), "known to the server");
        let document = Document::new(2);
        document.apply(&confirmed.encode()).unwrap();
        let vector = document.state_vector();
        document.set_text(&NodeKey("b".to_owned()), "new");
        let id = "00000000-0000-7000-8000-000000000001".parse().unwrap();
        let replica = |pending| Replica {
            document: Document::new(3),
            confirmed: vector.clone(),
            pending,
            is_absent: false,
        };
        assert_eq!(wanted(id, &replica(Vec::new())).update, "");
        let replica = Replica { document, ..replica(vec![4]) };
        let update = STANDARD.decode(wanted(id, &replica).update).unwrap();
        let text = String::from_utf8_lossy(&update);
        assert!(text.contains("new") && !text.contains("known to the server"), "{text}");
    }
}
