//! Filling an empty database with the rows of another, in one transaction: all of it or nothing.

use sqlx::{Any, AssertSqlSafe, query::Query};

use super::{
    Table, Value,
    shape::{self, Column, Type},
};
use crate::{
    Error, OpenError, Store, Transaction,
    open::{migrator, newest_schema},
};

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Somebody's data would be mixed with what is restored.
    #[error("the database is not empty")]
    NotEmpty,
    #[error("the rows are of a newer schema")]
    Newer,
    #[error("the schema could not be made: {0}")]
    Schema(String),
    #[error("the schema has no such table or columns: {0}")]
    Unknown(String),
    #[error(transparent)]
    Database(#[from] Error),
}

/// A database that is being filled. Nothing is there until [`Import::finish`] has returned.
pub struct Import {
    store: Store,
    transaction: Transaction,
    references: Vec<String>,
}

impl Import {
    /// Opens an empty database and makes the schema of that number in it.
    pub async fn begin(url: &str, schema: i64) -> Result<Self, ImportError> {
        if schema > newest_schema() {
            return Err(ImportError::Newer);
        }
        let store = Store::open_empty(url).await?;
        match Self::fill(&store, schema).await {
            Ok((transaction, references)) => Ok(Self { store, transaction, references }),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    async fn fill(store: &Store, schema: i64) -> Result<(Transaction, Vec<String>), ImportError> {
        let mut transaction = store.begin().await?;
        if !shape::tables(store.kind(), &mut transaction).await?.is_empty() {
            return Err(ImportError::NotEmpty);
        }
        let made = migrator(store.kind()).run_to(schema, &mut *transaction).await;
        made.map_err(|error| ImportError::Schema(error.to_string()))?;
        let references = shape::defer_references(store.kind(), &mut transaction).await?;
        Ok((transaction, references))
    }

    /// The columns of a table here, in the order of its rows there.
    pub async fn target(&mut self, table: &Table) -> Result<Target, ImportError> {
        let mut known = shape::columns(self.store.kind(), &mut self.transaction, &table.name).await?;
        let unknown = || ImportError::Unknown(format!("{} ({})", table.name, table.columns.join(", ")));
        if known.len() != table.columns.len() {
            return Err(unknown());
        }
        let mut columns = Vec::with_capacity(known.len());
        for name in &table.columns {
            let at = known.iter().position(|column| column.name == *name).ok_or_else(unknown)?;
            columns.push(known.swap_remove(at));
        }
        // SQLite knows no such words and PostgreSQL wants them where it gives out numbers itself.
        let overriding = match self.store.kind() {
            crate::database::Kind::Sqlite => "",
            crate::database::Kind::Postgres => " OVERRIDING SYSTEM VALUE",
        };
        Ok(Target { table: shape::quoted(&table.name), columns, overriding })
    }

    /// Inserts some rows in one statement: a few dozen at most, since both databases limit how many values it takes.
    pub async fn insert(&mut self, target: &Target, rows: Vec<Vec<Value>>) -> Result<(), Error> {
        if rows.is_empty() {
            return Ok(());
        }
        let text = target.statement(rows.len());
        let mut query = sqlx::query(AssertSqlSafe(text));
        for row in rows {
            for (value, column) in row.into_iter().zip(&target.columns) {
                query = bound(query, value, column.type_);
            }
        }
        query.execute(&mut *self.transaction).await?;
        Ok(())
    }

    /// Checks references, brings the schema up to date, and commits.
    pub async fn finish(mut self) -> Result<(), ImportError> {
        let kind = self.store.kind();
        shape::go_on_counting(kind, &mut self.transaction).await?;
        shape::check_references(&mut self.transaction, &self.references).await?;
        let migrated = migrator(kind).run(&mut *self.transaction).await;
        migrated.map_err(|error| ImportError::Schema(error.to_string()))?;
        self.transaction.commit().await?;
        self.store.close().await;
        Ok(())
    }

    /// Leaves the database as it was.
    pub async fn abandon(self) {
        drop(self.transaction);
        self.store.close().await;
    }
}

/// Where rows go.
pub struct Target {
    table: String,
    columns: Vec<Column>,
    overriding: &'static str,
}

impl Target {
    fn statement(&self, rows: usize) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| shape::quoted(&column.name)).collect();
        let count = self.columns.len();
        let row = |row: usize| {
            let places: Vec<String> =
                (1..=count).map(|column| format!("${}", row * count + column)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        let (table, overriding) = (&self.table, self.overriding);
        format!("INSERT INTO {table} ({}){overriding} VALUES {}", names.join(", "), rows.join(", "))
    }
}

type Bound<'q> = Query<'q, Any, sqlx::any::AnyArguments>;

/// A NULL has a type as well, that of its column.
fn bound(query: Bound<'_>, value: Value, type_: Type) -> Bound<'_> {
    match (value, type_) {
        (Value::Integer(number), _) => query.bind(number),
        (Value::Real(number), _) => query.bind(number),
        (Value::Text(text), _) => query.bind(text),
        (Value::Blob(bytes), _) => query.bind(bytes),
        (Value::Null, Type::Integer) => query.bind(None::<i64>),
        (Value::Null, Type::Real) => query.bind(None::<f64>),
        (Value::Null, Type::Text) => query.bind(None::<String>),
        (Value::Null, Type::Blob) => query.bind(None::<Vec<u8>>),
    }
}
