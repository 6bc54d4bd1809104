//! What of a document is where: typed, on the disk, under way, confirmed. Data only, so that it can be tested
//! without a browser.

use std::collections::{BTreeSet, VecDeque};

use super::row::{RowKey, RowState, frame};

/// The way of one document's changes.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    typed: Batch,
    /// On its way to the disk.
    writing: Option<Batch>,
    /// On the disk, not confirmed by the server.
    pending: BTreeSet<RowKey>,
    /// Every row that was ever pending here: what they hold is part of the document.
    known: BTreeSet<RowKey>,
    /// Messages sent over the present connection, each with the rows that its confirmation settles.
    under_way: VecDeque<Vec<RowKey>>,
}

/// Updates that go to the disk together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// From the server or another device.
    pub received: Vec<Vec<u8>>,
    /// Made here.
    pub made: Vec<Vec<u8>>,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.received.is_empty() && self.made.is_empty()
    }

    /// The rows to write. What was made here may build on what was received, never the other way round.
    pub fn rows(&self) -> Vec<(RowState, Vec<u8>)> {
        [(RowState::Sent, &self.received), (RowState::Pending, &self.made)]
            .into_iter()
            .filter(|(_, updates)| !updates.is_empty())
            .map(|(state, updates)| (state, frame(updates)))
            .collect()
    }
}

impl Outbox {
    /// An outbox for a document of which these rows are on the disk and not confirmed.
    pub(super) fn new(pending: impl IntoIterator<Item = RowKey>) -> Self {
        let pending: BTreeSet<RowKey> = pending.into_iter().collect();
        Self { known: pending.clone(), pending, ..Self::default() }
    }

    pub(super) fn made(&mut self, update: Vec<u8>) {
        self.typed.made.push(update);
    }

    pub(super) fn received(&mut self, update: Vec<u8>) {
        self.typed.received.push(update);
    }

    /// True while something is in memory alone.
    pub(super) fn is_unsaved(&self) -> bool {
        self.writing.is_some() || !self.typed.is_empty()
    }

    /// True while the disk has not answered.
    pub(super) fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    /// What is to be written now; it counts as unsaved until [`Self::saved`]. One batch at a time, so that rows keep
    /// the order of typing.
    pub(super) fn take(&mut self) -> Option<Batch> {
        if self.is_writing() || self.typed.is_empty() {
            return None;
        }
        self.writing = Some(std::mem::take(&mut self.typed));
        self.writing.clone()
    }

    /// The batch is on the disk under `keys`, one for each of its rows. Returns it with the row to send, if it has any.
    pub(super) fn saved(&mut self, keys: &[RowKey]) -> Option<(Batch, Option<RowKey>)> {
        let batch = self.writing.take()?;
        let made = if batch.made.is_empty() { None } else { keys.last().copied() };
        self.pending.extend(made);
        self.known.extend(made);
        Some((batch, made))
    }

    /// The batch did not reach the disk: it goes before what was typed since.
    pub(super) fn put_back(&mut self) {
        let Some(mut batch) = self.writing.take() else { return };
        batch.received.append(&mut self.typed.received);
        batch.made.append(&mut self.typed.made);
        self.typed = batch;
    }

    /// A row that another tab has written waits as well.
    pub(super) fn waits(&mut self, row: RowKey) {
        self.pending.insert(row);
        self.known.insert(row);
    }

    /// False for a row that this tab has never heard of.
    pub(super) fn knows(&self, row: RowKey) -> bool {
        self.known.contains(&row)
    }

    /// These rows wait, and no others.
    pub(super) fn reload(&mut self, pending: Vec<RowKey>) {
        self.pending = pending.into_iter().collect();
        self.known.extend(&self.pending);
        self.under_way.clear();
    }

