//! Sites.

use domain::{
    account::Site,
    id::{SiteId, Timestamp},
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{Connection, Result, row::parsed};

/// Columns `site_id` and `site_name` of a row that joins its site.
pub(crate) fn of_row(row: &AnyRow) -> sqlx::Result<Site> {
    Ok(Site { id: parsed(row, "site_id")?, name: row.try_get("site_name")? })
}

struct SiteRow(Site);

impl FromRow<'_, AnyRow> for SiteRow {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        of_row(row).map(Self)
    }
}

/// Every site, by name.
pub async fn list(connection: &mut Connection) -> Result<Vec<Site>> {
    let rows = sqlx::query_as("SELECT id AS site_id, name AS site_name FROM sites ORDER BY name");
    Ok(rows.fetch_all(connection).await?.into_iter().map(|SiteRow(site)| site).collect())
}

pub async fn by_id(connection: &mut Connection, id: SiteId) -> Result<Option<Site>> {
    let row = sqlx::query_as("SELECT id AS site_id, name AS site_name FROM sites WHERE id = $1");
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?.map(|SiteRow(site)| site))
}

pub async fn by_name(connection: &mut Connection, name: &str) -> Result<Option<Site>> {
    let row = sqlx::query_as("SELECT id AS site_id, name AS site_name FROM sites WHERE name = $1");
    Ok(row.bind(name.to_owned()).fetch_optional(connection).await?.map(|SiteRow(site)| site))
}

pub async fn insert(connection: &mut Connection, site: &Site, now: Timestamp) -> Result<()> {
    sqlx::query("INSERT INTO sites (id, name, created_at) VALUES ($1, $2, $3)")
        .bind(site.id.to_string())
        .bind(site.name.clone())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}
