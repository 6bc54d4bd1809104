//! What all documents have in common, whatever their kind: merging, telling what one has, and the smallest edits.

use std::sync::{Mutex, MutexGuard, PoisonError};

use yrs::{
    ClientID, Doc, GetString, IdSet, OffsetKind, Options, Origin, ReadTxn, StateVector, Text, TextRef,
    Transact, TransactionMut, Update, merge_updates_v1,
    updates::{decoder::Decode, encoder::Encode},
};

use crate::{SyncError, edit, guard, undo};

/// The origin of what is written here.
pub(crate) const LOCAL: &str = "local";
/// The origin of what others wrote. Whatever has another origin is this replica's own, taking back included.
const REMOTE: &str = "remote";

/// A document that can be merged with other replicas. Each kind adds what it holds and how that is changed.
pub struct Replica {
    pub(crate) doc: Doc,
    ahead: Mutex<Vec<Ahead>>,
}

/// An update of which something is behind a hole: changes of the same client that came before it are not here.
struct Ahead {
    insertions: IdSet,
    bytes: Vec<u8>,
}

impl Ahead {
    fn is_behind(&self, vector: &StateVector) -> bool {
        self.insertions.iter().any(|(client, ranges)| {
            let end = ranges.iter().map(|range| range.end).max().unwrap_or_default();
            vector.get(client) < end
        })
    }
}

impl Replica {
    /// An empty replica. `client_id` must be random for each replica and never used again: Yjs 13 has 32 bits of it.
    pub fn new(client_id: u32) -> Self {
        let mut options = Options::with_client_id(ClientID::new(u64::from(client_id)));
        options.offset_kind = OffsetKind::Utf16;
        Self { doc: Doc::with_options(options), ahead: Mutex::default() }
    }

    /// The identity under which this replica writes.
    pub fn client_id(&self) -> u32 {
        u32::try_from(self.doc.client_id().get()).unwrap_or_default()
    }

    /// Calls `listener` with each update, those of this replica (`true`) and those applied (`false`), as it commits.
    /// It must only put the bytes aside: the document is locked while it runs.
    pub fn observe(&self, listener: impl Fn(&[u8], bool) + 'static) {
        let remote = Origin::from(REMOTE);
        let observed = self.doc.observe_update_v1("listener", move |txn, event| {
            listener(&event.update, txn.origin() != Some(&remote));
        });
        debug_assert!(observed.is_ok(), "nobody observes inside a transaction");
    }

    /// Merges an update. What it depends on may come later; bytes that are not an update are refused.
    pub fn apply(&self, update: &[u8]) -> Result<(), SyncError> {
        guard::check_update(update)?;
        let decoded = Update::decode_v1(update).map_err(|_| SyncError::Malformed)?;
        let ahead = Ahead { insertions: decoded.insertions(true), bytes: update.to_vec() };
        self.doc.transact_mut_with(REMOTE).apply_update(decoded).map_err(|_| SyncError::Malformed)?;
        let vector = self.doc.transact().state_vector();
        let mut known = self.ahead();
        if ahead.is_behind(&vector) && known.iter().all(|one| one.bytes != ahead.bytes) {
            known.push(ahead);
        }
        Ok(())
    }

    /// Which changes this replica has.
    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// The update that brings a replica with this state vector up to date. What waits for its dependencies is
    /// included, so that it is never the only copy that gets lost.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, SyncError> {
        let vector = read_vector(state_vector)?;
        let update = self.doc.transact().encode_state_as_update_v1(&vector);
        Ok(self.with_ahead(update))
    }

    /// The whole document as one update.
    pub fn encode(&self) -> Vec<u8> {
        let update = self.doc.transact().encode_state_as_update_v1(&StateVector::default());
        self.with_ahead(update)
    }

    /// True when this replica has everything that the state vector names.
    pub fn covers(&self, state_vector: &[u8]) -> Result<bool, SyncError> {
        let other = read_vector(state_vector)?;
        let own = self.doc.transact().state_vector();
        Ok(other.iter().all(|(client, clock)| own.get(client) >= *clock))
    }

    /// True when a replica of this state vector has everything that this one has, removals aside: state vectors do not
    /// count those.
    pub fn covered_by(&self, state_vector: &[u8]) -> Result<bool, SyncError> {
        let other = read_vector(state_vector)?;
        let own = self.doc.transact().state_vector();
        Ok(own.iter().all(|(client, clock)| other.get(client) >= *clock))
    }

    /// True when applying the update would change something here.
    pub fn lacks(&self, update: &[u8]) -> Result<bool, SyncError> {
        guard::check_update(update)?;
        let scratch = Self::new(0);
        scratch.apply(&self.encode())?;
        let before = scratch.encode();
        scratch.apply(update)?;
        Ok(scratch.encode() != before)
    }

    /// True while changes are here without others that came before them: those that wait for what they depend on, and
    /// those that depend on nothing, which yrs merges past the hole without counting them or telling of them.
    pub fn has_gaps(&self) -> bool {
        let txn = self.doc.transact();
        let store = txn.store();
        if store.pending_update().is_some() || store.pending_ds().is_some() {
            return true;
        }
        drop(txn);
        !self.ahead().is_empty()
    }

    /// What was merged and is still behind a hole.
    fn ahead(&self) -> MutexGuard<'_, Vec<Ahead>> {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if !ahead.is_empty() {
            let vector = self.doc.transact().state_vector();
            ahead.retain(|update| update.is_behind(&vector));
        }
        ahead
    }

    /// An update of this document together with what is behind a hole, which yrs leaves out.
    fn with_ahead(&self, update: Vec<u8>) -> Vec<u8> {
        let ahead = self.ahead();
        if ahead.is_empty() {
            return update;
        }
        let all = std::iter::once(update.as_slice()).chain(ahead.iter().map(|one| one.bytes.as_slice()));
        // All of them have been decoded before.
        merge_updates_v1(all.collect::<Vec<_>>()).unwrap_or(update)
    }

    /// A transaction of this replica's own.
    pub(crate) fn write(&self) -> TransactionMut<'_> {
        self.doc.transact_mut_with(LOCAL)
    }

    /// Takes back the change of a text from `from` to `to`, and leaves what others have written in it since.
    pub(crate) fn take_back(&self, text: &TextRef, from: &str, to: &str) {
        let mut txn = self.write();
        let edits = undo::edits(&text.get_string(&txn), from, to);
        // From the end, so that what an edit moves is behind those still to come.
        for edit in edits.iter().rev() {
            if edit.removed > 0 {
                text.remove_range(&mut txn, edit.at, edit.removed);
            }
            if !edit.inserted.is_empty() {
                text.insert(&mut txn, edit.at, &edit.inserted);
            }
        }
    }

    /// Makes a text read `new`, by the smallest insertion and deletion, so that what somebody else writes in it stays.
    pub(crate) fn edit(&self, text: &TextRef, new: &str) {
        let mut txn = self.write();
        let old = text.get_string(&txn);
        let Some(edit) = edit::between(&old, new) else { return };
        if edit.removed > 0 {
            text.remove_range(&mut txn, edit.at, edit.removed);
        }
        if !edit.inserted.is_empty() {
            text.insert(&mut txn, edit.at, edit.inserted);
        }
    }
}

fn read_vector(bytes: &[u8]) -> Result<StateVector, SyncError> {
    guard::check_state_vector(bytes)?;
    StateVector::decode_v1(bytes).map_err(|_| SyncError::Malformed)
}
