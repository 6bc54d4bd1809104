//! The history of a plan, in its own terms.

use domain::plan::history::{Change, PLACE};

use super::{FIELDS, PLACES, TEXT};
use crate::{
    SyncError,
    history::{self, Cell, Logged, Shape},
};

const SHAPE: Shape =
    Shape { maps: &[PLACES, FIELDS], is_text: |name| name.starts_with(TEXT), is_typed: |_, _| false };

/// Who changed what of a plan and when, in the order the changes began. That something only changed places says nothing.
pub fn changes<'a>(log: impl IntoIterator<Item = Logged<'a>>) -> Result<Vec<Change>, SyncError> {
    Ok(history::changes(log, &SHAPE)?.into_iter().filter_map(described).collect())
}

fn described(change: history::Change) -> Option<Change> {
    let history::Change { cell: Cell { root, key }, before, after, .. } = change;
    let (before, after) = (before.to_text(), after.to_text());
    let (record, part) = match root.strip_prefix(TEXT) {
        Some(name) => name.split_once('|')?,
        None if root == FIELDS => key.split_once('|')?,
        None if before.is_empty() || after.is_empty() => (key.as_str(), PLACE),
        None => return None,
    };
    Some(Change {
        record: record.to_owned(),
        part: part.to_owned(),
        before,
        after,
        actor: change.actor,
        device: change.device,
        from: change.from,
        until: change.until,
    })
}
