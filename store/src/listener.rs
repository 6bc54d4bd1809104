//! PostgreSQL's notifications: a hint that there is something new, which may get lost. Whoever needs to be right looks
//! for himself now and then.

use sqlx::{AssertSqlSafe, postgres::PgListener};

use crate::{Connection, Result};

/// One channel for everything: a notification says only that it is worth looking.
const CHANNEL: &str = "jalon_updates";

/// A connection of its own that hears notifications.
pub struct Listener(PgListener);

impl Listener {
    pub(crate) async fn open(url: &str) -> Result<Self> {
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// Waits for a notification; those that came with it are one. An error means that some may have been missed, and that
    /// another listener is needed.
    pub async fn heard(&mut self) -> Result<()> {
        self.0.recv().await?;
        while self.0.next_buffered().is_some() {}
        Ok(())
    }
}

pub(crate) async fn notify(connection: &mut Connection) -> Result<()> {
    sqlx::query(AssertSqlSafe(format!("NOTIFY {CHANNEL}"))).execute(connection).await?;
    Ok(())
}
