//! A document in memory, merged under guard: what breaks it is caught, and it is built again from the log.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use backend::document::Loaded;
use domain::{document::Kind, id::DocumentId};
use sync::{SyncError, replica, schema};

pub(super) struct Replica {
    document: replica::Replica,
    kind: Kind,
    changed: Arc<AtomicBool>,
    /// The sequence number of the last committed update.
    pub(super) sequence: i64,
    /// The sequence number that the newest snapshot stands for, made or asked for.
    pub(super) base: i64,
}

/// What merging an update did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merged {
    /// There is something new to store.
    New,
    /// Everything in it was known.
    Known,
    /// It is not an update. The replica is as before.
    Refused,
    /// It broke the replica, which must not be used any more.
    Broken,
}

impl Replica {
    /// Builds the document from the log. An update that cannot be merged is left out and reported: one bad row must
    /// not take the others with it.
    pub(super) fn build(id: DocumentId, loaded: &Loaded) -> Self {
        let mut replica = Self { base: loaded.base, ..Self::empty(loaded.kind, loaded.seq) };
        let mut good = Vec::with_capacity(loaded.updates.len());
        for (index, update) in loaded.updates.iter().enumerate() {
            match replica.merge(update) {
                Merged::New | Merged::Known => good.push(update),
                Merged::Refused => tracing::error!(document = %id, index, "an update in the log is not one"),
                Merged::Broken => {
                    tracing::error!(document = %id, index, "an update in the log breaks its document");
                    replica = Self { base: loaded.base, ..Self::empty(loaded.kind, loaded.seq) };
                    for update in &good {
                        replica.merge(update);
                    }
                }
            }
        }
        replica
    }

    fn empty(kind: Kind, sequence: i64) -> Self {
        let document = replica::Replica::new(random_client());
        let changed = Arc::new(AtomicBool::new(false));
        let seen = changed.clone();
        document.observe(move |_, _| seen.store(true, Ordering::Relaxed));
        Self { document, kind, changed, sequence, base: 0 }
    }

    /// Whether the document's kind has a place for all that the update holds.
    pub(super) fn has_place_for(&self, update: &[u8]) -> bool {
        schema::check(self.kind, update) != Err(SyncError::Foreign)
    }

    /// Merges an update that may come from anybody.
    pub(super) fn merge(&mut self, update: &[u8]) -> Merged {
        self.changed.store(false, Ordering::Relaxed);
        match catch_unwind(AssertUnwindSafe(|| self.document.apply(update))) {
            Err(_) => Merged::Broken,
            Ok(Err(_)) => Merged::Refused,
            // What waits for its dependencies makes no event, and may be new each time.
            Ok(Ok(())) if self.changed.load(Ordering::Relaxed) || self.document.has_gaps() => Merged::New,
            Ok(Ok(())) => Merged::Known,
        }
    }

    /// Like [`Self::merge`], on a copy.
    pub(super) fn would_merge(&self, update: &[u8]) -> Merged {
        let mut copy = Self::empty(self.kind, self.sequence);
        match copy.merge(&self.document.encode()) {
            Merged::New | Merged::Known => copy.merge(update),
            broken => broken,
        }
    }

    pub(super) fn state_vector(&self) -> Vec<u8> {
        self.document.state_vector()
    }

    /// The update that a replica with this state vector lacks.
    pub(super) fn diff(&self, vector: &[u8]) -> Result<Vec<u8>, SyncError> {
        self.document.diff(vector)
    }
}

/// The server writes nothing into documents; its client id only has to differ from those of the devices.
fn random_client() -> u32 {
    let random = uuid::Uuid::new_v4();
    let bytes = random.as_bytes();
    u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

#[cfg(test)]
mod tests {
    use domain::guide::NodeKey;
    use sync::interview::Document;
    use uuid::Uuid;

    use super::*;

    fn key() -> NodeKey {
        NodeKey("work".to_owned())
    }

    fn device(text: &str) -> Document {
        let device = Document::new(7);
        device.set_text(&key(), text);
        device
    }

    #[test]
    fn tells_new_from_known_from_refused() {
        let mut replica = Replica::empty(Kind::Interview, 0);
        let device = device("maçon");
        let first = device.encode();
        let vector = device.state_vector();
        device.set_text(&key(), "maçon, à son compte");
        let second = device.diff(&vector).unwrap();

        assert_eq!(replica.merge(&second), Merged::New, "waits for the first");
        assert_eq!(replica.would_merge(&first), Merged::New);
        assert_eq!(replica.merge(&first), Merged::New);
        assert_eq!(replica.merge(&first), Merged::Known);
        assert_eq!(replica.merge(&device.encode()), Merged::Known);
        assert_eq!(replica.would_merge(&second), Merged::Known);
        assert_eq!(replica.merge(&[0, 0]), Merged::Known);
        assert_eq!(replica.merge(&[9, 9, 9]), Merged::Refused);
    }

    #[test]
    fn a_bad_row_does_not_take_the_others_with_it() {
        let (first, device) = (device("maçon"), Document::new(8));
        device.set_note(&key(), "depuis mai");
        let updates = vec![first.encode(), vec![9, 9, 9], device.encode()];
        let kind = Kind::Interview;
        let loaded = Loaded { updates, base: 0, seq: 3, kind, frozen: false, may_write: true };
        let replica = Replica::build(DocumentId(Uuid::nil()), &loaded);
        let read = Document::new(9);
        read.apply(&replica.document.encode()).unwrap();
        let answers = read.answers();
        assert_eq!(answers.entries[&key()].note, "depuis mai");
        assert_eq!(answers.entries[&key()].value, domain::guide::Value::Text("maçon".to_owned()));
        assert_eq!(replica.sequence, 3);
    }
}
