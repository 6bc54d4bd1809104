//! Tokens of programs, by the hash of what only the program holds.

use domain::{
    account::Profile,
    id::{AccountId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};
use uuid::Uuid;

use crate::{
    Connection, Result,
    account::{profile_columns, profile_of_row},
    row::parsed,
};

/// A token and in whose name it works.
pub struct Token {
    pub id: Uuid,
    pub profile: Profile,
    pub active: bool,
}

impl FromRow<'_, AnyRow> for Token {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: parsed(row, "token_id")?,
            profile: profile_of_row(row)?,
            active: row.try_get::<i64, _>("active")? != 0,
        })
    }
}

pub async fn insert(
    connection: &mut Connection,
    id: Uuid,
    token_hash: &[u8],
    account: AccountId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query("INSERT INTO tokens (id, token_hash, account_id, created_at) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(token_hash.to_vec())
        .bind(account.to_string())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn by_token_hash(connection: &mut Connection, token_hash: &[u8]) -> Result<Option<Token>> {
    let row = sqlx::query_as(concat!(
        "SELECT ",
        profile_columns!(),
        ", a.active, t.id AS token_id \
         FROM tokens t JOIN accounts a ON a.id = t.account_id JOIN sites s ON s.id = a.site_id \
         WHERE t.token_hash = $1"
    ));
    Ok(row.bind(token_hash.to_vec()).fetch_optional(connection).await?)
}

/// Revokes every token of the account; how many there were.
pub async fn delete_of(connection: &mut Connection, account: AccountId) -> Result<u64> {
    let deleted = sqlx::query("DELETE FROM tokens WHERE account_id = $1").bind(account.to_string());
    Ok(deleted.execute(connection).await?.rows_affected())
}
