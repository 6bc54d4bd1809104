//! Who changed what, and when, read from a document's log of updates. Knows nothing of what a document is about: it
//! follows the fields of root maps and the root texts of any document, and names each by its root and its key.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    guide::Value,
    id::{AccountId, DeviceId, Timestamp},
};
use yrs::{
    ClientID, Doc, GetString, Map, MapRef, Observable, OffsetKind, Options, ReadTxn, TextRef, Transact,
    Update, updates::decoder::Decode,
};

use crate::{SyncError, guard, interview::value_of};

/// Typing in one text goes on as one change while its pauses are no longer than this: three minutes, in milliseconds.
const PAUSE: Timestamp = 180_000;

/// An update as the log has it.
#[derive(Clone, Copy, Debug)]
pub struct Logged<'a> {
    pub seq: i64,
    pub actor: AccountId,
    pub device: Option<DeviceId>,
    pub at: Timestamp,
    pub update: &'a [u8],
}

/// What of a document is followed.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The root maps.
    pub maps: &'static [&'static str],
    /// Whether a root of that name, which is none of the maps, is a text to follow.
    pub is_text: fn(&str) -> bool,
    /// Whether a field is typed letter by letter, so that its letters are one change; texts always are.
    pub is_typed: fn(root: &str, value: &Value) -> bool,
}

/// Something that has a content of its own: a field of a root map, or a root text (without key).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub root: String,
    pub key: String,
}

/// One change of one cell by one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub cell: Cell,
    /// [`Value::Empty`] where there was nothing.
    pub before: Value,
    pub after: Value,
    pub actor: AccountId,
    pub device: Option<DeviceId>,
    /// The first and the last update of it, with their times.
    pub first: i64,
    pub last: i64,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// The changes of a whole log, in the order they began. An update that waits for others counts when they have come.
pub fn changes<'a>(
    log: impl IntoIterator<Item = Logged<'a>>,
    shape: &Shape,
) -> Result<Vec<Change>, SyncError> {
    let mut replay = Replay::new(shape);
    for logged in log {
        replay.take(&logged)?;
    }
    replay.changes.retain(|change| change.before != change.after);
    Ok(replay.changes)
}

type Touched = Arc<Mutex<BTreeSet<Cell>>>;

struct Replay<'s> {
    shape: &'s Shape,
    doc: Doc,
    maps: BTreeMap<&'static str, MapRef>,
    texts: BTreeMap<String, TextRef>,
    touched: Touched,
    known: BTreeMap<Cell, Value>,
    /// The latest change of each cell.
    latest: BTreeMap<Cell, usize>,
    changes: Vec<Change>,
}

impl<'s> Replay<'s> {
    fn new(shape: &'s Shape) -> Self {
        let mut options = Options::with_client_id(ClientID::new(0));
        options.offset_kind = OffsetKind::Utf16;
        let (doc, touched) = (Doc::with_options(options), Touched::default());
        let follow = |root: &'static str| {
            let (map, touched) = (doc.get_or_insert_map(root), touched.clone());
            map.observe("history", move |txn, event| {
                let cells =
                    event.keys(txn).keys().map(|key| Cell { root: root.to_owned(), key: key.to_string() });
                touched.lock().unwrap_or_else(PoisonError::into_inner).extend(cells);
            });
            (root, map)
        };
        let maps = shape.maps.iter().copied().map(follow).collect();
        Self {
            shape,
            doc,
            maps,
            texts: BTreeMap::new(),
            touched,
            known: BTreeMap::new(),
            latest: BTreeMap::new(),
            changes: Vec::new(),
        }
    }

    fn take(&mut self, logged: &Logged<'_>) -> Result<(), SyncError> {
        guard::check_update(logged.update)?;
        let update = Update::decode_v1(logged.update).map_err(|_| SyncError::Malformed)?;
        self.doc.transact_mut().apply_update(update).map_err(|_| SyncError::Malformed)?;
        self.find_texts();
        let touched = std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner));
        for cell in touched {
            self.note(cell, logged);
        }
        Ok(())
    }

    /// A root that came by an update has no type, and nobody can listen to it, until it is asked for by name.
    fn find_texts(&mut self) {
        let fresh: Vec<String> = {
            let txn = self.doc.transact();
            let names = txn.root_refs().map(|(name, _)| name);
            names
                .filter(|name| !self.texts.contains_key(*name) && !self.maps.contains_key(name))
                .filter(|name| (self.shape.is_text)(name))
                .map(str::to_owned)
                .collect()
        };
        for root in fresh {
            let text = self.doc.get_or_insert_text(root.as_str());
            let cell = Cell { root: root.clone(), key: String::new() };
            let (touched, own) = (self.touched.clone(), cell.clone());
            text.observe("history", move |_, _| {
                touched.lock().unwrap_or_else(PoisonError::into_inner).insert(own.clone());
            });
            self.touched.lock().unwrap_or_else(PoisonError::into_inner).insert(cell);
            self.texts.insert(root, text);
        }
    }

    fn read(&self, cell: &Cell) -> Value {
        let txn = self.doc.transact();
        if let Some(text) = self.texts.get(&cell.root) {
            let content = text.get_string(&txn);
            return if content.is_empty() { Value::Empty } else { Value::Text(content) };
        }
        let field = self.maps.get(cell.root.as_str()).and_then(|map| map.get(&txn, &cell.key));
        field.as_ref().map_or(Value::Empty, value_of)
    }

    fn note(&mut self, cell: Cell, logged: &Logged<'_>) {
        let after = self.read(&cell);
        let before = match after {
            Value::Empty => self.known.remove(&cell),
            ref after => self.known.insert(cell.clone(), after.clone()),
        }
        .unwrap_or_default();
        if before == after {
            return;
        }
        if let Some(change) = self.latest.get(&cell).and_then(|index| self.changes.get_mut(*index))
            && goes_on(change, logged)
            && self.texts.contains_key(&cell.root) | typed(self.shape, &cell, &before, &after)
        {
            change.after = after;
            change.last = logged.seq;
            change.until = logged.at;
            return;
        }
        self.latest.insert(cell.clone(), self.changes.len());
        self.changes.push(Change {
            cell,
            before,
            after,
            actor: logged.actor,
            device: logged.device,
            first: logged.seq,
            last: logged.seq,
            from: logged.at,
            until: logged.at,
        });
    }
}

