//! From a database URL to an open, migrated database, or to the one thing that is wrong with it.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    AnyConnection, AssertSqlSafe, Connection as _, Executor, SqlSafeStr,
    any::AnyPoolOptions,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    postgres::PgConnectOptions,
};

use crate::{Store, database::Kind};

/// How long a database may take to answer at start.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an operation waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

const SQLITE_MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../migrations/sqlite/0001_first.sql")),
    (2, "tokens", include_str!("../migrations/sqlite/0002_tokens.sql")),
    (3, "snapshots", include_str!("../migrations/sqlite/0003_snapshots.sql")),
    (5, "devices", include_str!("../migrations/sqlite/0005_devices.sql")),
    (20, "guide_drafts", include_str!("../migrations/sqlite/0020_guide_drafts.sql")),
    (25, "reviews", include_str!("../migrations/sqlite/0025_reviews.sql")),
    (26, "homes", include_str!("../migrations/sqlite/0026_homes.sql")),
    (27, "audit_links", include_str!("../migrations/sqlite/0027_audit_links.sql")),
    (30, "framework_versions", include_str!("../migrations/sqlite/0030_framework_versions.sql")),
    (35, "reports", include_str!("../migrations/sqlite/0035_reports.sql")),
    (36, "committees", include_str!("../migrations/sqlite/0036_committees.sql")),
    (37, "consultations", include_str!("../migrations/sqlite/0037_consultations.sql")),
];
const POSTGRES_MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../migrations/postgres/0001_first.sql")),
    (2, "tokens", include_str!("../migrations/postgres/0002_tokens.sql")),
    (3, "snapshots", include_str!("../migrations/postgres/0003_snapshots.sql")),
    (5, "devices", include_str!("../migrations/postgres/0005_devices.sql")),
    (20, "guide_drafts", include_str!("../migrations/postgres/0020_guide_drafts.sql")),
    (25, "reviews", include_str!("../migrations/postgres/0025_reviews.sql")),
    (26, "homes", include_str!("../migrations/postgres/0026_homes.sql")),
    (27, "audit_links", include_str!("../migrations/postgres/0027_audit_links.sql")),
    (30, "framework_versions", include_str!("../migrations/postgres/0030_framework_versions.sql")),
    (35, "reports", include_str!("../migrations/postgres/0035_reports.sql")),
    (36, "committees", include_str!("../migrations/postgres/0036_committees.sql")),
    (37, "consultations", include_str!("../migrations/postgres/0037_consultations.sql")),
];

/// `synchronous=FULL` makes a commit wait for the disk: what was acknowledged survives a power cut.
const SQLITE_SESSION: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON;";
/// The same promise on a server whose default has been relaxed.
const POSTGRES_SESSION: &str = "SELECT set_config('synchronous_commit', \
    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

/// Why a database could not be opened. The command line words it in each language.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("DATABASE_URL must start with sqlite: or postgres:; it starts with \"{given}\"")]
    Scheme { given: String },
    #[error("DATABASE_URL cannot be read: {reason}")]
    Malformed { reason: String },
    #[error("a database in memory would lose everything at the end; give a file, such as sqlite:jalon.db")]
    InMemory,
    #[error("the folder {} does not exist; make it first", path.display())]
    MissingFolder { path: PathBuf },
    #[error("{} cannot be opened for writing: {reason}", path.display())]
    NotWritable { path: PathBuf, reason: String },
    #[error("{} is not a SQLite database", path.display())]
    NotADatabase { path: PathBuf },
    #[error("the PostgreSQL server refused the user or the password")]
    WrongPassword,
    #[error("the PostgreSQL server has no such database: {reason}")]
    NoDatabase { reason: String },
    #[error("the PostgreSQL server cannot be reached: {reason}")]
    Unreachable { reason: String },
    #[error("the database was written by a newer version of jalon")]
    Newer,
    #[error("the database's schema is not the one this version made: {reason}")]
    OtherSchema { reason: String },
    #[error("the database cannot be opened: {0}")]
    Broken(#[source] sqlx::Error),
}

