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

/// What the status is derived from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Something is in memory alone.
    pub unsaved: bool,
    /// The last attempt to write failed.
    pub fault: Option<Why>,
    /// Rows on the disk that the server has not confirmed, when they were last counted.
    pub pending: usize,
    /// The same, as the open documents know it now. Counting takes a while, and must not hide what was just typed.
    pub known: usize,
    /// The server answered the last time it was asked.
    pub reachable: bool,
    /// When the server last confirmed.
    pub confirmed_at: Option<Timestamp>,
}

impl Facts {
    /// A document is about to be closed: what it knew counts until the rows are counted again.
    pub fn closing(&mut self) {
        self.pending = self.pending.max(self.known);
    }

    pub fn status(&self) -> Status {
        let pending = self.pending.max(self.known);
        match (self.fault, self.confirmed_at) {
            (Some(why), _) if self.unsaved => Status::CannotSave { why },
            _ if self.unsaved => Status::Saving,
            (_, Some(at)) if pending == 0 => Status::Sent { at },
            _ if pending == 0 || self.reachable => Status::Saved,
            _ => Status::Waiting { count: pending },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_no_more_than_is_true() {
        let check = |facts: Facts, expected: Status| assert_eq!(facts.status(), expected, "{facts:?}");
        let sent = Facts { reachable: true, confirmed_at: Some(5), ..Facts::default() };
        check(Facts::default(), Status::Saved);
        check(sent.clone(), Status::Sent { at: 5 });
        check(Facts { reachable: false, ..sent.clone() }, Status::Sent { at: 5 });
        check(Facts { pending: 2, ..sent.clone() }, Status::Saved);
        check(Facts { pending: 2, reachable: false, ..sent.clone() }, Status::Waiting { count: 2 });
        check(Facts { known: 1, ..sent.clone() }, Status::Saved);
        check(Facts { pending: 1, known: 3, reachable: false, ..sent.clone() }, Status::Waiting { count: 3 });
        check(Facts { unsaved: true, ..sent.clone() }, Status::Saving);
        check(Facts { unsaved: true, pending: 2, reachable: false, ..sent.clone() }, Status::Saving);
        let full = Facts { unsaved: true, fault: Some(Why::Full), ..sent };
        check(full.clone(), Status::CannotSave { why: Why::Full });
        check(Facts { unsaved: false, pending: 1, reachable: false, ..full }, Status::Waiting { count: 1 });
    }
}
