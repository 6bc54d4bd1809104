//! Documents as logs of sealed updates: loading, and appending what the sync hub gathered.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::CaseAction,
    failure::Failure,
    id::{DocumentId, Timestamp},
};
use store::{
    Connection, Transaction,
    document::{Document, Update},
};

mod told;

pub use store::document::Head;
pub(crate) use told::{Told, read_told};

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    chain,
    open::now,
    seal::Key,
};

/// Everything a replica needs to come up to date.
pub struct Loaded {
    /// In the order they were committed.
    pub updates: Vec<Vec<u8>>,
    /// The sequence number of the last one; 0 when there is none.
    pub seq: i64,
    /// True once signed: nothing more is accepted.
    pub frozen: bool,
    pub may_write: bool,
}

/// One update to append, and who sends it.
pub struct Append<'a> {
    pub actor: &'a Actor,
    pub document: DocumentId,
    pub update: Vec<u8>,
}

/// The whole log of a document.
pub async fn load(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<Loaded> {
    let mut transaction = backend.begin().await?;
    let (document, case) = access::document(&mut transaction, actor, id, CaseAction::Read).await?;
    record(
        &mut transaction,
        actor,
        Event::InterviewRead,
        id,
        Some(document.site),
        &document.case.to_string(),
    )
    .await?;
    let updates = read_log(backend, &mut transaction, &document).await?;
    transaction.commit().await?;
    Ok(Loaded {
        updates,
        seq: document.seq,
        frozen: document.frozen_at.is_some(),
        may_write: access::may_also(actor, &document, &case, CaseAction::Write),
    })
}

/// What an actor may do with a document that she may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// True once signed: nothing more is accepted.
    pub frozen: bool,
    pub may_write: bool,
}

