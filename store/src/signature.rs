//! Signatures: one for a document, never changed. They are read with the interviews, in [`crate::document`].

use domain::{
    case::Signature,
    id::{AccountId, DocumentId, SiteId},
};

use crate::{Connection, Result};

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
