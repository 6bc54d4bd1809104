//! Asking a colleague, or the committee, for an opinion on a case: a question, and its answer. Nobody is left alone with
//! a doubt, and nobody is told more than the question says.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Day,
    case::Code,
    failure::Failure,
    id::{AccountId, CaseId, ConsultationId, Timestamp},
    procedure::Rule,
    report::words,
};

/// Asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub id: ConsultationId,
    pub case: CaseId,
    /// `None`: the committee.
    pub of: Option<AccountId>,
    pub question: String,
}

impl Ask {
    /// Trims it; refuses a question to oneself, or one that says nothing.
    pub fn checked(mut self, by: AccountId) -> Result<Self, Failure> {
        if self.of == Some(by) {
            return Err(Rule::SecondPerson.into());
        }
        self.question = words(&self.question, "consultation")?;
        Ok(self)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub id: ConsultationId,
    pub words: String,
}

/// A question as it is read by whoever asked, and whoever was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub id: ConsultationId,
    pub case: CaseId,
    pub code: Code,
    pub by: String,
    /// The name; `None` for the committee.
    pub of: Option<String>,
    pub at: Timestamp,
    pub due: Day,
    pub question: String,
    pub answer: Option<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub by: String,
    pub at: Timestamp,
    pub words: String,
}

/// The questions asked on a case, and who can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfCase {
    /// Newest first.
    pub asked: Vec<Consultation>,
    /// Empty for whoever may not ask.
    pub colleagues: Vec<Colleague>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub account: AccountId,
    pub name: String,
}

/// How somebody stands to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    pub asked_it: bool,
    pub was_asked: bool,
    /// The committee was asked, and she sits on it.
    pub sits: bool,
    pub answered: bool,
}

/// Whether she may answer; why not otherwise.
pub fn check_answer(stands: Stands) -> Result<(), Failure> {
    match stands {
        Stands { asked_it: true, .. } => Err(Rule::SecondPerson.into()),
        Stands { was_asked: false, sits: false, .. } => Err(Failure::NotFound),
        Stands { answered: true, .. } => Err(Rule::AlreadyGiven.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_asks_herself_and_a_question_says_something() {
        let me = AccountId(Uuid::from_u128(1));
        let ask = |of, question: &str| Ask {
            id: ConsultationId(Uuid::nil()),
            case: CaseId(Uuid::nil()),
            of,
            question: question.to_owned(),
        };
        assert_eq!(ask(None, " Que faire ? ").checked(me).unwrap().question, "Que faire ?");
        assert_eq!(ask(Some(me), "Que faire ?").checked(me), Err(Rule::SecondPerson.into()));
        assert!(ask(None, " ").checked(me).is_err());
    }

    #[test]
    fn only_whoever_was_asked_answers_and_once() {
        for asked_it in [true, false] {
            for was_asked in [true, false] {
                for sits in [true, false] {
                    for answered in [true, false] {
                        let may = check_answer(Stands { asked_it, was_asked, sits, answered }).is_ok();
                        assert_eq!(may, !asked_it && (was_asked || sits) && !answered);
                    }
                }
            }
        }
    }
}
