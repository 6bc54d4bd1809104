//! Guides, each version a row that never changes.

use domain::{
    guide::{Guide, summary::GuideSummary},
    id::{AccountId, GuideId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Error, Result,
    row::{decode, parsed},
};

macro_rules! select_summaries {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.form_id, g.version, g.title, g.questions, g.retired_at, g.imported_at, COALESCE(a.display_name, '') AS imported_by \
             FROM guides g LEFT JOIN accounts a ON a.id = g.imported_by ",
            $rest
        )
    };
}

struct Summary(GuideSummary);

impl FromRow<'_, AnyRow> for Summary {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let title: String = row.try_get("title")?;
        let questions: i64 = row.try_get("questions")?;
        let retired_at: Option<Timestamp> = row.try_get("retired_at")?;
        Ok(Self(GuideSummary {
            id: parsed(row, "id")?,
            title: serde_json::from_str(&title).map_err(|error| decode("title", error))?,
            form_id: row.try_get("form_id")?,
            version: row.try_get("version")?,
            imported_at: row.try_get("imported_at")?,
            imported_by: row.try_get("imported_by")?,
            questions: u32::try_from(questions).map_err(|error| decode("questions", error))?,
            retired: retired_at.is_some(),
        }))
    }
}

/// Every guide, newest first.
pub async fn list(connection: &mut Connection) -> Result<Vec<GuideSummary>> {
    let rows = sqlx::query_as(select_summaries!("ORDER BY g.imported_at DESC, g.id DESC"));
    Ok(rows.fetch_all(connection).await?.into_iter().map(|Summary(summary)| summary).collect())
}

pub async fn summary_by_hash(
    connection: &mut Connection,
    content_hash: &str,
) -> Result<Option<GuideSummary>> {
    let row = sqlx::query_as(select_summaries!("WHERE g.content_hash = $1"));
    Ok(row.bind(content_hash.to_owned()).fetch_optional(connection).await?.map(|Summary(summary)| summary))
}

pub async fn summary(connection: &mut Connection, id: GuideId) -> Result<Option<GuideSummary>> {
    let row = sqlx::query_as(select_summaries!("WHERE g.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?.map(|Summary(summary)| summary))
}

pub async fn get(connection: &mut Connection, id: GuideId) -> Result<Option<Guide>> {
    let content: Option<String> = sqlx::query_scalar("SELECT content FROM guides WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    content
        .map(|content| serde_json::from_str(&content).map_err(|error| broken("content", error)))
        .transpose()
}

/// A guide as it is kept: `content` and its SHA-256 in hexadecimal.
pub struct New<'a> {
    pub id: GuideId,
    pub guide: &'a Guide,
    pub content: &'a str,
    pub content_hash: &'a str,
    /// `None` for the operator of the server.
    pub imported_by: Option<AccountId>,
}

pub async fn insert(connection: &mut Connection, new: &New<'_>, now: Timestamp) -> Result<()> {
    let title = serde_json::to_string(&new.guide.title).map_err(|error| broken("title", error))?;
    let questions = i64::try_from(new.guide.question_count()).unwrap_or(i64::MAX);
    sqlx::query(
        "INSERT INTO guides (id, form_id, version, title, content, content_hash, questions, imported_at, imported_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id.to_string())
    .bind(new.guide.form_id.clone())
    .bind(new.guide.version.clone())
    .bind(title)
    .bind(new.content.to_owned())
    .bind(new.content_hash.to_owned())
    .bind(questions)
    .bind(now)
    .bind(new.imported_by.map(|account| account.to_string()))
    .execute(connection)
    .await?;
    Ok(())
}

fn broken(column: &str, error: serde_json::Error) -> Error {
    Error::Broken(decode(column, error))
}
