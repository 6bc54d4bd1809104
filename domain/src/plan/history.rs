//! Who changed what of a plan, and when.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, DeviceId, DocumentId, Timestamp};

/// The part that stands for being there at all: empty before it was put in and after it was taken out.
pub const PLACE: &str = "place";

/// One change of one part of a record by one person. Letters typed one after the other are one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub record: String,
    /// A field, a text, or [`PLACE`].
    pub part: String,
    pub before: String,
    pub after: String,
    pub actor: AccountId,
    pub device: Option<DeviceId>,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Asks for a page of the history of a plan, or of one of its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskHistory {
    pub id: DocumentId,
    #[serde(default)]
    pub record: Option<String>,
    /// Only entries before this place.
    #[serde(default)]
    pub before: Option<usize>,
}

/// A change as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Its place in the whole history, from the oldest, 0.
    pub place: usize,
    pub record: String,
    pub part: String,
    pub before: String,
    pub after: String,
    pub by: String,
    pub from: Timestamp,
    pub until: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// What to ask for to go on; `None` at the beginning.
    pub older: Option<usize>,
}
