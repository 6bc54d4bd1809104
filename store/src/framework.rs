//! Frameworks of all sites, and their frozen versions.

use domain::{
    framework::version::VersionSummary,
    id::{AccountId, DocumentId, SiteId},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{decode, parsed},
};

/// A framework's document in a list.
pub struct Listed {
    pub id: DocumentId,
    pub site: SiteId,
    pub site_name: String,
    pub started_by: String,
    pub changed_at: i64,
    pub version: u32,
}

impl FromRow<'_, AnyRow> for Listed {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: parsed(row, "id")?,
            site: parsed(row, "site_id")?,
            site_name: row.try_get("site_name")?,
            started_by: row.try_get("started_by_name")?,
            changed_at: row.try_get("changed_at")?,
            version: count(row, "version")?,
        })
    }
}

fn count(row: &AnyRow, column: &str) -> sqlx::Result<u32> {
    let count: i64 = row.try_get(column)?;
    u32::try_from(count).map_err(|error| decode(column, error))
}

/// The frameworks of all sites, the latest change first.
pub async fn list(connection: &mut Connection) -> Result<Vec<Listed>> {
    let rows = sqlx::query_as(
        "SELECT d.id, d.site_id, s.name AS site_name, a.display_name AS started_by_name, d.changed_at, \
         COALESCE((SELECT MAX(v.number) FROM framework_versions v WHERE v.document_id = d.id), 0) AS version \
         FROM documents d JOIN sites s ON s.id = d.site_id JOIN accounts a ON a.id = d.started_by \
         WHERE d.kind = 'framework' AND d.home = 'site' ORDER BY d.changed_at DESC, d.id",
    );
    Ok(rows.fetch_all(connection).await?)
}

struct Kept(VersionSummary);

impl FromRow<'_, AnyRow> for Kept {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self(VersionSummary {
            number: count(row, "number")?,
            cycle: count(row, "cycle")?,
            remark: row.try_get("remark")?,
            frozen_at: row.try_get("frozen_at")?,
            frozen_by: row.try_get("frozen_by_name")?,
            hash: row.try_get("hash")?,
        }))
    }
}

macro_rules! select_versions {
    ($rest:literal) => {
        concat!(
            "SELECT v.number, v.cycle, v.remark, v.frozen_at, v.hash, a.display_name AS frozen_by_name \
             FROM framework_versions v JOIN accounts a ON a.id = v.frozen_by WHERE v.document_id = $1 ",
            $rest
        )
    };
}

/// The versions of a framework, newest first.
pub async fn versions(connection: &mut Connection, id: DocumentId) -> Result<Vec<VersionSummary>> {
    let rows = sqlx::query_as(select_versions!("ORDER BY v.number DESC"));
    let rows = rows.bind(id.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Kept(version)| version).collect())
}

/// A version, and its sealed content.
pub async fn version(
    connection: &mut Connection,
    id: DocumentId,
    number: u32,
) -> Result<Option<(VersionSummary, Vec<u8>)>> {
    let row = sqlx::query_as(select_versions!("AND v.number = $2"));
    let row: Option<Kept> =
        row.bind(id.to_string()).bind(i64::from(number)).fetch_optional(&mut *connection).await?;
    let Some(Kept(summary)) = row else { return Ok(None) };
    let content: Vec<u8> =
        sqlx::query_scalar("SELECT content FROM framework_versions WHERE document_id = $1 AND number = $2")
            .bind(id.to_string())
            .bind(i64::from(number))
            .fetch_one(connection)
            .await?;
    Ok(Some((summary, content)))
}

/// A version about to be kept.
pub struct New<'a> {
    pub document: DocumentId,
    pub site: SiteId,
    pub by: AccountId,
    pub summary: &'a VersionSummary,
    pub content: &'a [u8],
}

/// False when there is a version of this number already.
pub async fn insert(connection: &mut Connection, new: &New<'_>) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO framework_versions (document_id, number, site_id, cycle, remark, frozen_at, frozen_by, hash, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (document_id, number) DO NOTHING",
    )
    .bind(new.document.to_string())
    .bind(i64::from(new.summary.number))
    .bind(new.site.to_string())
    .bind(i64::from(new.summary.cycle))
    .bind(new.summary.remark.as_str())
    .bind(new.summary.frozen_at)
    .bind(new.by.to_string())
    .bind(new.summary.hash.as_str())
    .bind(new.content.to_vec())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}
