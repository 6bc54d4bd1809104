//! Taking back what this replica wrote, step by step, and nothing that others wrote.

use std::{cell::RefCell, collections::HashSet, sync::Arc};

use yrs::{
    Origin,
    branch::Branch,
    undo::{Options, UndoManager},
};

use crate::replica::{LOCAL, Replica};

/// The steps of one replica. Whatever holds them lets go of them before the document that they listen to.
pub struct Steps(RefCell<UndoManager<()>>);

impl Steps {
    pub(crate) fn new() -> Self {
        let options = Options {
            // Steps end where [`Self::end`] says, whatever the time.
            capture_timeout_millis: 1,
            tracked_origins: HashSet::from([Origin::from(LOCAL)]),
            capture_transaction: None,
            timestamp: Arc::new(|| 1),
            init_undo_stack: Vec::new(),
            init_redo_stack: Vec::new(),
        };
        Self(RefCell::new(UndoManager::with_options(options)))
    }

    /// From now on what is written in this root counts as well.
    pub(crate) fn cover(&self, replica: &Replica, root: &impl AsRef<Branch>) {
        self.0.borrow_mut().expand_scope(&replica.doc, root);
    }

    /// What is written from here on is taken back apart from what was written before.
    pub fn end(&self) {
        self.0.borrow_mut().reset();
    }

    /// Takes back the last step of this replica, and nothing that others wrote. False when there is none.
    pub fn undo(&self) -> bool {
        self.0.borrow_mut().undo_blocking()
    }

    /// Brings back what was taken back last. False when there is nothing, or something was written since.
    pub fn redo(&self) -> bool {
        self.0.borrow_mut().redo_blocking()
    }

    pub fn can_undo(&self) -> bool {
        self.0.borrow().can_undo()
    }

    pub fn can_redo(&self) -> bool {
        self.0.borrow().can_redo()
    }
}
