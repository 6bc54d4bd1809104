//! How long to wait before the next attempt to connect.

const FIRST: u32 = 500;
const LONGEST: u32 = 30_000;

/// Doubles from half a second to half a minute, each time with a random share, so that a site whose network comes
/// back does not call all at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Milliseconds to wait after one more failure. `chance` is random, from 0 to 1.
    pub(crate) fn failed(&mut self, chance: f64) -> u32 {
        let full = FIRST.saturating_mul(1 << self.failures.min(10)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most LONGEST, never negative"
        )]
        let wait = (f64::from(full) * (0.5 + 0.5 * chance.clamp(0.0, 1.0))) as u32;
        wait
    }

    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// True when it has failed so often that another way is worth trying.
    pub(crate) fn is_hopeless(self) -> bool {
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
