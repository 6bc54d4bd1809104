//! The audit log. Every operation writes its line in the transaction of what it does.

use domain::{
    access::Action,
    audit::AuditRow,
    document::Kind,
    id::{AccountId, SiteId, Timestamp},
};
use store::{Connection, audit::Entry};

use crate::{Actor, Backend, Outcome, access, open::now};

pub mod chain;

/// How many lines a page of the log has.
const PAGE: i64 = 100;

/// What can stand in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    SignedIn,
    SignInFailed,
    SignedOut,
    SignedOutEverywhere,
    PassphraseChanged,
    AccountsListed,
    AccountCreated,
    AccountReset,
    AccountClosed,
    AccountReopened,
    TokenCreated,
    TokensRevoked,
    DeviceRevoked,
    SiteCreated,
    CasesListed,
    CaseCreated,
    CaseRead,
    NameRevealed,
    GuideImported,
    GuideDraftStarted,
    GuideDraftRead,
    GuideDraftWritten,
    GuideSubmitted,
    GuideReturned,
    GuidePublished,
    GuideRetired,
    FrameworkStarted,
    FrameworkRead,
    FrameworkWritten,
    FrameworkFrozen,
    FrameworkVersionRead,
    InterviewStarted,
    InterviewRead,
    InterviewWritten,
    InterviewSigned,
    InterviewExported,
    ReviewSubmitted,
    ReviewWithdrawn,
    ReviewReturned,
    ReviewCountersigned,
    ReportSubmitted,
    ReportStepped,
    ReportRead,
    CaseUnconcerned,
    CommitteeRead,
    CommitteeNamed,
    MeetingConvened,
    MeetingRead,
    MeetingStepped,
    CaseDeliberated,
    MinutesRead,
    MinutesSigned,
    OpinionAsked,
    OpinionAnswered,
    NotesStarted,
    NotesRead,
    NotesWritten,
    PlanStarted,
    PlanRead,
    PlanWritten,
    PlanSigned,
    LogRead,
    LogVerified,
    LogHeadTaken,
    DemoFilled,
    BackupMade,
    BackupRestored,
}

