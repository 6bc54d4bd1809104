//! The procedure of a site, from the report to the answer: its deadlines and numbers, and the machines of report,
//! meeting and deliberation. Each refuses with a [`Rule`] what the procedure does not allow.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Day, Region},
    failure::Failure,
};

pub mod deliberation;
pub mod meeting;
pub mod report;

/// Why the procedure refuses. The sentences are in `locales/*/procedure.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Not at this step.
    WrongStep,
    /// Whoever did the step before cannot do this one.
    SecondPerson,
    AuthorOnly,
    ChairOnly,
    SeatOnly,
    OneReportAtATime,
    OnOneself,
    TooFewMembers,
    NotQuorate,
    ReporterPresides,
    ReporterHasNoVoice,
    Recused,
    NotPresent,
    AlreadyGiven,
    OpinionsClosed,
    OpinionsMissing,
    NotAnOption,
    ReasonsNeeded,
    ReviewNeeded,
    ReviewTooFar,
    DayNeeded,
    DayPast,
    RescheduleNeeded,
    RescheduleTooFar,
    ItemsOpen,
    AlreadyOnAgenda,
    NothingOnAgenda,
    MinutesChanged,
    /// A rule of a newer server.
    #[serde(other)]
    Unknown,
}

impl Rule {
    pub const ALL: [Self; 29] = [
        Self::WrongStep,
        Self::SecondPerson,
        Self::AuthorOnly,
        Self::ChairOnly,
        Self::SeatOnly,
        Self::OneReportAtATime,
        Self::OnOneself,
        Self::TooFewMembers,
        Self::NotQuorate,
        Self::ReporterPresides,
        Self::ReporterHasNoVoice,
        Self::Recused,
        Self::NotPresent,
        Self::AlreadyGiven,
        Self::OpinionsClosed,
        Self::OpinionsMissing,
        Self::NotAnOption,
        Self::ReasonsNeeded,
        Self::ReviewNeeded,
        Self::ReviewTooFar,
        Self::DayNeeded,
        Self::DayPast,
        Self::RescheduleNeeded,
        Self::RescheduleTooFar,
        Self::ItemsOpen,
        Self::AlreadyOnAgenda,
        Self::NothingOnAgenda,
        Self::MinutesChanged,
        Self::Unknown,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::WrongStep => "wrong_step",
            Self::SecondPerson => "second_person",
            Self::AuthorOnly => "author_only",
            Self::ChairOnly => "chair_only",
            Self::SeatOnly => "seat_only",
            Self::OneReportAtATime => "one_report_at_a_time",
            Self::OnOneself => "on_oneself",
            Self::TooFewMembers => "too_few_members",
            Self::NotQuorate => "not_quorate",
            Self::ReporterPresides => "reporter_presides",
            Self::ReporterHasNoVoice => "reporter_has_no_voice",
            Self::Recused => "recused",
            Self::NotPresent => "not_present",
            Self::AlreadyGiven => "already_given",
            Self::OpinionsClosed => "opinions_closed",
            Self::OpinionsMissing => "opinions_missing",
            Self::NotAnOption => "not_an_option",
            Self::ReasonsNeeded => "reasons_needed",
            Self::ReviewNeeded => "review_needed",
            Self::ReviewTooFar => "review_too_far",
            Self::DayNeeded => "day_needed",
            Self::DayPast => "day_past",
            Self::RescheduleNeeded => "reschedule_needed",
            Self::RescheduleTooFar => "reschedule_too_far",
            Self::ItemsOpen => "items_open",
            Self::AlreadyOnAgenda => "already_on_agenda",
            Self::NothingOnAgenda => "nothing_on_agenda",
            Self::MinutesChanged => "minutes_changed",
            Self::Unknown => "unknown",
        }
    }
}

impl From<Rule> for Failure {
    fn from(rule: Rule) -> Self {
        Self::Procedure { rule }
    }
}

/// What the committee can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    NoConcern,
    OrdinarySupport,
    FollowUpIndividual,
    FollowUpCollective,
    ExternalReport,
    /// Nothing is decided before more is known, by a day that is set.
    MoreInformation,
}

impl Outcome {
    pub const ALL: [Self; 6] = [
        Self::NoConcern,
        Self::OrdinarySupport,
        Self::FollowUpIndividual,
        Self::FollowUpCollective,
        Self::ExternalReport,
        Self::MoreInformation,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::NoConcern => "no_concern",
            Self::OrdinarySupport => "ordinary_support",
            Self::FollowUpIndividual => "follow_up_individual",
            Self::FollowUpCollective => "follow_up_collective",
            Self::ExternalReport => "external_report",
            Self::MoreInformation => "more_information",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// How many must sit together: the chair, so many others, and of those so many functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quorum {
    pub others: u32,
    pub functions: u32,
}

/// The numbers of a site's procedure. Days are working days unless they say otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protocol {
    pub region: Region,
    /// From the submission of a report to its approval by a second person.
    pub approval_days: u32,
    /// From the approval to the committee's receipt.
    pub receipt_days: u32,
    /// From the approval to the answer that the reporter gets.
    pub feedback_days: u32,
    /// From a meeting that could not decide to the next.
    pub rehold_days: u32,
    /// From a meeting to its signed minutes.
    pub minutes_days: u32,
    /// From a question put to a colleague to the answer.
    pub consultation_days: u32,
    /// Months from a decision to its review, unless another day is chosen, and at most.
    pub review_months: u32,
    pub review_months_at_most: u32,
    /// Months for which a case is kept once nobody is concerned.
    pub not_concerned_months: u32,
    pub quorum: Quorum,
    pub outcomes: Vec<Outcome>,
}