impl OpenError {
    /// A stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scheme { .. } => "database_scheme",
            Self::Malformed { .. } => "database_url_malformed",
            Self::InMemory => "database_in_memory",
            Self::MissingFolder { .. } => "database_folder_missing",
            Self::NotWritable { .. } => "database_not_writable",
            Self::NotADatabase { .. } => "database_not_sqlite",
            Self::WrongPassword => "database_wrong_password",
            Self::NoDatabase { .. } => "database_missing",
            Self::Unreachable { .. } => "database_unreachable",
            Self::Newer => "database_newer",
            Self::OtherSchema { .. } => "database_other_schema",
            Self::Broken(_) => "database_broken",
        }
    }
}

/// The newest schema that this version knows.
pub fn newest_schema() -> i64 {
    SQLITE_MIGRATIONS.last().map_or(0, |&(version, ..)| version)
}

impl Store {
    /// Opens the database, creating a SQLite file that is not there, and brings its schema up to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::prepared(url, true).await
    }

    /// The same without touching the schema: for filling an empty database.
    pub(crate) async fn open_empty(url: &str) -> Result<Self, OpenError> {
        Self::prepared(url, false).await
    }

    async fn prepared(url: &str, migrate: bool) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let place = Place::parse(url)?;
        // A connection of its own first: the pool retries and then says only that it took too long.
        let connected = tokio::time::timeout(CONNECT_TIMEOUT, prepare(&place, migrate)).await;
        connected.map_err(|_| place.silent())??;
        let (kind, session) = (place.kind(), place.session());
        let pool = AnyPoolOptions::new()
            .max_connections(if kind == Kind::Sqlite { 8 } else { 16 })
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| {
                let session = session.clone();
                Box::pin(async move { set_up(connection, session).await })
            })
            .connect_lazy(&place.url())
            .map_err(|error| place.explain(error))?;
        Ok(Self::new(pool, kind, place.url()))
    }
}

async fn prepare(place: &Place, migrate: bool) -> Result<(), OpenError> {
    let mut connection = AnyConnection::connect(&place.url()).await.map_err(|error| place.explain(error))?;
    set_up(&mut connection, place.session()).await.map_err(|error| place.explain(error))?;
    if migrate {
        let migrated = migrator(place.kind()).run(&mut connection).await;
        migrated.map_err(|error| match error {
            MigrateError::VersionMissing(_) => OpenError::Newer,
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => place.explain(error),
            other => OpenError::OtherSchema { reason: other.to_string() },
        })?;
    }
    connection.close().await.map_err(|error| place.explain(error))
}

