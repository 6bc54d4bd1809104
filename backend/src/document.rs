//! Documents as logs of sealed updates: loading, and appending what the sync hub gathered.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use domain::{
    access::DocumentAction,
    document::{Home, Kind},
    failure::Failure,
    id::{AccountId, DocumentId, GuideId, SiteId, Timestamp},
};
use store::{
    Connection, Transaction,
    document::{Document, Update},
};

mod start;
mod told;

pub use start::{find, list, start};
pub use store::document::Head;
pub(crate) use told::{Told, read_told};

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    chain,
    open::now,
    seal::Key,
    snapshot::{self, Shortened},
};

/// How far the clock of a device may be ahead of the server's before its time is not believed: one day, in ms.
const CLOCK_TOLERANCE: Timestamp = 24 * 3600 * 1000;

/// A document about to be registered.
pub(crate) struct New {
    pub(crate) id: DocumentId,
    pub(crate) kind: Kind,
    pub(crate) home: Home,
    /// That of the case; outside cases, where it is started.
    pub(crate) site: SiteId,
    /// Only interviews have one.
    pub(crate) guide: Option<GuideId>,
    /// By the clock of the device that started it.
    pub(crate) started_at: Timestamp,
    /// By the clock of the server.
    pub(crate) now: Timestamp,
}

/// Registers a document with an empty log. False when the id was there already.
pub(crate) async fn register(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    new: &New,
) -> Outcome<bool> {
    backend.vault().provide_key(connection, new.home, new.site, new.now).await?;
    let document = Document {
        id: new.id,
        site: new.site,
        home: new.home,
        kind: new.kind,
        guide: new.guide,
        started_by: actor.account,
        started_at: new.started_at.clamp(0, new.now + CLOCK_TOLERANCE),
        seq: 0,
        head_hash: chain::start(new.id),
        frozen_at: None,
    };
    Ok(store::document::insert(connection, &document, new.now).await?)
}

