//! Wrapped keys and sealed names. What is in here is useless without the master key.

use domain::id::{CaseId, SiteId, Timestamp};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{Connection, Result};

/// A key of the whole database, wrapped by the master key of that fingerprint.
pub struct VaultKey {
    pub master_fingerprint: String,
    pub wrapped: Vec<u8>,
}

impl FromRow<'_, AnyRow> for VaultKey {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self { master_fingerprint: row.try_get("master_fingerprint")?, wrapped: row.try_get("wrapped")? })
    }
}

pub async fn vault(connection: &mut Connection, name: &str) -> Result<Option<VaultKey>> {
    let row = sqlx::query_as("SELECT master_fingerprint, wrapped FROM vault WHERE name = $1");
    Ok(row.bind(name.to_owned()).fetch_optional(connection).await?)
}

/// Keeps the key unless another instance was first: read it back with [`vault`].
pub async fn insert_vault(
    connection: &mut Connection,
    name: &str,
    key: &VaultKey,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO vault (name, master_fingerprint, wrapped, made_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(name.to_owned())
    .bind(key.master_fingerprint.clone())
    .bind(key.wrapped.clone())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn case_key(connection: &mut Connection, case: CaseId) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query_scalar("SELECT wrapped FROM case_keys WHERE case_id = $1");
    Ok(row.bind(case.to_string()).fetch_optional(connection).await?)
}

pub async fn insert_case_key(
    connection: &mut Connection,
    case: CaseId,
    site: SiteId,
    wrapped: &[u8],
    now: Timestamp,
) -> Result<()> {
    sqlx::query("INSERT INTO case_keys (case_id, site_id, wrapped, made_at) VALUES ($1, $2, $3, $4)")
        .bind(case.to_string())
        .bind(site.to_string())
        .bind(wrapped.to_vec())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

/// The key of a home that is no case.
pub async fn home_key(connection: &mut Connection, home: &str) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query_scalar("SELECT wrapped FROM home_keys WHERE home = $1");
    Ok(row.bind(home.to_owned()).fetch_optional(connection).await?)
}

/// Keeps the key unless somebody was first: read it back with [`home_key`].
pub async fn insert_home_key(
    connection: &mut Connection,
    home: &str,
    site: SiteId,
    wrapped: &[u8],
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO home_keys (home, site_id, wrapped, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (home) DO NOTHING",
    )
    .bind(home.to_owned())
    .bind(site.to_string())
    .bind(wrapped.to_vec())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn identity(connection: &mut Connection, case: CaseId) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query_scalar("SELECT sealed FROM identities WHERE case_id = $1");
    Ok(row.bind(case.to_string()).fetch_optional(connection).await?)
}

pub async fn insert_identity(
    connection: &mut Connection,
    case: CaseId,
    site: SiteId,
    sealed: &[u8],
) -> Result<()> {
    sqlx::query("INSERT INTO identities (case_id, site_id, sealed) VALUES ($1, $2, $3)")
        .bind(case.to_string())
        .bind(site.to_string())
        .bind(sealed.to_vec())
        .execute(connection)
        .await?;
    Ok(())
}
