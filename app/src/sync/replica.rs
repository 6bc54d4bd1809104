//! A document as the rows on this device make it.

use domain::{document::Kind, id::DocumentId};
use sync::{
    client::{RowKey, RowState, frame, progress::portions, unframe},
    document::Document,
    replica,
};

use crate::device::{
    Fault, random,
    store::{Row, Store},
};

/// From how many confirmed rows on they are replaced by one.
const COMPACT_AT: usize = 300;

pub(crate) struct Replica {
    pub document: Document,
    /// What the server has not confirmed, in portions to be sent one after the other.
    pub outgoing: Vec<Outgoing>,
    /// Rows that the server has not confirmed.
    pub pending: Vec<RowKey>,
    /// True when there is nothing of it here.
    pub is_absent: bool,
}

/// Rows on their way to the server, and what they say together.
#[derive(Default)]
pub(crate) struct Outgoing {
    pub update: Vec<u8>,
    pub rows: Vec<RowKey>,
}

/// An empty document with an identity of its own: a replica whose identity was used before could not be told apart
/// from it, and would fork.
pub(crate) fn blank(kind: Kind) -> Result<Document, Fault> {
    let mut bytes = [0; 4];
    random(&mut bytes)?;
    Ok(Document::of(kind, replica::Replica::new(u32::from_le_bytes(bytes))))
}

/// Builds a document of the kind that its record says from its rows, without those that the server refused, and compacts them where they are many.
pub(crate) async fn load(store: &Store, id: DocumentId) -> Result<Replica, Fault> {
    let rows = store.rows(id).await?;
    let kind = store.record(id).await?.map(|record| record.start.kind).unwrap_or_default();
    let document = blank(kind)?;
    let sent = apply(&document, &rows, RowState::Sent);
    if sent.len() > COMPACT_AT {
        compact(store, (id, kind), &document, &sent).await;
    }
    let outgoing = outgoing(&document, &rows);
    let pending: Vec<RowKey> = outgoing.iter().flat_map(|portion| portion.rows.clone()).collect();
    Ok(Replica { document, outgoing, is_absent: sent.is_empty() && pending.is_empty(), pending })
}

/// Applies the rows that wait, and keeps what each portion of them adds.
fn outgoing(document: &Document, rows: &[Row]) -> Vec<Outgoing> {
    let mut rows: Vec<Row> = rows.iter().filter(|row| row.state == RowState::Pending).cloned().collect();
    let mut outgoing = Vec::new();
    for count in portions(rows.iter().map(|row| row.bytes.len())) {
        let vector = document.state_vector();
        let portion: Vec<Row> = rows.drain(..count).collect();
        let rows = apply(document, &portion, RowState::Pending);
        // The document's own vector can always be read.
        let update = document.diff(&vector).unwrap_or_default();
        outgoing.extend((!rows.is_empty()).then_some(Outgoing { update, rows }));
    }
    outgoing
}

/// Applies the rows of a state and returns their keys. A row that is no update is left where it is.
pub(crate) fn apply(document: &Document, rows: &[Row], state: RowState) -> Vec<RowKey> {
    let mut keys = Vec::new();
    for row in rows.iter().filter(|row| row.state == state) {
        let outcomes: Vec<_> = unframe(&row.bytes).into_iter().map(|update| document.apply(update)).collect();
        if outcomes.iter().all(Result::is_ok) {
            keys.push(row.key);
        } else {
            leptos::logging::warn!("row {} is no update and is left out", row.key);
        }
    }
    keys
}

/// Replaces confirmed rows by one, once it is certain that the one says the same.
async fn compact(store: &Store, (id, kind): (DocumentId, Kind), document: &Document, rows: &[RowKey]) {
    let whole = document.encode();
    if says_the_same(kind, document, &whole) {
        // What fails here is tried again the next time the document is opened; nothing was changed.
        let _ = store.compact(id, &frame(&[&whole]), rows).await;
    }
}

