//! A document of whatever kind that is open on this page. Handles of one kind ([`super::OpenNotes`]…) are built on it.

use std::{rc::Rc, sync::Arc};

use domain::{
    document::{Home, Kind},
    failure::Failure,
    id::{DocumentId, GuideId},
};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use sync::{
    client::Event,
    document::Document,
    presence::{Peer, Place},
    steps::Steps,
};
use wasm_bindgen_futures::spawn_local;

use super::{comments::Comments, live::Live};

/// How long [`OpenDocument::send`] waits for the server, in steps of [`STEP`] milliseconds.
const STEPS: u32 = 150;
const STEP: u32 = 100;

/// An open document; copies are the same document, and dropping the last one closes its connection. Every change goes
/// to the document at once, to the disk within 150 ms, and then to the server and the person's other tabs.
#[derive(Clone)]
pub struct OpenDocument {
    pub id: DocumentId,
    pub kind: Kind,
    pub home: Home,
    /// Interviews have one.
    pub guide: Option<GuideId>,
    /// Grows with every change made here, in other tabs and on other devices: what is shown is read again when it does.
    pub changes: ReadSignal<u32>,
    /// True when it may not be changed any more: changes are then ignored.
    pub frozen: ReadSignal<bool>,
    /// Who else is here.
    pub peers: ReadSignal<Vec<Peer>>,
    held: Arc<Held>,
}

/// Keeps the document open. Views want to be movable between threads; a page has only one.
struct Held(SendWrapper<Rc<Live>>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl OpenDocument {
    /// `owner` keeps the signals: not the page's, whose end they may outlive by a moment.
    pub(super) fn new(live: Rc<Live>, owner: &Owner) -> Self {
        live.hold();
        let start = live.record.borrow().start.clone();
        let signals = || {
            let (changes, frozen) = (live.changes.read_only().into(), live.frozen.read_only().into());
            (changes, frozen, live.crowd.peers.read_only().into())
        };
        let (changes, frozen, peers) = owner.with(signals);
        Self {
            id: start.id,
            kind: start.kind,
            home: start.home,
            guide: start.guide,
            changes,
            frozen,
            peers,
            held: Arc::new(Held(SendWrapper::new(live))),
        }
    }

    /// Reads something of it as it is now.
    pub fn look<T>(&self, look: impl FnOnce(&Document) -> T) -> T {
        look(&self.live().document())
    }

    /// Changes it; `None`, and nothing changed, when it is frozen.
    pub fn change<T>(&self, change: impl FnOnce(&Document) -> T) -> Option<T> {
        self.live().change(change)
    }

    /// Shows the others where this person is in it.
    pub fn stand(&self, place: Option<Place>) {
        self.live().stand(place);
    }

    /// `None` for kinds that hold no comments.
    pub fn comments(&self) -> Option<Comments> {
        self.kind.holds_comments().then(|| Comments::new(self))
    }

    /// What is changed from here on is taken back apart from what was changed before.
    pub fn end_step(&self) {
        self.look(|document| document.steps().map(Steps::end));
    }

    /// Takes back the last step on this page; nothing that others wrote.
    pub fn undo(&self) {
        self.change(|document| document.steps().map(Steps::undo));
    }

    pub fn redo(&self) {
        self.change(|document| document.steps().map(Steps::redo));
    }

    pub fn can_undo(&self) -> bool {
        self.look(|document| document.steps().is_some_and(Steps::can_undo))
    }

    pub fn can_redo(&self) -> bool {
        self.look(|document| document.steps().is_some_and(Steps::can_redo))
    }

    /// Saves and sends everything; `Ok` once the server has stored it. To call before what rests on its content there.
    pub async fn send(&self) -> Result<(), Failure> {
        let live = self.live().clone();
        live.flush().await?;
        for step in 0..STEPS {
            if live.pending().is_empty() {
                return Ok(());
            }
            // The connection may be silent, or there may be none.
            if step == 0 || step == STEPS / 2 {
                let hub = live.hub.upgrade().ok_or(Failure::SignedOut)?;
                live.happened(Event::Woken);
                hub.catch_up(&[self.id]).await?;
            }
            TimeoutFuture::new(STEP).await;
        }
        Err(Failure::Unreachable)
    }

    /// To call once the server has frozen it.
    pub fn froze(&self) {
        let live = self.live().clone();
        spawn_local(async move { live.freeze().await });
    }

    pub(super) fn live(&self) -> &Rc<Live> {
        &self.held.0
    }
}
