//! Reports: what a practitioner has observed, why it has to be told, and no more than that. The way of a report is in
//! [`crate::procedure::report`].

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Day,
    case::Code,
    failure::Failure,
    guide::NodeKey,
    id::{AccountId, CaseId, DocumentId, ReportId, Timestamp},
    interview::Provenance,
    language::Language,
    procedure::{Outcome, Rule, report::State},
};

/// The longest text of a field, in characters.
pub const LONGEST: usize = 4_000;
/// The most items a report holds: who needs more has not chosen.
pub const MOST_ITEMS: usize = 40;

/// Why the law allows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The service's own mission.
    #[default]
    Mission,
    /// Something the law obliges to tell.
    LegalObligation,
    /// Somebody's life or safety.
    VitalInterest,
    /// A magistrate has asked for it.
    JudicialRequest,
}

impl Basis {
    pub const ALL: [Self; 4] =
        [Self::Mission, Self::LegalObligation, Self::VitalInterest, Self::JudicialRequest];

    pub fn code(self) -> &'static str {
        match self {
            Self::Mission => "mission",
            Self::LegalObligation => "legal_obligation",
            Self::VitalInterest => "vital_interest",
            Self::JudicialRequest => "judicial_request",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.code() == code)
    }
}

/// Whom it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The committee of the site, which examines it.
    Committee,
    /// The head of the service, who learns that there is one and why, without what was said.
    Head,
}

impl Recipient {
    pub const ALL: [Self; 2] = [Self::Committee, Self::Head];
}

/// What the person has been told of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", content = "words", rename_all = "snake_case")]
pub enum Told {
    /// What she was told.
    Yes(String),
    /// Why not yet.
    NotYet(String),
}

impl Told {
    pub fn words(&self) -> &str {
        match self {
            Self::Yes(words) | Self::NotYet(words) => words,
        }
    }
}

/// One statement of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The question it answers; empty where it was written for the report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    pub text: String,
    pub provenance: Option<Provenance>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// Why it has to be told, and why not less.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proportion {
    pub purpose: String,
    pub basis: Basis,
    pub necessity: String,
    /// What less intrusive way there was, and why it does not do.
    pub less_intrusive: String,
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub proportion: Proportion,
    pub items: Vec<Item>,
    pub told: Told,
    pub recipients: Vec<Recipient>,
}

impl Content {
    /// Trims it and refuses what is missing or without end, by the field.
    pub fn checked(mut self) -> Result<Self, Failure> {
        let Proportion { purpose, necessity, less_intrusive, .. } = &mut self.proportion;
        for (text, field) in [
            (purpose, "report_purpose"),
            (necessity, "report_necessity"),
            (less_intrusive, "report_less_intrusive"),
        ] {
            *text = words(text, field)?;
        }
        match &mut self.told {
            Told::Yes(text) | Told::NotYet(text) => *text = words(text, "report_told")?,
        }
        for item in &mut self.items {
            item.text = words(&item.text, "report_items")?;
            // A statement that does not say who says it, and where it comes from, is not told apart from a fact.
            if item.provenance.is_none() {
                return Err(invalid("report_provenance"));
            }
        }
        if self.items.is_empty() || self.items.len() > MOST_ITEMS {
            return Err(invalid("report_items"));
        }
        if !self.recipients.contains(&Recipient::Committee) {
            self.recipients.push(Recipient::Committee);
        }
        self.recipients.sort_unstable();
        self.recipients.dedup();
        Ok(self)
    }

    /// What a recipient sees of it.
    #[must_use]
    pub fn seen_by(&self, recipient: Recipient) -> Self {
        match recipient {
            Recipient::Committee => self.clone(),
            Recipient::Head => Self { items: Vec::new(), ..self.clone() },
        }
    }
}

/// A text that says something, and not without end.
pub fn words(typed: &str, field: &str) -> Result<String, Failure> {
    let text = typed.trim();
    if text.is_empty() || text.chars().count() > LONGEST { Err(invalid(field)) } else { Ok(text.to_owned()) }
}

