//! Guides: lists, contents, and bringing in a workbook.

use domain::{
    access::Action,
    failure::Failure,
    guide::{
        Guide,
        check::Lenience,
        summary::{GuideSummary, Imported},
    },
    id::{GuideId, Timestamp},
    problem::{Problem, Severity},
};
use sha2::{Digest, Sha256};
use store::{Connection, guide::New};
use uuid::Uuid;

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, Line, write},
    hex,
    open::now,
};

pub mod draft;
mod file;
mod spreadsheet;

pub use file::{CODES, Format, check, export};

/// Every guide, newest first.
pub async fn list(backend: &Backend, actor: &Actor) -> Outcome<Vec<GuideSummary>> {
    access::require(actor, Action::ReadGuides)?;
    Ok(store::guide::list(&mut *backend.store().read().await?).await?)
}

pub async fn get(backend: &Backend, actor: &Actor, id: GuideId) -> Outcome<Guide> {
    access::require(actor, Action::ReadGuides)?;
    store::guide::get(&mut *backend.store().read().await?, id).await?.ok_or(Failure::NotFound)
}

/// [`check`] for whoever may bring in guides, off the async threads.
pub async fn check_for(
    actor: &Actor,
    file_name: &str,
    content: &[u8],
) -> Outcome<(Option<Guide>, Vec<Problem>)> {
    access::require(actor, Action::ImportGuide)?;
    check_aside(file_name, content, Lenience::default()).await
}

/// Brings in a guide. The same guide again answers the same; a version that is there with another content is refused
/// with [`Failure::Taken`], one with errors with [`Failure::Import`] and everything found.
pub async fn import(backend: &Backend, actor: &Actor, file_name: &str, content: &[u8]) -> Outcome<Imported> {
    access::require(actor, Action::ImportGuide)?;
    import_by(backend, Some(actor), file_name, content, Lenience::default()).await
}

/// For the command line, which may ask for the guide without what is out of scope.
pub async fn import_by_operator(
    backend: &Backend,
    file_name: &str,
    content: &[u8],
    lenience: Lenience,
) -> Outcome<Imported> {
    import_by(backend, None, file_name, content, lenience).await
}

async fn import_by(
    backend: &Backend,
    actor: Option<&Actor>,
    file_name: &str,
    content: &[u8],
    lenience: Lenience,
) -> Outcome<Imported> {
    let (guide, problems) = usable(check_aside(file_name, content, lenience).await?)?;
    let mut transaction = backend.begin().await?;
    let summary = insert(&mut transaction, actor, &guide, now()).await?;
    transaction.commit().await?;
    Ok(Imported { summary, problems })
}

/// The guide with its warnings, or [`Failure::Import`].
pub(crate) fn usable((guide, problems): (Option<Guide>, Vec<Problem>)) -> Outcome<(Guide, Vec<Problem>)> {
    match guide {
        Some(guide) if problems.iter().all(|problem| problem.severity == Severity::Warning) => {
            Ok((guide, problems))
        }
        _ => Err(Failure::Import { problems }),
    }
}

/// Keeps the guide, unless the same one is there already.
pub(crate) async fn insert(
    connection: &mut Connection,
    actor: Option<&Actor>,
    guide: &Guide,
    at: Timestamp,
) -> Outcome<GuideSummary> {
    let json = serde_json::to_string(guide).map_err(|error| {
        tracing::error!(%error, "a guide could not be written as JSON");
        Failure::Server
    })?;
    let content_hash = hex(&Sha256::digest(&json));
    if let Some(same) = store::guide::summary_by_hash(connection, &content_hash).await? {
        return Ok(same);
    }
    let actor = actor.map(|actor| actor.account);
    let id = GuideId(Uuid::now_v7());
    let new = New { id, guide, content: &json, content_hash: &content_hash, imported_by: actor };
    store::guide::insert(connection, &new, at).await?;
    let subject = id.to_string();
    let line = Line { event: Event::GuideImported, at, actor, subject: &subject, site: None, detail: "" };
    write(connection, &line).await?;
    store::guide::summary(connection, id).await?.ok_or(Failure::Server)
}

/// A large workbook takes a second or two of pure work.
async fn check_aside(
    file_name: &str,
    content: &[u8],
    lenience: Lenience,
) -> Outcome<(Option<Guide>, Vec<Problem>)> {
    let (file_name, content) = (file_name.to_owned(), content.to_vec());
    tokio::task::spawn_blocking(move || check(&file_name, &content, lenience)).await.map_err(|error| {
        tracing::error!(%error, "checking a workbook failed");
        Failure::Server
    })
}
