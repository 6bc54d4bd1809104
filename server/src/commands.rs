//! The commands, and what they print: results on standard output, everything else on standard error.

use std::{
    fmt::Display,
    io::{self, Write as _},
    process::ExitCode,
    time::Duration,
};

use backend::{Backend, Config, OpenError};
use domain::{failure::Failure, language::Language};
use locales::server as words;

use crate::{
    cli::{Command, Stop, StoreOptions},
    serve,
};

mod backup;
mod demo;
mod framework;
mod guide;
mod open_error;
mod token;
mod user;
mod verify;

/// How long a database may be away when `serve` starts, and how often it is tried again.
const PATIENCE: Duration = Duration::from_secs(30);
const RETRY: Duration = Duration::from_secs(3);

/// Why a command ends without success: what is said, and the exit status.
#[derive(Debug)]
pub struct Trouble {
    pub sentence: String,
    pub code: u8,
}

impl Trouble {
    /// A problem that was found: exit status 1.
    pub fn found(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: 1 }
    }

    /// A command that makes no sense: exit status 2.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: 2 }
    }

    fn failure(language: Language, failure: &Failure) -> Self {
        Self::found(locales::failure(language, failure))
    }
}

/// Carries out a command.
pub async fn run(language: Language, command: Command) -> ExitCode {
    let done = match command {
        Command::Serve(options) => serve::serve(language, options).await,
        Command::Demo { store, json } => demo::fill(language, &store, json).await,
        Command::Migrate { store } => migrate(language, &store).await,
        Command::User { store, user } => user::run(language, &store, user).await,
        Command::TokenCreate { store, account } => token::create(language, &store, &account).await,
        Command::TokenRevoke { store, account } => token::revoke(language, &store, &account).await,
        Command::Verify { store, seal, write_seal, json } => {
            let seals = verify::Seals { kept: seal.as_deref(), taken: write_seal.as_deref() };
            verify::run(language, &store, seals, json).await
        }
        Command::Backup { store, file, json } => backup::save(language, &store, &file, json).await,
        Command::Restore { store, file, json } => backup::restore(language, &store, &file, json).await,
        Command::GuideCheck { files, json, partial } => guide::check(language, &files, json, partial).await,
        Command::GuideImport { store, file, partial } => {
            guide::import(language, &store, &file, partial).await
        }
        Command::GuideRun { file, answers, json, partial } => {
            guide::run(language, &guide::Run { file, answers, json, partial })
        }
        Command::GuideExport { file, format, out, partial } => {
            guide::export(language, &file, format, out.as_deref(), partial)
        }
        Command::GuideDiff { before, after, json } => guide::diff(language, &before, &after, json),
        Command::Framework(asked) => framework::run(language, asked),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            complain(&trouble.sentence);
            ExitCode::from(trouble.code)
        }
    }
}

/// Prints the help that was asked for, or why the usage makes no sense.
pub fn stop(language: Language, stop: &Stop) -> ExitCode {
    match stop {
        Stop::Told(text) => match say(language, text.trim_end()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(trouble) => ExitCode::from(trouble.code),
        },
        Stop::Usage(text) => {
            complain(text.trim_end());
            ExitCode::from(2)
        }
    }
}

/// A line on standard output. A closed pipe or a full disk must not pass for success.
pub fn say(language: Language, line: impl Display) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(|error| Trouble::found(words::output(language, error)))
}

/// A line on standard error.
pub fn complain(line: impl Display) {
    // There is nowhere left to say that standard error is closed.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Opens the database and the keys.
async fn open(language: Language, store: &StoreOptions) -> Result<Backend, Trouble> {
    Backend::open(config(store)).await.map_err(|error| open_error::trouble(language, &error))
}

/// Opens the database and the keys; waits for a database server that is not there yet, and says so.
pub async fn open_patiently(language: Language, store: &StoreOptions) -> Result<Backend, Trouble> {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match Backend::open(config(store)).await {
            Ok(backend) => return Ok(backend),
            Err(OpenError::Database(store::OpenError::Unreachable { reason }))
                if tokio::time::Instant::now() + RETRY < deadline =>
            {
                complain(words::database_waiting(language, reason));
                tokio::time::sleep(RETRY).await;
            }
            Err(error) => return Err(open_error::trouble(language, &error)),
        }
    }
}

fn config(store: &StoreOptions) -> Config {
    Config { database_url: store.database.clone(), master_key_file: store.master_key_file.clone() }
}

async fn migrate(language: Language, store: &StoreOptions) -> Result<(), Trouble> {
    // Opening migrates.
    let backend = open(language, store).await?;
    backend.close().await;
    say(language, words::migrated(language))
}
