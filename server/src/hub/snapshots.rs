//! The one task that makes snapshots, one at a time and apart from everything that a person waits for.

use backend::{Backend, snapshot};
use domain::id::DocumentId;
use tokio::sync::mpsc;

/// After how many updates since the last a snapshot is made of a document that stays in memory.
pub(super) const EVERY: i64 = 500;
/// After how many one is made of a document that leaves memory: fewer are replayed faster than a snapshot is written.
pub(super) const LEAST: i64 = 32;
/// How many documents may wait. A snapshot only saves time, so one for which there is no room is left for the next turn.
const QUEUE: usize = 1024;

pub(super) struct Snapshots {
    wanted: mpsc::Sender<DocumentId>,
}

impl Snapshots {
    pub(super) fn start(backend: Backend) -> Self {
        let (wanted, mut asked) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            while let Some(document) = asked.recv().await {
                // What failed has been logged, and the log of the document has everything.
                let _ = snapshot::make(&backend, document).await;
            }
        });
        Self { wanted }
    }

    /// False when too many wait.
    pub(super) fn ask(&self, document: DocumentId) -> bool {
        self.wanted.try_send(document).is_ok()
    }
}
