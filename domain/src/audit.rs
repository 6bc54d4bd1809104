//! The audit log: who did what, to what, when. Codes and ids only, never content.

use serde::{Deserialize, Serialize};

use crate::{
    account::Site,
    id::{AccountId, Timestamp},
};

/// A line of the log. Codes are worded by `locales/*/audit.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Grows with time; the page asks for what comes before it.
    pub id: i64,
    pub at: Timestamp,
    /// `None` for the operator of the server and for sign-ins under a name that does not exist.
    pub actor: Option<AuditActor>,
    /// What was done, such as `case_read` or `sign_in_failed`.
    pub action: String,
    /// What it was done to: the kind (`case`, `interview`, `notes`, `plan`, `account`, `guide`, `session`) and the id.
    pub subject_kind: String,
    pub subject: String,
    pub site: Option<Site>,
    /// A further code or id, such as the case of an interview. Empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// Who did it, by the name typed at sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditActor {
    pub id: AccountId,
    pub name: String,
}

/// The newest link of the chain over the log, signed (Ed25519, RFC 8032): kept elsewhere, it shows later that nothing before it
/// has been changed or taken away. Bytes are in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many lines are chained.
    pub number: i64,
    pub hash: String,
    /// When it was signed.
    pub at: Timestamp,
    /// The public key of whoever signed.
    pub key: String,
    pub signature: String,
}

impl Head {
    /// The text that is signed.
    pub fn signed(&self) -> String {
        format!("jalon log head 1|{}|{}|{}", self.number, self.hash, self.at)
    }
}

/// What walking the chain over the log found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Lines that are what was written, from the first.
    pub lines: i64,
    /// The first thing that is not right.
    pub wrong: Option<Wrong>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// The link of this number does not fit: its line (by number) was changed, taken away or moved, or the link was.
    Broken { number: i64, line: i64 },
    /// A line that claims to be older than the chain, which does not know it.
    PutIn { line: i64 },
    /// The chain does not go through a head that was kept, of this number.
    CutShort { number: i64 },
    /// The head that was given is not one of this server's.
    NotOurs,
}
