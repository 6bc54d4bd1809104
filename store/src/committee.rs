//! Who sits on the committee of a site.

use domain::{
    committee::Member,
    id::{AccountId, SiteId, Timestamp},
    procedure::meeting::Function,
};
use sqlx::{Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{coded, decode, parsed},
};

/// As what somebody sits on the committee of a site; `None` for somebody who does not, or cannot sign in any more.
pub async fn function(
    connection: &mut Connection,
    site: SiteId,
    account: AccountId,
) -> Result<Option<Function>> {
    let row = sqlx::query(
        "SELECT m.function FROM committee_members m JOIN accounts a ON a.id = m.account_id \
         WHERE m.site_id = $1 AND m.account_id = $2 AND a.active = 1",
    );
    let row = row.bind(site.to_string()).bind(account.to_string()).fetch_optional(connection).await?;
    Ok(row.map(|row| coded(&row, "function", Function::from_code)).transpose()?)
}

/// The members who can sign in, by name.
pub async fn members(connection: &mut Connection, site: SiteId) -> Result<Vec<Member>> {
    let rows = sqlx::query(
        "SELECT m.account_id, a.display_name, m.function FROM committee_members m \
         JOIN accounts a ON a.id = m.account_id WHERE m.site_id = $1 AND a.active = 1 \
         ORDER BY a.display_name, a.id",
    );
    let rows = rows.bind(site.to_string()).fetch_all(connection).await?;
    Ok(rows.iter().map(member).collect::<sqlx::Result<_>>()?)
}

/// Who could be named: those of the site who can sign in, have one of these roles and do not sit yet, by name.
pub async fn others(connection: &mut Connection, site: SiteId, roles: &[&str]) -> Result<Vec<Member>> {
    let rows = sqlx::query(
        "SELECT a.id AS account_id, a.display_name, '' AS function, a.role FROM accounts a \
         WHERE a.site_id = $1 AND a.active = 1 AND NOT EXISTS \
         (SELECT 1 FROM committee_members m WHERE m.site_id = $1 AND m.account_id = a.id) \
         ORDER BY a.display_name, a.id",
    );
    let rows = rows.bind(site.to_string()).fetch_all(connection).await?;
    let mut others = Vec::new();
    for row in &rows {
        let role: String = row.try_get("role")?;
        if roles.contains(&role.as_str()) {
            others.push(member(row)?);
        }
    }
    Ok(others)
}

fn member(row: &AnyRow) -> sqlx::Result<Member> {
    let code: String = row.try_get("function")?;
    let function = match code.as_str() {
        "" => None,
        code => Some(
            Function::from_code(code).ok_or_else(|| decode("function", format!("unknown code {code}")))?,
        ),
    };
    Ok(Member { account: parsed(row, "account_id")?, name: row.try_get("display_name")?, function })
}

pub async fn name(
    connection: &mut Connection,
    site: SiteId,
    account: AccountId,
    function: Function,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO committee_members (site_id, account_id, function, since) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (site_id, account_id) DO UPDATE SET function = $3",
    )
    .bind(site.to_string())
    .bind(account.to_string())
    .bind(function.code())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn unname(connection: &mut Connection, site: SiteId, account: AccountId) -> Result<()> {
    sqlx::query("DELETE FROM committee_members WHERE site_id = $1 AND account_id = $2")
        .bind(site.to_string())
        .bind(account.to_string())
        .execute(connection)
        .await?;
    Ok(())
}
