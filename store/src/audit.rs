//! The audit log, append only.

use domain::{
    account::Site,
    audit::{AuditActor, AuditRow},
    id::{AccountId, SiteId, Timestamp},
};
use sqlx::{AssertSqlSafe, FromRow, Row, any::AnyRow};

use crate::{Connection, Result, row::parsed_option};

pub mod link;

/// A line to write. Codes and ids only.
pub struct Entry<'a> {
    pub at: Timestamp,
    pub actor: Option<AccountId>,
    pub action: &'a str,
    pub subject_kind: &'a str,
    pub subject: &'a str,
    pub site: Option<SiteId>,
    pub detail: &'a str,
}

pub async fn insert(connection: &mut Connection, entry: &Entry<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO audit (at, actor, action, subject_kind, subject, site_id, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(entry.at)
    .bind(entry.actor.map(|actor| actor.to_string()))
    .bind(entry.action.to_owned())
    .bind(entry.subject_kind.to_owned())
    .bind(entry.subject.to_owned())
    .bind(entry.site.map(|site| site.to_string()))
    .bind(entry.detail.to_owned())
    .execute(connection)
    .await?;
    Ok(())
}

struct Line(AuditRow);

impl FromRow<'_, AnyRow> for Line {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let actor = parsed_option::<AccountId>(row, "actor")?;
        let name: Option<String> = row.try_get("actor_name")?;
        let site = parsed_option::<SiteId>(row, "site_id")?;
        let site_name: Option<String> = row.try_get("site_name")?;
        Ok(Self(AuditRow {
            id: row.try_get("id")?,
            at: row.try_get("at")?,
            actor: actor.map(|id| AuditActor { id, name: name.unwrap_or_default() }),
            action: row.try_get("action")?,
            subject_kind: row.try_get("subject_kind")?,
            subject: row.try_get("subject")?,
            site: site.map(|id| Site { id, name: site_name.unwrap_or_default() }),
            detail: row.try_get("detail")?,
        }))
    }
}

/// The last lines of these actions among the newest `span` lines: their numbers, newest first. Lines are not committed in
/// the order of their numbers, so whoever waits for one looks back a little.
pub async fn recent(connection: &mut Connection, actions: &[&str], span: i64) -> Result<Vec<i64>> {
    let places: Vec<String> = (2..=actions.len() + 1).map(|number| format!("${number}")).collect();
    let text = format!(
        "SELECT id FROM audit WHERE id > (SELECT COALESCE(MAX(id), 0) FROM audit) - $1 AND action IN ({}) \
         ORDER BY id DESC",
        places.join(", ")
    );
    let query = sqlx::query_scalar(AssertSqlSafe(text)).bind(span);
    let query = actions.iter().fold(query, |query, action| query.bind((*action).to_owned()));
    Ok(query.fetch_all(connection).await?)
}

/// Whether the actor did the same to the same subject since a moment, as far as the newest `span` lines tell.
pub async fn is_recent(
    connection: &mut Connection,
    actor: AccountId,
    action: &str,
    subject: &str,
    since: Timestamp,
    span: i64,
) -> Result<bool> {
    let row = sqlx::query(
        "SELECT id FROM audit WHERE id > (SELECT COALESCE(MAX(id), 0) FROM audit) - $1 AND actor = $2 \
         AND action = $3 AND subject = $4 AND at >= $5 LIMIT 1",
    );
    let row = row.bind(span).bind(actor.to_string()).bind(action.to_owned()).bind(subject.to_owned());
    Ok(row.bind(since).fetch_optional(connection).await?.is_some())
}

/// At most `limit` lines before the line `before`, newest first.
pub async fn list(connection: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<AuditRow>> {
    let rows = sqlx::query_as(
        "SELECT u.id, u.at, u.actor, a.name AS actor_name, u.action, u.subject_kind, u.subject, u.site_id, \
         s.name AS site_name, u.detail FROM audit u LEFT JOIN accounts a ON a.id = u.actor \
         LEFT JOIN sites s ON s.id = u.site_id WHERE u.id < $1 ORDER BY u.id DESC LIMIT $2",
    );
    let rows = rows.bind(before.unwrap_or(i64::MAX)).bind(limit).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Line(row)| row).collect())
}
