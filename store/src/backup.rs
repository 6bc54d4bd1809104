//! Everything in a database as rows of plain values, whichever database it is: what backups are made of. Tables and
//! columns are asked of the database itself, so that none can be forgotten here.

use futures::TryStreamExt;
use sqlx::{Any, AssertSqlSafe, Row, any::AnyRow};

use crate::{Result, Store};

mod import;
mod shape;

pub use import::{Import, ImportError, Target};
use shape::{Column, Type};

/// What no backup holds. What lets somebody in without a passphrase must not come back to life once it was revoked;
/// people sign in again and programs get another token. Snapshots are made anew from the logs.
pub const LEFT_OUT: [&str; 4] = ["sessions", "sign_in_attempts", "snapshots", "tokens"];

/// A value as both databases have it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A table by the names of its columns, in the order of the values in its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

/// The database as it is at one moment, while others go on writing.
pub struct Export {
    view: sqlx::Transaction<'static, Any>,
    /// The number of its last migration.
    pub schema: i64,
    shapes: Vec<(Table, Vec<Column>)>,
}

impl Export {
    pub async fn begin(store: &Store) -> Result<Self> {
        let mut view = store.view().await?;
        let schema: i64 =
            sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(&mut *view).await?;
        let mut shapes = Vec::new();
        for name in shape::tables(store.kind(), &mut view).await? {
            if LEFT_OUT.contains(&name.as_str()) || name == shape::MIGRATIONS {
                continue;
            }
            let columns = shape::columns(store.kind(), &mut view, &name).await?;
            let names = columns.iter().map(|column| column.name.clone()).collect();
            shapes.push((Table { name, columns: names }, columns));
        }
        Ok(Self { view, schema, shapes })
    }

    pub fn tables(&self) -> Vec<Table> {
        self.shapes.iter().map(|(table, _)| table.clone()).collect()
    }

    /// Hands every row of a table to `take`, which stops it by answering an error.
    pub async fn each_row<E: From<crate::Error>>(
        &mut self,
        table: &Table,
        mut take: impl FnMut(Vec<Value>) -> std::result::Result<(), E> + Send,
    ) -> std::result::Result<(), E> {
        let Some((_, columns)) = self.shapes.iter().find(|(known, _)| known == table) else { return Ok(()) };
        let names: Vec<String> = columns.iter().map(|column| shape::quoted(&column.name)).collect();
        let text = format!("SELECT {} FROM {}", names.join(", "), shape::quoted(&table.name));
        let mut rows = sqlx::query(AssertSqlSafe(text)).fetch(&mut *self.view);
        while let Some(row) = rows.try_next().await.map_err(crate::Error::from)? {
            take(values(&row, columns).map_err(crate::Error::from)?)?;
        }
        Ok(())
    }
}

fn values(row: &AnyRow, columns: &[Column]) -> sqlx::Result<Vec<Value>> {
    let value = |(index, column): (usize, &Column)| {
        Ok(match column.type_ {
            Type::Integer => row.try_get::<Option<i64>, _>(index)?.map_or(Value::Null, Value::Integer),
            Type::Real => row.try_get::<Option<f64>, _>(index)?.map_or(Value::Null, Value::Real),
            Type::Text => row.try_get::<Option<String>, _>(index)?.map_or(Value::Null, Value::Text),
            Type::Blob => row.try_get::<Option<Vec<u8>>, _>(index)?.map_or(Value::Null, Value::Blob),
        })
    };
    columns.iter().enumerate().map(value).collect()
}
