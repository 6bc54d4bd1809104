//! Opening the service: the database, then the keys.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{failure::Failure, id::Timestamp};
use store::{Store, Transaction};

use crate::{Outcome, passphrase::Hasher, stretches::Stretches, vault::Vault};

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Config {
    /// `sqlite:FILE` or `postgres://…`.
    pub database_url: String,
    /// The file of the master key; by default `jalon/master.key` in the user's configuration folder.
    pub master_key_file: Option<PathBuf>,
}

/// Why the service cannot start. The command line words it in each language.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Database(#[from] store::OpenError),
    #[error("the master key {} cannot be used: {reason}", path.display())]
    KeyFile { path: PathBuf, reason: String },
    #[error("the master key {} is missing, and this database was sealed with it; bring it back from its backup", path.display())]
    KeyMissing { path: PathBuf },
    #[error("the master key {} is not the one this database was sealed with", path.display())]
    WrongKey { path: PathBuf },
    #[error("there is no home folder for the master key; set JALON_MASTER_KEY_FILE")]
    NoKeyFolder,
    #[error("the database failed while the keys were read")]
    Failed(Failure),
}

impl OpenError {
    /// A stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(error) => error.code(),
            Self::KeyFile { .. } => "key_file",
            Self::KeyMissing { .. } => "key_missing",
            Self::WrongKey { .. } => "key_wrong",
            Self::NoKeyFolder => "key_no_folder",
            Self::Failed(_) => "key_database",
        }
    }
}

/// The open service. Clones share it.
#[derive(Clone)]
pub struct Backend(Arc<Inner>);

struct Inner {
    store: Store,
    vault: Vault,
    hasher: Hasher,
    stretches: Stretches,
}

impl Backend {
    /// Opens or creates the database, migrates it, and loads or makes the master key.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        let store = Store::open(&config.database_url).await?;
        let vault = Vault::open(&store, config.master_key_file).await?;
        Ok(Self(Arc::new(Inner { store, vault, hasher: Hasher::default(), stretches: Stretches::default() })))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Outcome<()> {
        Ok(self.0.store.ping().await?)
    }

    /// Hears of what other servers on the same database append; `None` where there can be no other.
    pub async fn listen(&self) -> Outcome<Option<store::Listener>> {
        Ok(self.0.store.listen().await?)
    }

    /// Waits for what runs and closes the database.
    pub async fn close(&self) {
        self.0.store.close().await;
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    pub(crate) fn stretches(&self) -> &Stretches {
        &self.0.stretches
    }

    pub(crate) async fn begin(&self) -> Outcome<Transaction> {
        Ok(self.0.store.begin().await?)
    }
}

/// The server's clock.
pub(crate) fn now() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::try_from(elapsed.as_millis()).unwrap_or(Timestamp::MAX)
}