fn invalid(field: &str) -> Failure {
    Failure::Invalid { field: field.to_owned() }
}

/// Nobody reports on herself: whether the person of the case goes by the name of the one who writes. Order, capitals
/// and what stands in brackets do not matter.
pub fn is_oneself(person: &str, author: &str) -> bool {
    let parts = |name: &str| {
        let name = name.split('(').next().unwrap_or_default().to_lowercase();
        let mut parts: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    let person = parts(person);
    !person.is_empty() && person == parts(author)
}

/// Submits a report. What is taken from an interview goes by its keys: the server reads the answers itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    pub id: ReportId,
    pub case: CaseId,
    /// The interview that `chosen` is of.
    pub interview: Option<DocumentId>,
    pub chosen: Vec<NodeKey>,
    /// In which answers are worded.
    pub language: Language,
    /// Its items are those written for the report.
    pub content: Content,
}

/// What can be done with a report that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Return,
    Resubmit,
    Withdraw,
    Approve,
    Receive,
    Complete,
    Answer,
    Rectify,
    /// The author has read the answer.
    Read,
}

impl Act {
    pub const ALL: [Self; 9] = [
        Self::Return,
        Self::Resubmit,
        Self::Withdraw,
        Self::Approve,
        Self::Receive,
        Self::Complete,
        Self::Answer,
        Self::Rectify,
        Self::Read,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Resubmit => "resubmit",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Receive => "receive",
            Self::Complete => "complete",
            Self::Answer => "answer",
            Self::Rectify => "rectify",
            Self::Read => "read",
        }
    }

    /// Whether it takes words: a remark, the information, the answer.
    pub fn needs_words(self) -> bool {
        matches!(self, Self::Return | Self::Complete | Self::Answer | Self::Rectify)
    }
}

/// Does something with a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    pub id: ReportId,
    pub act: Act,
    #[serde(default)]
    pub words: String,
}

/// What was done, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// `submit`, `decide`, or the code of an [`Act`].
    pub act: String,
    pub by: String,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// A report in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub id: ReportId,
    pub case: CaseId,
    pub code: Code,
    pub state: State,
    pub author: AccountId,
    pub author_name: String,
    pub submitted_at: Timestamp,
    pub approval_due: Day,
    /// Once approved: by when its author has the answer.
    pub feedback_due: Option<Day>,
    pub information_due: Option<Day>,
    pub outcome: Option<Outcome>,
    pub answered_at: Option<Timestamp>,
}

/// A report once opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub summary: Summary,
    pub interview: Option<DocumentId>,
    pub content: Content,
    /// Oldest first.
    pub steps: Vec<Step>,
    /// What whoever reads it may do now.
    pub may: Vec<Act>,
}

/// The reports of a case, and when it was closed because nothing is of concern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfCase {
    /// Newest first.
    pub reports: Vec<Summary>,
    pub concluded: Option<Concluded>,
    /// Whether whoever reads this may report, or say that nothing is of concern.
    pub may_report: bool,
}

/// Nothing is of concern: who said so, and how long the case is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concluded {
    pub by: String,
    pub at: Timestamp,
    pub keep_until: Day,
}

/// Refuses to close a case as not of concern while a report on it is under way.
pub fn check_unconcerned(states: &[State]) -> Result<(), Rule> {
    if states.iter().any(|state| state.is_open()) { Err(Rule::OneReportAtATime) } else { Ok(()) }
}

/// How many reports got their answer in time, of those whose day has come or that are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InTime {
    pub in_time: u32,
    pub of: u32,
}

