//! Meetings of committees: when and where, who is called and who is there, who has signed the minutes.

use domain::{
    calendar::Day,
    committee::{MeetingSummary, Seat, Signature},
    id::{AccountId, MeetingId, SiteId, Timestamp},
    procedure::meeting::{Function, State},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, parsed, parsed_option},
};

/// A meeting as it is kept.
#[derive(Clone, Debug)]
pub struct Meeting {
    pub summary: MeetingSummary,
    pub site: SiteId,
    pub site_name: String,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub next: Option<MeetingId>,
}

impl FromRow<'_, AnyRow> for Meeting {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let items: i64 = row.try_get("items")?;
        let summary = MeetingSummary {
            id: parsed(row, "id")?,
            on: parsed(row, "held_on")?,
            at: row.try_get("held_at")?,
            place: row.try_get("place")?,
            state: coded(row, "state", State::from_code)?,
            chair: parsed(row, "chair_id")?,
            chair_name: row.try_get("chair_name")?,
            items: u32::try_from(items).unwrap_or(u32::MAX),
        };
        Ok(Self {
            summary,
            site: parsed(row, "site_id")?,
            site_name: row.try_get("site_name")?,
            opened_at: row.try_get("opened_at")?,
            closed_at: row.try_get("closed_at")?,
            next: parsed_option(row, "next_id")?,
        })
    }
}

macro_rules! select_meetings {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.site_id, s.name AS site_name, m.chair_id, a.display_name AS chair_name, m.state, \
             m.held_on, m.held_at, m.place, m.opened_at, m.closed_at, m.next_id, \
             (SELECT COUNT(*) FROM deliberations d WHERE d.meeting_id = m.id) AS items \
             FROM meetings m JOIN sites s ON s.id = m.site_id JOIN accounts a ON a.id = m.chair_id ",
            $rest
        )
    };
}

