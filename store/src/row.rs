//! Columns to values: ids and codes are text in the database.

use std::str::FromStr;

use domain::document::Home;
use sqlx::{Row, any::AnyRow};

/// Reads a text column through `FromStr`.
pub(crate) fn parsed<T>(row: &AnyRow, column: &str) -> sqlx::Result<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.try_get(column)?;
    text.parse().map_err(|error| decode(column, error))
}

/// The same for a column that may be NULL.
pub(crate) fn parsed_option<T>(row: &AnyRow, column: &str) -> sqlx::Result<Option<T>>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|error| decode(column, error))).transpose()
}

/// Reads a text column that holds a code; `None` from `read` is a code nobody knows.
pub(crate) fn coded<T>(row: &AnyRow, column: &str, read: impl Fn(&str) -> Option<T>) -> sqlx::Result<T> {
    let text: String = row.try_get(column)?;
    read(&text).ok_or_else(|| decode(column, UnknownCode))
}

/// Columns `home`, `case_id` and `site_id` of a document.
pub(crate) fn home_of(row: &AnyRow) -> sqlx::Result<Home> {
    let (case, site) = (parsed_option(row, "case_id")?, parsed(row, "site_id")?);
    coded(row, "home", |code| Home::from_code(code, case, site))
}

pub(crate) fn decode(
    column: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: source.into() }
}

#[derive(Debug, thiserror::Error)]
#[error("unknown code")]
struct UnknownCode;
