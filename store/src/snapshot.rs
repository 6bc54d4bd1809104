//! Snapshots of documents: a shortcut past most of a log. Sealed, and bound to the hash of their row.

use domain::id::{DocumentId, SiteId, Timestamp};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{Connection, Result};

/// A snapshot as it is kept.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub seq: i64,
    pub bytes: Vec<u8>,
    /// The hash of its row in the log; `None` when there is no such row.
    pub hash: Option<Vec<u8>>,
}

impl FromRow<'_, AnyRow> for Snapshot {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self { seq: row.try_get("seq")?, bytes: row.try_get("bytes")?, hash: row.try_get("hash")? })
    }
}

/// The newest snapshot that goes no further than row `until`.
pub async fn newest(connection: &mut Connection, id: DocumentId, until: i64) -> Result<Option<Snapshot>> {
    let row = sqlx::query_as(
        "SELECT s.seq, s.bytes, u.hash FROM snapshots s \
         LEFT JOIN updates u ON u.document_id = s.document_id AND u.seq = s.seq \
         WHERE s.document_id = $1 AND s.seq <= $2 ORDER BY s.seq DESC LIMIT 1",
    );
    Ok(row.bind(id.to_string()).bind(until).fetch_optional(connection).await?)
}

/// A snapshot to keep, made from the one at row `base` (0 when from the whole log).
pub struct New<'a> {
    pub document: DocumentId,
    pub site: SiteId,
    pub seq: i64,
    pub base: i64,
    pub bytes: &'a [u8],
}

/// Keeps a snapshot and the one that it was made from; older ones go.
pub async fn insert(connection: &mut Connection, new: &New<'_>, now: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO snapshots (document_id, seq, site_id, made_at, bytes) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (document_id, seq) DO UPDATE SET made_at = excluded.made_at, bytes = excluded.bytes",
    )
    .bind(new.document.to_string())
    .bind(new.seq)
    .bind(new.site.to_string())
    .bind(now)
    .bind(new.bytes.to_vec())
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM snapshots WHERE document_id = $1 AND seq < $2 AND seq <> $3")
        .bind(new.document.to_string())
        .bind(new.seq)
        .bind(new.base)
        .execute(connection)
        .await?;
    Ok(())
}
