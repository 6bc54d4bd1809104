//! Questions put to a colleague or to the committee, and their answers.

use domain::{
    calendar::Day,
    case::Code,
    consultation::Colleague,
    id::{AccountId, CaseId, ConsultationId, SiteId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, parsed, parsed_option},
};

/// A question as it is kept.
pub struct Consultation {
    pub id: ConsultationId,
    pub site: SiteId,
    pub case: CaseId,
    pub code: Code,
    pub by: AccountId,
    pub by_name: String,
    pub of: Option<AccountId>,
    pub of_name: Option<String>,
    pub at: Timestamp,
    pub due: Day,
    /// Sealed under the case's key.
    pub question: Vec<u8>,
    pub answered_by: Option<String>,
    pub answered_at: Option<Timestamp>,
    /// Sealed under the case's key.
    pub answer: Option<Vec<u8>>,
}

impl FromRow<'_, AnyRow> for Consultation {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: parsed(row, "id")?,
            site: parsed(row, "site_id")?,
            case: parsed(row, "case_id")?,
            code: coded(row, "code", Code::parse)?,
            by: parsed(row, "asked_by")?,
            by_name: row.try_get("by_name")?,
            of: parsed_option(row, "asked_of")?,
            of_name: row.try_get("of_name")?,
            at: row.try_get("asked_at")?,
            due: parsed(row, "due")?,
            question: row.try_get("question")?,
            answered_by: row.try_get("answered_by_name")?,
            answered_at: row.try_get("answered_at")?,
            answer: row.try_get("answer")?,
        })
    }
}

macro_rules! select_consultations {
    ($rest:literal) => {
        concat!(
            "SELECT q.id, q.site_id, q.case_id, c.code, q.asked_by, a.display_name AS by_name, q.asked_of, \
             b.display_name AS of_name, q.asked_at, q.due, q.question, d.display_name AS answered_by_name, \
             q.answered_at, q.answer FROM consultations q JOIN cases c ON c.id = q.case_id \
             JOIN accounts a ON a.id = q.asked_by LEFT JOIN accounts b ON b.id = q.asked_of \
             LEFT JOIN accounts d ON d.id = q.answered_by ",
            $rest
        )
    };
}

pub async fn get(connection: &mut Connection, id: ConsultationId) -> Result<Option<Consultation>> {
    let row = sqlx::query_as(select_consultations!("WHERE q.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?)
}

/// Those of a case, newest first.
pub async fn of_case(connection: &mut Connection, case: CaseId) -> Result<Vec<Consultation>> {
    let rows = sqlx::query_as(select_consultations!("WHERE q.case_id = $1 ORDER BY q.asked_at DESC, q.id"));
    Ok(rows.bind(case.to_string()).fetch_all(connection).await?)
}

/// Those that wait for an answer: put to the account, or to the committee of `site` where it is given.
pub async fn waiting_for(
    connection: &mut Connection,
    account: AccountId,
    site: Option<SiteId>,
) -> Result<Vec<Consultation>> {
    let rows = sqlx::query_as(select_consultations!(
        "WHERE q.answered_at IS NULL AND q.asked_by <> $1 \
         AND (q.asked_of = $1 OR (q.asked_of IS NULL AND q.site_id = $2)) ORDER BY q.due, q.id"
    ));
    let site = site.map(|site| site.to_string()).unwrap_or_default();
    Ok(rows.bind(account.to_string()).bind(site).fetch_all(connection).await?)
}

/// A question about to be kept.
pub struct New<'a> {
    pub id: ConsultationId,
    pub site: SiteId,
    pub case: CaseId,
    pub by: AccountId,
    pub of: Option<AccountId>,
    pub at: Timestamp,
    pub due: Day,
    pub question: &'a [u8],
}

pub async fn insert(connection: &mut Connection, new: &New<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO consultations (id, site_id, case_id, asked_by, asked_of, asked_at, due, question) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id.to_string())
    .bind(new.site.to_string())
    .bind(new.case.to_string())
    .bind(new.by.to_string())
    .bind(new.of.map(|account| account.to_string()))
    .bind(new.at)
    .bind(new.due.to_string())
    .bind(new.question.to_vec())
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the answer; false when there was one already.
pub async fn answer(
    connection: &mut Connection,
    id: ConsultationId,
    by: AccountId,
    at: Timestamp,
    answer: &[u8],
) -> Result<bool> {
    let update = sqlx::query(
        "UPDATE consultations SET answered_by = $2, answered_at = $3, answer = $4 \
         WHERE id = $1 AND answered_at IS NULL",
    );
    let update = update.bind(id.to_string()).bind(by.to_string()).bind(at).bind(answer.to_vec());
    Ok(update.execute(connection).await?.rows_affected() == 1)
}

/// Who of a site can be asked: those who work on cases there, but `account`, by name.
pub async fn colleagues(
    connection: &mut Connection,
    site: SiteId,
    account: AccountId,
) -> Result<Vec<Colleague>> {
    let rows = sqlx::query(
        "SELECT id, display_name FROM accounts WHERE site_id = $1 AND active = 1 AND id <> $2 \
         AND role IN ('practitioner', 'manager', 'committee_member') ORDER BY display_name, id",
    );
    let rows = rows.bind(site.to_string()).bind(account.to_string()).fetch_all(connection).await?;
    let one =
        |row: &AnyRow| Ok(Colleague { account: parsed(row, "id")?, name: row.try_get("display_name")? });
    Ok(rows.iter().map(one).collect::<sqlx::Result<_>>()?)
}
