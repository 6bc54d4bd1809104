//! Sessions: who is signed in, by the hash of a token that only the browser holds.

use domain::{
    account::Profile,
    id::{AccountId, DeviceId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Connection, Result,
    account::{profile_columns, profile_of_row},
    row::{parsed, parsed_option},
};

/// A session and whose it is.
pub struct Session {
    pub id: Uuid,
    pub profile: Profile,
    pub active: bool,
    pub device: Option<DeviceId>,
    /// True when the device was reported lost.
    pub revoked: bool,
    pub created_at: Timestamp,
    pub last_seen: Timestamp,
}

impl FromRow<'_, AnyRow> for Session {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: parsed(row, "session_id")?,
            profile: profile_of_row(row)?,
            active: row.try_get::<i64, _>("active")? != 0,
            device: parsed_option(row, "device_id")?,
            revoked: row.try_get::<Option<Timestamp>, _>("revoked_at")?.is_some(),
            created_at: row.try_get("session_created_at")?,
            last_seen: row.try_get("session_last_seen")?,
        })
    }
}

pub async fn insert(
    connection: &mut Connection,
    id: Uuid,
    token_hash: &[u8],
    account: AccountId,
    device: Option<DeviceId>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO sessions (id, token_hash, account_id, created_at, last_seen, device_id) \
         VALUES ($1, $2, $3, $4, $4, $5)",
    )
    .bind(id.to_string())
    .bind(token_hash.to_vec())
    .bind(account.to_string())
    .bind(now)
    .bind(device.map(|device| device.to_string()))
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn by_token_hash(connection: &mut Connection, token_hash: &[u8]) -> Result<Option<Session>> {
    let row = sqlx::query_as(concat!(
        "SELECT ",
        profile_columns!(),
        ", a.active, e.id AS session_id, e.created_at AS session_created_at, e.last_seen AS session_last_seen, \
         e.device_id, d.revoked_at \
         FROM sessions e JOIN accounts a ON a.id = e.account_id JOIN sites s ON s.id = a.site_id \
         LEFT JOIN devices d ON d.device_id = e.device_id AND d.account_id = e.account_id \
         WHERE e.token_hash = $1"
    ));
    Ok(row.bind(token_hash.to_vec()).fetch_optional(connection).await?)
}

pub async fn touch(connection: &mut Connection, id: Uuid, now: Timestamp) -> Result<()> {
    sqlx::query("UPDATE sessions SET last_seen = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn delete(connection: &mut Connection, id: Uuid) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id.to_string()).execute(connection).await?;
    Ok(())
}

/// Ends every session of the account but `keep`.
pub async fn delete_of(connection: &mut Connection, account: AccountId, keep: Option<Uuid>) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND id <> $2")
        .bind(account.to_string())
        .bind(keep.map(|id| id.to_string()).unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends what has been idle since before `idle_since` or was opened before `opened_since`.
pub async fn delete_expired(
    connection: &mut Connection,
    idle_since: Timestamp,
    opened_since: Timestamp,
) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE last_seen < $1 OR created_at < $2")
        .bind(idle_since)
        .bind(opened_since)
        .execute(connection)
        .await?;
    Ok(())
}
