//! Documents that merge (yrs underneath), and the protocol they travel by as data in, data out: no sockets, no clock.

pub mod awareness;
pub mod client;
pub mod comment;
pub mod document;
mod edit;
pub mod framework;
pub mod guard;
pub mod guide;
pub mod history;
pub mod interview;
pub mod notes;
pub mod plan;
pub mod presence;
pub mod protocol;
mod reader;
pub mod replica;
pub mod schema;
pub mod snapshot;
pub mod steps;
pub mod undo;

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
    #[error("the document's kind has no place for this content")]
    Foreign,
}
