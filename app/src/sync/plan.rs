//! A follow-up plan that is open on this page.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    document::Home,
    failure::Failure,
    guide::draft::Place as RecordPlace,
    id::DocumentId,
    plan::{Plan, Record},
};
use leptos::prelude::*;
use sync::{
    plan::Document,
    presence::{Peer, Place},
};

use super::{comments::Comments, opened::OpenDocument};

/// An open plan; copies are the same plan, and dropping the last one closes its connection.
#[derive(Clone)]
pub struct OpenPlan {
    pub id: DocumentId,
    pub home: Home,
    /// Grows with every change made here, in other tabs and on other devices.
    pub changes: ReadSignal<u32>,
    /// True when it may not be changed any more: changes are then ignored.
    pub frozen: ReadSignal<bool>,
    /// Who else is here.
    pub peers: ReadSignal<Vec<Peer>>,
    document: OpenDocument,
}

impl OpenPlan {
    pub(crate) fn new(document: OpenDocument) -> Self {
        let OpenDocument { id, home, changes, frozen, peers, .. } = document;
        Self { id, home, changes, frozen, peers, document }
    }

    /// Everything that it says.
    pub fn plan(&self) -> Plan {
        self.look(Document::plan).unwrap_or_default()
    }

    pub fn set_fields(&self, changes: &[(&str, &str, &str)]) {
        self.change(|plan| plan.set_fields(changes));
    }

    /// Makes a text read `words`; only what differs is changed, so that two people can type in it.
    pub fn set_text(&self, id: &str, field: &str, words: &str) {
        self.change(|plan| plan.set_text(id, field, words));
    }

    pub fn insert(&self, id: &str, record: &Record) {
        self.change(|plan| plan.insert(id, record));
    }

    pub fn place(&self, places: &[(String, RecordPlace)]) {
        self.change(|plan| plan.place(places));
    }

    pub fn remove(&self, ids: &[String]) {
        self.change(|plan| plan.remove(ids));
    }

    /// What is changed from here on is taken back apart from what was changed before.
    pub fn end_step(&self) {
        self.document.end_step();
    }

    /// Takes back the last step on this page; nothing that others wrote.
    pub fn undo(&self) {
        self.document.undo();
    }

    pub fn redo(&self) {
        self.document.redo();
    }

    pub fn can_undo(&self) -> bool {
        self.document.can_undo()
    }

    pub fn can_redo(&self) -> bool {
        self.document.can_redo()
    }

    pub fn comments(&self) -> Comments {
        Comments::new(&self.document)
    }

    /// Shows the others at which record this person is.
    pub fn stand(&self, record: Option<&str>) {
        self.document.stand(record.map(|id| Place::Question(id.to_owned())));
    }

    /// Tells a server which changes this page shows, in base64.
    pub fn state_vector(&self) -> String {
        self.document.look(|document| STANDARD.encode(document.state_vector()))
    }

    /// Saves and sends everything; `Ok` once the server has stored it. To call before signing.
    pub async fn send(&self) -> Result<(), Failure> {
        self.document.send().await
    }

    /// To call once the server has frozen it.
    pub fn froze(&self) {
        self.document.froze();
    }

    fn change<T>(&self, change: impl FnOnce(&Document) -> T) -> Option<T> {
        self.document.change(|document| document.as_plan().map(change)).flatten()
    }

    fn look<T>(&self, look: impl FnOnce(&Document) -> T) -> Option<T> {
        self.document.look(|document| document.as_plan().map(look))
    }
}
