//! Reports as they stand, the steps they took, and cases that were closed as not of concern.

use domain::{
    calendar::Day,
    case::Code,
    id::{AccountId, CaseId, DocumentId, ReportId, SiteId, Timestamp},
    procedure::{Outcome, report::State},
    report::{Concluded, Summary},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, decode, parsed, parsed_option},
};

/// A report as it is kept.
#[derive(Clone, Debug)]
pub struct Report {
    pub summary: Summary,
    pub site: SiteId,
    pub approver: Option<AccountId>,
    pub interview: Option<DocumentId>,
    /// Sealed under the case's key.
    pub content: Vec<u8>,
}

impl FromRow<'_, AnyRow> for Report {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            summary: Summary::of_row(row)?,
            site: parsed(row, "site_id")?,
            approver: parsed_option(row, "approver_id")?,
            interview: parsed_option(row, "interview_id")?,
            content: row.try_get("content")?,
        })
    }
}

trait OfRow: Sized {
    fn of_row(row: &AnyRow) -> sqlx::Result<Self>;
}

impl OfRow for Summary {
    fn of_row(row: &AnyRow) -> sqlx::Result<Self> {
        let outcome: Option<String> = row.try_get("outcome")?;
        let outcome = outcome.map(|code| {
            Outcome::from_code(&code).ok_or_else(|| decode("outcome", format!("unknown code {code}")))
        });
        Ok(Self {
            id: parsed(row, "id")?,
            case: parsed(row, "case_id")?,
            code: coded(row, "code", Code::parse)?,
            state: coded(row, "state", State::from_code)?,
            author: parsed(row, "author_id")?,
            author_name: row.try_get("author_name")?,
            submitted_at: row.try_get("submitted_at")?,
            approval_due: parsed(row, "approval_due")?,
            feedback_due: parsed_option(row, "feedback_due")?,
            information_due: parsed_option(row, "information_due")?,
            outcome: outcome.transpose()?,
            answered_at: row.try_get("answered_at")?,
        })
    }
}

macro_rules! select_reports {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.site_id, r.case_id, c.code, r.state, r.author_id, a.display_name AS author_name, \
             r.approver_id, r.interview_id, r.submitted_at, r.approval_due, r.feedback_due, r.information_due, \
             r.outcome, r.answered_at, r.content FROM reports r JOIN cases c ON c.id = r.case_id \
             JOIN accounts a ON a.id = r.author_id ",
            $rest
        )
    };
}

pub async fn get(connection: &mut Connection, id: ReportId) -> Result<Option<Report>> {
    let row = sqlx::query_as(select_reports!("WHERE r.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?)
}

/// Keeps everybody else from taking a step with this report until the transaction ends.
pub async fn lock(connection: &mut Connection, id: ReportId) -> Result<()> {
    let update = sqlx::query("UPDATE reports SET state = state WHERE id = $1");
    update.bind(id.to_string()).execute(connection).await?;
    Ok(())
}

/// The reports of a case, newest first.
pub async fn of_case(connection: &mut Connection, case: CaseId) -> Result<Vec<Report>> {
    let rows = sqlx::query_as(select_reports!("WHERE r.case_id = $1 ORDER BY r.submitted_at DESC, r.id"));
    Ok(rows.bind(case.to_string()).fetch_all(connection).await?)
}

/// What somebody has written, newest first.
pub async fn by_author(connection: &mut Connection, author: AccountId) -> Result<Vec<Report>> {
    let rows = sqlx::query_as(select_reports!("WHERE r.author_id = $1 ORDER BY r.submitted_at DESC, r.id"));
    Ok(rows.bind(author.to_string()).fetch_all(connection).await?)
}

/// The reports of a site, the oldest first.
pub async fn of_site(connection: &mut Connection, site: SiteId) -> Result<Vec<Report>> {
    let rows = sqlx::query_as(select_reports!("WHERE r.site_id = $1 ORDER BY r.submitted_at, r.id"));
    Ok(rows.bind(site.to_string()).fetch_all(connection).await?)
}

/// What waits for an approval by somebody named on the case, or of `site`, who did not write it; the soonest first.
pub async fn to_approve(
    connection: &mut Connection,
    account: AccountId,
    site: Option<SiteId>,
) -> Result<Vec<Report>> {
    let rows = sqlx::query_as(select_reports!(
        "LEFT JOIN case_members m ON m.case_id = r.case_id AND m.account_id = $1 \
         WHERE r.state = 'submitted' AND r.author_id <> $1 \
         AND (m.account_id IS NOT NULL OR r.site_id = $2) ORDER BY r.approval_due, r.id"
    ));
    let site = site.map(|site| site.to_string()).unwrap_or_default();
    Ok(rows.bind(account.to_string()).bind(site).fetch_all(connection).await?)
}

/// A report about to be kept.
pub struct New<'a> {
    pub id: ReportId,
    pub site: SiteId,
    pub case: CaseId,
    pub author: AccountId,
    pub interview: Option<DocumentId>,
    pub at: Timestamp,
    pub approval_due: Day,
    pub content: &'a [u8],
}

pub async fn insert(connection: &mut Connection, new: &New<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO reports (id, site_id, case_id, author_id, interview_id, state, under_way, submitted_at, \
         approval_due, content) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)",
    )
    .bind(new.id.to_string())
    .bind(new.site.to_string())
    .bind(new.case.to_string())
    .bind(new.author.to_string())
    .bind(new.interview.map(|id| id.to_string()))
    .bind(State::Submitted.code())
    .bind(new.at)
    .bind(new.approval_due.to_string())
    .bind(new.content.to_vec())
    .execute(connection)
    .await?;
    Ok(())
}

