//! Fresh databases for tests: a SQLite file and a database on a real PostgreSQL that this process starts.

mod postgres;

use std::path::PathBuf;

pub use postgres::locked_out_url;

/// An empty database of its own for one test. Its files go when it is dropped.
pub struct TestDatabase {
    /// `sqlite` or `postgres`, for messages.
    pub kind: &'static str,
    /// What `DATABASE_URL` would be.
    pub url: String,
    folder: tempfile::TempDir,
    name: String,
}

impl TestDatabase {
    /// A folder of this test, beside the database: for key files and the like.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Runs a statement behind the program's back, to break something.
    ///
    /// # Panics
    /// On SQLite, for want of a client, and when the statement fails.
    pub fn sql(&self, statement: &str) {
        assert_eq!(self.kind, "postgres", "only PostgreSQL brings a client");
        postgres::sql(&self.name, statement);
    }

    /// Ends every connection to the database and refuses new ones, or lets them in again.
    ///
    /// # Panics
    /// On SQLite, which is never away.
    pub fn set_away(&self, away: bool) {
        assert_eq!(self.kind, "postgres", "a file is never away");
        postgres::set_away(&self.name, away);
    }
}

/// An empty database of each kind. Every test of anything that stores runs on both.
///
/// # Panics
/// When PostgreSQL is not installed or does not start: a test that silently skips it would promise too much.
pub fn databases() -> Vec<TestDatabase> {
    vec![sqlite(), postgres()]
}

/// A SQLite file that is not there yet.
pub fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    TestDatabase { kind: "sqlite", url, folder, name: String::new() }
}

/// An empty database on the PostgreSQL of this process.
pub fn postgres() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (name, url) = postgres::new_database();
    TestDatabase { kind: "postgres", url, folder, name }
}
