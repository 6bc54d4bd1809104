//! The way of a report: written by one person, approved by another, received and decided by the committee, answered.

use serde::{Deserialize, Serialize};

use super::{Outcome, Rule, deliberation::Verdict};
use crate::id::AccountId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for a second person's approval. Nobody else reads it yet.
    Submitted,
    /// Back with its author, with a remark.
    Returned,
    /// Given up by its author before it went anywhere.
    Withdrawn,
    /// With its recipients.
    Approved,
    /// The committee has confirmed that it has it.
    Received,
    /// The committee has asked its author for more, by a day.
    InformationAwaited,
    Decided,
    /// The author has the decision and its reasons.
    Answered,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Submitted,
        Self::Returned,
        Self::Withdrawn,
        Self::Approved,
        Self::Received,
        Self::InformationAwaited,
        Self::Decided,
        Self::Answered,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
            Self::Approved => "approved",
            Self::Received => "received",
            Self::InformationAwaited => "information_awaited",
            Self::Decided => "decided",
            Self::Answered => "answered",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether another report on the same person has to wait for this one.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Answered)
    }

    /// Whether it has left the hands of its author and approver.
    pub fn is_sent(self) -> bool {
        !matches!(self, Self::Submitted | Self::Returned | Self::Withdrawn)
    }
}

/// What can be done with a report. A decision is the committee's: only a deliberation makes a [`Verdict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Back to the author, with a remark.
    Return,
    /// Again to approval, after a return.
    Resubmit,
    Withdraw,
    /// Sends it to its recipients.
    Approve,
    /// The committee confirms that it has it.
    Receive,
    Decide(Verdict),
    /// The author gives what the committee asked for.
    Complete,
    /// The committee tells the author what was decided, and why.
    Answer,
    /// Something in it was wrong: every recipient is told.
    Rectify,
}

/// Who stands how to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    pub author: AccountId,
    pub approver: Option<AccountId>,
}

/// The state after a step, whoever takes it; `None` where it cannot be taken.
fn after(state: State, step: Step) -> Option<State> {
    match (state, step) {
        (State::Submitted, Step::Return) => Some(State::Returned),
        (State::Returned, Step::Resubmit) => Some(State::Submitted),
        (State::Submitted | State::Returned, Step::Withdraw) => Some(State::Withdrawn),
        (State::Submitted, Step::Approve) => Some(State::Approved),
        (State::Approved, Step::Receive) => Some(State::Received),
        (State::Received, Step::Decide(verdict)) => Some(match verdict.outcome() {
            Outcome::MoreInformation => State::InformationAwaited,
            _ => State::Decided,
        }),
        (State::InformationAwaited, Step::Complete) => Some(State::Received),
        (State::Decided, Step::Answer) => Some(State::Answered),
        (state, Step::Rectify) if state.is_sent() => Some(state),
        _ => None,
    }
}

/// Takes a step. What leaves the service is never approved, received or answered by the one who wrote it.
pub fn step(state: State, step: Step, parties: Parties, actor: AccountId) -> Result<State, Rule> {
    let next = after(state, step).ok_or(Rule::WrongStep)?;
    let is_author = actor == parties.author;
    match step {
        Step::Return | Step::Approve | Step::Receive | Step::Answer if is_author => Err(Rule::SecondPerson),
        Step::Resubmit | Step::Withdraw | Step::Complete | Step::Rectify if !is_author => {
            Err(Rule::AuthorOnly)
        }
        _ => Ok(next),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;

    fn steps() -> Vec<Step> {
        let mut steps = vec![
            Step::Return,
            Step::Resubmit,
            Step::Withdraw,
            Step::Approve,
            Step::Receive,
            Step::Complete,
            Step::Answer,
            Step::Rectify,
        ];
        steps.extend(Outcome::ALL.map(|outcome| Step::Decide(Verdict::of_test(outcome))));
        steps
    }

    #[test]
    fn codes_are_wire_names_and_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.code()));
        }
    }

    /// Every way through the machine by any of three people: what is sent was approved by somebody else, what is
    /// decided was decided by a committee, what is answered was answered by somebody else.
    #[test]
    fn no_report_goes_its_way_by_one_person_alone() {
        let people = [1, 2, 3].map(|number| AccountId(Uuid::from_u128(number)));
        let author = people[0];
        let parties = Parties { author, approver: None };
        let mut reached = BTreeSet::from([(State::Submitted, BTreeSet::from([author]))]);
        let mut waiting: Vec<_> = reached.iter().cloned().collect();
        let mut refused = 0;
        while let Some((state, hands)) = waiting.pop() {
            for one in steps() {
                for actor in people {
                    let Ok(next) = step(state, one, parties, actor) else {
                        refused += 1;
                        continue;
                    };
                    let mut hands = hands.clone();
                    hands.insert(actor);
                    if next.is_sent() {
                        assert!(hands.len() >= 2, "{state:?} {one:?}");
                    }
                    if reached.insert((next, hands.clone())) {
                        waiting.push((next, hands));
                    }
                }
            }
        }
        let states: BTreeSet<State> = reached.iter().map(|(state, _)| *state).collect();
        assert_eq!(states.len(), State::ALL.len(), "every state can be reached");
        assert!(refused > 500);
    }

    #[test]
    fn only_the_steps_written_here_are_possible() {
        use State::{
            Answered, Approved, Decided, InformationAwaited, Received, Returned, Submitted, Withdrawn,
        };
        let allowed: [(State, usize); 8] = [
            (Submitted, 3),
            (Returned, 2),
            (Withdrawn, 0),
            // Rectifying, and one more.
            (Approved, 2),
            (Received, 1 + Outcome::ALL.len()),
            (InformationAwaited, 2),
            (Decided, 2),
            (Answered, 1),
        ];
        for (state, expected) in allowed {
            let possible = steps().into_iter().filter(|step| after(state, *step).is_some()).count();
            assert_eq!(possible, expected, "{state:?}");
        }
        let parties = Parties { author: AccountId(Uuid::from_u128(1)), approver: None };
        let other = AccountId(Uuid::from_u128(2));
        assert_eq!(step(Submitted, Step::Approve, parties, parties.author), Err(Rule::SecondPerson));
        assert_eq!(step(Returned, Step::Resubmit, parties, other), Err(Rule::AuthorOnly));
        assert_eq!(step(Answered, Step::Approve, parties, other), Err(Rule::WrongStep));
        let more = Step::Decide(Verdict::of_test(Outcome::MoreInformation));
        assert_eq!(step(Received, more, parties, other), Ok(InformationAwaited));
    }
}
