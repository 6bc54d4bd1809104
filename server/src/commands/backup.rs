//! `jalon backup` and `jalon restore`: everything into one sealed file, and back into an empty database.

use std::{path::Path, time::Duration};

use backend::backup::{self, Contents, Error};
use domain::language::Language;
use locales::server as words;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Trouble, complain, config, open, open_error, say, verify};
use crate::cli::StoreOptions;

/// How often long work says how far it is.
const PROGRESS: Duration = Duration::from_secs(2);

pub(super) async fn save(
    language: Language,
    store: &StoreOptions,
    file: &Path,
    json: bool,
) -> Result<(), Trouble> {
    let backend = open(language, store).await?;
    let saved = backup::save(&backend, file, progress(language, words::backup_progress)).await;
    backend.close().await;
    let contents = saved.map_err(|error| trouble(language, &error))?;
    if json {
        return say(language, object(&contents));
    }
    say(language, words::backup_made(language, file.display(), contents.rows()))
}

pub(super) async fn restore(
    language: Language,
    store: &StoreOptions,
    file: &Path,
    json: bool,
) -> Result<(), Trouble> {
    let restored = backup::restore(config(store), file, progress(language, words::restore_progress)).await;
    let restored = restored.map_err(|error| trouble(language, &error))?;
    if json {
        let mut object = object(&restored.contents);
        object["verified"] = verify::object(&restored.verified);
        say(language, object)?;
    } else {
        for (table, rows) in &restored.contents.tables {
            say(language, format_args!("{table:<24} {rows:>10}"))?;
        }
        say(language, words::restored(language, restored.contents.rows()))?;
    }
    verify::outcome(language, &restored.verified, json)
}

/// What the backup holds, for programs.
fn object(contents: &Contents) -> Value {
    let tables: serde_json::Map<String, Value> =
        contents.tables.iter().map(|(table, rows)| (table.clone(), json!(rows))).collect();
    json!({ "made_at": contents.made_at, "schema": contents.schema, "rows": contents.rows(), "tables": tables })
}

fn progress(language: Language, words: impl Fn(Language, u64) -> String) -> impl FnMut(u64) {
    let mut said = Instant::now();
    move |rows| {
        if said.elapsed() >= PROGRESS {
            said = Instant::now();
            complain(words(language, rows));
        }
    }
}

fn trouble(language: Language, error: &Error) -> Trouble {
    let found = |sentence: String| Trouble::found(sentence);
    match error {
        Error::Exists(path) => found(words::backup_exists(language, path.display())),
        Error::File { path, error } => found(words::backup_file(language, path.display(), error)),
        Error::NotABackup(path) => found(words::backup_not_one(language, path.display())),
        Error::Newer(path) => found(words::backup_newer(language, path.display())),
        Error::Damaged(path) => found(words::backup_damaged(language, path.display())),
        Error::OtherKey(path) => found(words::backup_other_key(language, path.display())),
        Error::NotEmpty => found(words::restore_not_empty(language).to_owned()),
        Error::Unfit(reason) => found(words::restore_unfit(language, reason)),
        Error::Open(error) => open_error::trouble(language, error),
        Error::Failed(failure) => Trouble::failure(language, failure),
    }
}
