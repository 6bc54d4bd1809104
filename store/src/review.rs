//! The steps of reviews, in the order they were taken; none is ever changed.

use domain::{
    case::Code,
    id::{AccountId, CaseId, DocumentId, SiteId, Timestamp},
    review::{Reader, ToRead},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, decode, parsed, parsed_option},
};

/// A step as it is kept.
#[derive(Clone, Debug)]
pub struct Step {
    pub document: DocumentId,
    pub number: i64,
    pub act: String,
    pub account: AccountId,
    pub by: String,
    pub reader: Option<AccountId>,
    pub reader_name: String,
    pub at: Timestamp,
    pub content_hash: Option<String>,
    /// Sealed under the case's key.
    pub reason: Option<Vec<u8>>,
}

impl FromRow<'_, AnyRow> for Step {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            document: parsed(row, "document_id")?,
            number: row.try_get("number")?,
            act: row.try_get("act")?,
            account: parsed(row, "account_id")?,
            by: row.try_get("by_name")?,
            reader: parsed_option(row, "reader_id")?,
            reader_name: row.try_get("reader_name")?,
            at: row.try_get("at")?,
            content_hash: row.try_get("content_hash")?,
            reason: row.try_get("reason")?,
        })
    }
}

macro_rules! select_steps {
    ($rest:literal) => {
        concat!(
            "SELECT r.document_id, r.number, r.act, r.account_id, a.display_name AS by_name, r.reader_id, \
             COALESCE(b.display_name, '') AS reader_name, r.at, r.content_hash, r.reason \
             FROM review_steps r JOIN accounts a ON a.id = r.account_id \
             LEFT JOIN accounts b ON b.id = r.reader_id ",
            $rest
        )
    };
}

/// The steps of one document's review, oldest first.
pub async fn steps(connection: &mut Connection, document: DocumentId) -> Result<Vec<Step>> {
    let rows = sqlx::query_as(select_steps!("WHERE r.document_id = $1 ORDER BY r.number"));
    Ok(rows.bind(document.to_string()).fetch_all(connection).await?)
}

/// Those of all documents of a case, by document, oldest first.
pub async fn of_case(connection: &mut Connection, case: CaseId) -> Result<Vec<Step>> {
    let rows = sqlx::query_as(select_steps!(
        "JOIN documents d ON d.id = r.document_id WHERE d.case_id = $1 ORDER BY r.document_id, r.number"
    ));
    Ok(rows.bind(case.to_string()).fetch_all(connection).await?)
}

/// Keeps everybody else from taking a step in this review, or writing in the document, until the transaction ends.
pub async fn lock(connection: &mut Connection, document: DocumentId) -> Result<()> {
    sqlx::query("UPDATE documents SET seq = seq WHERE id = $1")
        .bind(document.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// A step about to be kept.
pub struct NewStep<'a> {
    pub document: DocumentId,
    pub site: SiteId,
    pub number: i64,
    pub act: &'a str,
    pub account: AccountId,
    pub reader: Option<AccountId>,
    pub at: Timestamp,
    pub seq: i64,
    pub content_hash: Option<&'a str>,
    pub reason: Option<Vec<u8>>,
}

pub async fn insert(connection: &mut Connection, step: &NewStep<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO review_steps (document_id, site_id, number, act, account_id, reader_id, at, seq, content_hash, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(step.document.to_string())
    .bind(step.site.to_string())
    .bind(step.number)
    .bind(step.act.to_owned())
    .bind(step.account.to_string())
    .bind(step.reader.map(|reader| reader.to_string()))
    .bind(step.at)
    .bind(step.seq)
    .bind(step.content_hash.map(str::to_owned))
    .bind(step.reason.clone())
    .execute(connection)
    .await?;
    Ok(())
}

/// Who is named on a case and can sign in, by name.
pub async fn named(connection: &mut Connection, case: CaseId) -> Result<Vec<Reader>> {
    let rows = sqlx::query(
        "SELECT a.id, a.display_name FROM case_members m JOIN accounts a ON a.id = m.account_id \
         WHERE m.case_id = $1 AND a.active = 1 ORDER BY a.display_name, a.id",
    );
    let rows = rows.bind(case.to_string()).fetch_all(connection).await?;
    let reader = |row: &AnyRow| Ok(Reader { id: parsed(row, "id")?, name: row.try_get("display_name")? });
    Ok(rows.iter().map(reader).collect::<sqlx::Result<_>>()?)
}

/// The interviews that wait for the account to read them, on cases that still name it; the longest wait first.
pub async fn waiting_for(connection: &mut Connection, account: AccountId) -> Result<Vec<ToRead>> {
    let rows = sqlx::query(
        "SELECT r.document_id, d.case_id, c.code, g.title, a.display_name AS by_name, r.at FROM review_steps r \
         JOIN documents d ON d.id = r.document_id JOIN cases c ON c.id = d.case_id \
         JOIN guides g ON g.id = d.guide_id JOIN accounts a ON a.id = r.account_id \
         JOIN case_members m ON m.case_id = d.case_id AND m.account_id = r.reader_id \
         WHERE r.reader_id = $1 AND d.frozen_at IS NULL \
         AND r.number = (SELECT MAX(x.number) FROM review_steps x WHERE x.document_id = r.document_id) \
         ORDER BY r.at, r.document_id",
    );
    let rows = rows.bind(account.to_string()).fetch_all(connection).await?;
    let one = |row: &AnyRow| {
        let title: String = row.try_get("title")?;
        Ok(ToRead {
            document: parsed(row, "document_id")?,
            case: parsed(row, "case_id")?,
            case_code: coded(row, "code", Code::parse)?,
            guide_title: serde_json::from_str(&title).map_err(|error| decode("title", error))?,
            submitted_by: row.try_get("by_name")?,
            submitted_at: row.try_get("at")?,
        })
    };
    Ok(rows.iter().map(one).collect::<sqlx::Result<_>>()?)
}