    pub(super) fn pending(&self) -> impl ExactSizeIterator<Item = RowKey> + '_ {
        self.pending.iter().copied()
    }

    /// A message left that holds everything pending.
    pub(super) fn sent_all(&mut self) {
        self.under_way.push_back(self.pending.iter().copied().collect());
    }

    /// `messages` left of which the last completes `row`.
    pub(super) fn sent(&mut self, messages: usize, row: RowKey) {
        for remaining in (0..messages).rev() {
            self.under_way.push_back(if remaining == 0 { vec![row] } else { Vec::new() });
        }
    }

    pub(super) fn awaits_confirmation(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// The server confirmed the oldest message under way. Returns the rows that are settled by it.
    pub(super) fn confirmed(&mut self) -> Vec<RowKey> {
        let rows = self.under_way.pop_front().unwrap_or_default();
        self.settle(&rows);
        rows
    }

    /// These rows need no sending any more, whatever the reason.
    pub(super) fn settle(&mut self, rows: &[RowKey]) {
        for row in rows {
            self.pending.remove(row);
        }
    }

    /// The connection is gone; what it carried may or may not have arrived, and goes again.
    pub(super) fn disconnected(&mut self) {
        self.under_way.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(outbox: &mut Outbox, updates: &[&[u8]]) {
        for update in updates {
            outbox.made(update.to_vec());
        }
    }

    fn row(outbox: &mut Outbox, keys: &[RowKey]) -> Option<RowKey> {
        outbox.saved(keys).and_then(|(_, row)| row)
    }

    #[test]
    fn a_change_is_unsaved_until_the_disk_has_it() {
        let mut outbox = Outbox::default();
        assert!(!outbox.is_unsaved());
        typed(&mut outbox, &[b"a"]);
        assert!(outbox.is_unsaved());
        outbox.take();
        assert!(outbox.is_unsaved(), "writing is not written");
        assert_eq!(row(&mut outbox, &[7]), Some(7));
        assert!(!outbox.is_unsaved());
        assert_eq!(outbox.pending.iter().copied().collect::<Vec<_>>(), [7]);
    }

    #[test]
    fn a_row_is_known_from_the_disk_from_here_or_from_another_tab_and_stays_so() {
        let mut outbox = Outbox::new([1]);
        outbox.waits(2);
        typed(&mut outbox, &[b"a"]);
        outbox.take();
        row(&mut outbox, &[3]);
        outbox.settle(&[1, 2, 3]);
        outbox.reload(vec![5]);
        let known: Vec<RowKey> = (1..=6).filter(|row| outbox.knows(*row)).collect();
        assert_eq!(known, [1, 2, 3, 5]);
    }

    #[test]
    fn what_the_disk_refused_goes_first_the_next_time() {
        let mut outbox = Outbox::default();
        typed(&mut outbox, &[b"a", b"b"]);
        outbox.take();
        typed(&mut outbox, &[b"c"]);
        outbox.put_back();
        assert!(outbox.is_unsaved());
        assert_eq!(outbox.take().unwrap().made, [b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]);
    }

    #[test]
    fn typing_while_a_batch_is_written_stays_unsaved() {
        let mut outbox = Outbox::default();
        typed(&mut outbox, &[b"a"]);
        outbox.take();
        typed(&mut outbox, &[b"b"]);
        outbox.saved(&[1]);
        assert!(outbox.is_unsaved());
        assert_eq!(outbox.take().unwrap().made, [b"b".to_vec()]);
    }

    #[test]
    fn only_confirmed_rows_are_settled() {
        let mut outbox = Outbox::new([3, 4]);
        outbox.sent_all();
        typed(&mut outbox, &[b"a", b"b"]);
        outbox.take();
        assert_eq!(row(&mut outbox, &[9]), Some(9));
        outbox.sent(2, 9);
        assert_eq!(outbox.confirmed(), [3, 4]);
        assert_eq!(outbox.confirmed(), Vec::<RowKey>::new(), "the first of two messages of row 9");
        assert_eq!(outbox.pending().len(), 1);
        assert_eq!(outbox.confirmed(), [9]);
        assert_eq!(outbox.pending().len(), 0);
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
        let batch = outbox.take().unwrap();
        let rows = batch.rows();
        assert_eq!(rows, [(RowState::Sent, frame(&[b"theirs"])), (RowState::Pending, frame(&[b"mine"]))]);
        assert_eq!(row(&mut outbox, &[1, 2]), Some(2));
        outbox.received(b"more".to_vec());
        outbox.take();
        assert_eq!(row(&mut outbox, &[3]), None);
        assert_eq!(outbox.pending.iter().copied().collect::<Vec<_>>(), [2]);
    }
}
