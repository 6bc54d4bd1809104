//! One's day: what is due, what came back, what waits.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Day,
    id::{DocumentId, MeetingId, ReportId},
};

/// Where an entry leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "on", content = "id", rename_all = "snake_case")]
pub enum Subject {
    Interview(DocumentId),
    Report(ReportId),
    Meeting(MeetingId),
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    ReadInterview,
    ApproveReport,
    ReceiveReport,
    AnswerReport,
    /// A report came back with a remark.
    Returned,
    GiveInformation,
    /// The committee has answered.
    Answered,
    Meeting,
    SignMinutes,
    ReviewDecision,
}

impl What {
    pub const ALL: [Self; 10] = [
        Self::ReadInterview,
        Self::ApproveReport,
        Self::ReceiveReport,
        Self::AnswerReport,
        Self::Returned,
        Self::GiveInformation,
        Self::Answered,
        Self::Meeting,
        Self::SignMinutes,
        Self::ReviewDecision,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::ReadInterview => "read_interview",
            Self::ApproveReport => "approve_report",
            Self::ReceiveReport => "receive_report",
            Self::AnswerReport => "answer_report",
            Self::Returned => "returned",
            Self::GiveInformation => "give_information",
            Self::Answered => "answered",
            Self::Meeting => "meeting",
            Self::SignMinutes => "sign_minutes",
            Self::ReviewDecision => "review_decision",
        }
    }

    /// Something of one's own that came back.
    pub fn came_back(self) -> bool {
        matches!(self, Self::Returned | Self::GiveInformation | Self::Answered)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub what: What,
    pub subject: Subject,
    /// The code of a case, or the hour of a meeting; never a name.
    pub title: String,
    pub due: Option<Day>,
}

/// One's day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyDay {
    pub today: Day,
    /// The soonest first; without a day last.
    pub entries: Vec<Entry>,
    /// Whether one sits on the committee of one's site.
    pub sits: bool,
}

impl MyDay {
    pub fn of(today: Day, mut entries: Vec<Entry>, sits: bool) -> Self {
        entries.sort_by_key(|entry| (entry.due.is_none(), entry.due, entry.what));
        Self { today, entries, sits }
    }

    /// Due by today or earlier.
    pub fn is_due(&self, entry: &Entry) -> bool {
        entry.due.is_some_and(|day| day <= self.today)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_soonest_comes_first_and_what_has_no_day_last() {
        let entry = |what, due: Option<&str>| Entry {
            what,
            subject: Subject::Report(ReportId(Uuid::nil())),
            title: "LYN-1".to_owned(),
            due: due.map(|day| day.parse().unwrap()),
        };
        let today: Day = "2026-12-02".parse().unwrap();
        let day = MyDay::of(
            today,
            vec![
                entry(What::Returned, None),
                entry(What::AnswerReport, Some("2026-12-09")),
                entry(What::ApproveReport, Some("2026-12-01")),
            ],
            false,
        );
        let order: Vec<What> = day.entries.iter().map(|entry| entry.what).collect();
        assert_eq!(order, [What::ApproveReport, What::AnswerReport, What::Returned]);
        let due: Vec<bool> = day.entries.iter().map(|entry| day.is_due(entry)).collect();
        assert_eq!(due, [true, false, false]);
    }

    #[test]
    fn codes_are_wire_names() {
        for what in What::ALL {
            assert_eq!(serde_json::to_string(&what).unwrap(), format!("\"{}\"", what.code()));
        }
    }
}
