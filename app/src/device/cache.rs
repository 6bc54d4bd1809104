//! The keys under which pages keep what the server answered, so that everybody means the same by them.

use domain::id::{CaseId, ConsultationId, DeliberationId, DocumentId, GuideId, MeetingId, ReportId};

/// `Vec<CaseSummary>`.
pub const CASES: &str = "cases";
/// `Vec<ToRead>`.
pub const TO_READ: &str = "to-read";
/// `MyDay`.
pub const DAY: &str = "day";
/// `Vec<Consultation>`: opinions asked of me.
pub const ASKED_OF_ME: &str = "asked-of-me";
/// `Overview` of the committee.
pub const COMMITTEE: &str = "committee";
/// `Vec<GuideSummary>`.
pub const GUIDES: &str = "guides";
/// `Vec<Published>`: the frameworks that goals of plans can hang on.
pub const FRAMEWORKS: &str = "frameworks";
/// `Vec<FrameworkSummary>`: those that one may read.
pub const FRAMEWORK_LIST: &str = "framework-list";
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

/// `OfCase`: the reports of a case.
pub fn reports(id: CaseId) -> String {
    format!("reports/{id}")
}

/// `Report`.
pub fn report(id: ReportId) -> String {
    format!("report/{id}")
}

/// `String`: a report while it is written.
pub fn report_draft(case: CaseId) -> String {
    format!("report-draft/{case}")
}

/// `String`: what is typed for a step of a report, and not yet sent.
pub fn report_words(id: ReportId, act: &str) -> String {
    format!("report-words/{id}/{act}")
}

/// `Meeting`.
pub fn meeting(id: MeetingId) -> String {
    format!("meeting/{id}")
}

/// `Minutes`.
pub fn minutes(id: MeetingId) -> String {
    format!("minutes/{id}")
}

/// `String`: what is typed on a case of a meeting, and not yet sent.
pub fn deliberation(id: DeliberationId, place: &str) -> String {
    format!("deliberation/{id}/{place}")
}

/// `OfCase`: the opinions asked for on a case.
pub fn opinions(case: CaseId) -> String {
    format!("opinions/{case}")
}

/// `String`: a question while it is written.
pub fn opinion_draft(case: CaseId) -> String {
    format!("opinion-draft/{case}")
}

/// `String`: an answer while it is written.
pub fn opinion_answer(id: ConsultationId) -> String {
    format!("opinion-answer/{id}")
}