fn says_the_same(kind: Kind, document: &Document, whole: &[u8]) -> bool {
    let copy = Document::of(kind, replica::Replica::new(0));
    copy.apply(whole).is_ok()
        && copy.covers(&document.state_vector()) == Ok(true)
        && document.covers(&copy.state_vector()) == Ok(true)
        && copy.content() == document.content()
}

#[cfg(test)]
mod tests {
    use domain::guide::{NodeKey, Value};

    use sync::document::Content;

    use super::*;

    fn interview(client: u32) -> Document {
        Document::of(Kind::Interview, replica::Replica::new(client))
    }

    fn answers(document: &Document) -> domain::interview::Answers {
        let Content::Answers(answers) = document.content() else { panic!("an interview") };
        answers
    }

    fn write(document: &Document) -> &sync::interview::Document {
        document.as_interview().unwrap()
    }

    fn rows(updates: &[(RowState, Vec<Vec<u8>>)]) -> Vec<Row> {
        (1..)
            .zip(updates)
            .map(|(key, (state, updates))| Row { key, state: *state, bytes: frame(updates) })
            .collect()
    }

    fn update(client: u32, key: &str, value: f64) -> Vec<u8> {
        let document = interview(client);
        write(&document).set_value(&NodeKey(key.to_owned()), &Value::Number(value));
        document.encode()
    }

    #[test]
    fn rows_of_one_state_make_the_document() {
        let rows = rows(&[
            (RowState::Sent, vec![update(1, "a", 1.0), update(2, "b", 2.0)]),
            (RowState::Aside, vec![update(3, "refused", 3.0)]),
            (RowState::Pending, vec![update(4, "c", 4.0)]),
        ]);
        let document = interview(9);
        assert_eq!(apply(&document, &rows, RowState::Sent), [1]);
        assert_eq!(apply(&document, &rows, RowState::Pending), [3]);
        let keys: Vec<String> = answers(&document).entries.keys().map(ToString::to_string).collect();
        assert_eq!(keys, ["a", "b", "c"]);
    }

    #[test]
    fn what_waits_is_sent_and_nothing_else() {
        let confirmed = update(1, "known", 1.0);
        let long = |client: u32, key: &str| {
            let document = interview(client);
            write(&document).set_text(&NodeKey(key.to_owned()), &"x".repeat(200 * 1024));
            document.encode()
        };
        let rows = rows(&[
            (RowState::Sent, vec![confirmed.clone()]),
            (RowState::Pending, vec![long(2, "b")]),
            (RowState::Aside, vec![update(3, "refused", 3.0)]),
            (RowState::Pending, vec![long(4, "d")]),
        ]);
        let document = interview(9);
        apply(&document, &rows, RowState::Sent);
        let outgoing = outgoing(&document, &rows);
        assert_eq!(outgoing.iter().map(|portion| portion.rows.clone()).collect::<Vec<_>>(), [[2], [4]]);
        let server = interview(8);
        server.apply(&confirmed).unwrap();
        for portion in outgoing {
            assert!(portion.update.len() < 201 * 1024, "{}", portion.update.len());
            server.apply(&portion.update).unwrap();
        }
        assert_eq!(server.content(), document.content());
    }

    #[test]
    fn a_broken_row_does_not_take_the_others_with_it() {
        let rows = rows(&[(RowState::Sent, vec![vec![255; 9]]), (RowState::Sent, vec![update(1, "a", 1.0)])]);
        let document = interview(9);
        assert_eq!(apply(&document, &rows, RowState::Sent), [2], "the broken row is never compacted away");
        assert_eq!(answers(&document).entries.len(), 1);
    }

    #[test]
    fn a_shorter_form_is_accepted_only_when_it_says_the_same() {
        let document = interview(1);
        write(&document).set_text(&NodeKey("a".to_owned()), "un mot");
        let earlier = document.encode();
        write(&document).set_text(&NodeKey("a".to_owned()), "un mot de plus");
        assert!(says_the_same(Kind::Interview, &document, &document.encode()));
        assert!(!says_the_same(Kind::Interview, &document, &earlier));
        assert!(!says_the_same(Kind::Interview, &document, &[1, 2, 3]));
    }
}
