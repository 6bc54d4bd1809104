//! What of a document is where: typed, on the disk, under way, confirmed. Data only, so that it can be tested
//! without a browser.

use std::collections::{BTreeSet, VecDeque};

use crate::device::store::{RowKey, RowState};

/// The way of one document's changes.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    typed: Batch,
    saving: bool,
    /// On the disk, not confirmed by the server.
    pending: BTreeSet<RowKey>,
    /// Messages sent over the present connection, each with the rows that its confirmation settles.
    under_way: VecDeque<Vec<RowKey>>,
}

/// Updates that go to the disk together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    /// From the server or another device.
    pub received: Vec<Vec<u8>>,
    /// Made here.
    pub made: Vec<Vec<u8>>,
}

impl Batch {
    pub(crate) fn is_empty(&self) -> bool {
        self.received.is_empty() && self.made.is_empty()
    }

    /// The rows to write. What was made here may build on what was received, never the other way round.
    pub(crate) fn rows(&self) -> Vec<(RowState, Vec<u8>)> {
        [(RowState::Sent, &self.received), (RowState::Pending, &self.made)]
            .into_iter()
            .filter(|(_, updates)| !updates.is_empty())
            .map(|(state, updates)| (state, frame(updates)))
            .collect()
    }
}

impl Outbox {
    /// An outbox for a document of which these rows are on the disk and not confirmed.
    pub(crate) fn new(pending: impl IntoIterator<Item = RowKey>) -> Self {
        Self { pending: pending.into_iter().collect(), ..Self::default() }
    }

    pub(crate) fn made(&mut self, update: Vec<u8>) {
        self.typed.made.push(update);
    }

    pub(crate) fn received(&mut self, update: Vec<u8>) {
        self.typed.received.push(update);
    }

    /// True while something is in memory alone.
    pub(crate) fn is_unsaved(&self) -> bool {
        self.saving || !self.typed.is_empty()
    }

    /// What is to be written now; it counts as unsaved until [`Self::saved`].
    pub(crate) fn take(&mut self) -> Batch {
        let batch = std::mem::take(&mut self.typed);
        self.saving = !batch.is_empty();
        batch
    }

    /// The batch is on the disk under `keys`, one for each of its rows. Returns the row to send, if it has any.
    pub(crate) fn saved(&mut self, batch: &Batch, keys: &[RowKey]) -> Option<RowKey> {
        self.saving = false;
        let made = if batch.made.is_empty() { None } else { keys.last().copied() };
        self.pending.extend(made);
        made
    }

    /// The batch did not reach the disk: it goes before what was typed since.
    pub(crate) fn put_back(&mut self, mut batch: Batch) {
        self.saving = false;
        batch.received.append(&mut self.typed.received);
        batch.made.append(&mut self.typed.made);
        self.typed = batch;
    }

    pub(crate) fn pending_count(&self) -> usize {
        self.pending.len()
    }

    /// A message left that holds everything pending.
    pub(crate) fn sent_all(&mut self) {
        self.under_way.push_back(self.pending.iter().copied().collect());
    }

    /// `messages` left of which the last completes `row`.
    pub(crate) fn sent(&mut self, messages: usize, row: RowKey) {
        for remaining in (0..messages).rev() {
            self.under_way.push_back(if remaining == 0 { vec![row] } else { Vec::new() });
        }
    }

    pub(crate) fn awaits_confirmation(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// The server confirmed the oldest message under way. Returns the rows that are settled by it.
    pub(crate) fn confirmed(&mut self) -> Vec<RowKey> {
        let rows = self.under_way.pop_front().unwrap_or_default();
        self.settle(&rows);
        rows
    }

    /// These rows need no sending any more, whatever the reason.
    pub(crate) fn settle(&mut self, rows: &[RowKey]) {
        for row in rows {
            self.pending.remove(row);
        }
    }

    /// The connection is gone; what it carried may or may not have arrived, and goes again.
    pub(crate) fn disconnected(&mut self) {
        self.under_way.clear();
    }
}

/// Updates one after the other, each after its length in four bytes.
pub(crate) fn frame<T: AsRef<[u8]>>(updates: &[T]) -> Vec<u8> {
    let mut row = Vec::new();
    for update in updates {
        let update = update.as_ref();
        let length = u32::try_from(update.len()).unwrap_or(u32::MAX);
        row.extend_from_slice(&length.to_le_bytes());
        row.extend_from_slice(update);
    }
    row
}

/// The updates of a row; it ends at the first that is cut short.
pub(crate) fn unframe(mut row: &[u8]) -> Vec<&[u8]> {
    let mut updates = Vec::new();
    while let Some((length, rest)) = row.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some((update, rest)) = rest.split_at_checked(length) else { break };
        updates.push(update);
        row = rest;
    }
    updates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(outbox: &mut Outbox, updates: &[&[u8]]) {
        for update in updates {
            outbox.made(update.to_vec());
        }
    }

