//! A log with who wrote each update and when, for those who read a document's history. Always the log itself, from its
//! first row: snapshots know nobody.

use domain::{
    failure::Failure,
    id::{AccountId, DeviceId, Timestamp},
};
use store::{Connection, document::Document};
use sync::history::Logged;

use super::update_context;
use crate::{Backend, Outcome, chain};

/// An update in clear.
pub(crate) struct Told {
    seq: i64,
    actor: AccountId,
    device: Option<DeviceId>,
    at: Timestamp,
    update: Vec<u8>,
}

impl Told {
    pub(crate) fn logged(&self) -> Logged<'_> {
        Logged { seq: self.seq, actor: self.actor, device: self.device, at: self.at, update: &self.update }
    }
}

/// The whole log in clear, after the check of its chain.
pub(crate) async fn read_told(
    backend: &Backend,
    connection: &mut Connection,
    document: &Document,
) -> Outcome<Vec<Told>> {
    // First, so that an erased case is not there rather than broken.
    let key = backend.vault().key_of(connection, document.home).await?;
    let mut updates = store::document::updates(connection, document.id, 0).await?;
    // Another server may have appended since the document was read.
    updates.retain(|update| update.seq <= document.seq);
    if let Some(seq) = chain::first_break(document.id, &updates, document.seq, &document.head_hash) {
        tracing::error!(document = %document.id, seq, "the log of a document is not what was written");
        return Err(Failure::Server);
    }
    let told = |row: store::document::Update| {
        let update = key.open(&update_context(document.id, row.seq), &row.bytes)?.to_vec();
        Ok(Told { seq: row.seq, actor: row.actor, device: row.device, at: row.at, update })
    };
    updates.into_iter().map(told).collect()
}