/// Everything a replica needs to come up to date.
pub struct Loaded {
    /// In the order they were committed. The first may be a snapshot of those before.
    pub updates: Vec<Vec<u8>>,
    /// The sequence number that the snapshot stands for; 0 when there is none.
    pub base: i64,
    /// The sequence number of the last one; 0 when there is none.
    pub seq: i64,
    pub kind: Kind,
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

/// What a document holds: its whole log, or a snapshot and the rows after it.
pub async fn load(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<Loaded> {
    let mut transaction = backend.begin().await?;
    let (document, member) = access::content(&mut transaction, actor, id, DocumentAction::Read).await?;
    tell_read(&mut transaction, actor, &document).await?;
    let Shortened { base, updates } = snapshot::read(backend, &mut transaction, &document).await?;
    transaction.commit().await?;
    Ok(Loaded {
        updates,
        base,
        seq: document.seq,
        kind: document.kind,
        frozen: document.frozen_at.is_some(),
        may_write: access::may_write(actor, &document, member),
    })
}

async fn tell_read(connection: &mut Connection, actor: &Actor, document: &Document) -> Outcome<()> {
    let (site, detail) = (Some(document.site), detail(document.home));
    record(connection, actor, Event::read(document.kind), document.id, site, &detail).await
}

/// What a line of the log says of where a document belongs: its case, if it has one.
pub(crate) fn detail(home: Home) -> String {
    home.case().map(|case| case.to_string()).unwrap_or_default()
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
    let (document, member) = access::content(&mut transaction, actor, id, DocumentAction::Read).await?;
    tell_read(&mut transaction, actor, &document).await?;
    transaction.commit().await?;
    let may_write = access::may_write(actor, &document, member);
    Ok(Access { frozen: document.frozen_at.is_some(), may_write })
}

/// What another server on the same database has appended to a document after sequence number `after`: (sequence number,
/// update), in order. For the server itself, which has checked whoever it passes them on to.
pub async fn appended(backend: &Backend, id: DocumentId, after: i64) -> Outcome<Vec<(i64, Vec<u8>)>> {
    let mut connection = backend.store().read().await?;
    let document = store::document::get(&mut connection, id).await?.ok_or(Failure::NotFound)?;
    let updates = store::document::updates(&mut connection, id, after).await?;
    let key = backend.vault().key_of(&mut connection, document.home).await?;
    updates.iter().map(|update| Ok((update.seq, open_update(&key, id, update)?))).collect()
}

/// How far the logs of these documents go, and which are frozen.
pub async fn heads(backend: &Backend, ids: &[DocumentId]) -> Outcome<Vec<(DocumentId, Head)>> {
    Ok(store::document::heads(&mut *backend.store().read().await?, ids).await?)
}

/// Appends all that may be appended in one transaction, which is on disk when this returns: for each item its sequence
/// number or why it was refused. An error as a whole means that nothing was written.
pub async fn append(backend: &Backend, items: &[Append<'_>]) -> Outcome<Vec<Outcome<i64>>> {
    let at = now();
    let mut transaction = backend.begin().await?;
    let outcomes = append_within(backend, &mut transaction, items, at).await?;
    if outcomes.iter().any(Result::is_ok) {
        backend.store().notify(&mut transaction).await?;
    }
    transaction.commit().await?;
    let written = items.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_ok());
    backend.stretches().note(written.map(|(item, _)| (item.actor.account, item.document)), at);
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
    let mut keys = BTreeMap::new();
    for (id, indices) in by_document {
        let Some((document, admitted)) = admit(transaction, items, &indices, &mut outcomes).await? else {
            continue;
        };
        if let Entry::Vacant(vacant) = keys.entry(document.home) {
            match backend.vault().key_of(transaction, document.home).await {
                Ok(key) => drop(vacant.insert(key)),
                // The case has been erased.
                Err(Failure::NotFound) => continue,
                Err(failure) => return Err(failure),
            }
        }
        let log = Log { document: &document, key: &keys[&document.home], at };
        let count = i64::try_from(admitted.len()).unwrap_or(i64::MAX);
        let Some((last, head)) = store::document::take_sequence(transaction, id, count, at).await? else {
            for index in admitted {
                outcomes[index] = Err(Failure::Frozen);
            }
            continue;
        };
        let admitted_items: Vec<&Append<'_>> = admitted.iter().map(|&index| &items[index]).collect();
        log.write(transaction, &admitted_items, last, head).await?;
        tell(backend, transaction, &document, &admitted_items, at).await?;
        for (index, seq) in admitted.into_iter().zip(last + 1..) {
            outcomes[index] = Ok(seq);
        }
    }
    Ok(outcomes)
}

/// Which of these items, all of one document, may be written at all; says why of the others.
async fn admit(
    connection: &mut Connection,
    items: &[Append<'_>],
    indices: &[usize],
    outcomes: &mut [Outcome<i64>],
) -> Outcome<Option<(Document, Vec<usize>)>> {
    let mut gates: BTreeMap<AccountId, Outcome<Document>> = BTreeMap::new();
    let mut admitted = Vec::with_capacity(indices.len());
    for &index in indices {
        let item = &items[index];
        if let Entry::Vacant(vacant) = gates.entry(item.actor.account) {
            match access::content(connection, item.actor, item.document, DocumentAction::Write).await {
                Err(failure @ (Failure::Server | Failure::Storage)) => return Err(failure),
                gate => drop(vacant.insert(gate.map(|(document, _)| document))),
            }
        }
        match &gates[&item.actor.account] {
            // What cannot be read back must never enter a log that nobody may change.
            Ok(document) if sync::schema::check(document.kind, &item.update).is_err() => {
                outcomes[index] = Err(Failure::Invalid { field: "update".to_owned() });
            }
            Ok(_) => admitted.push(index),
            Err(refusal) => outcomes[index] = Err(refusal.clone()),
        }
    }
    let document = gates.into_values().find_map(Outcome::ok);
    Ok(document.filter(|_| !admitted.is_empty()).map(|document| (document, admitted)))
}

/// The log of one document, open for writing.
struct Log<'a> {
    document: &'a Document,
    key: &'a Key,
    at: Timestamp,
}

impl Log<'_> {
    /// Seals and keeps these updates after number `seq`, each chained to the one before it.
    async fn write(
        &self,
        connection: &mut Connection,
        items: &[&Append<'_>],
        mut seq: i64,
        mut head: Vec<u8>,
    ) -> Outcome<()> {
        let mut updates = Vec::with_capacity(items.len());
        for item in items {
            seq += 1;
            let bytes = self.key.seal(&update_context(self.document.id, seq), &item.update)?;
            head = chain::next(&head, seq, item.actor.account, self.at, &bytes);
            let (actor, device) = (item.actor.account, item.actor.device);
            updates.push(Update { seq, actor, device, at: self.at, bytes, hash: head.clone() });
        }
        store::document::insert_updates(connection, self.document.id, self.document.site, &updates).await?;
        Ok(store::document::set_head(connection, self.document.id, &head).await?)
    }
}

/// A line in the audit log for each author who was not writing in this document a moment ago.
async fn tell(
    backend: &Backend,
    connection: &mut Connection,
    document: &Document,
    items: &[&Append<'_>],
    at: Timestamp,
) -> Outcome<()> {
    let mut told = BTreeSet::new();
    for item in items {
        let account = item.actor.account;
        if told.insert(account) && !backend.stretches().covers(account, document.id, at) {
            let (site, detail) = (Some(document.site), detail(document.home));
            record(connection, item.actor, Event::written(document.kind), document.id, site, &detail).await?;
        }
    }
    Ok(())
}

/// The whole log in clear. A log that is not what was written is a fault, never silently shorter. What is signed or
/// exported is always read this way, so that it rests on every row and on no snapshot.
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
    let key = backend.vault().key_of(connection, document.home).await?;
    updates.iter().map(|update| open_update(&key, document.id, update)).collect()
}

/// A row of the log in clear.
pub(crate) fn open_update(key: &Key, document: DocumentId, update: &Update) -> Outcome<Vec<u8>> {
    Ok(key.open(&update_context(document, update.seq), &update.bytes)?.to_vec())
}

fn update_context(document: DocumentId, seq: i64) -> String {
    format!("update|{document}|{seq}")
}

/// What checking every log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many documents there are.
    pub documents: usize,
    pub broken: Vec<Broken>,
    /// How many snapshots there are; those of broken logs are not counted.
    pub snapshots: usize,
    /// Snapshots that do not say what their log says. They are never used.
    pub wrong_snapshots: Vec<Broken>,
}

/// A document whose log is not what was written, from this sequence number on; or whose snapshot of that number is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    pub document: DocumentId,
    pub seq: i64,
}

