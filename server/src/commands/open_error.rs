//! What is said when the database or its key cannot be opened: what is wrong, where, and what to do.

use backend::OpenError;
use domain::language::Language;
use locales::{failure, server as words};
use store::OpenError as Database;

use super::Trouble;

pub(super) fn trouble(language: Language, error: &OpenError) -> Trouble {
    match error {
        OpenError::Database(error) => database(language, error),
        OpenError::KeyFile { path, reason } => {
            Trouble::found(words::key_file(language, path.display(), reason))
        }
        OpenError::KeyMissing { path } => Trouble::found(words::key_missing(language, path.display())),
        OpenError::WrongKey { path } => Trouble::found(words::key_wrong(language, path.display())),
        OpenError::NoKeyFolder => Trouble::found(words::key_no_folder(language)),
        OpenError::Failed(failed) => Trouble::found(failure(language, failed)),
    }
}

fn database(language: Language, error: &Database) -> Trouble {
    match error {
        Database::Scheme { given } => Trouble::usage(words::database_scheme(language, given)),
        Database::Malformed { reason } => Trouble::usage(words::database_malformed(language, reason)),
        Database::InMemory => Trouble::usage(words::database_in_memory(language)),
        Database::MissingFolder { path } => Trouble::found(words::database_folder(language, path.display())),
        Database::NotWritable { path, reason } => {
            Trouble::found(words::database_not_writable(language, path.display(), reason))
        }
        Database::NotADatabase { path } => Trouble::found(words::database_not_one(language, path.display())),
        Database::WrongPassword => Trouble::found(words::database_password(language)),
        Database::NoDatabase { reason } => Trouble::found(words::database_unknown(language, reason)),
        Database::Unreachable { reason } => Trouble::found(words::database_away(language, reason)),
        Database::Newer => Trouble::found(words::database_newer(language)),
        Database::OtherSchema { reason } => Trouble::found(words::database_schema(language, reason)),
        Database::Broken(error) => Trouble::found(words::database_broken(language, error)),
    }
}
