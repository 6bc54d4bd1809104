//! Snapshots: loading a document without replaying its whole log. The log stays the system of record. A snapshot is kept
//! only once it has been read back and says what its rows say; it is sealed under the document's key together with the hash
//! of its row in the chain, so that one that was changed, or belongs elsewhere, does not open. Whatever is wrong with a
//! snapshot, the log is replayed instead.

use domain::{failure::Failure, id::DocumentId};
use store::{
    Connection,
    document::Document,
    snapshot::{New, Snapshot},
};

use crate::{
    Backend, Outcome, chain,
    document::{open_update, read_log},
    hex,
    open::now,
    seal::Key,
};

/// A document's updates with most of the log brought down to one.
pub(crate) struct Shortened {
    /// The row that the first of the updates stands for; 0 when the updates are the whole log.
    pub(crate) base: i64,
    pub(crate) updates: Vec<Vec<u8>>,
}

/// The newest snapshot that fits and the rows after it, whose chain is checked from the snapshot's row on; else the
/// whole log. The rows before the snapshot are left to [`crate::document::verify`]: nothing in them is used here, and
/// the snapshot was made from them when their chain was whole.
pub(crate) async fn read(
    backend: &Backend,
    connection: &mut Connection,
    document: &Document,
) -> Outcome<Shortened> {
    let mut until = document.seq;
    while let Some(kept) = store::snapshot::newest(connection, document.id, until).await? {
        let key = backend.vault().key_of(connection, document.home).await?;
        if let Some((snapshot, hash)) = open(&key, document.id, &kept) {
            let mut updates = vec![snapshot];
            updates.extend(rows_after(connection, document, &key, kept.seq, &hash).await?);
            return Ok(Shortened { base: kept.seq, updates });
        }
        until = kept.seq - 1;
    }
    Ok(Shortened { base: 0, updates: read_log(backend, connection, document).await? })
}

async fn rows_after(
    connection: &mut Connection,
    document: &Document,
    key: &Key,
    seq: i64,
    hash: &[u8],
) -> Outcome<Vec<Vec<u8>>> {
    let mut rows = store::document::updates(connection, document.id, seq).await?;
    // Another server may have appended since the document was read.
    rows.retain(|row| row.seq <= document.seq);
    if let Some(seq) = chain::first_break_after((seq, hash), &rows, document.seq, &document.head_hash) {
        tracing::error!(document = %document.id, seq, "the log of a document is not what was written");
        return Err(Failure::Server);
    }
    rows.iter().map(|row| open_update(key, document.id, row)).collect()
}

/// The snapshot in clear, if it is the document's own and can be read, and the hash of its row.
fn open(key: &Key, id: DocumentId, kept: &Snapshot) -> Option<(Vec<u8>, Vec<u8>)> {
    let hash = kept.hash.clone().unwrap_or_default();
    let opened = key.try_open(&context(id, kept.seq, &hash), &kept.bytes);
    let Some(snapshot) = opened else {
        tracing::warn!(document = %id, seq = kept.seq, "a snapshot does not belong to its log; it is not used");
        return None;
    };
    if let Err(reason) = sync::snapshot::readable(&snapshot) {
        tracing::warn!(document = %id, seq = kept.seq, %reason, "a snapshot cannot be read; it is not used");
        return None;
    }
    Some((snapshot.to_vec(), hash))
}

fn context(document: DocumentId, seq: i64, hash: &[u8]) -> String {
    format!("snapshot|{document}|{seq}|{}", hex(hash))
}

/// Makes a snapshot of a document as its log stands, from the one before and the rows since. Answers the row that it
/// stands for; `None` when there is nothing new, or when the log cannot be stood for by a snapshot.
pub async fn make(backend: &Backend, id: DocumentId) -> Outcome<Option<i64>> {
    let mut connection = backend.store().read().await?;
    let document = store::document::get(&mut connection, id).await?.ok_or(Failure::NotFound)?;
    let shortened = read(backend, &mut connection, &document).await?;
    let key = backend.vault().key_of(&mut connection, document.home).await?;
    drop(connection);
    let (base, seq) = (shortened.base, document.seq);
    if base == seq {
        return Ok(None);
    }
    // Merging thousands of updates is work for a thread of its own.
    let compacted = tokio::task::spawn_blocking(move || sync::snapshot::compact(&shortened.updates)).await;
    let snapshot = match compacted.map_err(|_| Failure::Server)? {
        Ok(snapshot) => snapshot,
        Err(reason) => {
            tracing::info!(document = %id, seq, %reason, "no snapshot of a document");
            return Ok(None);
        }
    };
    let bytes = key.seal(&context(id, seq, &document.head_hash), &snapshot)?;
    let mut transaction = backend.begin().await?;
    let new = New { document: id, site: document.site, seq, base, bytes: &bytes };
    store::snapshot::insert(&mut transaction, &new, now()).await?;
    transaction.commit().await?;
    Ok(Some(seq))
}

/// For checks of the whole database: how many snapshots the document has, and which of them do not say what its log
/// says. `updates` is the whole log in clear.
pub(crate) async fn verify(
    connection: &mut Connection,
    key: &Key,
    document: &Document,
    updates: &[Vec<u8>],
) -> Outcome<(usize, Vec<i64>)> {
    let (mut count, mut wrong, mut until) = (0, Vec::new(), i64::MAX);
    while let Some(kept) = store::snapshot::newest(connection, document.id, until).await? {
        count += 1;
        let rows = usize::try_from(kept.seq).ok().and_then(|rows| updates.get(..rows));
        let says_the_same = open(key, document.id, &kept)
            .zip(rows)
            .is_some_and(|((snapshot, _), rows)| sync::snapshot::check(&snapshot, rows).is_ok());
        if !says_the_same {
            wrong.push(kept.seq);
        }
        until = kept.seq - 1;
    }
    Ok((count, wrong))
}
