//! What kinds of documents that merge there are, and where each belongs.

use serde::{Deserialize, Serialize};

use crate::id::{CaseId, DocumentId, GuideId, SiteId, Timestamp};

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
    /// The follow-up plan of a person.
    Plan,
    /// A logical framework.
    Framework,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Interview, Self::Notes, Self::GuideDraft, Self::Plan, Self::Framework];

    /// The name in the database and on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::Notes => "notes",
            Self::GuideDraft => "guide_draft",
            Self::Plan => "plan",
            Self::Framework => "framework",
        }
    }

    /// Whether a document of this kind is all there is to it, so that a device may start one and register it later as
    /// [`StartDocument`] says. Other kinds have an operation of their own, which also keeps what goes with them.
    pub fn stands_alone(self) -> bool {
        match self {
            Self::Notes | Self::Plan | Self::Framework => true,
            Self::Interview | Self::GuideDraft => false,
        }
    }

    /// Whether it has a place for comments (`domain::comment`).
    pub fn holds_comments(self) -> bool {
        match self {
            Self::Interview | Self::GuideDraft | Self::Plan | Self::Framework => true,
            Self::Notes => false,
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where a document belongs: that decides who may open it, and under which key it is sealed. In a struct it is
/// flattened: a document of a case reads `"case": "<id>"` as it did before there were other homes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Home {
    /// In the file of one person.
    Case(CaseId),
    /// Shared by the people of a site.
    Site(SiteId),
    /// Shared by all sites, or the research and steering unit's own.
    Unit,
}

impl Home {
    /// The name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Site(_) => "site",
            Self::Unit => "unit",
        }
    }

    /// Read back from its name, the case and the site that stand beside it.
    pub fn from_code(code: &str, case: Option<CaseId>, site: SiteId) -> Option<Self> {
        match code {
            "case" => case.map(Self::Case),
            "site" => Some(Self::Site(site)),
            "unit" => Some(Self::Unit),
            _ => None,
        }
    }

    pub fn case(self) -> Option<CaseId> {
        match self {
            Self::Case(case) => Some(case),
            Self::Site(_) | Self::Unit => None,
        }
    }
}

/// Registers a document that a device has started, perhaps while it was offline. The device makes the id, so that
/// sending the same request twice is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartDocument {
    pub id: DocumentId,
    pub kind: Kind,
    #[serde(flatten)]
    pub home: Home,
    pub started_at: Timestamp,
}

/// A document without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSummary {
    pub id: DocumentId,
    pub kind: Kind,
    #[serde(flatten)]
    pub home: Home,
    /// Interviews have one.
    #[serde(default)]
    pub guide: Option<GuideId>,
    pub started_at: Timestamp,
    pub started_by: String,
    pub changed_at: Timestamp,
    /// Nothing more is accepted.
    pub frozen: bool,
    /// Whether who asked may change it, while it is not frozen.
    pub may_write: bool,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_home_reads_as_it_always_did_and_reads_back() {
        let id = Uuid::from_u128(7);
        for (home, written) in [
            (Home::Case(CaseId(id)), format!("\"case\":\"{id}\"")),
            (Home::Site(SiteId(id)), format!("\"site\":\"{id}\"")),
            (Home::Unit, "\"unit\":null".to_owned()),
        ] {
            let start = StartDocument { id: DocumentId(id), kind: Kind::Notes, home, started_at: 9 };
            let json = serde_json::to_string(&start).unwrap();
            assert_eq!(json, format!("{{\"id\":\"{id}\",\"kind\":\"notes\",{written},\"started_at\":9}}"));
            assert_eq!(serde_json::from_str::<StartDocument>(&json).unwrap(), start);
            assert_eq!(Home::from_code(home.code(), home.case(), SiteId(id)), Some(home));
        }
        assert_eq!(Home::from_code("case", None, SiteId(id)), None);
        assert_eq!(Home::from_code("moon", None, SiteId(id)), None);
        assert!(serde_json::from_str::<StartDocument>(r#"{"id":"a"}"#).is_err());
    }

    #[test]
    fn codes_are_wire_names_and_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.code()));
        }
        assert_eq!(Kind::from_code("diary"), None);
    }
}
