//! Sending and fetching without a connection: `POST /sync`. It works from the rows on the disk alone, so that any tab
//! can send what another has written, and sending twice does no harm.

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{failure::Failure, id::DocumentId};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sync::{
    client::{
        Event, RowKey, RowState, frame,
        progress::{DOCUMENTS, PORTION},
    },
    replica,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use super::{
    hub::Hub,
    replica::{Outgoing, Replica, load},
};
use crate::device::{store::Store, tabs::Message};

/// The documents of one request.
#[derive(Default)]
struct Batch {
    request: Request,
    /// The documents as they are here, and the rows that each sends.
    replicas: BTreeMap<DocumentId, (Rc<Replica>, Vec<RowKey>)>,
    bytes: usize,
}

impl Batch {
    fn add(&mut self, id: DocumentId, replica: Rc<Replica>, outgoing: Option<Outgoing>) {
        let Outgoing { update, rows } = outgoing.unwrap_or_default();
        self.bytes += update.len();
        let vector = STANDARD.encode(replica.document.state_vector());
        self.request.documents.push(Wanted { id, vector, update: STANDARD.encode(update) });
        self.replicas.insert(id, (replica, rows));
    }

    /// True when one more update of this size is one too many.
    fn is_full(&self, more: usize) -> bool {
        self.replicas.len() >= DOCUMENTS || (!self.replicas.is_empty() && self.bytes + more > PORTION)
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
    pub(crate) async fn catch_up(self: &Rc<Self>, documents: &[DocumentId]) -> Result<(), Failure> {
        let store = self.store()?;
        let mut batch = Batch::default();
        for id in documents {
            let mut replica = load(&store, *id).await?;
            let mut outgoing = std::mem::take(&mut replica.outgoing);
            let last = outgoing.pop();
            let replica = Rc::new(replica);
            // What is too much for one request goes in several, each on the disk of the server before the next.
            for portion in outgoing {
                let mut alone = Batch::default();
                alone.add(*id, replica.clone(), Some(portion));
                self.exchange(&store, alone).await?;
            }
            if batch.is_full(last.as_ref().map_or(0, |last| last.update.len())) {
                self.exchange(&store, std::mem::take(&mut batch)).await?;
            }
            batch.add(*id, replica, last);
        }
        self.exchange(&store, batch).await
    }

    async fn exchange(self: &Rc<Self>, store: &Store, batch: Batch) -> Result<(), Failure> {
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
                    self.session_over(true);
                }
                self.reached(false);
                return Err(failure);
            }
        };
        self.reached(true);
        for answer in answers.documents {
            match answer {
                Answer::Caught { id, update } => {
                    if let Some((replica, rows)) = batch.replicas.get(&id) {
                        self.caught(store, id, replica, rows, &update).await?;
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
        rows: &[RowKey],
        update: &str,
    ) -> Result<(), Failure> {
        let update = STANDARD.decode(update).map_err(|_| Failure::Unknown)?;
        let news = if apply(&replica.document, &update)? { vec![update] } else { Vec::new() };
        if !news.is_empty() {
            store.add(id, &[(RowState::Sent, frame(&news))]).await?;
        }
        if !rows.is_empty() {
            store.mark(rows, RowState::Sent).await?;
        }
        if let Some(live) = self.live(id) {
            live.receive_saved(None, news.clone());
            live.happened(Event::Settled(rows.to_vec()));
            if !rows.is_empty() {
                live.confirmed_late();
            }
        }
        if !news.is_empty() {
            self.tell_tabs(&Message::Update { document: id, row: None, updates: news });
        }
        self.confirmed(id, rows.to_vec()).await;
        Ok(())
    }

    /// Sends what waits and no connection takes care of. Called often; a second pass at the same time does nothing.
    pub(crate) async fn sweep(self: &Rc<Self>) {
        if self.sends() {
            self.send_all().await;
        }
    }

    /// The same, from whatever tab.
    pub(crate) async fn send_all(self: &Rc<Self>) {
        if !self.may_send() || self.sweeping.replace(true) {
            return;
        }
        // What fails is tried again at the next pass.
        let _ = self.send_waiting().await;
        self.sweeping.set(false);
    }

    async fn send_waiting(self: &Rc<Self>) -> Result<(), Failure> {
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
        let cut_off = self.open_documents().into_iter().filter(|live| live.courier.borrow().is_cut_off());
        for live in cut_off {
            if !left.contains(&live.id) {
                left.push(live.id);
            }
        }
        if left.is_empty() { Ok(()) } else { self.catch_up(&left).await }
    }

    /// True when a connection of this page carries all of a document's pending rows.
    fn is_looked_after(&self, id: DocumentId, rows: usize) -> bool {
        self.live(id).is_some_and(|live| {
            let courier = live.courier.borrow();
            courier.is_ready() && courier.pending().len() >= rows
        })
    }
}

/// Applies an update; true when something in it was new, or waits for something.
fn apply(document: &replica::Replica, update: &[u8]) -> Result<bool, Failure> {
    let news = Rc::new(Cell::new(false));
    let heard = news.clone();
    document.observe(move |_, _| heard.set(true));
    document.apply(update).map_err(|_| Failure::Unknown)?;
    Ok(news.get() || document.has_gaps())
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

    use sync::interview::Document;

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
        assert_eq!(apply(&here, &server.encode()), Ok(true));
        assert_eq!(apply(&here, &server.encode()), Ok(false));
    }
}
