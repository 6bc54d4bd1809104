//! Backups: the whole database in one sealed file, from SQLite or PostgreSQL and into either, while the server runs.
//! The file is sealed under a key of its own, which the master key wraps: a backup without the master key tells nobody
//! anything, and neither helps without the other.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, ErrorKind},
    path::{Path, PathBuf},
};

use domain::{failure::Failure, id::Timestamp};
use store::backup::{Export, Import, ImportError, Table, Value};

use crate::{
    Backend, Config, OpenError,
    audit::{self, Event, Line},
    document::{self, Verified},
    open::now,
    seal::Key,
    vault,
};

mod container;
mod record;

use container::{BadHeader, Header, Opening, Sealing};
use record::{Record, Records};

const KEY_CONTEXT: &str = "backup key";
/// How many rows, and about how many bytes of them, one statement inserts.
const ROWS: usize = 50;
const BYTES: usize = 1024 * 1024;

/// Why there is no backup, or nothing has been restored. The command line words it in each language.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    #[error("{} cannot be read or written: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("{} is no backup", .0.display())]
    NotABackup(PathBuf),
    #[error("{} was written by a newer version", .0.display())]
    Newer(PathBuf),
    #[error("{} is not what was written", .0.display())]
    Damaged(PathBuf),
    #[error("{} was sealed under another master key", .0.display())]
    OtherKey(PathBuf),
    #[error("the database is not empty")]
    NotEmpty,
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the rows do not fit the schema: {0}")]
    Unfit(String),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub made_at: Timestamp,
    /// The number of the last migration.
    pub schema: i64,
    /// Tables and how many rows each has.
    pub tables: Vec<(String, u64)>,
}

