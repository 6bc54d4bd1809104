//! Fetching in the background what a person may open: in which order, in which portions, and how far it is.

use domain::id::DocumentId;

/// About how many bytes of changes travel in one request: what a weak network carries before it breaks.
pub const PORTION: usize = 256 * 1024;
/// How many documents go into one request.
pub const DOCUMENTS: usize = 16;

/// How many of the documents that belong on this device are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub here: usize,
    pub all: usize,
}

impl Progress {
    pub fn is_complete(self) -> bool {
        self.here >= self.all
    }
}

/// What is still to be fetched. Whatever ends the work, the next plan goes on from what is on the disk.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    left: Vec<DocumentId>,
    progress: Progress,
}

impl Plan {
    /// A plan for documents, each with whether something of it is on the disk. What is absent comes first.
    pub fn new(documents: impl IntoIterator<Item = (DocumentId, bool)>) -> Self {
        let (here, mut absent): (Vec<_>, Vec<_>) = documents.into_iter().partition(|(_, here)| *here);
        let progress = Progress { here: here.len(), all: here.len() + absent.len() };
        absent.extend(here);
        // Taken from the end.
        let left = absent.into_iter().rev().map(|(id, _)| id).collect();
        Self { left, progress }
    }

    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The documents of the next request; empty when nothing is left.
    pub fn portion(&mut self) -> Vec<DocumentId> {
        let from = self.left.len().saturating_sub(DOCUMENTS);
        let mut portion = self.left.split_off(from);
        portion.reverse();
        portion
    }

    /// So many documents that were absent are on the disk now.
    pub fn arrived(&mut self, count: usize) {
        self.progress.here = (self.progress.here + count).min(self.progress.all);
    }
}

/// Cuts what waits, in the order it was written, into portions for one request each: as many updates as stay within
/// [`PORTION`] together, at least one. Each is the number of updates.
pub fn portions(lengths: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut portions = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    for length in lengths {
        if count > 0 && bytes + length > PORTION {
            portions.push(count);
            (count, bytes) = (0, 0);
        }
        count += 1;
        bytes += length;
    }
    portions.extend((count > 0).then_some(count));
    portions
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_absent_comes_first_and_counts() {
        let id = |number| DocumentId(Uuid::from_u128(number));
        let mut plan = Plan::new((0..20).map(|number| (id(number), number % 2 == 0)));
        assert_eq!(plan.progress(), Progress { here: 10, all: 20 });
        let first = plan.portion();
        assert_eq!(first.len(), DOCUMENTS);
        assert_eq!(first[..3], [id(1), id(3), id(5)]);
        plan.arrived(10);
        assert!(plan.progress().is_complete());
        assert_eq!(plan.portion(), [id(12), id(14), id(16), id(18)]);
        assert!(plan.portion().is_empty());
        plan.arrived(3);
        assert_eq!(plan.progress(), Progress { here: 20, all: 20 });
    }

    #[test]
    fn portions_stay_within_their_bound() {
        let check =
            |lengths: &[usize], expected: &[usize]| assert_eq!(portions(lengths.iter().copied()), expected);
        check(&[], &[]);
        check(&[5], &[1]);
        check(&[PORTION + 1], &[1]);
        check(&[PORTION - 1, 1, 1], &[2, 1]);
        check(&[1, PORTION, 1], &[1, 1, 1]);
        check(&[PORTION / 4; 10], &[4, 4, 2]);
    }
}
