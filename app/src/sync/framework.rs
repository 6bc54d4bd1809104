//! A framework that is open on this page.

use domain::{
    access::{DocumentAction, Standing, State, may_outside_cases},
    account::Profile,
    comment::Mark,
    document::Kind,
    failure::Failure,
    framework::records::{Records, Write},
    id::DocumentId,
};
use leptos::prelude::*;
use sync::{
    framework::Document,
    presence::{Peer, Place},
};

use super::{clock::now, comments::Comments, opened::OpenDocument};

/// An open framework; copies are the same one, and dropping the last one closes its connection.
#[derive(Clone)]
pub struct OpenFramework {
    pub id: DocumentId,
    /// Grows with every change made here, in other tabs and on other devices.
    pub changes: ReadSignal<u32>,
    /// True when it may not be changed any more: changes are then ignored.
    pub frozen: ReadSignal<bool>,
    /// Who else is here.
    pub peers: ReadSignal<Vec<Peer>>,
    document: OpenDocument,
}

impl OpenFramework {
    pub(crate) fn new(document: OpenDocument) -> Self {
        let OpenDocument { id, changes, frozen, peers, .. } = document;
        Self { id, changes, frozen, peers, document }
    }

    /// Everything that it says.
    pub fn records(&self) -> Records {
        self.look(Document::records).unwrap_or_default()
    }

    pub fn write(&self, writes: &[Write]) {
        self.document.change(|document| document.as_framework().map(|framework| framework.write_all(writes)));
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

    /// Whether this person may change it at all.
    pub fn may_write(&self) -> bool {
        self.profile().is_some_and(|me| {
            Standing::of(self.document.home, me.site.id).is_some_and(|standing| {
                let write = DocumentAction::Write;
                may_outside_cases(Kind::Framework, me.role, standing, State::Open, write)
            })
        })
    }

    fn profile(&self) -> Option<Profile> {
        let hub = self.document.live().hub.upgrade()?;
        hub.device.lock_state().with_untracked(|lock| lock.profile().cloned())
    }

    /// Who does something in it now.
    pub fn me(&self) -> Option<Mark> {
        let me = self.profile()?;
        Some(Mark { by: me.id, name: me.display_name, at: now() })
    }

    /// Saves and sends everything; to call before what rests on its content at the server.
    pub async fn send(&self) -> Result<(), Failure> {
        self.document.send().await
    }

    /// Shows the others on which record this person is.
    pub fn stand(&self, record: Option<&str>) {
        self.document.stand(record.map(|record| Place::Question(record.to_owned())));
    }

    fn look<T>(&self, look: impl FnOnce(&Document) -> T) -> Option<T> {
        self.document.look(|document| document.as_framework().map(look))
    }
}
