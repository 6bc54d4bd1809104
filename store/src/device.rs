//! Devices: the browser profiles in which people have signed in.

use domain::{
    account::{DeviceKind, DeviceRow},
    id::{AccountId, DeviceId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{Connection, Result, row::parsed};

struct Listed(DeviceRow);

impl FromRow<'_, AnyRow> for Listed {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self(DeviceRow {
            id: parsed(row, "device_id")?,
            kind: DeviceKind { browser: row.try_get("browser")?, platform: row.try_get("platform")? },
            first_seen: row.try_get("first_seen")?,
            last_seen: row.try_get("last_seen")?,
            revoked_at: row.try_get("revoked_at")?,
        }))
    }
}

/// Notes that the account signs in on the device.
pub async fn note(
    connection: &mut Connection,
    id: DeviceId,
    account: AccountId,
    kind: &DeviceKind,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO devices (device_id, account_id, browser, platform, first_seen, last_seen) \
         VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (device_id, account_id) \
         DO UPDATE SET browser = $3, platform = $4, last_seen = $5",
    )
    .bind(id.to_string())
    .bind(account.to_string())
    .bind(kind.browser.clone())
    .bind(kind.platform.clone())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn touch(
    connection: &mut Connection,
    id: DeviceId,
    account: AccountId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query("UPDATE devices SET last_seen = $3 WHERE device_id = $1 AND account_id = $2")
        .bind(id.to_string())
        .bind(account.to_string())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

/// The devices of an account, the latest first.
pub async fn of(connection: &mut Connection, account: AccountId) -> Result<Vec<DeviceRow>> {
    let rows = sqlx::query_as(
        "SELECT device_id, browser, platform, first_seen, last_seen, revoked_at FROM devices \
         WHERE account_id = $1 ORDER BY last_seen DESC, device_id",
    );
    let rows = rows.bind(account.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Listed(row)| row).collect())
}

/// Whether the device was reported lost for this account.
pub async fn is_revoked(connection: &mut Connection, id: DeviceId, account: AccountId) -> Result<bool> {
    let row = sqlx::query_scalar::<_, i64>(
        "SELECT COUNT(*) FROM devices WHERE device_id = $1 AND account_id = $2 AND revoked_at IS NOT NULL",
    );
    let count = row.bind(id.to_string()).bind(account.to_string()).fetch_one(connection).await?;
    Ok(count > 0)
}

/// Reports it lost. False when the account never signed in there or it was reported already.
pub async fn revoke(
    connection: &mut Connection,
    id: DeviceId,
    account: AccountId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE devices SET revoked_at = $3 WHERE device_id = $1 AND account_id = $2 AND revoked_at IS NULL",
    );
    let done = done.bind(id.to_string()).bind(account.to_string()).bind(now).execute(connection).await?;
    Ok(done.rows_affected() > 0)
}
