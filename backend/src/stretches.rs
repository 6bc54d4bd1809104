//! Who is writing where. The log of a document holds each update with its author and time, so the audit log only says
//! when a stretch of writing begins: a line for each keystroke would hide everything else in it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::id::{AccountId, DocumentId, Timestamp};

/// A pause that ends a stretch, in milliseconds.
const PAUSE: Timestamp = 10 * 60 * 1000;
/// How long a stretch lasts at most, in milliseconds.
const LONGEST: Timestamp = 60 * 60 * 1000;
/// How many are remembered before old ones are cleared away.
const MANY: usize = 4096;

/// The stretches that this server knows of. What it forgets, or another server wrote, only begins another one.
#[derive(Default)]
pub(crate) struct Stretches(Mutex<HashMap<(AccountId, DocumentId), Stretch>>);

#[derive(Clone, Copy)]
struct Stretch {
    since: Timestamp,
    last: Timestamp,
}

impl Stretch {
    fn covers(self, at: Timestamp) -> bool {
        at - self.last < PAUSE && at - self.since < LONGEST
    }
}

impl Stretches {
    /// Whether a line that covers this moment is in the audit log already.
    pub(crate) fn covers(&self, account: AccountId, document: DocumentId, at: Timestamp) -> bool {
        self.held().get(&(account, document)).is_some_and(|stretch| stretch.covers(at))
    }

    /// These wrote, and what they wrote is committed together with the lines that were due.
    pub(crate) fn note(&self, written: impl IntoIterator<Item = (AccountId, DocumentId)>, at: Timestamp) {
        let mut held = self.held();
        for place in written {
            let stretch = held.entry(place).or_insert(Stretch { since: at, last: at });
            if !stretch.covers(at) {
                stretch.since = at;
            }
            stretch.last = at;
        }
        if held.len() > MANY {
            held.retain(|_, stretch| stretch.covers(at));
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<(AccountId, DocumentId), Stretch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_stretch_ends_with_a_pause_or_after_an_hour() {
        let (anna, ben) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let (here, there) = (DocumentId(Uuid::from_u128(3)), DocumentId(Uuid::from_u128(4)));
        let stretches = Stretches::default();
        assert!(!stretches.covers(anna, here, 0));
        stretches.note([(anna, here)], 0);
        assert!(stretches.covers(anna, here, PAUSE - 1));
        assert!(!stretches.covers(anna, here, PAUSE));
        assert!(!stretches.covers(ben, here, 1));
        assert!(!stretches.covers(anna, there, 1));
        let mut at = 0;
        while at < LONGEST {
            assert!(stretches.covers(anna, here, at));
            stretches.note([(anna, here)], at);
            at += PAUSE / 2;
        }
        assert!(!stretches.covers(anna, here, at), "an hour is over");
        stretches.note([(anna, here)], at);
        assert!(stretches.covers(anna, here, at + 1));
    }

    #[test]
    fn what_is_over_does_not_stay_in_memory() {
        let stretches = Stretches::default();
        let place = |number: usize| (AccountId(Uuid::nil()), DocumentId(Uuid::from_u128(number as u128)));
        stretches.note((0..MANY).map(place), 0);
        stretches.note((MANY..=MANY + 1).map(place), PAUSE);
        assert_eq!(stretches.held().len(), 2);
    }
}
