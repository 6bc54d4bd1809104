//! The chain over the audit log, link by link, append only.

use domain::id::Timestamp;
use sqlx::{AssertSqlSafe, FromRow, Row, any::AnyRow};

use crate::{Connection, Result};

/// A line of the log as it stands in the database: what a link is computed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: i64,
    pub at: Timestamp,
    pub actor: Option<String>,
    pub action: String,
    pub subject_kind: String,
    pub subject: String,
    pub site: Option<String>,
    pub detail: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// 1, 2, 3… without a gap.
    pub seq: i64,
    /// The number of the line.
    pub line: i64,
    pub hash: Vec<u8>,
    pub linked_at: Timestamp,
}

/// A link, and its line unless somebody has taken it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub link: Link,
    pub line: Option<Line>,
}

impl FromRow<'_, AnyRow> for Line {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            at: row.try_get("at")?,
            actor: row.try_get("actor")?,
            action: row.try_get("action")?,
            subject_kind: row.try_get("subject_kind")?,
            subject: row.try_get("subject")?,
            site: row.try_get("site_id")?,
            detail: row.try_get("detail")?,
        })
    }
}

impl FromRow<'_, AnyRow> for Link {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            seq: row.try_get("seq")?,
            line: row.try_get("audit_id")?,
            hash: row.try_get("hash")?,
            linked_at: row.try_get("linked_at")?,
        })
    }
}

impl FromRow<'_, AnyRow> for Pair {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let there: Option<i64> = row.try_get("id")?;
        let line = there.map(|_| Line::from_row(row)).transpose()?;
        Ok(Self { link: Link::from_row(row)?, line })
    }
}

/// The last link; `None` before the first.
pub async fn last(connection: &mut Connection) -> Result<Option<Link>> {
    let query = "SELECT seq, audit_id, hash, linked_at FROM audit_links ORDER BY seq DESC LIMIT 1";
    Ok(sqlx::query_as(query).fetch_optional(connection).await?)
}

/// The link of this number.
pub async fn get(connection: &mut Connection, seq: i64) -> Result<Option<Link>> {
    let query = sqlx::query_as("SELECT seq, audit_id, hash, linked_at FROM audit_links WHERE seq = $1");
    Ok(query.bind(seq).fetch_optional(connection).await?)
}

/// At most `limit` lines with a number above `above`, written at `since` or later, that are not chained; in their order.
pub async fn unlinked(
    connection: &mut Connection,
    above: i64,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Line>> {
    let query = sqlx::query_as(
        "SELECT u.id, u.at, u.actor, u.action, u.subject_kind, u.subject, u.site_id, u.detail FROM audit u \
         WHERE u.id > $1 AND u.at >= $2 AND NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.audit_id = u.id) \
         ORDER BY u.id LIMIT $3",
    );
    Ok(query.bind(above).bind(since).bind(limit).fetch_all(connection).await?)
}

/// Appends the links; how many of them. Fewer than given when another server was first with one of them.
pub async fn insert(connection: &mut Connection, links: &[Link]) -> Result<u64> {
    if links.is_empty() {
        return Ok(0);
    }
    let values: Vec<String> = (0..links.len())
        .map(|row| 4 * row)
        .map(|first| format!("(${}, ${}, ${}, ${})", first + 1, first + 2, first + 3, first + 4))
        .collect();
    let text = format!(
        "INSERT INTO audit_links (seq, audit_id, hash, linked_at) VALUES {} ON CONFLICT DO NOTHING",
        values.join(", ")
    );
    let query = links.iter().fold(sqlx::query(AssertSqlSafe(text)), |query, link| {
        query.bind(link.seq).bind(link.line).bind(link.hash.clone()).bind(link.linked_at)
    });
    Ok(query.execute(connection).await?.rows_affected())
}

/// At most `limit` links after the link `after`, with their lines, in order.
pub async fn pairs(connection: &mut Connection, after: i64, limit: i64) -> Result<Vec<Pair>> {
    let query = sqlx::query_as(
        "SELECT l.seq, l.audit_id, l.hash, l.linked_at, u.id, u.at, u.actor, u.action, u.subject_kind, u.subject, \
         u.site_id, u.detail FROM audit_links l LEFT JOIN audit u ON u.id = l.audit_id WHERE l.seq > $1 \
         ORDER BY l.seq LIMIT $2",
    );
    Ok(query.bind(after).bind(limit).fetch_all(connection).await?)
}