/// True when the latest change of a cell may still be going on.
fn goes_on(change: &Change, logged: &Logged<'_>) -> bool {
    change.actor == logged.actor
        && change.device == logged.device
        && (0..=PAUSE).contains(&(logged.at - change.until))
}

fn typed(shape: &Shape, cell: &Cell, before: &Value, after: &Value) -> bool {
    [before, after].into_iter().all(|value| *value == Value::Empty || (shape.is_typed)(&cell.root, value))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use yrs::{Doc, GetString, ReadTxn, StateVector, Text, Transact};

    use super::*;

    const NOTES: Shape = Shape { maps: &[], is_text: |name| name == "notes", is_typed: |_, _| false };

    fn person(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    /// The log of one text root: who wrote, when, and what it reads after.
    fn log(doc: &Doc, root: &str, steps: &[(u128, Timestamp, &str)]) -> Vec<(AccountId, Timestamp, Vec<u8>)> {
        let text = doc.get_or_insert_text(root);
        let mut log = Vec::new();
        for (actor, at, reads) in steps {
            let before = doc.transact().state_vector();
            {
                let mut txn = doc.transact_mut();
                let length = text.get_string(&txn).encode_utf16().count() as u32;
                text.remove_range(&mut txn, 0, length);
                text.insert(&mut txn, 0, reads);
            }
            log.push((person(*actor), *at, doc.transact().encode_state_as_update_v1(&before)));
        }
        log
    }

    fn read(log: &[(AccountId, Timestamp, Vec<u8>)], shape: &Shape) -> Vec<Change> {
        let logged = (1..).zip(log).map(|(seq, (actor, at, update))| Logged {
            seq,
            actor: *actor,
            device: None,
            at: *at,
            update,
        });
        changes(logged, shape).unwrap()
    }

    #[test]
    fn a_document_of_one_text_has_a_history() {
        let doc = Doc::with_client_id(1);
        let log =
            log(&doc, "notes", &[(1, 0, "a"), (1, 60_000, "ab"), (2, 70_000, "abc"), (1, 80_000, "abcd")]);
        let told: Vec<_> = read(&log, &NOTES)
            .into_iter()
            .map(|change| {
                (change.actor, change.before.to_text(), change.after.to_text(), change.first, change.last)
            })
            .collect();
        let text = str::to_owned;
        assert_eq!(
            told,
            [
                (person(1), text(""), text("ab"), 1, 2),
                (person(2), text("ab"), text("abc"), 3, 3),
                (person(1), text("abc"), text("abcd"), 4, 4),
            ]
        );
    }

    #[test]
    fn a_pause_begins_another_change_and_typing_in_vain_is_none() {
        let pause = |milliseconds| {
            let doc = Doc::with_client_id(1);
            read(&log(&doc, "notes", &[(1, 0, "a"), (1, milliseconds, "ab")]), &NOTES).len()
        };
        assert_eq!((pause(PAUSE), pause(PAUSE + 1), pause(-1)), (1, 2, 2));
        let doc = Doc::with_client_id(1);
        assert_eq!(read(&log(&doc, "notes", &[(1, 0, "a"), (1, 5, "")]), &NOTES), []);
    }

    #[test]
    fn roots_of_another_shape_are_left_out_and_garbage_is_refused() {
        let doc = Doc::with_client_id(1);
        assert_eq!(read(&log(&doc, "elsewhere", &[(1, 0, "a")]), &NOTES), []);
        let garbage = Logged { seq: 1, actor: person(1), device: None, at: 0, update: &[9, 9, 9] };
        assert!(changes([garbage], &NOTES).is_err());
    }

    #[test]
    fn an_update_that_waits_for_another_counts_when_it_has_come() {
        let doc = Doc::with_client_id(1);
        let mut log = log(&doc, "notes", &[(1, 0, "a"), (2, 10, "ab")]);
        log.swap(0, 1);
        let told = read(&log, &NOTES);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].actor, told[0].after.to_text()), (person(1), "ab".to_owned()));
        let whole = doc.transact().encode_state_as_update_v1(&StateVector::default());
        assert_eq!(read(&[(person(3), 0, whole)], &NOTES)[0].actor, person(3));
    }
}