/// What an author submits again takes the place of what came back to her.
pub async fn rewrite(
    connection: &mut Connection,
    id: ReportId,
    interview: Option<DocumentId>,
    approval_due: Day,
    content: &[u8],
) -> Result<()> {
    sqlx::query("UPDATE reports SET interview_id = $2, approval_due = $3, content = $4 WHERE id = $1")
        .bind(id.to_string())
        .bind(interview.map(|id| id.to_string()))
        .bind(approval_due.to_string())
        .bind(content.to_vec())
        .execute(connection)
        .await?;
    Ok(())
}

/// Where a report stands after a step.
pub async fn stand(connection: &mut Connection, id: ReportId, state: State) -> Result<()> {
    sqlx::query("UPDATE reports SET state = $2, under_way = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(state.code())
        .bind(i64::from(state.is_open()))
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn approved(
    connection: &mut Connection,
    id: ReportId,
    approver: AccountId,
    feedback_due: Day,
) -> Result<()> {
    sqlx::query("UPDATE reports SET approver_id = $2, feedback_due = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(approver.to_string())
        .bind(feedback_due.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn decided(
    connection: &mut Connection,
    id: ReportId,
    outcome: Outcome,
    information_due: Option<Day>,
) -> Result<()> {
    sqlx::query("UPDATE reports SET outcome = $2, information_due = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(outcome.code())
        .bind(information_due.map(|day| day.to_string()))
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn answered(connection: &mut Connection, id: ReportId, at: Timestamp) -> Result<()> {
    let update = sqlx::query("UPDATE reports SET answered_at = $2 WHERE id = $1");
    update.bind(id.to_string()).bind(at).execute(connection).await?;
    Ok(())
}

/// A step as it is kept.
pub struct Step {
    pub number: i64,
    pub act: String,
    pub account: AccountId,
    pub by: String,
    pub at: Timestamp,
    /// Sealed under the case's key.
    pub words: Option<Vec<u8>>,
}

/// The steps of a report, oldest first.
pub async fn steps(connection: &mut Connection, id: ReportId) -> Result<Vec<Step>> {
    let rows = sqlx::query(
        "SELECT s.number, s.act, s.account_id, a.display_name AS by_name, s.at, s.words FROM report_steps s \
         JOIN accounts a ON a.id = s.account_id WHERE s.report_id = $1 ORDER BY s.number",
    );
    let rows = rows.bind(id.to_string()).fetch_all(connection).await?;
    let step = |row: &AnyRow| {
        Ok(Step {
            number: row.try_get("number")?,
            act: row.try_get("act")?,
            account: parsed(row, "account_id")?,
            by: row.try_get("by_name")?,
            at: row.try_get("at")?,
            words: row.try_get("words")?,
        })
    };
    Ok(rows.iter().map(step).collect::<sqlx::Result<_>>()?)
}

/// A step about to be kept.
pub struct NewStep<'a> {
    pub report: ReportId,
    pub site: SiteId,
    pub number: i64,
    pub act: &'a str,
    pub account: AccountId,
    pub at: Timestamp,
    pub words: Option<Vec<u8>>,
}

pub async fn insert_step(connection: &mut Connection, step: &NewStep<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO report_steps (report_id, number, site_id, act, account_id, at, words) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(step.report.to_string())
    .bind(step.number)
    .bind(step.site.to_string())
    .bind(step.act.to_owned())
    .bind(step.account.to_string())
    .bind(step.at)
    .bind(step.words.clone())
    .execute(connection)
    .await?;
    Ok(())
}

/// The last time that a case was closed as not of concern.
pub async fn concluded(connection: &mut Connection, case: CaseId) -> Result<Option<Concluded>> {
    let row = sqlx::query(
        "SELECT a.display_name AS by_name, k.at, k.keep_until FROM case_conclusions k \
         JOIN accounts a ON a.id = k.account_id WHERE k.case_id = $1 ORDER BY k.number DESC LIMIT 1",
    );
    let row = row.bind(case.to_string()).fetch_optional(connection).await?;
    let one = |row: AnyRow| -> sqlx::Result<Concluded> {
        Ok(Concluded {
            by: row.try_get("by_name")?,
            at: row.try_get("at")?,
            keep_until: parsed(&row, "keep_until")?,
        })
    };
    Ok(row.map(one).transpose()?)
}

pub async fn conclude(
    connection: &mut Connection,
    case: CaseId,
    site: SiteId,
    account: AccountId,
    at: Timestamp,
    keep_until: Day,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO case_conclusions (case_id, number, site_id, account_id, at, keep_until) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM case_conclusions WHERE case_id = $1",
    )
    .bind(case.to_string())
    .bind(site.to_string())
    .bind(account.to_string())
    .bind(at)
    .bind(keep_until.to_string())
    .execute(connection)
    .await?;
    Ok(())
}
