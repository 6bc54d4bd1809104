//! Signatures: one for a document, never changed.

use domain::{
    case::Signature,
    id::{AccountId, DocumentId, SiteId},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{Connection, Result};

struct Signed(Signature);

impl FromRow<'_, AnyRow> for Signed {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self(Signature {
            by: row.try_get("display_name")?,
            at: row.try_get("at")?,
            content_hash: row.try_get("content_hash")?,
        }))
    }
}

pub async fn get(connection: &mut Connection, document: DocumentId) -> Result<Option<Signature>> {
    let row = sqlx::query_as(
        "SELECT a.display_name, g.at, g.content_hash FROM signatures g JOIN accounts a ON a.id = g.account_id \
         WHERE g.document_id = $1",
    );
    Ok(row.bind(document.to_string()).fetch_optional(connection).await?.map(|Signed(signature)| signature))
}

/// Keeps who signed what: `seq` is the last update that was signed.
pub async fn insert(
    connection: &mut Connection,
    document: DocumentId,
    site: SiteId,
    account: AccountId,
    seq: i64,
    signature: &Signature,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO signatures (document_id, site_id, account_id, at, seq, content_hash) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(document.to_string())
    .bind(site.to_string())
    .bind(account.to_string())
    .bind(signature.at)
    .bind(seq)
    .bind(signature.content_hash.clone())
    .execute(connection)
    .await?;
    Ok(())
}
