//! What a database says of its own tables. The one place where the two databases are asked differently.

use sqlx::{AssertSqlSafe, Row};

use crate::{Connection, Result, database::Kind, row::decode};

/// The table of the migrations themselves.
pub(super) const MIGRATIONS: &str = "_sqlx_migrations";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Integer,
    Real,
    Text,
    Blob,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) type_: Type,
}

/// The tables by name.
pub(super) async fn tables(kind: Kind, connection: &mut Connection) -> Result<Vec<String>> {
    let text = match kind {
        Kind::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
        }
        Kind::Postgres => {
            "SELECT table_name::text FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        }
    };
    let mut names: Vec<String> = sqlx::query_scalar(text).fetch_all(connection).await?;
    names.sort();
    Ok(names)
}

/// The columns of a table, in order.
pub(super) async fn columns(kind: Kind, connection: &mut Connection, table: &str) -> Result<Vec<Column>> {
    let text = match kind {
        Kind::Sqlite => "SELECT name, type AS declared FROM pragma_table_info($1) ORDER BY cid",
        Kind::Postgres => {
            "SELECT column_name::text AS name, data_type::text AS declared FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    let rows = sqlx::query(text).bind(table.to_owned()).fetch_all(connection).await?;
    let column = |row: &sqlx::any::AnyRow| {
        let (name, declared): (String, String) = (row.try_get("name")?, row.try_get("declared")?);
        let type_ =
            type_of(&declared).ok_or_else(|| decode(&name, format!("no backup of type {declared}")))?;
        Ok(Column { name, type_ })
    };
    Ok(rows.iter().map(column).collect::<sqlx::Result<_>>()?)
}

fn type_of(declared: &str) -> Option<Type> {
    Some(match declared.to_ascii_lowercase().as_str() {
        "bigint" | "integer" | "smallint" => Type::Integer,
        "double precision" | "real" => Type::Real,
        "text" => Type::Text,
        "blob" | "bytea" => Type::Blob,
        _ => return None,
    })
}

/// A name as both databases read it whatever it holds.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Has references checked only when the rows are all there: a row may come before what it refers to.
pub(super) async fn defer_references(kind: Kind, connection: &mut Connection) -> Result<Vec<String>> {
    if kind == Kind::Sqlite {
        sqlx::query("PRAGMA defer_foreign_keys = ON").execute(connection).await?;
        return Ok(Vec::new());
    }
    let references: Vec<String> = sqlx::query_scalar(
        "SELECT 'ALTER TABLE ' || conrelid::regclass::text || ' ALTER CONSTRAINT ' || quote_ident(conname) \
         FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace",
    )
    .fetch_all(&mut *connection)
    .await?;
    for reference in &references {
        execute(connection, format!("{reference} DEFERRABLE INITIALLY DEFERRED")).await?;
    }
    Ok(references)
}

/// Checks the references now, and from now on at each statement, as the schema has it. SQLite does it at the commit.
pub(super) async fn check_references(connection: &mut Connection, references: &[String]) -> Result<()> {
    if references.is_empty() {
        return Ok(());
    }
    execute(connection, "SET CONSTRAINTS ALL IMMEDIATE".to_owned()).await?;
    for reference in references {
        execute(connection, format!("{reference} NOT DEFERRABLE")).await?;
    }
    Ok(())
}

/// Has numbers that the database gives out go on after those that are there. SQLite does it by itself.
pub(super) async fn go_on_counting(kind: Kind, connection: &mut Connection) -> Result<()> {
    if kind == Kind::Sqlite {
        return Ok(());
    }
    let counters = sqlx::query(
        "SELECT table_name::text AS name, column_name::text AS counter FROM information_schema.columns \
         WHERE table_schema = current_schema() AND is_identity = 'YES'",
    );
    for row in counters.fetch_all(&mut *connection).await? {
        let (table, counter): (String, String) = (row.try_get("name")?, row.try_get("counter")?);
        let (table, counter) = (quoted(&table), quoted(&counter));
        let last = format!("SELECT MAX({counter}) FROM {table}");
        let sequence = format!("pg_get_serial_sequence('{table}', '{}')", counter.trim_matches('"'));
        let text = format!("SELECT setval({sequence}, COALESCE(({last}), 1), ({last}) IS NOT NULL)");
        execute(connection, text).await?;
    }
    Ok(())
}

async fn execute(connection: &mut Connection, text: String) -> Result<()> {
    sqlx::query(AssertSqlSafe(text)).execute(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_either_database() {
        for (declared, expected) in [
            ("BIGINT", Some(Type::Integer)),
            ("integer", Some(Type::Integer)),
            ("double precision", Some(Type::Real)),
            ("TEXT", Some(Type::Text)),
            ("BLOB", Some(Type::Blob)),
            ("bytea", Some(Type::Blob)),
            ("timestamp with time zone", None),
        ] {
            assert_eq!(type_of(declared), expected, "{declared}");
        }
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
