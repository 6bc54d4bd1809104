//! Free notes as a document that merges: one root `Y.Text` named `notes`, and nothing else.

use std::ops::Deref;

use yrs::{GetString, TextRef, Transact};

use crate::replica::Replica;

const ROOT: &str = "notes";

/// Notes that can be changed here and merged with other replicas.
pub struct Document {
    replica: Replica,
    text: TextRef,
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
        let replica = Replica::new(client_id);
        let text = replica.doc.get_or_insert_text(ROOT);
        Self { replica, text }
    }

    pub fn text(&self) -> String {
        self.text.get_string(&self.replica.doc.transact())
    }

    /// Makes the notes read `text`, by the smallest insertion and deletion, so that what somebody else writes stays.
    pub fn set_text(&self, text: &str) {
        self.replica.edit(&self.text, text);
    }
}

/// Whether a root of this name is a map (`true`) or a text (`false`); `None` for what is not ours.
pub(crate) fn root_is_map(name: &str) -> Option<bool> {
    (name == ROOT).then_some(false)
}

#[cfg(test)]
mod tests;
