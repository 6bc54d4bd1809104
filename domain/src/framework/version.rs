//! Frameworks in lists, and their versions: what a framework said at the end of a cycle, frozen for good.

use serde::{Deserialize, Serialize};

use super::Framework;
use crate::{
    failure::Failure,
    guide::Text,
    id::{DocumentId, SiteId, Timestamp},
};

/// The longest remark on a version, in characters.
pub const LONGEST: usize = 1_000;

/// A framework in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameworkSummary {
    pub id: DocumentId,
    pub title: Text,
    pub site: SiteId,
    pub site_name: String,
    pub started_by: String,
    pub changed_at: Timestamp,
    /// How many nodes it has.
    pub nodes: usize,
    /// The number of the latest version; 0 before the first.
    pub version: u32,
    pub may_write: bool,
}

/// A version without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionSummary {
    /// From 1 on.
    pub number: u32,
    pub cycle: u32,
    /// What its author says of it.
    pub remark: String,
    pub frozen_at: Timestamp,
    pub frozen_by: String,
    /// SHA-256 of its JSON.
    pub hash: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub summary: VersionSummary,
    pub framework: Framework,
}

/// Freezes what the framework says now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    pub id: DocumentId,
    pub remark: String,
}

/// A remark that may be empty, and not without end.
pub fn remark(typed: &str) -> Result<&str, Failure> {
    let remark = typed.trim();
    if remark.chars().count() > LONGEST {
        return Err(Failure::Invalid { field: "remark".to_owned() });
    }
    Ok(remark)
}
