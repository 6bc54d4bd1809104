//! Accounts.

use domain::{
    access::Role,
    account::{AccountRow, Profile},
    id::{AccountId, SiteId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, parsed},
    site,
};

/// The columns of [`profile_of_row`], from `accounts a JOIN sites s`.
macro_rules! profile_columns {
    () => {
        "a.id AS account_id, a.name, a.display_name, a.role, a.site_id, s.name AS site_name, a.must_change_passphrase"
    };
}
pub(crate) use profile_columns;

pub(crate) fn profile_of_row(row: &AnyRow) -> sqlx::Result<Profile> {
    Ok(Profile {
        id: parsed(row, "account_id")?,
        name: row.try_get("name")?,
        display_name: row.try_get("display_name")?,
        role: coded(row, "role", Role::from_code)?,
        site: site::of_row(row)?,
        must_change_passphrase: row.try_get::<i64, _>("must_change_passphrase")? != 0,
    })
}

/// What signing in needs to know of an account.
pub struct Secret {
    pub profile: Profile,
    pub passphrase_hash: String,
    pub active: bool,
}

impl FromRow<'_, AnyRow> for Secret {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            profile: profile_of_row(row)?,
            passphrase_hash: row.try_get("passphrase_hash")?,
            active: row.try_get::<i64, _>("active")? != 0,
        })
    }
}

struct Listed(AccountRow);

impl FromRow<'_, AnyRow> for Listed {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self(AccountRow {
            profile: profile_of_row(row)?,
            active: row.try_get::<i64, _>("active")? != 0,
            last_seen: row.try_get("last_seen")?,
        }))
    }
}

/// A new account. `name` is as [`domain::account::Name`] leaves it.
pub struct New<'a> {
    pub id: AccountId,
    pub site: SiteId,
    pub name: &'a str,
    pub display_name: &'a str,
    pub role: Role,
    pub passphrase_hash: &'a str,
    pub must_change_passphrase: bool,
}

pub async fn insert(connection: &mut Connection, new: &New<'_>, now: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO accounts (id, site_id, name, display_name, role, passphrase_hash, must_change_passphrase, active, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
    )
    .bind(new.id.to_string())
    .bind(new.site.to_string())
    .bind(new.name.to_owned())
    .bind(new.display_name.to_owned())
    .bind(new.role.code())
    .bind(new.passphrase_hash.to_owned())
    .bind(i64::from(new.must_change_passphrase))
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn secret_by_name(connection: &mut Connection, name: &str) -> Result<Option<Secret>> {
    let row = sqlx::query_as(concat!(
        "SELECT ",
        profile_columns!(),
        ", a.passphrase_hash, a.active FROM accounts a JOIN sites s ON s.id = a.site_id WHERE a.name = $1"
    ));
    Ok(row.bind(name.to_owned()).fetch_optional(connection).await?)
}

pub async fn secret_by_id(connection: &mut Connection, id: AccountId) -> Result<Option<Secret>> {
    let row = sqlx::query_as(concat!(
        "SELECT ",
        profile_columns!(),
        ", a.passphrase_hash, a.active FROM accounts a JOIN sites s ON s.id = a.site_id WHERE a.id = $1"
    ));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?)
}

/// Every account, by name.
pub async fn list(connection: &mut Connection) -> Result<Vec<AccountRow>> {
    let rows = sqlx::query_as(concat!(
        "SELECT ",
        profile_columns!(),
        ", a.active, a.last_seen FROM accounts a JOIN sites s ON s.id = a.site_id ORDER BY a.name"
    ));
    Ok(rows.fetch_all(connection).await?.into_iter().map(|Listed(row)| row).collect())
}

pub async fn count(connection: &mut Connection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM accounts").fetch_one(connection).await?)
}

/// False when there is no such account.
pub async fn set_passphrase(
    connection: &mut Connection,
    id: AccountId,
    passphrase_hash: &str,
    must_change: bool,
) -> Result<bool> {
    let done =
        sqlx::query("UPDATE accounts SET passphrase_hash = $2, must_change_passphrase = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(passphrase_hash.to_owned())
            .bind(i64::from(must_change))
            .execute(connection)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// False when there is no such account.
pub async fn set_active(connection: &mut Connection, id: AccountId, active: bool) -> Result<bool> {
    let done = sqlx::query("UPDATE accounts SET active = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(i64::from(active))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn touch(connection: &mut Connection, id: AccountId, now: Timestamp) -> Result<()> {
    sqlx::query("UPDATE accounts SET last_seen = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}
