//! The committee of a site as pages show it: who sits on it, its meetings, what is examined and decided in each. The
//! rules are in [`crate::procedure`].

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Day,
    case::Code,
    failure::Failure,
    id::{AccountId, DeliberationId, MeetingId, ReportId, Timestamp},
    procedure::{
        Outcome,
        deliberation::Stage,
        meeting::{Function, State},
    },
    report::{InTime, Summary, words},
};

/// The most actions a decision has.
pub const MOST_ACTIONS: usize = 20;

/// Somebody who sits on the committee, or could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub account: AccountId,
    pub name: String,
    /// `None` for somebody who could be named.
    pub function: Option<Function>,
}

/// Names somebody a member, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub account: AccountId,
    pub function: Option<Function>,
}

/// The committee at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub members: Vec<Member>,
    /// Who could be named; only for whoever may name.
    pub others: Vec<Member>,
    /// Sent and not yet answered, the oldest first.
    pub reports: Vec<Summary>,
    /// Of those, the ones that a meeting is already called for.
    pub called: Vec<ReportId>,
    /// Newest first.
    pub meetings: Vec<MeetingSummary>,
    /// Decisions to look at again, the soonest first.
    pub reviews: Vec<Review>,
    pub answered: InTime,
    pub today: Day,
    pub may_run: bool,
}

/// A decision and the day on which it is looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub report: ReportId,
    pub meeting: MeetingId,
    pub code: Code,
    pub outcome: Outcome,
    pub on: Day,
}

/// Calls a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convene {
    pub id: MeetingId,
    pub on: Day,
    /// Such as `14:30`.
    pub at: String,
    pub place: String,
    pub agenda: Vec<ReportId>,
}

impl Convene {
    /// Trims it and refuses what cannot be.
    pub fn checked(mut self) -> Result<Self, Failure> {
        let clock = |text: &str| {
            let (hours, minutes) = text.split_once(':')?;
            let number = |text: &str, below: u32| {
                let fits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
                text.parse::<u32>().ok().filter(|number| fits && *number < below)
            };
            number(hours, 24).and(number(minutes, 60))
        };
        self.at = self.at.trim().to_owned();
        if clock(&self.at).is_none() {
            return Err(Failure::Invalid { field: "meeting_at".to_owned() });
        }
        self.place = words(&self.place, "meeting_place")?;
        self.agenda.sort_unstable();
        self.agenda.dedup();
        Ok(self)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingSummary {
    pub id: MeetingId,
    pub on: Day,
    pub at: String,
    pub place: String,
    pub state: State,
    pub chair: AccountId,
    pub chair_name: String,
    /// How many cases are on its agenda.
    pub items: u32,
}

/// Somebody called to a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub account: AccountId,
    pub name: String,
    pub function: Function,
    pub present: bool,
}

/// A meeting once opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub summary: MeetingSummary,
    pub seats: Vec<Seat>,
    pub items: Vec<Item>,
    /// Where what was left over is taken up.
    pub next: Option<MeetingId>,
    /// The last day for that.
    pub rehold_by: Day,
    pub outcomes: Vec<Outcome>,
    /// Who reads it.
    pub me: AccountId,
}

/// A case on the agenda of a meeting. Opinions are here only once they are open to all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub id: DeliberationId,
    pub report: ReportId,
    pub code: Code,
    pub author: AccountId,
    pub author_name: String,
    pub stage: Stage,
    pub quorate: bool,
    /// Stood aside.
    pub recused: Vec<AccountId>,
    /// Have a voice in it now.
    pub voices: Vec<AccountId>,
    /// Have given an opinion.
    pub given: Vec<AccountId>,
    pub opinions: Vec<Opinion>,
    /// What is put to all, then decided.
    pub proposal: Option<Proposal>,
    /// How many proposals there were.
    pub round: u32,
    /// Have answered to it.
    pub answered: Vec<AccountId>,
    /// How many agreed, once decided.
    pub agreeing: Option<u32>,
    /// Once decided.
    pub dissents: Vec<Dissent>,
    /// What was noted, where nothing was decided.
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub by: String,
    pub leaning: Outcome,
    pub reasons: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub outcome: Outcome,
    pub reasons: String,
    /// When it is looked at again; of more information, by when it is needed.
    pub review: Option<Day>,
    pub actions: Vec<Todo>,
}

impl Proposal {
    /// Trims it and refuses what says nothing.
    pub fn checked(mut self) -> Result<Self, Failure> {
        if self.reasons.trim().is_empty() {
            return Err(crate::procedure::Rule::ReasonsNeeded.into());
        }
        self.reasons = words(&self.reasons, "decision_reasons")?;
        if self.actions.len() > MOST_ACTIONS {
            return Err(Failure::Invalid { field: "decision_actions".to_owned() });
        }
        for action in &mut self.actions {
            action.what = words(&action.what, "decision_actions")?;
            action.who = words(&action.who, "decision_actions")?;
        }
        Ok(self)
    }
}

