//! What the person was told before the interview, when and by whom, or why she was not told yet.

use serde::{Deserialize, Serialize};

use crate::{comment::Mark, id::Timestamp};

/// One record; none is ever changed, so that a deferral stays readable after the person was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub told: bool,
    /// What was said; or, where nothing was, why.
    pub text: String,
    /// When the person was told, or the decision to wait was taken.
    pub at: Timestamp,
    /// Who recorded it, and when.
    pub mark: Mark,
}

/// True when a person has been told, whatever was deferred before.
pub fn is_told(notices: &[Notice]) -> bool {
    notices.iter().any(|notice| notice.told)
}
