//! Why an operation was refused: a code and typed parameters. It crosses the wire; the words are in `locales`.

use serde::{Deserialize, Serialize};

use crate::{problem::Problem, procedure::Rule};

/// What the person can do about it decides the variant. A fault of the server itself is [`Failure::Server`] and says
/// nothing more: the details are in the server's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Failure {
    #[error("not signed in")]
    SignedOut,
    #[error("this device was reported lost")]
    DeviceRevoked,
    #[error("wrong name or passphrase")]
    WrongCredentials,
    #[error("too many attempts; wait {seconds} s")]
    TooManyAttempts { seconds: u64 },
    #[error("the passphrase must be changed first")]
    PassphraseChangeRequired,
    #[error("the new passphrase is too weak: {reason}")]
    WeakPassphrase { reason: WeakPassphrase },
    #[error("not allowed")]
    Forbidden,
    #[error("there is no such thing, or it is not for you")]
    NotFound,
    #[error("{field} is already taken")]
    Taken { field: String },
    #[error("{field} is not as it should be")]
    Invalid { field: String },
    #[error("too large; at most {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    #[error("frozen: it has been signed")]
    Frozen,
    #[error("{} required answers are missing", paths.len())]
    MissingAnswers { paths: Vec<String> },
    #[error("{} answers do not fit their question", paths.len())]
    UnfitAnswers { paths: Vec<String> },
    #[error("the answers on the server are not those that were shown")]
    Outdated,
    #[error("the workbook has problems")]
    Import { problems: Vec<Problem> },
    #[error("not at this stage")]
    WrongStage,
    #[error("somebody else must do this")]
    SecondPersonNeeded,
    #[error("{} things stand in the way", problems.len())]
    NotReady { problems: Vec<Problem> },
    /// The procedure does not allow it, or not now, or not to this person.
    #[error("against the procedure: {}", rule.code())]
    Procedure { rule: Rule },
    #[error("the request comes from another site")]
    ForeignOrigin,
    #[error("the server cannot write now")]
    Storage,
    #[error("the server failed")]
    Server,
    #[error("the server cannot be reached")]
    Unreachable,
    /// The browser cannot keep anything: no room left when `full`, otherwise no storage or no encryption at all.
    /// Never sent by a server.
    #[error("this device cannot keep anything")]
    DeviceStorage { full: bool },
    /// What this browser keeps was written by a newer version of the application. Never sent by a server.
    #[error("this device was written by a newer version")]
    DeviceNewer,
    /// A code that a newer server sends to an older page.
    #[error("unknown")]
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeakPassphrase {
    TooShort,
    TooLong,
    TooCommon,
    SameAsName,
    Unchanged,
}

impl std::fmt::Display for WeakPassphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TooShort => "too short",
            Self::TooLong => "too long",
            Self::TooCommon => "too common",
            Self::SameAsName => "same as the name",
            Self::Unchanged => "unchanged",
        })
    }
}
