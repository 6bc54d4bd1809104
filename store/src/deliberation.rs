//! Cases on the agendas of meetings: how far each is, who has given an opinion and who has answered.

use std::collections::BTreeSet;

use domain::{
    calendar::Day,
    case::Code,
    committee::Review,
    id::{AccountId, CaseId, DeliberationId, MeetingId, ReportId, SiteId, Timestamp},
    procedure::{
        Outcome,
        deliberation::{Deliberation, Stage},
    },
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, decode, parsed},
};

/// A case on an agenda as it is kept.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: DeliberationId,
    pub meeting: MeetingId,
    pub site: SiteId,
    pub report: ReportId,
    pub case: CaseId,
    pub code: Code,
    pub author: AccountId,
    pub author_name: String,
    pub stage: Stage,
    pub outcome: Option<Outcome>,
    pub round: u32,
    pub agreeing: u32,
    /// Sealed under the case's key.
    pub proposal: Option<Vec<u8>>,
    /// Sealed under the case's key.
    pub note: Option<Vec<u8>>,
}

impl FromRow<'_, AnyRow> for Item {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let number = |column: &str| {
            let number: i64 = row.try_get(column)?;
            u32::try_from(number).map_err(|error| decode(column, error))
        };
        Ok(Self {
            id: parsed(row, "id")?,
            meeting: parsed(row, "meeting_id")?,
            site: parsed(row, "site_id")?,
            report: parsed(row, "report_id")?,
            case: parsed(row, "case_id")?,
            code: coded(row, "code", Code::parse)?,
            author: parsed(row, "author_id")?,
            author_name: row.try_get("author_name")?,
            stage: coded(row, "stage", Stage::from_code)?,
            outcome: outcome(row)?,
            round: number("round")?,
            agreeing: number("agreeing")?,
            proposal: row.try_get("proposal")?,
            note: row.try_get("note")?,
        })
    }
}

fn outcome(row: &AnyRow) -> sqlx::Result<Option<Outcome>> {
    let code: Option<String> = row.try_get("outcome")?;
    let known = |code: String| {
        Outcome::from_code(&code).ok_or_else(|| decode("outcome", format!("unknown code {code}")))
    };
    code.map(known).transpose()
}

macro_rules! select_items {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.meeting_id, d.site_id, d.report_id, d.case_id, c.code, r.author_id, \
             a.display_name AS author_name, d.stage, d.outcome, d.round, d.agreeing, d.proposal, d.note \
             FROM deliberations d JOIN cases c ON c.id = d.case_id JOIN reports r ON r.id = d.report_id \
             JOIN accounts a ON a.id = r.author_id ",
            $rest
        )
    };
}

