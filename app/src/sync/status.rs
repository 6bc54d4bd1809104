//! What the status line says, derived from rows that are on the disk and from nothing else.

use domain::id::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Something typed is not on the disk of this device yet.
    Saving,
    /// Everything is on the disk of this device.
    #[default]
    Saved,
    /// Everything is on this device; `count` changes have not reached the server, which is out of reach.
    Waiting {
        count: usize,
    },
    /// The server has everything and has stored it; `at` is when it last said so.
    Sent {
        at: Timestamp,
    },
    CannotSave {
        why: Why,
    },
}

/// Why something typed cannot be put on the disk. It is kept in the page and tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The browser gives no more room.
    Full,
    /// The browser's store does not answer.
    Unavailable,
}