    #[test]
    fn a_change_is_unsaved_until_the_disk_has_it() {
        let mut outbox = Outbox::default();
        assert!(!outbox.is_unsaved());
        typed(&mut outbox, &[b"a"]);
        assert!(outbox.is_unsaved());
        let batch = outbox.take();
        assert!(outbox.is_unsaved(), "writing is not written");
        assert_eq!(outbox.saved(&batch, &[7]), Some(7));
        assert!(!outbox.is_unsaved());
        assert_eq!(outbox.pending.iter().copied().collect::<Vec<_>>(), [7]);
    }

    #[test]
    fn what_the_disk_refused_goes_first_the_next_time() {
        let mut outbox = Outbox::default();
        typed(&mut outbox, &[b"a", b"b"]);
        let batch = outbox.take();
        typed(&mut outbox, &[b"c"]);
        outbox.put_back(batch);
        assert!(outbox.is_unsaved());
        assert_eq!(outbox.take().made, [b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]);
    }

    #[test]
    fn typing_while_a_batch_is_written_stays_unsaved() {
        let mut outbox = Outbox::default();
        typed(&mut outbox, &[b"a"]);
        let batch = outbox.take();
        typed(&mut outbox, &[b"b"]);
        outbox.saved(&batch, &[1]);
        assert!(outbox.is_unsaved());
        assert_eq!(outbox.take().made, [b"b".to_vec()]);
    }

    #[test]
    fn only_confirmed_rows_are_settled() {
        let mut outbox = Outbox::new([3, 4]);
        outbox.sent_all();
        typed(&mut outbox, &[b"a", b"b"]);
        let batch = outbox.take();
        let row = outbox.saved(&batch, &[9]).unwrap();
        outbox.sent(batch.made.len(), row);
        assert_eq!(outbox.confirmed(), [3, 4]);
        assert_eq!(outbox.confirmed(), Vec::<RowKey>::new(), "the first of two messages of row 9");
        assert_eq!(outbox.pending_count(), 1);
        assert_eq!(outbox.confirmed(), [9]);
        assert_eq!(outbox.pending_count(), 0);
        assert!(!outbox.awaits_confirmation());
        assert_eq!(outbox.confirmed(), Vec::<RowKey>::new(), "one confirmation too many settles nothing");
    }

    #[test]
    fn what_was_under_way_when_the_connection_broke_is_still_pending() {
        let mut outbox = Outbox::new([3]);
        outbox.sent_all();
        outbox.disconnected();
        assert_eq!(outbox.confirmed(), Vec::<RowKey>::new());
        assert_eq!(outbox.pending.iter().copied().collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn received_rows_come_before_made_ones_and_need_no_sending() {
        let mut outbox = Outbox::default();
        outbox.made(b"mine".to_vec());
        outbox.received(b"theirs".to_vec());
        let batch = outbox.take();
        let rows = batch.rows();
        assert_eq!(rows, [(RowState::Sent, frame(&[b"theirs"])), (RowState::Pending, frame(&[b"mine"]))]);
        assert_eq!(outbox.saved(&batch, &[1, 2]), Some(2));
        outbox.received(b"more".to_vec());
        let batch = outbox.take();
        assert_eq!(outbox.saved(&batch, &[3]), None);
        assert_eq!(outbox.pending.iter().copied().collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn rows_read_back_what_was_framed() {
        let check = |updates: &[&[u8]]| assert_eq!(unframe(&frame(updates)), updates);
        check(&[]);
        check(&[b""]);
        check(&[b"abc", b"", b"d"]);
        let mut cut = frame(&[b"abc".as_slice(), b"def"]);
        cut.pop();
        assert_eq!(unframe(&cut), [b"abc"]);
        assert_eq!(unframe(&[1, 0, 0]), Vec::<&[u8]>::new());
        assert_eq!(unframe(&[255, 255, 255, 255, 1]), Vec::<&[u8]>::new());
    }
}