/// What makes the schema, step by step.
pub(crate) fn migrator(kind: Kind) -> Migrator {
    let migrations = match kind {
        Kind::Sqlite => SQLITE_MIGRATIONS,
        Kind::Postgres => POSTGRES_MIGRATIONS,
    };
    let migrations = migrations.iter().map(|&(version, name, sql)| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

async fn set_up(connection: &mut AnyConnection, session: String) -> sqlx::Result<()> {
    connection.execute(sqlx::raw_sql(AssertSqlSafe(session))).await.map(|_| ())
}

/// Where the database is.
enum Place {
    Sqlite {
        path: PathBuf,
        max_page_count: Option<u32>,
    },
    /// `server`: host (or folder of the socket) and port, as a person can be told them.
    Postgres {
        url: String,
        server: String,
    },
}

impl Place {
    fn parse(url: &str) -> Result<Self, OpenError> {
        let url = url.trim();
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Self::postgres(url);
        }
        let Some(rest) = url.strip_prefix("sqlite:") else {
            // Whatever follows the scheme may hold a password.
            let given = url.split_once("://").map_or("", |(scheme, _)| scheme);
            return Err(OpenError::Scheme { given: given.chars().take(24).collect() });
        };
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        if path == ":memory:" || parameters.contains("mode=memory") {
            return Err(OpenError::InMemory);
        }
        let max_page_count = max_page_count(parameters)?;
        if path.is_empty() {
            return Err(OpenError::Malformed { reason: "it names no file".to_owned() });
        }
        let path =
            std::path::absolute(path).map_err(|error| OpenError::Malformed { reason: error.to_string() })?;
        match path.parent() {
            Some(folder) if !folder.is_dir() => Err(OpenError::MissingFolder { path: folder.to_owned() }),
            _ if path.is_dir() => Err(OpenError::NotWritable { path, reason: "it is a folder".to_owned() }),
            _ => Ok(Self::Sqlite { path, max_page_count }),
        }
    }

    fn postgres(url: &str) -> Result<Self, OpenError> {
        let options: PgConnectOptions =
            url.parse().map_err(|error: sqlx::Error| OpenError::Malformed { reason: error.to_string() })?;
        let host =
            options.get_socket().map_or(options.get_host().to_owned(), |path| path.display().to_string());
        Ok(Self::Postgres { url: url.to_owned(), server: format!("{host}:{}", options.get_port()) })
    }

    fn silent(&self) -> OpenError {
        let place = match self {
            Self::Sqlite { path, .. } => path.display().to_string(),
            Self::Postgres { server, .. } => server.clone(),
        };
        OpenError::Unreachable { reason: format!("{place}, no answer") }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Sqlite { .. } => Kind::Sqlite,
            Self::Postgres { .. } => Kind::Postgres,
        }
    }

    /// What every connection is told first.
    fn session(&self) -> String {
        match self {
            Self::Sqlite { max_page_count: Some(pages), .. } => {
                format!("{SQLITE_SESSION} PRAGMA max_page_count = {pages};")
            }
            Self::Sqlite { .. } => SQLITE_SESSION.to_owned(),
            Self::Postgres { .. } => POSTGRES_SESSION.to_owned(),
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite { path, .. } => format!("sqlite://{}?mode=rwc", percent_encoded(path)),
            Self::Postgres { url, .. } => url.clone(),
        }
    }

    fn explain(&self, error: sqlx::Error) -> OpenError {
        let code = error.as_database_error().and_then(|error| error.code()).map(Cow::into_owned);
        match (self, code.as_deref(), &error) {
            (Self::Sqlite { path, .. }, Some("26"), _) => OpenError::NotADatabase { path: path.clone() },
            (Self::Sqlite { path, .. }, _, sqlx::Error::Database(database)) => {
                OpenError::NotWritable { path: path.clone(), reason: database.message().to_owned() }
            }
            (Self::Postgres { .. }, Some("28P01" | "28000"), _) => OpenError::WrongPassword,
            (Self::Postgres { .. }, Some("3D000"), sqlx::Error::Database(database)) => {
                OpenError::NoDatabase { reason: database.message().to_owned() }
            }
            (Self::Postgres { server, .. }, _, sqlx::Error::Io(error)) => {
                OpenError::Unreachable { reason: format!("{server}, {error}") }
            }
            (Self::Postgres { server, .. }, Some(code), sqlx::Error::Database(database))
                if code.starts_with("57P") || code.starts_with("53") =>
            {
                OpenError::Unreachable { reason: format!("{server}, {}", database.message()) }
            }
            (_, _, sqlx::Error::Configuration(reason)) => OpenError::Malformed { reason: reason.to_string() },
            _ => OpenError::Broken(error),
        }
    }
}

/// The one parameter of a SQLite URL: `max_page_count` keeps the file, in pages of 4 KiB, from filling the disk.
fn max_page_count(parameters: &str) -> Result<Option<u32>, OpenError> {
    if parameters.is_empty() {
        return Ok(None);
    }
    let count = parameters.strip_prefix("max_page_count=").and_then(|count| count.parse().ok());
    count.map(Some).ok_or_else(|| OpenError::Malformed { reason: format!("unknown parameter {parameters}") })
}

/// A path as the driver wants it in a URL.
fn percent_encoded(path: &Path) -> String {
    path.to_string_lossy().chars().fold(String::new(), |mut url, c| {
        match c {
            '%' => url.push_str("%25"),
            '?' => url.push_str("%3F"),
            '#' => url.push_str("%23"),
            ' ' => url.push_str("%20"),
            _ => url.push(c),
        }
        url
    })
}