impl Contents {
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Writes everything that the database holds at one moment into a new file. `progress` hears how many rows are done.
pub async fn save(
    backend: &Backend,
    path: &Path,
    progress: impl FnMut(u64) + Send,
) -> Result<Contents, Error> {
    if path.exists() {
        return Err(Error::Exists(path.to_owned()));
    }
    // A name of its own until it is whole: whatever stops this, no half of a backup passes for one.
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let saved = match write(backend, &partial, progress).await {
        Ok(contents) => put_in_place(&partial, path).map(|()| contents).map_err(file(path)),
        Err(error) => Err(error),
    };
    if saved.is_err() {
        // What is left of it is of no use, and there may be nothing.
        let _ = fs::remove_file(&partial);
    }
    let contents = saved?;
    log(backend, Event::BackupMade, contents.rows()).await?;
    Ok(contents)
}

async fn write(
    backend: &Backend,
    path: &Path,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Contents, Error> {
    let mut export = Export::begin(backend.store()).await?;
    let key = Key::random()?;
    let header = Header {
        schema: export.schema,
        made_at: now(),
        fingerprint: backend.vault().fingerprint(),
        wrapped: backend.vault().wrap(KEY_CONTEXT, &key)?,
    };
    let to = BufWriter::new(create_private(path).map_err(file(path))?);
    let mut to = Sealing::begin(to, key, &header).map_err(file(path))?;
    let mut contents = Contents { made_at: header.made_at, schema: header.schema, tables: Vec::new() };
    let mut done = 0;
    for table in export.tables() {
        let before = done;
        let name = table.name.clone();
        record::write(&mut to, &Record::Table(table.clone())).map_err(file(path))?;
        let take = |row: Vec<Value>| {
            done += 1;
            progress(done);
            record::write(&mut to, &Record::Row(row)).map_err(file(path))
        };
        export.each_row::<Error>(&table, take).await?;
        record::write(&mut to, &Record::TableEnd(done - before)).map_err(file(path))?;
        contents.tables.push((name, done - before));
    }
    let finished = record::write(&mut to, &Record::End).and_then(|()| to.finish());
    let finished = finished.and_then(|to| to.into_inner().map_err(io::IntoInnerError::into_error));
    finished.and_then(|to| to.sync_all()).map_err(file(path))?;
    Ok(contents)
}

fn file(path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_owned();
    move |error| match error.kind() {
        ErrorKind::InvalidData => Error::Damaged(path.clone()),
        _ => Error::File { path: path.clone(), error },
    }
}

/// A new file that only this user can read; what an earlier attempt left under its name is no loss.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Gives the whole file its name, without taking that of another, and has the folder remember it.
fn put_in_place(partial: &Path, path: &Path) -> io::Result<()> {
    fs::hard_link(partial, path).and_then(|()| fs::remove_file(partial))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// What has been restored, and what checking it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub contents: Contents,
    pub verified: Verified,
}

/// Reads the whole file first; only when all of it is what was written is the empty database filled, in one
/// transaction, and brought to the schema of this version. Then every log is checked.
pub async fn restore(
    config: Config,
    path: &Path,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Restored, Error> {
    let master = vault::master_key(config.master_key_file.clone())?;
    let contents = check(path, &master)?;
    let mut import = Import::begin(&config.database_url, contents.schema).await.map_err(refused(path))?;
    if let Err(error) = fill(&mut import, path, &master, &mut progress).await {
        import.abandon().await;
        return Err(error);
    }
    import.finish().await.map_err(refused(path))?;
    let backend = Backend::open(config).await?;
    let checked = async {
        let verified = document::verify(&backend).await?;
        log(&backend, Event::BackupRestored, contents.rows()).await?;
        Ok(verified)
    };
    let verified: Result<Verified, Failure> = checked.await;
    backend.close().await;
    Ok(Restored { contents, verified: verified? })
}

fn refused(path: &Path) -> impl Fn(ImportError) -> Error {
    let path = path.to_owned();
    move |error| match error {
        ImportError::Open(error) => Error::Open(error.into()),
        ImportError::NotEmpty => Error::NotEmpty,
        ImportError::Newer => Error::Newer(path.clone()),
        ImportError::Schema(reason) | ImportError::Unknown(reason) => Error::Unfit(reason),
        ImportError::Database(error) => error.into(),
    }
}

/// Reads a backup from its beginning to its end.
fn check(path: &Path, master: &Key) -> Result<Contents, Error> {
    let (header, mut records) = open(path, master)?;
    let mut contents = Contents { made_at: header.made_at, schema: header.schema, tables: Vec::new() };
    let mut open: Option<(String, u64)> = None;
    loop {
        match (records.next().map_err(file(path))?, &mut open) {
            (Record::Table(table), None) => open = Some((table.name, 0)),
            (Record::Row(_), Some((_, rows))) => *rows += 1,
            (Record::TableEnd(count), Some((_, rows))) if count == *rows => {
                contents.tables.extend(open.take());
            }
            (Record::End, None) => return Ok(contents),
            _ => return Err(Error::Damaged(path.to_owned())),
        }
    }
}

type Reading = Records<Opening<BufReader<File>>>;

fn open(path: &Path, master: &Key) -> Result<(Header, Reading), Error> {
    let mut from = BufReader::new(File::open(path).map_err(file(path))?);
    let header = Header::read(&mut from).map_err(|bad| match bad {
        BadHeader::NotABackup => Error::NotABackup(path.to_owned()),
        BadHeader::NewerFormat => Error::Newer(path.to_owned()),
        BadHeader::Damaged => Error::Damaged(path.to_owned()),
        BadHeader::File(error) => file(path)(error),
    })?;
    if header.fingerprint != vault::fingerprint(master) {
        return Err(Error::OtherKey(path.to_owned()));
    }
    if header.schema > store::newest_schema() {
        return Err(Error::Newer(path.to_owned()));
    }
    let key = master.try_open(KEY_CONTEXT, &header.wrapped).and_then(|key| Key::from_bytes(&key));
    let key = key.ok_or_else(|| Error::Damaged(path.to_owned()))?;
    let records = Records::new(Opening::new(from, key, &header));
    Ok((header, records))
}

async fn fill(
    import: &mut Import,
    path: &Path,
    master: &Key,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<(), Error> {
    let (_, mut records) = open(path, master)?;
    let mut done = 0;
    loop {
        match records.next().map_err(file(path))? {
            Record::Table(table) => {
                done = fill_table(import, path, &mut records, &table, done, progress).await?;
            }
            Record::End => return Ok(()),
            _ => return Err(Error::Damaged(path.to_owned())),
        }
    }
}

async fn fill_table(
    import: &mut Import,
    path: &Path,
    records: &mut Reading,
    table: &Table,
    mut done: u64,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<u64, Error> {
    let target = import.target(table).await.map_err(refused(path))?;
    let (mut rows, mut bytes) = (Vec::new(), 0);
    loop {
        let record = records.next().map_err(file(path))?;
        let ends = matches!(record, Record::TableEnd(_));
        if let Record::Row(row) = record {
            bytes += row.iter().map(size).sum::<usize>();
            rows.push(row);
        } else if !ends {
            return Err(Error::Damaged(path.to_owned()));
        }
        if ends || rows.len() == ROWS || bytes > BYTES {
            done += rows.len() as u64;
            import.insert(&target, std::mem::take(&mut rows)).await?;
            bytes = 0;
            progress(done);
        }
        if ends {
            return Ok(done);
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Null | Value::Integer(_) | Value::Real(_) => 8,
    }
}

async fn log(backend: &Backend, event: Event, rows: u64) -> Result<(), Failure> {
    let mut transaction = backend.begin().await?;
    let rows = rows.to_string();
    let line = Line { event, at: now(), actor: None, subject: "", site: None, detail: &rows };
    audit::write(&mut transaction, &line).await?;
    transaction.commit().await?;
    Ok(())
}
