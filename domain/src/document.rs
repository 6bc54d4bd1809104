//! What kinds of documents that merge there are.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The answers to a guide. What was kept before there were other kinds is one.
    #[default]
    Interview,
    /// Free notes.
    Notes,
    /// A guide while it is being written.
    GuideDraft,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Interview, Self::Notes, Self::GuideDraft];

    /// The name in the database and on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::Notes => "notes",
            Self::GuideDraft => "guide_draft",
        }
    }

    /// Whether it has a place for comments (`domain::comment`).
    pub fn holds_comments(self) -> bool {
        match self {
            Self::Interview | Self::GuideDraft => true,
            Self::Notes => false,
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_wire_names_and_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.code()));
        }
        assert_eq!(Kind::from_code("diary"), None);
    }
}