pub async fn get(connection: &mut Connection, id: MeetingId) -> Result<Option<Meeting>> {
    let row = sqlx::query_as(select_meetings!("WHERE m.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?)
}

/// The meetings of a site, the latest first.
pub async fn of_site(connection: &mut Connection, site: SiteId) -> Result<Vec<Meeting>> {
    let rows = sqlx::query_as(select_meetings!(
        "WHERE m.site_id = $1 ORDER BY m.held_on DESC, m.held_at DESC, m.id"
    ));
    Ok(rows.bind(site.to_string()).fetch_all(connection).await?)
}

/// Keeps everybody else from doing anything in this meeting until the transaction ends.
pub async fn lock(connection: &mut Connection, id: MeetingId) -> Result<()> {
    let update = sqlx::query("UPDATE meetings SET state = state WHERE id = $1");
    update.bind(id.to_string()).execute(connection).await?;
    Ok(())
}

/// A meeting about to be called.
pub struct New<'a> {
    pub id: MeetingId,
    pub site: SiteId,
    pub chair: AccountId,
    pub on: Day,
    pub at: &'a str,
    pub place: &'a str,
    pub now: Timestamp,
}

pub async fn insert(connection: &mut Connection, new: &New<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO meetings (id, site_id, chair_id, state, held_on, held_at, place, convened_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id.to_string())
    .bind(new.site.to_string())
    .bind(new.chair.to_string())
    .bind(State::Convened.code())
    .bind(new.on.to_string())
    .bind(new.at.to_owned())
    .bind(new.place.to_owned())
    .bind(new.now)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn opened(connection: &mut Connection, id: MeetingId, at: Timestamp) -> Result<()> {
    let update = sqlx::query("UPDATE meetings SET state = $2, opened_at = $3 WHERE id = $1");
    update.bind(id.to_string()).bind(State::Open.code()).bind(at).execute(connection).await?;
    Ok(())
}

pub async fn closed(
    connection: &mut Connection,
    id: MeetingId,
    at: Timestamp,
    next: Option<MeetingId>,
) -> Result<()> {
    sqlx::query("UPDATE meetings SET state = $2, closed_at = $3, next_id = $4 WHERE id = $1")
        .bind(id.to_string())
        .bind(State::Closed.code())
        .bind(at)
        .bind(next.map(|id| id.to_string()))
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn cancelled(connection: &mut Connection, id: MeetingId) -> Result<()> {
    let update = sqlx::query("UPDATE meetings SET state = $2 WHERE id = $1");
    update.bind(id.to_string()).bind(State::Cancelled.code()).execute(connection).await?;
    Ok(())
}

pub async fn call(
    connection: &mut Connection,
    meeting: MeetingId,
    site: SiteId,
    account: AccountId,
    function: Function,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO meeting_seats (meeting_id, account_id, site_id, function, present) \
         VALUES ($1, $2, $3, $4, 0)",
    )
    .bind(meeting.to_string())
    .bind(account.to_string())
    .bind(site.to_string())
    .bind(function.code())
    .execute(connection)
    .await?;
    Ok(())
}

/// Who was called, by name. Whoever is no member any more, or cannot sign in, is not there either, while the meeting
/// goes on.
pub async fn seats(connection: &mut Connection, meeting: MeetingId) -> Result<Vec<Seat>> {
    let rows = sqlx::query(
        "SELECT p.account_id, a.display_name, p.function, CASE WHEN p.present = 1 AND (m.state <> 'open' OR \
         (a.active = 1 AND EXISTS (SELECT 1 FROM committee_members c WHERE c.site_id = p.site_id \
         AND c.account_id = p.account_id))) THEN 1 ELSE 0 END AS present \
         FROM meeting_seats p JOIN accounts a ON a.id = p.account_id JOIN meetings m ON m.id = p.meeting_id \
         WHERE p.meeting_id = $1 ORDER BY a.display_name, a.id",
    );
    let rows = rows.bind(meeting.to_string()).fetch_all(connection).await?;
    let seat = |row: &AnyRow| {
        // The databases do not agree on how wide a CASE of small numbers is.
        let present =
            row.try_get::<i64, _>("present").or_else(|_| row.try_get::<i32, _>("present").map(i64::from))?;
        Ok(Seat {
            account: parsed(row, "account_id")?,
            name: row.try_get("display_name")?,
            function: coded(row, "function", Function::from_code)?,
            present: present == 1,
        })
    };
    Ok(rows.iter().map(seat).collect::<sqlx::Result<_>>()?)
}

/// The open meetings that somebody sits in now.
pub async fn open_with(
    connection: &mut Connection,
    site: SiteId,
    account: AccountId,
) -> Result<Vec<MeetingId>> {
    let rows = sqlx::query(
        "SELECT m.id FROM meetings m JOIN meeting_seats p ON p.meeting_id = m.id \
         WHERE m.site_id = $1 AND m.state = 'open' AND p.account_id = $2",
    );
    let rows = rows.bind(site.to_string()).bind(account.to_string()).fetch_all(connection).await?;
    Ok(rows.iter().map(|row| parsed(row, "id")).collect::<sqlx::Result<_>>()?)
}

pub async fn set_present(
    connection: &mut Connection,
    meeting: MeetingId,
    account: AccountId,
    present: bool,
) -> Result<()> {
    sqlx::query("UPDATE meeting_seats SET present = $3 WHERE meeting_id = $1 AND account_id = $2")
        .bind(meeting.to_string())
        .bind(account.to_string())
        .bind(i64::from(present))
        .execute(connection)
        .await?;
    Ok(())
}

/// Who has signed, in the order they did.
pub async fn signatures(
    connection: &mut Connection,
    meeting: MeetingId,
) -> Result<Vec<(AccountId, Signature)>> {
    let rows = sqlx::query(
        "SELECT s.account_id, a.display_name, s.at FROM minutes_signatures s \
         JOIN accounts a ON a.id = s.account_id WHERE s.meeting_id = $1 ORDER BY s.at, s.account_id",
    );
    let rows = rows.bind(meeting.to_string()).fetch_all(connection).await?;
    let one = |row: &AnyRow| {
        let signature = Signature { by: row.try_get("display_name")?, at: row.try_get("at")? };
        Ok((parsed(row, "account_id")?, signature))
    };
    Ok(rows.iter().map(one).collect::<sqlx::Result<_>>()?)
}

pub async fn sign(
    connection: &mut Connection,
    meeting: MeetingId,
    site: SiteId,
    account: AccountId,
    at: Timestamp,
    hash: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO minutes_signatures (meeting_id, account_id, site_id, at, hash) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(meeting.to_string())
    .bind(account.to_string())
    .bind(site.to_string())
    .bind(at)
    .bind(hash.to_owned())
    .execute(connection)
    .await?;
    Ok(())
}
