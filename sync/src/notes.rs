//! Free notes as a document that merges: one root `Y.Text` named `notes`, and nothing else.

use std::ops::Deref;

use yrs::{Assoc, GetString, IndexedSequence, StickyIndex, Text, TextRef, Transact};

use crate::{replica::Replica, schema::Roots, steps::Steps};

const ROOT: &str = "notes";

pub(crate) const ROOTS: Roots = Roots { maps: &[], texts: &[ROOT], text_prefixes: &[] };

/// Notes that can be changed here and merged with other replicas.
pub struct Document {
    /// What this replica wrote and can take back. It goes before the document that it listens to.
    steps: Steps,
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
        let steps = Steps::new();
        steps.cover(&replica, &text);
        Self { steps, text, replica }
    }

    pub fn text(&self) -> String {
        self.text.get_string(&self.replica.doc.transact())
    }

    /// Makes the notes read `text`, by the smallest insertion and deletion, so that what somebody else writes stays.
    pub fn set_text(&self, text: &str) {
        self.replica.edit(&self.text, text);
    }

    /// What can be taken back of what this replica wrote.
    pub fn steps(&self) -> &Steps {
        &self.steps
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

#[cfg(test)]
mod tests;
