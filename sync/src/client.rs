//! The client side of synchronisation as data in, data out: no IO, no clock, no randomness of its own. A page, or a
//! simulation, hands in what happened with the time and a random number, and carries out what comes back.
//!
//! [`Courier`] takes one document's changes to the disk and from there to the server. [`Tabs`] settles which of a
//! person's tabs holds the connections. [`Facts`] says what may be shown of all that.

mod backoff;
mod courier;
mod outbox;
pub mod progress;
pub mod refusal;
mod row;
mod status;
mod tabs;

pub use courier::{Courier, Effect, Event, Phase};
pub use outbox::Batch;
pub use row::{RowKey, RowState, frame, unframe};
pub use status::{Facts, Status, Why};
pub use tabs::{BEAT, Call, Deed, Role, TabId, Tabs, Turn};
