//! Cases and who is named on them.

use domain::{
    account::Site,
    case::Code,
    id::{AccountId, CaseId, SiteId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, parsed},
    site,
};

/// How an account is named on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    Owner,
    CoOwner,
}

impl Member {
    fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::CoOwner => "co_owner",
        }
    }

    /// Column `member`; `None` when the account is not named.
    pub(crate) fn of_row(row: &AnyRow) -> sqlx::Result<Option<Self>> {
        let member: Option<String> = row.try_get("member")?;
        Ok(member.as_deref().and_then(Self::from_code))
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Owner, Self::CoOwner].into_iter().find(|member| member.code() == code)
    }
}

/// A case as one account stands to it.
pub struct Case {
    pub id: CaseId,
    pub code: Code,
    pub site: Site,
    pub opened_at: Timestamp,
    /// When a document of the case last changed.
    pub changed_at: Timestamp,
    /// `None` when the account is not named on it.
    pub member: Option<Member>,
    pub open_interviews: i64,
    pub signed_interviews: i64,
}

impl FromRow<'_, AnyRow> for Case {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: parsed(row, "id")?,
            code: coded(row, "code", Code::parse)?,
            site: site::of_row(row)?,
            opened_at: row.try_get("opened_at")?,
            changed_at: row.try_get("changed_at")?,
            member: Member::of_row(row)?,
            open_interviews: row.try_get("open_interviews")?,
            signed_interviews: row.try_get("signed_interviews")?,
        })
    }
}

/// Cases as account $1 stands to them.
macro_rules! select_cases {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.code, c.site_id, s.name AS site_name, c.opened_at, m.relation AS member, \
             COALESCE((SELECT MAX(d.changed_at) FROM documents d WHERE d.case_id = c.id), c.opened_at) AS changed_at, \
             (SELECT COUNT(*) FROM documents d WHERE d.case_id = c.id AND d.kind = 'interview' AND d.frozen_at IS NULL) \
             AS open_interviews, \
             (SELECT COUNT(*) FROM documents d WHERE d.case_id = c.id AND d.kind = 'interview' \
             AND d.frozen_at IS NOT NULL) AS signed_interviews \
             FROM cases c JOIN sites s ON s.id = c.site_id \
             LEFT JOIN case_members m ON m.case_id = c.id AND m.account_id = $1 ",
            $rest
        )
    };
}

pub async fn get(connection: &mut Connection, account: AccountId, id: CaseId) -> Result<Option<Case>> {
    let row = sqlx::query_as(select_cases!("WHERE c.id = $2"));
    Ok(row.bind(account.to_string()).bind(id.to_string()).fetch_optional(connection).await?)
}

/// The cases that name the account, and those of `site` when it is given, by code.
pub async fn list(
    connection: &mut Connection,
    account: AccountId,
    site: Option<SiteId>,
) -> Result<Vec<Case>> {
    let rows = sqlx::query_as(select_cases!(
        "WHERE m.account_id IS NOT NULL OR c.site_id = $2 ORDER BY c.code, c.id"
    ));
    let site = site.map(|site| site.to_string()).unwrap_or_default();
    Ok(rows.bind(account.to_string()).bind(site).fetch_all(connection).await?)
}

pub async fn insert(
    connection: &mut Connection,
    id: CaseId,
    site: SiteId,
    code: &Code,
    now: Timestamp,
) -> Result<()> {
    sqlx::query("INSERT INTO cases (id, site_id, code, opened_at) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(site.to_string())
        .bind(code.as_str().to_owned())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn add_member(
    connection: &mut Connection,
    case: CaseId,
    account: AccountId,
    site: SiteId,
    member: Member,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO case_members (case_id, account_id, site_id, relation, since) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(case.to_string())
    .bind(account.to_string())
    .bind(site.to_string())
    .bind(member.code())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}