/// For the command line: checks the hash chain of every document from its beginning, then its snapshots against it.
pub async fn verify(backend: &Backend) -> Outcome<Verified> {
    let mut connection = backend.store().read().await?;
    let mut verified = Verified::default();
    for id in store::document::ids(&mut connection).await? {
        let Some(document) = store::document::get(&mut connection, id).await? else { continue };
        verified.documents += 1;
        let mut updates = store::document::updates(&mut connection, id, 0).await?;
        updates.retain(|update| update.seq <= document.seq);
        let broken = |seq| Broken { document: id, seq };
        if let Some(seq) = chain::first_break(id, &updates, document.seq, &document.head_hash) {
            verified.broken.push(broken(seq));
            continue;
        }
        let key = match backend.vault().key_of(&mut connection, document.home).await {
            // The case has been erased: its chain stands, and there is nothing to read.
            Err(Failure::NotFound) => continue,
            key => key?,
        };
        if store::snapshot::newest(&mut connection, id, i64::MAX).await?.is_none() {
            continue;
        }
        let updates: Vec<Vec<u8>> =
            updates.iter().map(|update| open_update(&key, id, update)).collect::<Outcome<_>>()?;
        let (count, wrong) = snapshot::verify(&mut connection, &key, &document, &updates).await?;
        verified.snapshots += count;
        verified.wrong_snapshots.extend(wrong.into_iter().map(broken));
    }
    Ok(verified)
}
