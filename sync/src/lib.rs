//! Documents that merge (yrs underneath), and the protocol they travel by as data in, data out: no sockets, no clock.

pub mod awareness;
pub mod guard;
pub mod interview;
pub mod protocol;
mod reader;
pub mod snapshot;

/// Why bytes were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    #[error("the bytes end too early")]
    Truncated,
    #[error("a length exceeds what was sent")]
    Oversized,
    #[error("the content is nested too deeply")]
    TooDeep,
    #[error("the bytes are not what they claim to be")]
    Malformed,
}

/// Merges an update from anybody into a document of whatever kind.
fn apply(doc: &yrs::Doc, update: &[u8]) -> Result<(), SyncError> {
    use yrs::{Transact, Update, updates::decoder::Decode};
    guard::check_update(update)?;
    let update = Update::decode_v1(update).map_err(|_| SyncError::Malformed)?;
    doc.transact_mut().apply_update(update).map_err(|_| SyncError::Malformed)
}
