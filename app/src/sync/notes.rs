//! Notes that are open on this page.

use domain::{document::Home, id::DocumentId};
use leptos::prelude::*;
use sync::{
    notes::Document,
    presence::{Peer, Place},
};

use super::opened::OpenDocument;

/// Open notes; copies are the same notes, and dropping the last one closes their connection.
#[derive(Clone)]
pub struct OpenNotes {
    pub id: DocumentId,
    pub home: Home,
    /// Follows changes made here, in other tabs and on other devices.
    pub text: ReadSignal<String>,
    /// True when they may not be changed any more: changes are then ignored.
    pub frozen: ReadSignal<bool>,
    /// Who else is here.
    pub peers: ReadSignal<Vec<Peer>>,
    document: OpenDocument,
}

impl OpenNotes {
    /// `owner` keeps the signals: not the page's, whose end they may outlive by a moment.
    pub(crate) fn new(document: OpenDocument, owner: &Owner) -> Self {
        let text = owner.with(|| document.live().text.read_only().into());
        let OpenDocument { id, home, frozen, peers, .. } = document;
        Self { id, home, text, frozen, peers, document }
    }

    /// Makes the notes read `text`; only what differs is changed, so that two people can type in them.
    pub fn set_text(&self, text: &str) {
        self.document.change(|document| document.as_notes().map(|notes| notes.set_text(text)));
    }

    /// What is typed from here on is taken back apart from what was typed before.
    pub fn end_step(&self) {
        self.document.end_step();
    }

    /// Takes back what was last typed on this page; nothing that others wrote.
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

    /// Shows the others where the caret is, in UTF-16 units; `None` when it is not in the text.
    pub fn stand(&self, caret: Option<u32>) {
        let place = caret.and_then(|at| self.look(|notes| Place::Caret(notes.anchor(at))));
        self.document.stand(place);
    }

    /// Where another person's caret is now, in UTF-16 units.
    pub fn caret_of(&self, peer: &Peer) -> Option<u32> {
        let Some(Place::Caret(anchor)) = &peer.place else { return None };
        self.look(|notes| notes.place_of(anchor)).flatten()
    }

    fn look<T>(&self, look: impl FnOnce(&Document) -> T) -> Option<T> {
        self.document.look(|document| document.as_notes().map(look))
    }
}
