//! The comments of a document that is open on this page.

use domain::{
    comment::{Act, Anchor, Entry, Mark, Name, Thread},
    failure::Failure,
    id::DocumentId,
};
use leptos::prelude::*;

use super::{clock::now, opened::OpenDocument};

/// Comments of an open document; copies are the same ones, and keep the document open.
#[derive(Clone)]
pub struct Comments {
    pub document: DocumentId,
    /// Follows what is said here, in other tabs and on other devices.
    pub threads: ArcReadSignal<Vec<Thread>>,
    /// True when nothing can be said any more.
    pub closed: ArcReadSignal<bool>,
    held: OpenDocument,
}

impl Comments {
    pub(super) fn new(held: &OpenDocument) -> Self {
        let live = held.live();
        Self {
            document: live.id,
            threads: live.threads.read_only(),
            closed: live.frozen.read_only(),
            held: held.clone(),
        }
    }

    /// Begins a thread. `about` says in words what it hangs on.
    pub fn open(&self, anchor: &Anchor, about: &str, typed: &str) -> Result<(), Failure> {
        let text = domain::comment::text(typed)?;
        let act = Act::Opened { anchor: anchor.clone(), about: about.to_owned(), text };
        self.say(&fresh(), act, now())
    }

    pub fn answer(&self, thread: &Thread, typed: &str) -> Result<(), Failure> {
        let text = domain::comment::text(typed)?;
        self.say(&thread.name, Act::Answered { text }, thread.next_at(now()))
    }

    /// Settles a thread, or opens it again.
    pub fn settle(&self, thread: &Thread, settled: bool) -> Result<(), Failure> {
        let act = if settled { Act::Resolved } else { Act::Reopened };
        self.say(&thread.name, act, thread.next_at(now()))
    }

    fn say(&self, thread: &Name, act: Act, at: i64) -> Result<(), Failure> {
        let live = self.held.live();
        let hub = live.hub.upgrade().ok_or(Failure::SignedOut)?;
        let me = hub.device.lock_state().with_untracked(|lock| lock.profile().cloned());
        let me = me.ok_or(Failure::SignedOut)?;
        let entry = Entry { mark: Mark { by: me.id, name: me.display_name, at }, act };
        live.change(|document| document.comment(thread, &fresh(), &entry)).ok_or(Failure::Frozen)
    }
}

/// A name that nobody has used. The end of an identifier is its random part.
fn fresh() -> Name {
    uuid::Uuid::now_v7().simple().to_string().chars().skip(16).collect()
}
