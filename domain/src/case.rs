//! Cases: a pseudonymous code first, the name only on demand.

use serde::{Deserialize, Serialize};

use crate::{
    access::Relation,
    account::Site,
    id::{CaseId, DocumentId, GuideId, Timestamp},
    notes::NotesSummary,
    plan::PlanSummary,
    review::Review,
};

/// A case in a list. It carries no name: see `reveal-name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSummary {
    pub id: CaseId,
    pub code: Code,
    pub site: Site,
    pub relation: Relation,
    pub opened_at: Timestamp,
    pub last_change_at: Timestamp,
    pub open_interviews: u32,
    pub signed_interviews: u32,
}

/// A case once opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetail {
    pub summary: CaseSummary,
    /// Newest first.
    pub interviews: Vec<InterviewSummary>,
    /// Newest first. An older server, or what a device kept of one, has none.
    #[serde(default)]
    pub notes: Vec<NotesSummary>,
    /// Newest first. An older server has none.
    #[serde(default)]
    pub plans: Vec<PlanSummary>,
    /// Of the interviews that were ever submitted to a second reader, without their reasons.
    #[serde(default)]
    pub reviews: Vec<Review>,
}

/// An interview in the list of its case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewSummary {
    pub id: DocumentId,
    pub case: CaseId,
    pub guide: GuideId,
    pub guide_title: crate::guide::Text,
    pub started_at: Timestamp,
    pub started_by: String,
    pub signature: Option<Signature>,
}

/// Who signed, when, and the SHA-256 (hexadecimal) of the frozen content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub by: String,
    pub at: Timestamp,
    pub content_hash: String,
}

/// The case's code, such as `LYN-2026-0042`: says nothing of the person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

impl Code {
    /// 2 to 24 capital letters, digits and hyphens.
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.trim().to_uppercase();
        let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        ((2..=24).contains(&code.len()) && code.chars().all(allowed)).then_some(Self(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Code {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a case code is 2 to 24 capital letters, digits and hyphens")
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

/// What opening a new case asks for. The name goes to the identity vault, apart from everything else.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewCase {
    pub code: String,
    pub person_name: String,
}

/// The name stays out of logs.
impl std::fmt::Debug for NewCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewCase").field("code", &self.code).finish_non_exhaustive()
    }
}