impl InTime {
    /// From the day each was due and the day it was answered.
    pub fn count(reports: &[(Day, Option<Day>)], today: Day) -> Self {
        reports.iter().fold(Self::default(), |mut count, (due, answered)| {
            let over = answered.is_some() || *due < today;
            count.of += u32::from(over);
            count.in_time += u32::from(answered.is_some_and(|day| day <= *due));
            count
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            proportion: Proportion {
                purpose: " Protéger ".to_owned(),
                basis: Basis::Mission,
                necessity: "Nul autre ne le sait.".to_owned(),
                less_intrusive: "En parler avec elle : fait, sans suite.".to_owned(),
            },
            items: vec![Item {
                question: String::new(),
                text: "Elle dit vouloir partir.".to_owned(),
                provenance: Some(Provenance::Words),
                source: "Entretien".to_owned(),
            }],
            told: Told::Yes("Dit en fin d’entretien.".to_owned()),
            recipients: vec![Recipient::Head],
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let good = content().checked().unwrap();
        assert_eq!(good.proportion.purpose, "Protéger");
        assert_eq!(good.recipients, Recipient::ALL);
        let check = |change: &dyn Fn(&mut Content), field: &str| {
            let mut content = content();
            change(&mut content);
            assert_eq!(content.checked(), Err(invalid(field)));
        };
        check(&|content| content.proportion.purpose = " ".to_owned(), "report_purpose");
        check(&|content| content.proportion.necessity = "é".repeat(LONGEST + 1), "report_necessity");
        check(&|content| content.proportion.less_intrusive.clear(), "report_less_intrusive");
        check(&|content| content.told = Told::NotYet("\n".to_owned()), "report_told");
        check(&|content| content.items.clear(), "report_items");
        check(&|content| content.items = vec![content.items[0].clone(); MOST_ITEMS + 1], "report_items");
        check(&|content| content.items[0].provenance = None, "report_provenance");
    }

    #[test]
    fn the_head_of_the_service_sees_no_statement() {
        let content = content().checked().unwrap();
        assert_eq!(content.seen_by(Recipient::Committee), content);
        let seen = content.seen_by(Recipient::Head);
        assert_eq!((seen.items.len(), seen.proportion), (0, content.proportion));
    }

    #[test]
    fn nobody_goes_by_her_own_name() {
        for (person, author, expected) in [
            ("Claire Morel", "MOREL Claire", true),
            ("Claire Morel (personne inventée)", "Claire Morel", true),
            ("Claire Morel", "Claire Morel-Petit", false),
            ("", "", false),
        ] {
            assert_eq!(is_oneself(person, author), expected, "{person} {author}");
        }
    }

    #[test]
    fn the_share_in_time_counts_what_is_over() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let reports = [
            (day("2026-12-01"), Some(day("2026-12-01"))),
            (day("2026-12-01"), Some(day("2026-12-02"))),
            (day("2026-12-03"), None),
            (day("2026-12-04"), None),
            (day("2026-12-30"), Some(day("2026-12-04"))),
        ];
        let counted = InTime::count(&reports, day("2026-12-04"));
        assert_eq!(counted, InTime { in_time: 2, of: 4 });
    }

    #[test]
    fn codes_are_wire_names_and_read_back() {
        for basis in Basis::ALL {
            assert_eq!(Basis::from_code(basis.code()), Some(basis));
            assert_eq!(serde_json::to_string(&basis).unwrap(), format!("\"{}\"", basis.code()));
        }
        for act in Act::ALL {
            assert_eq!(serde_json::to_string(&act).unwrap(), format!("\"{}\"", act.code()));
        }
        let json = serde_json::to_value(Told::NotYet("Plus tard".to_owned())).unwrap();
        assert_eq!(json, serde_json::json!({ "told": "not_yet", "words": "Plus tard" }));
    }

    #[test]
    fn a_case_with_a_report_under_way_is_of_concern() {
        assert_eq!(check_unconcerned(&[State::Answered, State::Withdrawn]), Ok(()));
        assert_eq!(check_unconcerned(&[State::Answered, State::Decided]), Err(Rule::OneReportAtATime));
    }
}