impl Default for Protocol {
    fn default() -> Self {
        Self {
            region: Region::France,
            approval_days: 3,
            receipt_days: 2,
            feedback_days: 10,
            rehold_days: 10,
            minutes_days: 3,
            consultation_days: 5,
            review_months: 3,
            review_months_at_most: 6,
            not_concerned_months: 3,
            quorum: Quorum { others: 2, functions: 2 },
            outcomes: Outcome::ALL.to_vec(),
        }
    }
}

impl Protocol {
    /// The name of the first number that is out of bounds. A committee of one is never possible.
    pub fn fault(&self) -> Option<&'static str> {
        let days = [
            ("approval_days", self.approval_days),
            ("receipt_days", self.receipt_days),
            ("feedback_days", self.feedback_days),
            ("rehold_days", self.rehold_days),
            ("minutes_days", self.minutes_days),
            ("consultation_days", self.consultation_days),
            ("not_concerned_months", self.not_concerned_months),
            ("review_months", self.review_months),
        ];
        let unbounded = days.iter().find(|(_, number)| !(1..=90).contains(number)).map(|(name, _)| *name);
        let reviewed = (self.review_months..=12).contains(&self.review_months_at_most);
        let collective = (2..=20).contains(&self.quorum.others)
            && (1..=self.quorum.others).contains(&self.quorum.functions);
        unbounded
            .or((!reviewed).then_some("review_months_at_most"))
            .or((!collective).then_some("quorum"))
            .or((self.outcomes.is_empty()).then_some("outcomes"))
    }

    pub fn after(&self, from: Day, working_days: u32) -> Day {
        from.plus_working_days(working_days, self.region)
    }

    /// When a decision is looked at again: the usual day, or the one chosen if it is in bounds. Only a decision that
    /// there is no concern needs none.
    pub fn review(&self, outcome: Outcome, decided: Day, chosen: Option<Day>) -> Result<Option<Day>, Rule> {
        match (outcome, chosen) {
            (Outcome::NoConcern, None) => Ok(None),
            (Outcome::MoreInformation, None) => Err(Rule::DayNeeded),
            (_, None) => Err(Rule::ReviewNeeded),
            (_, Some(day)) if day <= decided => Err(Rule::DayPast),
            (_, Some(day)) if day > decided.plus_months(self.review_months_at_most) => {
                Err(Rule::ReviewTooFar)
            }
            (_, Some(day)) => Ok(Some(day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_wire_names_and_read_back() {
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_string(&rule).unwrap(), format!("\"{}\"", rule.code()));
        }
        assert_eq!(serde_json::from_str::<Rule>("\"later\"").unwrap(), Rule::Unknown);
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
            assert_eq!(serde_json::to_string(&outcome).unwrap(), format!("\"{}\"", outcome.code()));
        }
    }

    #[test]
    fn the_usual_protocol_is_sound_and_unsound_ones_are_named() {
        assert_eq!(Protocol::default().fault(), None);
        let check = |change: &dyn Fn(&mut Protocol), fault: &str| {
            let mut protocol = Protocol::default();
            change(&mut protocol);
            assert_eq!(protocol.fault(), Some(fault));
        };
        check(&|protocol| protocol.quorum.others = 1, "quorum");
        check(&|protocol| protocol.quorum.functions = 3, "quorum");
        check(&|protocol| protocol.feedback_days = 0, "feedback_days");
        check(&|protocol| protocol.feedback_days = 1000, "feedback_days");
        check(&|protocol| protocol.review_months_at_most = 2, "review_months_at_most");
        check(&|protocol| protocol.outcomes.clear(), "outcomes");
        assert_eq!(serde_json::from_str::<Protocol>("{}").unwrap(), Protocol::default());
    }

    #[test]
    fn a_review_is_set_in_bounds() {
        let protocol = Protocol::default();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let decided = day("2026-11-30");
        let check = |outcome, chosen: Option<&str>, expected: Result<Option<&str>, Rule>| {
            let actual = protocol.review(outcome, decided, chosen.map(day));
            assert_eq!(actual, expected.map(|chosen| chosen.map(day)), "{outcome:?} {chosen:?}");
        };
        check(Outcome::NoConcern, None, Ok(None));
        check(Outcome::OrdinarySupport, None, Err(Rule::ReviewNeeded));
        check(Outcome::MoreInformation, None, Err(Rule::DayNeeded));
        check(Outcome::FollowUpIndividual, Some("2027-02-28"), Ok(Some("2027-02-28")));
        check(Outcome::FollowUpIndividual, Some("2027-05-30"), Ok(Some("2027-05-30")));
        check(Outcome::FollowUpIndividual, Some("2027-05-31"), Err(Rule::ReviewTooFar));
        check(Outcome::ExternalReport, Some("2026-11-30"), Err(Rule::DayPast));
    }
}
