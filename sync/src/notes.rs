//! Free notes as a document that merges: one root `Y.Text` named `notes`, and nothing else.

use std::{cell::RefCell, collections::HashSet, ops::Deref, sync::Arc};

use yrs::{
    Assoc, GetString, IndexedSequence, Origin, StickyIndex, Text, TextRef, Transact,
    undo::{Options, UndoManager},
};

use crate::replica::{LOCAL, Replica};

const ROOT: &str = "notes";

/// Notes that can be changed here and merged with other replicas.
pub struct Document {
    /// What this replica wrote and can take back. It goes before the document that it listens to.
    history: RefCell<UndoManager<()>>,
    text: TextRef,
    replica: Replica,
}

impl Deref for Document {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        &self.replica
    }
}

impl Document {
    /// Empty notes; for `client_id` see [`Replica::new`].
    pub fn new(client_id: u32) -> Self {
        Self::of(Replica::new(client_id))
    }

    /// The notes that a replica holds.
    pub fn of(replica: Replica) -> Self {
        let text = replica.doc.get_or_insert_text(ROOT);
        // Steps end where [`Self::end_step`] says, whatever the time.
        let options = Options {
            capture_timeout_millis: 1,
            tracked_origins: HashSet::from([Origin::from(LOCAL)]),
            capture_transaction: None,
            timestamp: Arc::new(|| 1),
            init_undo_stack: Vec::new(),
            init_redo_stack: Vec::new(),
        };
        let mut history = UndoManager::with_options(options);
        history.expand_scope(&replica.doc, &text);
        Self { history: RefCell::new(history), text, replica }
    }

    pub fn text(&self) -> String {
        self.text.get_string(&self.replica.doc.transact())
    }

    /// Makes the notes read `text`, by the smallest insertion and deletion, so that what somebody else writes stays.
    pub fn set_text(&self, text: &str) {
        self.replica.edit(&self.text, text);
    }

    /// What is written from here on is taken back apart from what was written before.
    pub fn end_step(&self) {
        self.history.borrow_mut().reset();
    }

    /// Takes back the last step of this replica, and nothing that others wrote. False when there is none.
    pub fn undo(&self) -> bool {
        self.history.borrow_mut().undo_blocking()
    }

    /// Brings back what was taken back last. False when there is nothing, or something was written since.
    pub fn redo(&self) -> bool {
        self.history.borrow_mut().redo_blocking()
    }

    pub fn can_undo(&self) -> bool {
        self.history.borrow().can_undo()
    }

    pub fn can_redo(&self) -> bool {
        self.history.borrow().can_redo()
    }

    /// A place in the text, counted in UTF-16 units, as a relative position of Yjs in JSON: it stays with the letter
    /// before it, whatever is written elsewhere.
    pub fn anchor(&self, at: u32) -> serde_json::Value {
        let txn = self.replica.doc.transact();
        let at = at.min(self.text.len(&txn));
        let anchor = self.text.sticky_index(&txn, at, Assoc::Before);
        anchor.and_then(|anchor| serde_json::to_value(anchor).ok()).unwrap_or_default()
    }

    /// Where a relative position stands in the text now; `None` when it is none, or of something that is not here yet.
    pub fn place_of(&self, anchor: &serde_json::Value) -> Option<u32> {
        let anchor: StickyIndex = serde_json::from_value(anchor.clone()).ok()?;
        let txn = self.replica.doc.transact();
        let offset = anchor.get_offset(&txn)?;
        let here: &yrs::branch::Branch = self.text.as_ref();
        (offset.branch == yrs::branch::BranchPtr::from(here)).then(|| offset.index.min(self.text.len(&txn)))
    }
}

/// Whether a root of this name is a map (`true`) or a text (`false`); `None` for what is not ours.
pub(crate) fn root_is_map(name: &str) -> Option<bool> {
    (name == ROOT).then_some(false)
}

#[cfg(test)]
mod tests;
