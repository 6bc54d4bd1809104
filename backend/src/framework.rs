//! Frameworks: listing those one may read, freezing a version, reading one.

use domain::{
    access::DocumentAction,
    document::{Home, Kind},
    failure::Failure,
    framework::{
        Framework,
        version::{self, FrameworkSummary, Freeze, Version, VersionSummary},
    },
    id::{DocumentId, Timestamp},
};
use sha2::{Digest, Sha256};
use store::{Connection, Transaction, document::Document};
use sync::framework::Document as Replica;

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::read_log,
    hex,
    open::now,
    snapshot::{self, Shortened},
};

/// The frameworks that the actor may read, the latest change first. What they are called is content: it is read from each.
pub async fn list(backend: &Backend, actor: &Actor) -> Outcome<Vec<FrameworkSummary>> {
    access::settled(actor)?;
    let mut connection = backend.begin().await?;
    let mut summaries = Vec::new();
    for found in store::framework::list(&mut connection).await? {
        let Some(action) = access::listed(actor, Kind::Framework, Home::Site(found.site)) else { continue };
        let document = store::document::get(&mut connection, found.id).await?.ok_or(Failure::Server)?;
        let Shortened { updates, .. } = snapshot::read(backend, &mut connection, &document).await?;
        let framework = replay(&updates)?;
        summaries.push(FrameworkSummary {
            id: found.id,
            title: framework.title,
            site: found.site,
            site_name: found.site_name,
            started_by: found.started_by,
            changed_at: found.changed_at,
            nodes: framework.nodes.len(),
            version: found.version,
            may_write: action == DocumentAction::Write,
        });
    }
    Ok(summaries)
}

/// The versions of a framework, newest first.
pub async fn versions(backend: &Backend, actor: &Actor, id: DocumentId) -> Outcome<Vec<VersionSummary>> {
    let mut transaction = backend.begin().await?;
    gate(&mut transaction, actor, id, DocumentAction::Read).await?;
    Ok(store::framework::versions(&mut transaction, id).await?)
}

/// What a version said. Reading it stands in the log.
pub async fn version(backend: &Backend, actor: &Actor, id: DocumentId, number: u32) -> Outcome<Version> {
    let mut transaction = backend.begin().await?;
    let document = gate(&mut transaction, actor, id, DocumentAction::Read).await?;
    let kept = store::framework::version(&mut transaction, id, number).await?;
    let (summary, content) = kept.ok_or(Failure::NotFound)?;
    let key = backend.vault().key_of(&mut transaction, document.home).await?;
    let json = key.open(&context(id, number), &content)?;
    if hex(&Sha256::digest(&json)) != summary.hash {
        tracing::error!(document = %id, number, "a version of a framework is not what was frozen");
        return Err(Failure::Server);
    }
    let framework = serde_json::from_slice(&json).map_err(|error| {
        tracing::error!(%error, "a version of a framework cannot be read");
        Failure::Server
    })?;
    let site = Some(document.site);
    record(&mut transaction, actor, Event::FrameworkVersionRead, id, site, &number.to_string()).await?;
    transaction.commit().await?;
    Ok(Version { summary, framework })
}

/// Freezes what the framework says now as its next version. The framework itself goes on.
pub async fn freeze(backend: &Backend, actor: &Actor, freeze: &Freeze) -> Outcome<VersionSummary> {
    let mut transaction = backend.begin().await?;
    gate(&mut transaction, actor, freeze.id, DocumentAction::Write).await?;
    let kept = freeze_within(backend, &mut transaction, actor, freeze, now()).await?;
    transaction.commit().await?;
    Ok(kept)
}

/// The same inside a transaction of the caller.
pub(crate) async fn freeze_within(
    backend: &Backend,
    transaction: &mut Transaction,
    actor: &Actor,
    freeze: &Freeze,
    at: Timestamp,
) -> Outcome<VersionSummary> {
    let id = freeze.id;
    let remark = version::remark(&freeze.remark)?;
    let document = store::document::get(transaction, id).await?.ok_or(Failure::NotFound)?;
    let updates = read_log(backend, transaction, &document).await?;
    let latest = store::framework::versions(transaction, id).await?.first().map_or(0, |last| last.number);
    let number = latest + 1;
    let framework = Framework { version: number.to_string(), ..replay(&updates)? };
    let json = serde_json::to_vec(&framework).map_err(|error| {
        tracing::error!(%error, "a framework could not be written as JSON");
        Failure::Server
    })?;
    let key = backend.vault().key_of(transaction, document.home).await?;
    let content = key.seal(&context(id, number), &json)?;
    let summary = VersionSummary {
        number,
        cycle: framework.cycle(),
        remark: remark.to_owned(),
        frozen_at: at,
        frozen_by: actor.display_name.clone(),
        hash: hex(&Sha256::digest(&json)),
    };
    let (site, by) = (document.site, actor.account);
    let new = store::framework::New { document: id, site, by, summary: &summary, content: &content };
    if !store::framework::insert(transaction, &new).await? {
        return Err(Failure::Taken { field: "version".to_owned() });
    }
    record(transaction, actor, Event::FrameworkFrozen, id, Some(site), &number.to_string()).await?;
    Ok(summary)
}

/// The gate of a document, which must be a framework.
async fn gate(
    connection: &mut Connection,
    actor: &Actor,
    id: DocumentId,
    action: DocumentAction,
) -> Outcome<Document> {
    let (document, _) = access::content(connection, actor, id, action).await?;
    if document.kind == Kind::Framework { Ok(document) } else { Err(Failure::NotFound) }
}

fn replay(updates: &[Vec<u8>]) -> Outcome<Framework> {
    let replica = Replica::new(0);
    for update in updates {
        replica.apply(update).map_err(|error| {
            tracing::error!(%error, "a kept update cannot be applied");
            Failure::Server
        })?;
    }
    Ok(replica.read().framework)
}

fn context(id: DocumentId, number: u32) -> String {
    format!("framework-version|{id}|{number}")
}
