//! Notes that are open on this page.

use std::{rc::Rc, sync::Arc};

use domain::id::{CaseId, DocumentId};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use sync::{
    notes::Document,
    presence::{Peer, Place},
};

use super::{interview::Held, live::Live};

/// Open notes; copies are the same notes, and dropping the last one closes their connection.
#[derive(Clone)]
pub struct OpenNotes {
    pub id: DocumentId,
    pub case: CaseId,
    /// Follows changes made here, in other tabs and on other devices.
    pub text: ReadSignal<String>,
    /// True when they may not be changed any more: changes are then ignored.
    pub frozen: ReadSignal<bool>,
    /// Who else is here.
    pub peers: ReadSignal<Vec<Peer>>,
    held: Arc<Held>,
}

impl OpenNotes {
    /// `owner` keeps the signals: not the page's, whose end they may outlive by a moment.
    pub(crate) fn new(live: Rc<Live>, owner: &Owner) -> Self {
        live.hold();
        let start = live.record.borrow().start.clone();
        let signals = || {
            let (text, frozen) = (live.text.read_only().into(), live.frozen.read_only().into());
            (text, frozen, live.crowd.peers.read_only().into())
        };
        let (text, frozen, peers) = owner.with(signals);
        let held = Arc::new(Held(SendWrapper::new(live)));
        Self { id: start.id, case: start.case, text, frozen, peers, held }
    }

    /// Makes the notes read `text`; only what differs is changed, so that two people can type in them.
    pub fn set_text(&self, text: &str) {
        self.change(|notes| notes.set_text(text));
    }

    /// What is typed from here on is taken back apart from what was typed before.
    pub fn end_step(&self) {
        self.look(|document| document.steps().end());
    }

    /// Takes back what was last typed on this page; nothing that others wrote.
    pub fn undo(&self) {
        self.change(|document| document.steps().undo());
    }

    pub fn redo(&self) {
        self.change(|document| document.steps().redo());
    }

    pub fn can_undo(&self) -> bool {
        self.look(|document| document.steps().can_undo()).unwrap_or_default()
    }

    pub fn can_redo(&self) -> bool {
        self.look(|document| document.steps().can_redo()).unwrap_or_default()
    }

    /// Shows the others where the caret is, in UTF-16 units; `None` when it is not in the text.
    pub fn stand(&self, caret: Option<u32>) {
        let place = caret.and_then(|at| self.look(|notes| Place::Caret(notes.anchor(at))));
        self.live().stand(place);
    }

    /// Where another person's caret is now, in UTF-16 units.
    pub fn caret_of(&self, peer: &Peer) -> Option<u32> {
        let Some(Place::Caret(anchor)) = &peer.place else { return None };
        self.look(|notes| notes.place_of(anchor)).flatten()
    }

    fn change<T>(&self, change: impl FnOnce(&Document) -> T) -> Option<T> {
        self.live().change(|document| document.as_notes().map(change)).flatten()
    }

    fn look<T>(&self, look: impl FnOnce(&Document) -> T) -> Option<T> {
        self.live().document().as_notes().map(look)
    }

    fn live(&self) -> &Rc<Live> {
        self.held.live()
    }
}
