//! Keys at rest. The master key is a file outside the database and its backups; it wraps one key for names and one key
//! for each case, each site and the unit.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    document::Home,
    failure::Failure,
    id::{CaseId, SiteId, Timestamp},
};
use sha2::{Digest, Sha256};
use store::{Connection, Store, key::VaultKey};
use zeroize::Zeroizing;

use crate::{OpenError, Outcome, audit::chain::derived, hex, open::now, seal::Key};

const IDENTITY: &str = "identity";
const IDENTITY_CONTEXT: &str = "vault|identity";

pub(crate) struct Vault {
    master: Key,
    identity: Key,
}

impl Vault {
    /// Loads the master key; makes it when neither the file nor anything sealed with it exists yet.
    pub(crate) async fn open(store: &Store, file: Option<PathBuf>) -> Result<Self, OpenError> {
        let path = file.or_else(default_path).ok_or(OpenError::NoKeyFolder)?;
        let failed = |error: store::Error| OpenError::Failed(error.into());
        let mut transaction = store.begin().await.map_err(failed)?;
        let master =
            match (read_key(&path)?, store::key::vault(&mut transaction, IDENTITY).await.map_err(failed)?) {
                (Some(key), _) => key,
                (None, None) => make_key(&path)?,
                (None, Some(_)) => return Err(OpenError::KeyMissing { path }),
            };
        let fingerprint = fingerprint(&master);
        let fresh =
            Key::random().and_then(|key| master.wrap(IDENTITY_CONTEXT, &key)).map_err(OpenError::Failed)?;
        let fresh = VaultKey { master_fingerprint: fingerprint.clone(), wrapped: fresh };
        store::key::insert_vault(&mut transaction, IDENTITY, &fresh, now()).await.map_err(failed)?;
        let kept = store::key::vault(&mut transaction, IDENTITY).await.map_err(failed)?;
        let kept = kept.ok_or(OpenError::Failed(Failure::Server))?;
        if kept.master_fingerprint != fingerprint {
            return Err(OpenError::WrongKey { path });
        }
        let identity = master.unwrap(IDENTITY_CONTEXT, &kept.wrapped).map_err(OpenError::Failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(Self { master, identity })
    }

    /// Seals another key under the master key.
    pub(crate) fn wrap(&self, context: &str, key: &Key) -> Outcome<Vec<u8>> {
        self.master.wrap(context, key)
    }

    /// Tells this master key from others.
    pub(crate) fn fingerprint(&self) -> String {
        fingerprint(&self.master)
    }

    /// The key under which the lines of the log are chained.
    pub(crate) fn log_key(&self) -> Zeroizing<[u8; 32]> {
        derived(self.master.bytes(), "jalon log chain")
    }

    /// What the key that signs the heads of that chain is made from.
    pub(crate) fn log_signing_seed(&self) -> Zeroizing<[u8; 32]> {
        derived(self.master.bytes(), "jalon log signature")
    }

    /// Makes and keeps the key of a new case.
    pub(crate) async fn make_case_key(
        &self,
        connection: &mut Connection,
        case: CaseId,
        site: SiteId,
        now: Timestamp,
    ) -> Outcome<()> {
        let wrapped = self.master.wrap(&case_key_context(case), &Key::random()?)?;
        Ok(store::key::insert_case_key(connection, case, site, &wrapped, now).await?)
    }

    /// The key of a case. [`Failure::NotFound`] once the case has been erased.
    pub(crate) async fn case_key(&self, connection: &mut Connection, case: CaseId) -> Outcome<Key> {
        let wrapped = store::key::case_key(connection, case).await?.ok_or(Failure::NotFound)?;
        self.master.unwrap(&case_key_context(case), &wrapped)
    }

    /// The key of what belongs to `home`. [`Failure::NotFound`] once a case has been erased.
    pub(crate) async fn key_of(&self, connection: &mut Connection, home: Home) -> Outcome<Key> {
        let name = match home {
            Home::Case(case) => return self.case_key(connection, case).await,
            home => home_name(home),
        };
        let wrapped = store::key::home_key(connection, &name).await?.ok_or(Failure::NotFound)?;
        self.master.unwrap(&home_key_context(&name), &wrapped)
    }

    /// Sees to it that a home has a key. That of a case is made with the case.
    pub(crate) async fn provide_key(
        &self,
        connection: &mut Connection,
        home: Home,
        site: SiteId,
        now: Timestamp,
    ) -> Outcome<()> {
        if matches!(home, Home::Case(_)) {
            return Ok(());
        }
        let name = home_name(home);
        if store::key::home_key(connection, &name).await?.is_some() {
            return Ok(());
        }
        let wrapped = self.master.wrap(&home_key_context(&name), &Key::random()?)?;
        Ok(store::key::insert_home_key(connection, &name, site, &wrapped, now).await?)
    }

    pub(crate) fn seal_name(&self, case: CaseId, name: &str) -> Outcome<Vec<u8>> {
        self.identity.seal(&name_context(case), name.as_bytes())
    }

    pub(crate) fn open_name(&self, case: CaseId, sealed: &[u8]) -> Outcome<String> {
        let name = self.identity.open(&name_context(case), sealed)?;
        String::from_utf8(name.to_vec()).map_err(|_| Failure::Server)
    }
}

/// The master key without a database: it must be there.
pub(crate) fn master_key(file: Option<PathBuf>) -> Result<Key, OpenError> {
    let path = file.or_else(default_path).ok_or(OpenError::NoKeyFolder)?;
    read_key(&path)?.ok_or(OpenError::KeyMissing { path })
}

fn case_key_context(case: CaseId) -> String {
    format!("case-key|{case}")
}

/// The name under which the key of a home is kept.
fn home_name(home: Home) -> String {
    match home {
        Home::Case(case) => format!("case:{case}"),
        Home::Site(site) => format!("site:{site}"),
        Home::Unit => "unit".to_owned(),
    }
}

fn home_key_context(name: &str) -> String {
    format!("home-key|{name}")
}

fn name_context(case: CaseId) -> String {
    format!("identity|{case}")
}

/// Tells one master key from another without telling anything about it.
pub(crate) fn fingerprint(key: &Key) -> String {
    hex(&Sha256::new_with_prefix("jalon master key|").chain_update(key.bytes()).finalize()[..16])
}

fn default_path() -> Option<PathBuf> {
    let filled = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = filled("XDG_CONFIG_HOME").or_else(|| Some(filled("HOME")?.join(".config")))?;
    Some(folder.join("jalon").join("master.key"))
}

/// The key in the file; `None` when there is no file.
fn read_key(path: &Path) -> Result<Option<Key>, OpenError> {
    let problem = |reason: String| OpenError::KeyFile { path: path.to_owned(), reason };
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(problem(error.to_string())),
    };
    let bytes =
        Zeroizing::new(BASE64_STANDARD.decode(text.trim()).map_err(|error| problem(error.to_string()))?);
    let key =
        Key::from_bytes(&bytes).ok_or_else(|| problem("it does not hold 32 bytes in base64".to_owned()))?;
    Ok(Some(key))
}

/// Makes the key and its file, which only this user can read. An existing file is never overwritten.
fn make_key(path: &Path) -> Result<Key, OpenError> {
    let problem = |error: io::Error| OpenError::KeyFile { path: path.to_owned(), reason: error.to_string() };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(problem)?;
    }
    let key = Key::random().map_err(OpenError::Failed)?;
    let text = Zeroizing::new(format!("{}\n", BASE64_STANDARD.encode(key.bytes())));
    write_private(path, text.as_bytes()).map_err(problem)?;
    tracing::info!(path = %path.display(), "made the master key; keep a copy of it apart from the backups of the database");
    Ok(key)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
