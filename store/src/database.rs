//! The pool of connections and the transactions taken from it.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use sqlx::{Any, AnyPool};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{
    Result,
    listener::{self, Listener},
};

/// What every function of this crate works on.
pub type Connection = sqlx::AnyConnection;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
    /// Where PostgreSQL's notifications are heard.
    url: String,
    /// SQLite has one writer at a time: waiting here is fair and costs nothing, waiting in SQLite is polling.
    turn: Arc<Mutex<()>>,
}

impl Store {
    pub(crate) fn new(pool: AnyPool, kind: Kind, url: String) -> Self {
        Self { pool, kind, url, turn: Arc::default() }
    }

    /// A transaction that may write. Dropping it without [`Transaction::commit`] undoes everything.
    pub async fn begin(&self) -> Result<Transaction> {
        match self.kind {
            Kind::Postgres => Ok(Transaction { inner: self.pool.begin().await?, _turn: None }),
            Kind::Sqlite => {
                let turn = Arc::clone(&self.turn).lock_owned().await;
                // A transaction that starts as a reader can fail at its first write; one that says so at once cannot.
                let inner = self.pool.begin_with("BEGIN IMMEDIATE").await?;
                Ok(Transaction { inner, _turn: Some(turn) })
            }
        }
    }

    /// A transaction that reads and sees nothing of what others commit in the meantime. It keeps nobody waiting.
    pub(crate) async fn view(&self) -> Result<sqlx::Transaction<'static, Any>> {
        Ok(self
            .pool
            .begin_with(match self.kind {
                Kind::Sqlite => "BEGIN",
                Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            })
            .await?)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// A connection for reading alone.
    pub async fn read(&self) -> Result<sqlx::pool::PoolConnection<Any>> {
        Ok(self.pool.acquire().await?)
    }

    /// Hears of what other servers on the same database append; `None` on SQLite, which has one server.
    pub async fn listen(&self) -> Result<Option<Listener>> {
        match self.kind {
            Kind::Sqlite => Ok(None),
            Kind::Postgres => Ok(Some(Listener::open(&self.url).await?)),
        }
    }

    /// Has every [`Listener`] on this database hear of the transaction once it is committed.
    pub async fn notify(&self, transaction: &mut Transaction) -> Result<()> {
        match self.kind {
            Kind::Sqlite => Ok(()),
            Kind::Postgres => listener::notify(transaction).await,
        }
    }

    /// Closes every connection, waiting for what runs.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Whether the database answers, for a health check.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&mut *self.read().await?).await?;
        Ok(())
    }
}

/// A transaction; as a connection for the functions of this crate, `&mut *transaction`.
pub struct Transaction {
    inner: sqlx::Transaction<'static, Any>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    /// Once this returns, what was written survives a power cut.
    pub async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.inner
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.inner
    }
}
