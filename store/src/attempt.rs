//! Failed sign-ins in a row, by the hash of the name that was typed.

use domain::id::Timestamp;
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{Connection, Result};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    pub failures: i64,
    pub last_at: Timestamp,
}

impl FromRow<'_, AnyRow> for Attempts {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self { failures: row.try_get("failures")?, last_at: row.try_get("last_at")? })
    }
}

/// The failures under this name, none at first. Until the transaction ends nobody else gets past here for it.
pub async fn lock(connection: &mut Connection, name_hash: &[u8], now: Timestamp) -> Result<Attempts> {
    let row = sqlx::query_as(
        "INSERT INTO sign_in_attempts (name_hash, failures, last_at) VALUES ($1, 0, $2) \
         ON CONFLICT (name_hash) DO UPDATE SET failures = sign_in_attempts.failures RETURNING failures, last_at",
    );
    Ok(row.bind(name_hash.to_vec()).bind(now).fetch_one(connection).await?)
}

pub async fn set(connection: &mut Connection, name_hash: &[u8], attempts: Attempts) -> Result<()> {
    sqlx::query("UPDATE sign_in_attempts SET failures = $2, last_at = $3 WHERE name_hash = $1")
        .bind(name_hash.to_vec())
        .bind(attempts.failures)
        .bind(attempts.last_at)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn clear(connection: &mut Connection, name_hash: &[u8]) -> Result<()> {
    sqlx::query("DELETE FROM sign_in_attempts WHERE name_hash = $1")
        .bind(name_hash.to_vec())
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets what is older, so that made-up names do not pile up.
pub async fn forget_before(connection: &mut Connection, time: Timestamp) -> Result<()> {
    sqlx::query("DELETE FROM sign_in_attempts WHERE last_at < $1").bind(time).execute(connection).await?;
    Ok(())
}