/// What is to be done: by whom and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    pub what: String,
    pub who: String,
    pub due: Day,
}

/// Why somebody did not agree; with her name where she wished so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dissent {
    pub by: Option<String>,
    pub words: String,
}

/// What is done with a meeting as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Meet {
    /// Says of oneself that one is there.
    Come,
    Leave,
    Open,
    /// With the day for what is left over.
    Close {
        next: Option<Day>,
    },
    Cancel,
}

impl Meet {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Come => "come",
            Self::Leave => "leave",
            Self::Open => "open",
            Self::Close { .. } => "close",
            Self::Cancel => "cancel",
        }
    }
}

/// What is done with one case of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Deliberate {
    Begin,
    /// Stands aside from the case.
    Recuse,
    Opinion {
        leaning: Outcome,
        reasons: String,
    },
    Propose(Proposal),
    Agree,
    /// With words where she wishes, and her name where she wishes.
    Dissent {
        words: String,
        named: bool,
    },
    /// Nothing is decided: with what is kept in mind.
    Note {
        words: String,
    },
}

impl Deliberate {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Recuse => "recuse",
            Self::Opinion { .. } => "opinion",
            Self::Propose(_) => "propose",
            // The log does not tell either who agreed.
            Self::Agree | Self::Dissent { .. } => "answer",
            Self::Note { .. } => "note",
        }
    }
}

/// The minutes of a closed meeting, as they are signed: the hash is of this, without the signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub text: MinutesText,
    /// SHA-256 of the text, hexadecimal.
    pub hash: String,
    pub signatures: Vec<Signature>,
    /// The chair and somebody else have signed.
    pub complete: bool,
    /// Whoever reads it may sign it and has not.
    pub may_sign: bool,
    /// By when they are to be signed.
    pub due: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesText {
    pub site: String,
    pub meeting: MeetingId,
    pub on: Day,
    pub at: String,
    pub place: String,
    pub chair: String,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub seats: Vec<Seat>,
    pub items: Vec<MinutesItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesItem {
    pub code: Code,
    pub reported_by: String,
    pub stage: Stage,
    pub recused: Vec<String>,
    pub proposal: Option<Proposal>,
    pub agreeing: u32,
    pub answered: u32,
    pub dissents: Vec<Dissent>,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub by: String,
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_meeting_has_an_hour_and_a_place() {
        let report = |number| ReportId(Uuid::from_u128(number));
        let convene = |at: &str, place: &str| Convene {
            id: MeetingId(Uuid::nil()),
            on: Day::default(),
            at: at.to_owned(),
            place: place.to_owned(),
            agenda: vec![report(2), report(1), report(2)],
        };
        let good = convene(" 14:30", " Salle 2 ").checked().unwrap();
        assert_eq!((good.at.as_str(), good.place.as_str()), ("14:30", "Salle 2"));
        assert_eq!(good.agenda, [report(1), report(2)]);
        for wrong in ["", "24:00", "12:60", "9:30", "12:+5", "midi"] {
            assert!(convene(wrong, "Salle 2").checked().is_err(), "{wrong}");
        }
        assert!(convene("14:30", " ").checked().is_err());
    }

    #[test]
    fn a_proposal_says_why_and_who_does_what() {
        let todo = Todo { what: "Appeler".to_owned(), who: "Claire".to_owned(), due: Day::default() };
        let proposal = |reasons: &str, actions| Proposal {
            outcome: Outcome::OrdinarySupport,
            reasons: reasons.to_owned(),
            review: None,
            actions,
        };
        assert!(proposal(" Parce que. ", vec![todo.clone()]).checked().is_ok());
        let silent = proposal(" ", Vec::new()).checked();
        assert_eq!(silent, Err(crate::procedure::Rule::ReasonsNeeded.into()));
        let nobody = Todo { who: String::new(), ..todo.clone() };
        assert!(proposal("Parce que.", vec![nobody]).checked().is_err());
        assert!(proposal("Parce que.", vec![todo; MOST_ACTIONS + 1]).checked().is_err());
    }

    #[test]
    fn what_is_sent_reads_back() {
        for act in [
            Deliberate::Begin,
            Deliberate::Dissent { words: "Non".to_owned(), named: false },
            Deliberate::Opinion { leaning: Outcome::NoConcern, reasons: "Rien".to_owned() },
        ] {
            let json = serde_json::to_string(&act).unwrap();
            assert_eq!(serde_json::from_str::<Deliberate>(&json).unwrap(), act);
        }
        assert_eq!(serde_json::to_string(&Meet::Come).unwrap(), r#"{"act":"come"}"#);
    }
}
