//! How long to wait before the next attempt to connect.

use domain::id::Timestamp;

const FIRST: Timestamp = 500;
pub(super) const LONGEST: Timestamp = 30_000;

/// Doubles from half a second to half a minute, each time with a random share, so that a site whose network comes
/// back does not call all at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Milliseconds to wait after one more failure. `chance` is random, from 0 to 1.
    pub(super) fn failed(&mut self, chance: f64) -> Timestamp {
        let full = FIRST.saturating_mul(1 << self.failures.min(10)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let half = full / 2;
        #[expect(clippy::cast_possible_truncation, reason = "at most LONGEST")]
        let share = (half as f64 * chance.clamp(0.0, 1.0)) as Timestamp;
        half + share
    }

    pub(super) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// True when it has failed so often that another way is worth trying.
    pub(super) fn is_hopeless(self) -> bool {
        self.failures >= 3
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;

    #[test]
    fn waits_grow_and_stay_within_bounds() {
        let waits = |chance: f64| {
            let mut backoff = Backoff::default();
            (0..12).map(|_| backoff.failed(chance)).collect::<Vec<_>>()
        };
        assert_eq!(waits(1.0)[..8], [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
        assert_eq!(waits(0.0)[..3], [250, 500, 1000]);
        assert!(waits(7.0).iter().all(|wait| *wait <= 30_000));
    }

    #[test]
    fn success_starts_over() {
        let mut backoff = Backoff::default();
        for _ in 0..50 {
            backoff.failed(1.0);
        }
        assert!(backoff.is_hopeless());
        backoff.succeeded();
        assert!(!backoff.is_hopeless());
        assert_eq!(backoff.failed(1.0), 500);
    }
}
