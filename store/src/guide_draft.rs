//! What is known of drafts of guides, and of the versions that they became.

use domain::{
    guide::{
        Text,
        release::{DraftSummary, Stage, Version},
    },
    id::{AccountId, DocumentId, GuideId, SiteId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Error, Result,
    row::{coded, decode, parsed, parsed_option},
};

macro_rules! select_drafts {
    ($rest:literal) => {
        concat!(
            "SELECT g.document_id, g.title, g.stage, g.replaces, g.submitted_at, g.submitted_by, g.remark, g.published, \
             d.started_at, d.changed_at, a.display_name AS started_by_name, b.display_name AS submitted_by_name \
             FROM guide_drafts g JOIN documents d ON d.id = g.document_id JOIN accounts a ON a.id = d.started_by \
             LEFT JOIN accounts b ON b.id = g.submitted_by ",
            $rest
        )
    };
}

struct Draft(DraftSummary);

impl FromRow<'_, AnyRow> for Draft {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let title: String = row.try_get("title")?;
        Ok(Self(DraftSummary {
            id: parsed(row, "document_id")?,
            title: serde_json::from_str(&title).map_err(|error| decode("title", error))?,
            stage: coded(row, "stage", Stage::from_code)?,
            replaces: parsed_option(row, "replaces")?,
            started_at: row.try_get("started_at")?,
            started_by: row.try_get("started_by_name")?,
            changed_at: row.try_get("changed_at")?,
            submitted_at: row.try_get("submitted_at")?,
            submitted_by: parsed_option(row, "submitted_by")?,
            submitted_by_name: row.try_get("submitted_by_name")?,
            remark: row.try_get("remark")?,
            published: parsed_option(row, "published")?,
        }))
    }
}

/// The drafts that have not become a version yet, the latest change first.
pub async fn list(connection: &mut Connection) -> Result<Vec<DraftSummary>> {
    let rows = sqlx::query_as(select_drafts!(
        "WHERE g.stage IN ('draft', 'in_review') ORDER BY d.changed_at DESC, g.document_id"
    ));
    Ok(rows.fetch_all(connection).await?.into_iter().map(|Draft(draft)| draft).collect())
}

pub async fn get(connection: &mut Connection, id: DocumentId) -> Result<Option<DraftSummary>> {
    let row = sqlx::query_as(select_drafts!("WHERE g.document_id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?.map(|Draft(draft)| draft))
}

pub async fn insert(
    connection: &mut Connection,
    id: DocumentId,
    site: SiteId,
    title: &Text,
    replaces: Option<GuideId>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO guide_drafts (document_id, site_id, title, stage, replaces, remark) \
         VALUES ($1, $2, $3, 'draft', $4, '')",
    )
    .bind(id.to_string())
    .bind(site.to_string())
    .bind(title_json(title)?)
    .bind(replaces.map(|guide| guide.to_string()))
    .execute(connection)
    .await?;
    Ok(())
}

/// Marks the draft as submitted. False when it was not a draft any more.
pub async fn submit(
    connection: &mut Connection,
    id: DocumentId,
    title: &Text,
    by: AccountId,
    hash: &str,
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE guide_drafts SET stage = 'in_review', title = $2, submitted_by = $3, submitted_hash = $4, \
         submitted_at = $5, remark = '' WHERE document_id = $1 AND stage = 'draft'",
    )
    .bind(id.to_string())
    .bind(title_json(title)?)
    .bind(by.to_string())
    .bind(hash.to_owned())
    .bind(at)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn give_back(connection: &mut Connection, id: DocumentId, remark: &str) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE guide_drafts SET stage = 'draft', remark = $2, submitted_hash = NULL \
         WHERE document_id = $1 AND stage = 'in_review'",
    );
    let done = done.bind(id.to_string()).bind(remark.to_owned()).execute(connection).await?;
    Ok(done.rows_affected() > 0)
}

pub async fn submitted_hash(connection: &mut Connection, id: DocumentId) -> Result<Option<String>> {
    let hash: Option<Option<String>> =
        sqlx::query_scalar("SELECT submitted_hash FROM guide_drafts WHERE document_id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    Ok(hash.flatten())
}

/// Marks the draft as published, and says which version the guide follows. False when it was not in review.
pub async fn publish(
    connection: &mut Connection,
    id: DocumentId,
    guide: GuideId,
    replaces: Option<GuideId>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE guide_drafts SET stage = 'published', published = $2 WHERE document_id = $1 AND stage = 'in_review'",
    );
    let done = done.bind(id.to_string()).bind(guide.to_string()).execute(&mut *connection).await?;
    sqlx::query("UPDATE guides SET replaces = $2 WHERE id = $1")
        .bind(guide.to_string())
        .bind(replaces.map(|guide| guide.to_string()))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// No new interview starts on it from now on. False when that was so already.
pub async fn retire(connection: &mut Connection, guide: GuideId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query("UPDATE guides SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL")
        .bind(guide.to_string())
        .bind(at)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

struct Published(Version);

impl FromRow<'_, AnyRow> for Published {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let title: String = row.try_get("title")?;
        let retired_at: Option<Timestamp> = row.try_get("retired_at")?;
        let questions: i64 = row.try_get("questions")?;
        Ok(Self(Version {
            id: parsed(row, "id")?,
            title: serde_json::from_str(&title).map_err(|error| decode("title", error))?,
            version: row.try_get("version")?,
            hash: row.try_get("content_hash")?,
            stage: if retired_at.is_some() { Stage::Retired } else { Stage::Published },
            published_at: row.try_get("imported_at")?,
            published_by: row.try_get("imported_by")?,
            replaces: parsed_option(row, "replaces")?,
            retired_at,
            questions: u32::try_from(questions).map_err(|error| decode("questions", error))?,
        }))
    }
}

/// Every version of the guide that `id` is one of, newest first: those of the same form.
pub async fn versions(connection: &mut Connection, id: GuideId) -> Result<Vec<Version>> {
    let rows = sqlx::query_as(
        "SELECT g.id, g.title, g.version, g.content_hash, g.retired_at, g.imported_at, g.replaces, g.questions, \
         COALESCE(a.display_name, '') AS imported_by FROM guides g LEFT JOIN accounts a ON a.id = g.imported_by \
         WHERE g.form_id = (SELECT form_id FROM guides WHERE id = $1) ORDER BY g.imported_at DESC, g.id DESC",
    );
    let rows = rows.bind(id.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Published(version)| version).collect())
}

fn title_json(title: &Text) -> Result<String> {
    serde_json::to_string(title).map_err(|error| Error::Broken(decode("title", error)))
}