impl Event {
    pub const ALL: [Self; 67] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::PassphraseChanged,
        Self::AccountsListed,
        Self::AccountCreated,
        Self::AccountReset,
        Self::AccountClosed,
        Self::AccountReopened,
        Self::TokenCreated,
        Self::TokensRevoked,
        Self::DeviceRevoked,
        Self::SiteCreated,
        Self::CasesListed,
        Self::CaseCreated,
        Self::CaseRead,
        Self::NameRevealed,
        Self::GuideImported,
        Self::GuideDraftStarted,
        Self::GuideDraftRead,
        Self::GuideDraftWritten,
        Self::GuideSubmitted,
        Self::GuideReturned,
        Self::GuidePublished,
        Self::GuideRetired,
        Self::FrameworkStarted,
        Self::FrameworkRead,
        Self::FrameworkWritten,
        Self::FrameworkFrozen,
        Self::FrameworkVersionRead,
        Self::InterviewStarted,
        Self::InterviewRead,
        Self::InterviewWritten,
        Self::InterviewSigned,
        Self::InterviewExported,
        Self::ReviewSubmitted,
        Self::ReviewWithdrawn,
        Self::ReviewReturned,
        Self::ReviewCountersigned,
        Self::ReportSubmitted,
        Self::ReportStepped,
        Self::ReportRead,
        Self::CaseUnconcerned,
        Self::CommitteeRead,
        Self::CommitteeNamed,
        Self::MeetingConvened,
        Self::MeetingRead,
        Self::MeetingStepped,
        Self::CaseDeliberated,
        Self::MinutesRead,
        Self::MinutesSigned,
        Self::OpinionAsked,
        Self::OpinionAnswered,
        Self::NotesStarted,
        Self::NotesRead,
        Self::NotesWritten,
        Self::PlanStarted,
        Self::PlanRead,
        Self::PlanWritten,
        Self::PlanSigned,
        Self::LogRead,
        Self::LogVerified,
        Self::LogHeadTaken,
        Self::DemoFilled,
        Self::BackupMade,
        Self::BackupRestored,
    ];

    /// The code in the database and on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::SignedOutEverywhere => "signed_out_everywhere",
            Self::PassphraseChanged => "passphrase_changed",
            Self::AccountsListed => "accounts_listed",
            Self::AccountCreated => "account_created",
            Self::AccountReset => "account_reset",
            Self::AccountClosed => "account_closed",
            Self::AccountReopened => "account_reopened",
            Self::TokenCreated => "token_created",
            Self::TokensRevoked => "tokens_revoked",
            Self::DeviceRevoked => "device_revoked",
            Self::SiteCreated => "site_created",
            Self::CasesListed => "cases_listed",
            Self::CaseCreated => "case_created",
            Self::CaseRead => "case_read",
            Self::NameRevealed => "name_revealed",
            Self::GuideImported => "guide_imported",
            Self::GuideDraftStarted => "guide_draft_started",
            Self::GuideDraftRead => "guide_draft_read",
            Self::GuideDraftWritten => "guide_draft_written",
            Self::GuideSubmitted => "guide_submitted",
            Self::GuideReturned => "guide_returned",
            Self::GuidePublished => "guide_published",
            Self::GuideRetired => "guide_retired",
            Self::FrameworkStarted => "framework_started",
            Self::FrameworkRead => "framework_read",
            Self::FrameworkWritten => "framework_written",
            Self::FrameworkFrozen => "framework_frozen",
            Self::FrameworkVersionRead => "framework_version_read",
            Self::InterviewStarted => "interview_started",
            Self::InterviewRead => "interview_read",
            Self::InterviewWritten => "interview_written",
            Self::InterviewSigned => "interview_signed",
            Self::InterviewExported => "interview_exported",
            Self::ReviewSubmitted => "review_submitted",
            Self::ReviewWithdrawn => "review_withdrawn",
            Self::ReviewReturned => "review_returned",
            Self::ReviewCountersigned => "review_countersigned",
            Self::ReportSubmitted => "report_submitted",
            Self::ReportStepped => "report_stepped",
            Self::ReportRead => "report_read",
            Self::CaseUnconcerned => "case_unconcerned",
            Self::CommitteeRead => "committee_read",
            Self::CommitteeNamed => "committee_named",
            Self::MeetingConvened => "meeting_convened",
            Self::MeetingRead => "meeting_read",
            Self::MeetingStepped => "meeting_stepped",
            Self::CaseDeliberated => "case_deliberated",
            Self::MinutesRead => "minutes_read",
            Self::MinutesSigned => "minutes_signed",
            Self::OpinionAsked => "opinion_asked",
            Self::OpinionAnswered => "opinion_answered",
            Self::NotesStarted => "notes_started",
            Self::NotesRead => "notes_read",
            Self::NotesWritten => "notes_written",
            Self::PlanStarted => "plan_started",
            Self::PlanRead => "plan_read",
            Self::PlanWritten => "plan_written",
            Self::PlanSigned => "plan_signed",
            Self::LogRead => "log_read",
            Self::LogVerified => "log_verified",
            Self::LogHeadTaken => "log_head_taken",
            Self::DemoFilled => "demo_filled",
            Self::BackupMade => "backup_made",
            Self::BackupRestored => "backup_restored",
        }
    }

    /// Starting a document of this kind.
    pub(crate) fn started(kind: Kind) -> Self {
        match kind {
            Kind::Interview => Self::InterviewStarted,
            Kind::Notes => Self::NotesStarted,
            Kind::GuideDraft => Self::GuideDraftStarted,
            Kind::Plan => Self::PlanStarted,
            Kind::Framework => Self::FrameworkStarted,
        }
    }

    /// Reading a document of this kind.
    pub(crate) fn read(kind: Kind) -> Self {
        match kind {
            Kind::Interview => Self::InterviewRead,
            Kind::Notes => Self::NotesRead,
            Kind::GuideDraft => Self::GuideDraftRead,
            Kind::Plan => Self::PlanRead,
            Kind::Framework => Self::FrameworkRead,
        }
    }

    /// Writing into a document of this kind.
    pub(crate) fn written(kind: Kind) -> Self {
        match kind {
            Kind::Interview => Self::InterviewWritten,
            Kind::Notes => Self::NotesWritten,
            Kind::GuideDraft => Self::GuideDraftWritten,
            Kind::Plan => Self::PlanWritten,
            Kind::Framework => Self::FrameworkWritten,
        }
    }

    /// What the line is about.
    fn subject_kind(self) -> &'static str {
        match self {
            Self::SignedIn
            | Self::SignInFailed
            | Self::SignedOut
            | Self::SignedOutEverywhere
            | Self::PassphraseChanged
            | Self::AccountCreated
            | Self::AccountReset
            | Self::AccountClosed
            | Self::AccountReopened
            | Self::TokenCreated
            | Self::TokensRevoked
            | Self::DeviceRevoked
            | Self::CommitteeNamed => "account",
            Self::SiteCreated | Self::CommitteeRead => "site",
            Self::CaseCreated | Self::CaseRead | Self::NameRevealed | Self::CaseUnconcerned => "case",
            Self::GuideImported | Self::GuidePublished | Self::GuideRetired => "guide",
            Self::GuideDraftStarted
            | Self::GuideDraftRead
            | Self::GuideDraftWritten
            | Self::GuideSubmitted
            | Self::GuideReturned => "guide_draft",
            Self::FrameworkStarted
            | Self::FrameworkRead
            | Self::FrameworkWritten
            | Self::FrameworkFrozen
            | Self::FrameworkVersionRead => "framework",
            Self::InterviewStarted
            | Self::InterviewRead
            | Self::InterviewWritten
            | Self::InterviewSigned
            | Self::InterviewExported
            | Self::ReviewSubmitted
            | Self::ReviewWithdrawn
            | Self::ReviewReturned
            | Self::ReviewCountersigned => "interview",
            Self::ReportSubmitted | Self::ReportStepped | Self::ReportRead => "report",
            Self::MeetingConvened
            | Self::MeetingRead
            | Self::MeetingStepped
            | Self::CaseDeliberated
            | Self::MinutesRead
            | Self::MinutesSigned => "meeting",
            Self::OpinionAsked | Self::OpinionAnswered => "consultation",
            Self::NotesStarted | Self::NotesRead | Self::NotesWritten => "notes",
            Self::PlanStarted | Self::PlanRead | Self::PlanWritten | Self::PlanSigned => "plan",
            Self::BackupMade | Self::BackupRestored => "backup",
            Self::AccountsListed
            | Self::CasesListed
            | Self::LogRead
            | Self::LogVerified
            | Self::LogHeadTaken
            | Self::DemoFilled => "list",
        }
    }
}