pub async fn get(connection: &mut Connection, id: DeliberationId) -> Result<Option<Item>> {
    let row = sqlx::query_as(select_items!("WHERE d.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?)
}

/// The agenda of a meeting, in order.
pub async fn of_meeting(connection: &mut Connection, meeting: MeetingId) -> Result<Vec<Item>> {
    let rows = sqlx::query_as(select_items!("WHERE d.meeting_id = $1 ORDER BY d.place, d.id"));
    Ok(rows.bind(meeting.to_string()).fetch_all(connection).await?)
}

/// The reports of a site that a meeting is called for and has not settled.
pub async fn called(connection: &mut Connection, site: SiteId) -> Result<Vec<ReportId>> {
    let rows = sqlx::query(
        "SELECT d.report_id FROM deliberations d JOIN meetings m ON m.id = d.meeting_id \
         WHERE d.site_id = $1 AND m.state IN ('convened', 'open') AND d.stage NOT IN ('decided', 'noted') \
         ORDER BY d.report_id",
    );
    let rows = rows.bind(site.to_string()).fetch_all(connection).await?;
    Ok(rows.iter().map(|row| parsed(row, "report_id")).collect::<sqlx::Result<_>>()?)
}

/// The decisions of a site that are looked at again, the soonest first: of each report the last.
pub async fn reviews(connection: &mut Connection, site: SiteId) -> Result<Vec<Review>> {
    let rows = sqlx::query(
        "SELECT d.report_id, d.meeting_id, c.code, d.outcome, d.review_on FROM deliberations d \
         JOIN cases c ON c.id = d.case_id WHERE d.site_id = $1 AND d.stage = 'decided' \
         AND d.review_on IS NOT NULL AND d.outcome <> 'more_information' \
         AND NOT EXISTS (SELECT 1 FROM deliberations x WHERE x.case_id = d.case_id AND x.stage = 'decided' \
         AND x.decided_at > d.decided_at) ORDER BY d.review_on, c.code",
    );
    let rows = rows.bind(site.to_string()).fetch_all(connection).await?;
    let one = |row: &AnyRow| {
        Ok(Review {
            report: parsed(row, "report_id")?,
            meeting: parsed(row, "meeting_id")?,
            code: coded(row, "code", Code::parse)?,
            outcome: coded(row, "outcome", Outcome::from_code)?,
            on: parsed(row, "review_on")?,
        })
    };
    Ok(rows.iter().map(one).collect::<sqlx::Result<_>>()?)
}

/// A case about to be put on an agenda.
pub struct New {
    pub id: DeliberationId,
    pub meeting: MeetingId,
    pub site: SiteId,
    pub report: ReportId,
    pub case: CaseId,
    pub place: i64,
}

pub async fn insert(connection: &mut Connection, new: &New) -> Result<()> {
    sqlx::query(
        "INSERT INTO deliberations (id, meeting_id, site_id, report_id, case_id, place, stage, round, agreeing) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)",
    )
    .bind(new.id.to_string())
    .bind(new.meeting.to_string())
    .bind(new.site.to_string())
    .bind(new.report.to_string())
    .bind(new.case.to_string())
    .bind(new.place)
    .bind(Stage::Waiting.code())
    .execute(connection)
    .await?;
    Ok(())
}

/// Who stood aside.
pub async fn recused(connection: &mut Connection, id: DeliberationId) -> Result<BTreeSet<AccountId>> {
    let rows = sqlx::query("SELECT account_id FROM deliberation_recusals WHERE deliberation_id = $1");
    accounts(&rows.bind(id.to_string()).fetch_all(connection).await?)
}

pub async fn recuse(
    connection: &mut Connection,
    item: &Item,
    account: AccountId,
    at: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO deliberation_recusals (deliberation_id, account_id, site_id, at) VALUES ($1, $2, $3, $4)",
    )
    .bind(item.id.to_string())
    .bind(account.to_string())
    .bind(item.site.to_string())
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// The machine of `domain` as this case stands: who has given an opinion, never what it says.
pub async fn standing(connection: &mut Connection, item: &Item) -> Result<Deliberation> {
    let id = item.id.to_string();
    let given = sqlx::query("SELECT account_id FROM opinions WHERE deliberation_id = $1");
    let opinions = accounts(&given.bind(id.clone()).fetch_all(&mut *connection).await?)?;
    let answered =
        sqlx::query("SELECT account_id FROM proposal_answers WHERE deliberation_id = $1 AND round = $2");
    let answered = answered.bind(id).bind(i64::from(item.round)).fetch_all(connection).await?;
    // Of a proposal that fell, the answers are void.
    let asked = matches!(item.stage, Stage::Proposed | Stage::Decided);
    let answers = if asked { accounts(&answered)? } else { BTreeSet::new() };
    Ok(Deliberation {
        stage: item.stage,
        opinions,
        outcome: item.outcome,
        round: item.round,
        answers,
        agreeing: item.agreeing,
    })
}

fn accounts(rows: &[AnyRow]) -> Result<BTreeSet<AccountId>> {
    Ok(rows.iter().map(|row| parsed(row, "account_id")).collect::<sqlx::Result<_>>()?)
}

/// Keeps how far it is now.
pub async fn stand(connection: &mut Connection, id: DeliberationId, now: &Deliberation) -> Result<()> {
    sqlx::query("UPDATE deliberations SET stage = $2, outcome = $3, round = $4, agreeing = $5 WHERE id = $1")
        .bind(id.to_string())
        .bind(now.stage.code())
        .bind(now.outcome.map(Outcome::code))
        .bind(i64::from(now.round))
        .bind(i64::from(now.agreeing))
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn propose(
    connection: &mut Connection,
    id: DeliberationId,
    proposal: &[u8],
    review: Option<Day>,
) -> Result<()> {
    sqlx::query("UPDATE deliberations SET proposal = $2, review_on = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(proposal.to_vec())
        .bind(review.map(|day| day.to_string()))
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn decided(connection: &mut Connection, id: DeliberationId, at: Timestamp) -> Result<()> {
    let update = sqlx::query("UPDATE deliberations SET decided_at = $2 WHERE id = $1");
    update.bind(id.to_string()).bind(at).execute(connection).await?;
    Ok(())
}

pub async fn note(connection: &mut Connection, id: DeliberationId, note: &[u8]) -> Result<()> {
    let update = sqlx::query("UPDATE deliberations SET note = $2 WHERE id = $1");
    update.bind(id.to_string()).bind(note.to_vec()).execute(connection).await?;
    Ok(())
}

/// An opinion as it is kept: sealed under the case's key.
pub struct Opinion {
    pub account: AccountId,
    pub by: String,
    pub content: Vec<u8>,
}

pub async fn give_opinion(
    connection: &mut Connection,
    item: &Item,
    account: AccountId,
    at: Timestamp,
    content: &[u8],
) -> Result<()> {
    sqlx::query(
        "INSERT INTO opinions (deliberation_id, account_id, site_id, at, content) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(item.id.to_string())
    .bind(account.to_string())
    .bind(item.site.to_string())
    .bind(at)
    .bind(content.to_vec())
    .execute(connection)
    .await?;
    Ok(())
}

/// The opinions of a case, by name; none before they are open to all, whoever asks.
pub async fn opinions(connection: &mut Connection, id: DeliberationId) -> Result<Vec<Opinion>> {
    let rows = sqlx::query(
        "SELECT o.account_id, a.display_name, o.content FROM opinions o JOIN accounts a ON a.id = o.account_id \
         JOIN deliberations d ON d.id = o.deliberation_id \
         WHERE o.deliberation_id = $1 AND d.stage IN ('discussion', 'proposed', 'decided') \
         ORDER BY a.display_name, a.id",
    );
    let rows = rows.bind(id.to_string()).fetch_all(connection).await?;
    let one = |row: &AnyRow| {
        Ok(Opinion {
            account: parsed(row, "account_id")?,
            by: row.try_get("display_name")?,
            content: row.try_get("content")?,
        })
    };
    Ok(rows.iter().map(one).collect::<sqlx::Result<_>>()?)
}

pub async fn answer(connection: &mut Connection, item: &Item, account: AccountId) -> Result<()> {
    sqlx::query(
        "INSERT INTO proposal_answers (deliberation_id, round, account_id, site_id) VALUES ($1, $2, $3, $4)",
    )
    .bind(item.id.to_string())
    .bind(i64::from(item.round))
    .bind(account.to_string())
    .bind(item.site.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// A dissent in words, with a name where its author wished so.
pub struct NewDissent<'a> {
    pub id: uuid::Uuid,
    pub account: Option<AccountId>,
    pub words: &'a [u8],
}

pub async fn dissent(connection: &mut Connection, item: &Item, dissent: &NewDissent<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO dissents (id, deliberation_id, round, site_id, account_id, words) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(dissent.id.to_string())
    .bind(item.id.to_string())
    .bind(i64::from(item.round))
    .bind(item.site.to_string())
    .bind(dissent.account.map(|account| account.to_string()))
    .bind(dissent.words.to_vec())
    .execute(connection)
    .await?;
    Ok(())
}

/// A dissent as it is kept: its id, the name, the sealed words.
pub type KeptDissent = (uuid::Uuid, Option<String>, Vec<u8>);

/// The dissents from what was decided, in no order that tells whose they are; none before it is decided.
pub async fn dissents(connection: &mut Connection, id: DeliberationId) -> Result<Vec<KeptDissent>> {
    let rows = sqlx::query(
        "SELECT x.id, a.display_name, x.words FROM dissents x \
         JOIN deliberations d ON d.id = x.deliberation_id AND d.round = x.round \
         LEFT JOIN accounts a ON a.id = x.account_id \
         WHERE x.deliberation_id = $1 AND d.stage = 'decided' ORDER BY x.id",
    );
    let rows = rows.bind(id.to_string()).fetch_all(connection).await?;
    let one = |row: &AnyRow| Ok((parsed(row, "id")?, row.try_get("display_name")?, row.try_get("words")?));
    Ok(rows.iter().map(one).collect::<sqlx::Result<_>>()?)
}
