//! A log of updates brought down to one update, with the proof that nothing has changed on the way. It knows no kind of
//! document: every root is compared, whatever it is.

use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
};

use yrs::{
    Any, Array, ClientID, Doc, OffsetKind, Options, Out, ReadTxn, StateVector, Text, Transact, Transaction,
    types::{ToJson, text::YChange},
};

use crate::{SyncError, apply, guard};

/// Why a log cannot be stood for by a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSnapshot {
    #[error("an update cannot be merged: {0}")]
    Update(#[from] SyncError),
    /// Changes wait for others that have not come. They are only safe in the log.
    #[error("changes wait for others that they depend on")]
    Gaps,
    #[error("it would exceed what one update may hold")]
    TooLarge,
    #[error("it does not say the same as the log")]
    Differs,
    #[error("merging broke the document")]
    Broken,
}

/// The updates, in their order, as one update that has been read back and says the same: the same content in every
/// root, the same changes known, the same removals.
pub fn compact(updates: &[Vec<u8>]) -> Result<Vec<u8>, NoSnapshot> {
    guarded(|| {
        let whole = merged(updates)?;
        let bytes = whole.transact().encode_state_as_update_v1(&StateVector::default());
        if bytes.len() > guard::MAX_UPDATE {
            return Err(NoSnapshot::TooLarge);
        }
        if guard::has_holes(&bytes)? {
            return Err(NoSnapshot::Gaps);
        }
        same(&whole, &merged(std::slice::from_ref(&bytes))?)?;
        Ok(bytes)
    })
}

/// Checks that a snapshot says what the updates say.
pub fn check(snapshot: &[u8], updates: &[Vec<u8>]) -> Result<(), NoSnapshot> {
    guarded(|| same(&merged(updates)?, &merged(&[snapshot.to_vec()])?))
}

/// Checks that a snapshot can be read, so that a document may start from it.
pub fn readable(snapshot: &[u8]) -> Result<(), NoSnapshot> {
    guarded(|| merged(&[snapshot.to_vec()]).map(drop))
}

/// What yrs does not survive is a refusal, not the end of the task that asks.
fn guarded<T>(work: impl FnOnce() -> Result<T, NoSnapshot>) -> Result<T, NoSnapshot> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(NoSnapshot::Broken))
}

/// The document at the end of the updates, with nothing left waiting.
fn merged(updates: &[Vec<u8>]) -> Result<Doc, NoSnapshot> {
    let mut options = Options::with_client_id(ClientID::new(0));
    options.offset_kind = OffsetKind::Utf16;
    let doc = Doc::with_options(options);
    for update in updates {
        apply(&doc, update)?;
    }
    let gaps = {
        let txn = doc.transact();
        txn.store().pending_update().is_some() || txn.store().pending_ds().is_some()
    };
    if gaps { Err(NoSnapshot::Gaps) } else { Ok(doc) }
}

fn same(one: &Doc, other: &Doc) -> Result<(), NoSnapshot> {
    // A snapshot in the sense of yrs is the state vector and all removals.
    let level = one.transact().snapshot() == other.transact().snapshot();
    if level && contents(one)? == contents(other)? { Ok(()) } else { Err(NoSnapshot::Differs) }
}

/// A root as it can be read: an update does not say whether it is a map or a sequence, so as both.
#[derive(Debug, PartialEq)]
struct Root {
    fields: Any,
    /// Text, embedded values and types, with their styles.
    pieces: Vec<(Any, Any)>,
    items: Any,
}

/// Everything that can be read from a document, by the name of the root.
fn contents(doc: &Doc) -> Result<BTreeMap<String, Root>, NoSnapshot> {
    let txn = doc.transact();
    let names: Vec<String> = txn.root_refs().map(|(name, _)| name.to_owned()).collect();
    names.into_iter().map(|name| Ok((name.clone(), root(&txn, &name)?))).collect()
}

fn root(txn: &Transaction<'_>, name: &str) -> Result<Root, NoSnapshot> {
    let fields = txn.get_map(name).map_or(Any::Null, |map| map.to_json(txn));
    let pieces = txn.get_text(name).map(|text| text.diff(txn, YChange::identity)).unwrap_or_default();
    let read: usize = pieces.iter().map(|piece| units(&piece.insert)).sum();
    let pieces: Vec<(Any, Any)> = pieces
        .into_iter()
        .map(|piece| {
            let styles = piece.attributes.into_iter().flat_map(|styles| *styles);
            let styles = styles.map(|(name, value)| (name.to_string(), value));
            (piece.insert.to_json(txn), Any::from(styles.collect::<HashMap<String, Any>>()))
        })
        .collect();
    let list = txn.get_array(name);
    let items = match (list, read) {
        // yrs does not come to the end of text read as a list.
        (Some(list), read) if list.len(txn) as usize == read => Any::Null,
        (Some(list), 0) => list.to_json(txn),
        (Some(_), _) => return Err(NoSnapshot::Differs),
        (None, _) => Any::Null,
    };
    Ok(Root { fields, pieces, items })
}

/// How much of a sequence's length a piece of text is.
fn units(piece: &Out) -> usize {
    match piece {
        Out::Any(Any::String(text)) => text.encode_utf16().count(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests;