/// The check that [`load`] makes, with its line in the log, for who joins a document that is in memory already.
pub async fn access(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<Access> {
    let mut transaction = backend.begin().await?;
    let (document, case) = access::document(&mut transaction, actor, id, CaseAction::Read).await?;
    let (site, detail) = (Some(document.site), document.case.to_string());
    record(&mut transaction, actor, Event::InterviewRead, id, site, &detail).await?;
    transaction.commit().await?;
    let may_write = access::may_also(actor, &document, &case, CaseAction::Write);
    Ok(Access { frozen: document.frozen_at.is_some(), may_write })
}

/// What another server on the same database has appended to a document after sequence number `after`: (sequence number,
/// update), in order. For the server itself, which has checked whoever it passes them on to.
pub async fn appended(backend: &Backend, id: DocumentId, after: i64) -> Outcome<Vec<(i64, Vec<u8>)>> {
    let mut connection = backend.store().read().await?;
    let document = store::document::get(&mut connection, id).await?.ok_or(Failure::NotFound)?;
    let updates = store::document::updates(&mut connection, id, after).await?;
    let key = backend.vault().case_key(&mut connection, document.case).await?;
    let open =
        |update: Update| Ok((update.seq, key.open(&update_context(id, update.seq), &update.bytes)?.to_vec()));
    updates.into_iter().map(open).collect()
}

/// How far the logs of these documents go, and which are frozen.
pub async fn heads(backend: &Backend, ids: &[DocumentId]) -> Outcome<Vec<(DocumentId, Head)>> {
    Ok(store::document::heads(&mut *backend.store().read().await?, ids).await?)
}

/// Appends all that may be appended in one transaction, which is on disk when this returns: for each item its sequence
/// number or why it was refused. An error as a whole means that nothing was written.
pub async fn append(backend: &Backend, items: &[Append<'_>]) -> Outcome<Vec<Outcome<i64>>> {
    let mut transaction = backend.begin().await?;
    let outcomes = append_within(backend, &mut transaction, items, now()).await?;
    if outcomes.iter().any(Result::is_ok) {
        backend.store().notify(&mut transaction).await?;
    }
    transaction.commit().await?;
    Ok(outcomes)
}

/// The same inside a transaction of the caller.
pub(crate) async fn append_within(
    backend: &Backend,
    transaction: &mut Transaction,
    items: &[Append<'_>],
    at: Timestamp,
) -> Outcome<Vec<Outcome<i64>>> {
    let mut outcomes: Vec<Outcome<i64>> = items.iter().map(|_| Err(Failure::NotFound)).collect();
    // By document, in one order everywhere: two servers that lock the same documents never wait for each other.
    let mut by_document: BTreeMap<DocumentId, Vec<usize>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        by_document.entry(item.document).or_default().push(index);
    }
    for (id, indices) in by_document {
        append_to(backend, transaction, id, items, &indices, &mut outcomes, at).await?;
    }
    Ok(outcomes)
}

async fn append_to(
    backend: &Backend,
    transaction: &mut Transaction,
    id: DocumentId,
    items: &[Append<'_>],
    indices: &[usize],
    outcomes: &mut [Outcome<i64>],
    at: Timestamp,
) -> Outcome<()> {
    let mut admitted = Vec::new();
    for &index in indices {
        match admit(transaction, &items[index]).await {
            Ok(document) => admitted.push((index, document)),
            Err(failure @ (Failure::Server | Failure::Storage)) => return Err(failure),
            Err(refusal) => outcomes[index] = Err(refusal),
        }
    }
    let Some((_, document)) = admitted.first() else { return Ok(()) };
    let (document, count) = (document.clone(), i64::try_from(admitted.len()).unwrap_or(i64::MAX));
    let key = match backend.vault().case_key(transaction, document.case).await {
        // The case has been erased.
        Err(Failure::NotFound) => return Ok(()),
        key => key?,
    };
    let Some((mut seq, mut head)) = store::document::take_sequence(transaction, id, count, at).await? else {
        for (index, _) in admitted {
            outcomes[index] = Err(Failure::Frozen);
        }
        return Ok(());
    };
    let mut written_by = BTreeSet::new();
    for (index, _) in admitted {
        let item = &items[index];
        seq += 1;
        head = write_update(transaction, &key, &document, item, seq, &head, at).await?;
        outcomes[index] = Ok(seq);
        if written_by.insert(item.actor.account) {
            let case = document.case.to_string();
            record(transaction, item.actor, Event::InterviewWritten, id, Some(document.site), &case).await?;
        }
    }
    Ok(store::document::set_head(transaction, id, &head).await?)
}

/// Whether this item may be written at all.
async fn admit(connection: &mut Connection, item: &Append<'_>) -> Outcome<Document> {
    // What cannot be read back must never enter a log that nobody may change.
    sync::guard::check_update(&item.update).map_err(|_| Failure::Invalid { field: "update".to_owned() })?;
    let (document, _) = access::document(connection, item.actor, item.document, CaseAction::Write).await?;
    Ok(document)
}

/// Seals and keeps one update; the hash that the next one chains to.
async fn write_update(
    connection: &mut Connection,
    key: &Key,
    document: &Document,
    item: &Append<'_>,
    seq: i64,
    previous: &[u8],
    at: Timestamp,
) -> Outcome<Vec<u8>> {
    let bytes = key.seal(&update_context(document.id, seq), &item.update)?;
    let hash = chain::next(previous, seq, item.actor.account, at, &bytes);
    let update =
        Update { seq, actor: item.actor.account, device: item.actor.device, at, bytes, hash: hash.clone() };
    store::document::insert_update(connection, document.id, document.site, &update).await?;
    Ok(hash)
}

/// The log in clear. A log that is not what was written is a fault, never silently shorter.
pub(crate) async fn read_log(
    backend: &Backend,
    connection: &mut Connection,
    document: &Document,
) -> Outcome<Vec<Vec<u8>>> {
    let mut updates = store::document::updates(connection, document.id, 0).await?;
    // Another server may have appended since the document was read.
    updates.retain(|update| update.seq <= document.seq);
    if let Some(seq) = chain::first_break(document.id, &updates, document.seq, &document.head_hash) {
        tracing::error!(document = %document.id, seq, "the log of a document is not what was written");
        return Err(Failure::Server);
    }
    let key = backend.vault().case_key(connection, document.case).await?;
    updates
        .iter()
        .map(|update| Ok(key.open(&update_context(document.id, update.seq), &update.bytes)?.to_vec()))
        .collect()
}

fn update_context(document: DocumentId, seq: i64) -> String {
    format!("update|{document}|{seq}")
}

/// What checking every log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many documents there are.
    pub documents: usize,
    pub broken: Vec<Broken>,
}

/// A document whose log is not what was written, from this sequence number on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    pub document: DocumentId,
    pub seq: i64,
}

/// For the command line: checks the hash chain of every document.
pub async fn verify(backend: &Backend) -> Outcome<Verified> {
    let mut connection = backend.store().read().await?;
    let mut broken = Vec::new();
    let ids = store::document::ids(&mut connection).await?;
    let documents = ids.len();
    for id in ids {
        let Some(document) = store::document::get(&mut connection, id).await? else { continue };
        let mut updates = store::document::updates(&mut connection, id, 0).await?;
        updates.retain(|update| update.seq <= document.seq);
        let first = chain::first_break(id, &updates, document.seq, &document.head_hash);
        broken.extend(first.map(|seq| Broken { document: id, seq }));
    }
    Ok(Verified { documents, broken })
}
