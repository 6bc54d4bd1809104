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
