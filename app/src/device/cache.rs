//! The keys under which pages keep what the server answered, so that everybody means the same by them.

use domain::id::{CaseId, DocumentId, GuideId};

/// `Vec<CaseSummary>`.
pub const CASES: &str = "cases";
/// `Vec<ToRead>`.
pub const TO_READ: &str = "to-read";
/// `Vec<GuideSummary>`.
pub const GUIDES: &str = "guides";
/// `Vec<Published>`: the frameworks that goals of plans can hang on.
pub const FRAMEWORKS: &str = "frameworks";
/// `Vec<DocumentSummary>`: those outside cases.
pub const DOCUMENTS: &str = "documents";

/// `CaseDetail`.
pub fn case(id: CaseId) -> String {
    format!("case/{id}")
}

/// `Guide`. A guide never changes under its id, so that a kept one needs no asking again.
pub fn guide(id: GuideId) -> String {
    format!("guide/{id}")
}

/// `String`: what is typed for a place in a document, and not yet said there.
pub fn draft(document: DocumentId, place: &str) -> String {
    format!("draft/{document}/{place}")
}