/// What ends somebody's right to a socket that is open.
const ENDS_RIGHTS: [Event; 7] = [
    Event::SignedOut,
    Event::SignedOutEverywhere,
    Event::PassphraseChanged,
    Event::AccountReset,
    Event::AccountClosed,
    Event::TokensRevoked,
    Event::DeviceRevoked,
];
/// How many lines back a look goes.
const SPAN: i64 = 1_000;

/// The numbers of the latest lines that say that somebody's right to an open socket may have ended, whichever server or
/// command wrote them.
pub async fn ended_rights(backend: &Backend) -> Outcome<Vec<i64>> {
    let actions = ENDS_RIGHTS.map(Event::code);
    Ok(store::audit::recent(&mut *backend.store().read().await?, &actions, SPAN).await?)
}

/// A line about to be written: who, what, on what, where.
pub(crate) struct Line<'a> {
    pub(crate) event: Event,
    pub(crate) at: Timestamp,
    pub(crate) actor: Option<AccountId>,
    pub(crate) subject: &'a str,
    pub(crate) site: Option<SiteId>,
    /// A code, a number or an id; never content.
    pub(crate) detail: &'a str,
}

pub(crate) async fn write(connection: &mut Connection, line: &Line<'_>) -> Outcome<()> {
    let entry = Entry {
        at: line.at,
        actor: line.actor,
        action: line.event.code(),
        subject_kind: line.event.subject_kind(),
        subject: line.subject,
        site: line.site,
        detail: line.detail,
    };
    Ok(store::audit::insert(connection, &entry).await?)
}

/// The usual line: the actor did it now.
pub(crate) async fn record(
    connection: &mut Connection,
    actor: &Actor,
    event: Event,
    subject: impl ToString,
    site: Option<SiteId>,
    detail: &str,
) -> Outcome<()> {
    let subject = subject.to_string();
    let line = Line { event, at: now(), actor: Some(actor.account), subject: &subject, site, detail };
    write(connection, &line).await
}

/// Milliseconds within which a page that follows something live is one reading.
const ONE_READING: i64 = 10 * 60 * 1000;

/// The usual line for a page that asks again every few seconds: once for each reading.
pub(crate) async fn record_following(
    connection: &mut Connection,
    actor: &Actor,
    event: Event,
    subject: impl ToString,
    site: Option<SiteId>,
) -> Outcome<()> {
    let subject = subject.to_string();
    let since = now() - ONE_READING;
    let recent =
        store::audit::is_recent(connection, actor.account, event.code(), &subject, since, SPAN).await?;
    if recent { Ok(()) } else { record(connection, actor, event, subject, site, "").await }
}

/// A page of the log, newest first: what comes before the line `before`. Reading the log stands in the log.
pub async fn list(backend: &Backend, actor: &Actor, before: Option<i64>) -> Outcome<Vec<AuditRow>> {
    access::require(actor, Action::ReadLog)?;
    let mut transaction = backend.begin().await?;
    let rows = store::audit::list(&mut transaction, before, PAGE).await?;
    record(&mut transaction, actor, Event::LogRead, "", None, "").await?;
    transaction.commit().await?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::*;

    #[test]
    fn every_event_is_worded_in_both_languages() {
        for language in Language::ALL {
            for event in Event::ALL {
                for key in [format!("action_{}", event.code()), format!("subject_{}", event.subject_kind())] {
                    assert!(locales::audit::lookup(language, &key).is_some(), "{key} {language:?}");
                }
            }
        }
    }
}
