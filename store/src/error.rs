//! Errors of the database, by what the caller can do about them.

use std::borrow::Cow;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such row")]
    NotFound,
    /// A uniqueness rule refused the row. The name is the table, then its columns: `cases_site_id_code`.
    #[error("already there: {0}")]
    Taken(String),
    /// The database is away, busy, full or read-only: nothing was written, and trying again later may work.
    #[error("the database cannot be used now: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A fault in this program or in the stored data.
    #[error("the database refused: {0}")]
    Broken(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            sqlx::Error::Database(database) if database.is_unique_violation() => {
                Self::Taken(constraint(database.constraint(), database.message()))
            }
            sqlx::Error::Database(database) if is_passing(database.code()) => Self::Unavailable(error),
            _ => Self::Broken(error),
        }
    }
}

/// PostgreSQL names the constraint; SQLite says `UNIQUE constraint failed: cases.site_id, cases.code`.
fn constraint(name: Option<&str>, message: &str) -> String {
    if let Some(name) = name {
        return name.to_owned();
    }
    let columns = message.rsplit(": ").next().unwrap_or(message);
    let mut parts = columns.split(", ").filter_map(|column| column.split_once('.'));
    let Some((table, first)) = parts.next() else { return columns.to_owned() };
    parts.fold(format!("{table}_{first}"), |name, (_, column)| format!("{name}_{column}"))
}

/// True for conditions that can pass by themselves or by the operator's hand, by the code of either database.
fn is_passing(code: Option<Cow<'_, str>>) -> bool {
    let Some(code) = code else { return false };
    if code.len() == 5 {
        // SQLSTATE classes: connection, insufficient resources, operator intervention, system error, read-only
        // transaction, deadlock or serialization failure, closed to connections, lock not available.
        return ["08", "53", "57", "58", "25006", "40", "55000", "55P03"]
            .iter()
            .any(|class| code.starts_with(class));
    }
    // SQLite's primary code is the low byte: PERM 3, BUSY 5, LOCKED 6, NOMEM 7, READONLY 8, IOERR 10, FULL 13, CANTOPEN 14.
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 3 | 5 | 6 | 7 | 8 | 10 | 13 | 14))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_constraint_alike_on_both_databases() {
        let sqlite = "UNIQUE constraint failed: cases.site_id, cases.code";
        for (name, message, expected) in [
            (Some("cases_site_id_code"), "duplicate key", "cases_site_id_code"),
            (None, sqlite, "cases_site_id_code"),
            (None, "UNIQUE constraint failed: accounts.name", "accounts_name"),
        ] {
            assert_eq!(constraint(name, message), expected);
        }
    }

    #[test]
    fn tells_passing_conditions_from_faults() {
        for (code, expected) in [
            ("13", true),
            ("2570", true),
            ("5", true),
            ("1", false),
            ("2067", false),
            ("53100", true),
            ("57P01", true),
            ("25006", true),
            ("25001", false),
            ("42601", false),
        ] {
            assert_eq!(is_passing(Some(code.into())), expected, "{code}");
        }
    }
}
