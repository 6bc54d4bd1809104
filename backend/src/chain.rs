//! The hash chain of a document's log: changing, dropping or swapping a row breaks every hash after it.

use domain::id::{AccountId, DocumentId, Timestamp};
use sha2::{Digest, Sha256};
use store::document::Update;

/// The hash before the first row; it ties the chain to its document.
pub(crate) fn start(document: DocumentId) -> Vec<u8> {
    Sha256::digest(format!("jalon document|{document}")).to_vec()
}

/// SHA-256 of the previous hash, the sequence number and the time (8 bytes each, big-endian), the account (its UUID as
/// text) and the sealed bytes.
pub(crate) fn next(previous: &[u8], seq: i64, actor: AccountId, at: Timestamp, sealed: &[u8]) -> Vec<u8> {
    Sha256::new()
        .chain_update(previous)
        .chain_update(seq.to_be_bytes())
        .chain_update(actor.to_string())
        .chain_update(at.to_be_bytes())
        .chain_update(sealed)
        .finalize()
        .to_vec()
}

/// The first sequence number where the log is not what was written; `None` when all of it is. `head` is the hash of the
/// last row, `seq` its number.
pub(crate) fn first_break(document: DocumentId, updates: &[Update], seq: i64, head: &[u8]) -> Option<i64> {
    first_break_after((0, &start(document)), updates, seq, head)
}

/// The same for the rows after one that is known by its number and hash.
pub(crate) fn first_break_after(
    (known, hash): (i64, &[u8]),
    updates: &[Update],
    seq: i64,
    head: &[u8],
) -> Option<i64> {
    let mut previous = hash.to_vec();
    let mut expected = known + 1;
    for update in updates {
        let hash = next(&previous, update.seq, update.actor, update.at, &update.bytes);
        if update.seq != expected || update.hash != hash {
            return Some(expected);
        }
        previous = hash;
        expected += 1;
    }
    (expected != seq + 1 || previous != head).then_some(expected)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn log(document: DocumentId, count: u8) -> Vec<Update> {
        let actor = AccountId(Uuid::from_u128(7));
        let mut previous = start(document);
        (1..=count)
            .map(|n| {
                let (seq, at, bytes) = (i64::from(n), i64::from(n) * 1000, vec![n; 3]);
                let hash = next(&previous, seq, actor, at, &bytes);
                previous.clone_from(&hash);
                Update { seq, actor, device: None, at, bytes, hash }
            })
            .collect()
    }

    #[test]
    fn finds_where_a_log_was_tampered_with() {
        let document = DocumentId(Uuid::from_u128(1));
        let other = DocumentId(Uuid::from_u128(2));
        let whole = log(document, 4);
        let head = whole.last().unwrap().hash.clone();
        let check = |change: &dyn Fn(&mut Vec<Update>)| {
            let mut changed = whole.clone();
            change(&mut changed);
            first_break(document, &changed, 4, &head)
        };
        assert_eq!(check(&|_| ()), None);
        assert_eq!(check(&|log| log[1].bytes[0] ^= 1), Some(2));
        assert_eq!(check(&|log| log[2].at += 1), Some(3));
        assert_eq!(check(&|log| log[0].actor = AccountId(Uuid::from_u128(8))), Some(1));
        assert_eq!(check(&|log| drop(log.remove(1))), Some(2));
        assert_eq!(check(&|log| drop(log.pop())), Some(4));
        assert_eq!(check(&|log| log.swap(1, 2)), Some(2));
        assert_eq!(first_break(other, &whole, 4, &head), Some(1));
        let known = |row: usize| (whole[row - 1].seq, whole[row - 1].hash.as_slice());
        assert_eq!(first_break_after(known(2), &whole[2..], 4, &head), None);
        assert_eq!(first_break_after(known(4), &[], 4, &head), None);
        assert_eq!(first_break_after(known(2), &whole[3..], 4, &head), Some(3));
        assert_eq!(first_break_after((2, &head), &whole[2..], 4, &head), Some(3));
        assert_eq!(first_break(other, &[], 0, &start(other)), None);
    }
}
