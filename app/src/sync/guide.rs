//! The draft of a guide that is open on this page.

use domain::{
    guide::draft::{Draft, Node, Place as NodePlace},
    id::DocumentId,
};
use leptos::prelude::*;
use sync::{
    guide::Document,
    presence::{Peer, Place},
};

use super::{comments::Comments, opened::OpenDocument};

/// An open draft; copies are the same draft, and dropping the last one closes its connection.
#[derive(Clone)]
pub struct OpenDraft {
    pub id: DocumentId,
    /// Grows with every change made here, in other tabs and on other devices. The draft itself is read when it is needed:
    /// it may be large.
    pub changes: ReadSignal<u32>,
    /// True when it may not be changed any more: changes are then ignored.
    pub frozen: ReadSignal<bool>,
    /// Who else is here.
    pub peers: ReadSignal<Vec<Peer>>,
    document: OpenDocument,
}

impl OpenDraft {
    pub(crate) fn new(document: OpenDocument) -> Self {
        let OpenDocument { id, changes, frozen, peers, .. } = document;
        Self { id, changes, frozen, peers, document }
    }

    /// Everything that it says.
    pub fn draft(&self) -> Draft {
        self.look(Document::draft).unwrap_or_default()
    }

    pub fn set_fields(&self, changes: &[(&str, &str, &str)]) {
        self.change(|draft| draft.set_fields(changes));
    }

    /// Makes a text read `words`; only what differs is changed, so that two people can type in it.
    pub fn set_text(&self, id: &str, field: &str, language: &str, words: &str) {
        self.change(|draft| draft.set_text(id, field, language, words));
    }

    pub fn insert(&self, nodes: &[(String, Node)]) {
        self.change(|draft| draft.insert(nodes.iter().map(|(id, node)| (id, node))));
    }

    pub fn place(&self, places: &[(String, NodePlace)]) {
        self.change(|draft| draft.place(places));
    }

    pub fn remove(&self, ids: &[String]) {
        self.change(|draft| draft.remove(ids));
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

    /// Shows the others on which question this person is.
    pub fn stand(&self, node: Option<&str>) {
        self.document.stand(node.map(|id| Place::Question(id.to_owned())));
    }

    fn change<T>(&self, change: impl FnOnce(&Document) -> T) -> Option<T> {
        self.document.change(|document| document.as_guide_draft().map(change)).flatten()
    }

    fn look<T>(&self, look: impl FnOnce(&Document) -> T) -> Option<T> {
        self.document.look(|document| document.as_guide_draft().map(look))
    }
}
