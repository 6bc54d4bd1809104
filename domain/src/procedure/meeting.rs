//! A meeting of the committee: called with an agenda, opened by its chair, closed when every case is decided or noted.

use serde::{Deserialize, Serialize};

use super::{Protocol, Rule, deliberation};
use crate::{calendar::Day, id::AccountId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Convened,
    Open,
    Closed,
    Cancelled,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Convened, Self::Open, Self::Closed, Self::Cancelled];

    pub fn code(self) -> &'static str {
        match self {
            Self::Convened => "convened",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What somebody is on the committee. It sits by functions, not by ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Direction (DFSPIP, DPIP).
    Direction,
    /// Practitioners (CPIP).
    Probation,
    Psychology,
    SocialWork,
    /// Binôme de soutien.
    SupportPair,
    /// Anybody from another service.
    Partner,
}

impl Function {
    pub const ALL: [Self; 6] = [
        Self::Direction,
        Self::Probation,
        Self::Psychology,
        Self::SocialWork,
        Self::SupportPair,
        Self::Partner,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Direction => "direction",
            Self::Probation => "probation",
            Self::Psychology => "psychology",
            Self::SocialWork => "social_work",
            Self::SupportPair => "support_pair",
            Self::Partner => "partner",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.code() == code)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Open,
    Close,
    Cancel,
}

fn after(state: State, step: Step) -> Option<State> {
    match (state, step) {
        (State::Convened, Step::Open) => Some(State::Open),
        (State::Open, Step::Close) => Some(State::Closed),
        (State::Convened, Step::Cancel) => Some(State::Cancelled),
        _ => None,
    }
}

/// Takes a step that is its chair's alone. The chair decides nothing by it.
pub fn step(state: State, step: Step, chair: AccountId, actor: AccountId) -> Result<State, Rule> {
    let next = after(state, step).ok_or(Rule::WrongStep)?;
    if actor == chair { Ok(next) } else { Err(Rule::ChairOnly) }
}

/// Closing needs every case decided or noted, and where something is left, a day for it soon enough. Without anything
/// left there is no other meeting.
pub fn close(
    protocol: &Protocol,
    stages: &[deliberation::Stage],
    held: Day,
    next: Option<Day>,
) -> Result<Option<Day>, Rule> {
    use deliberation::Stage;
    if stages.iter().any(|stage| !matches!(stage, Stage::Decided | Stage::Noted)) {
        return Err(Rule::ItemsOpen);
    }
    if !stages.contains(&Stage::Noted) {
        return Ok(None);
    }
    match next {
        None => Err(Rule::RescheduleNeeded),
        Some(day) if day < held => Err(Rule::DayPast),
        Some(day) if day > protocol.after(held, protocol.rehold_days) => Err(Rule::RescheduleTooFar),
        Some(day) => Ok(Some(day)),
    }
}

/// Minutes are final once the chair and somebody else who was there have signed the same text.
pub fn signed(chair: AccountId, signers: &[AccountId]) -> bool {
    signers.contains(&chair) && signers.iter().any(|signer| *signer != chair)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use deliberation::Stage;

    #[test]
    fn codes_are_wire_names_and_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.code()));
        }
        for function in Function::ALL {
            assert_eq!(Function::from_code(function.code()), Some(function));
            assert_eq!(serde_json::to_string(&function).unwrap(), format!("\"{}\"", function.code()));
        }
    }

    #[test]
    fn only_the_chair_opens_and_closes_and_only_in_order() {
        let [chair, other] = [1, 2].map(|number| AccountId(Uuid::from_u128(number)));
        for state in State::ALL {
            for one in [Step::Open, Step::Close, Step::Cancel] {
                let expected = match (state, one) {
                    (State::Convened, Step::Open) => Ok(State::Open),
                    (State::Convened, Step::Cancel) => Ok(State::Cancelled),
                    (State::Open, Step::Close) => Ok(State::Closed),
                    _ => Err(Rule::WrongStep),
                };
                assert_eq!(step(state, one, chair, chair), expected);
                assert_eq!(step(state, one, chair, other), expected.and(Err(Rule::ChairOnly)));
            }
        }
    }

    #[test]
    fn what_is_left_is_taken_up_within_ten_working_days() {
        let protocol = Protocol::default();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let held = day("2026-12-18");
        let check = |stages: &[Stage], next: Option<&str>, expected: Result<Option<&str>, Rule>| {
            let actual = close(&protocol, stages, held, next.map(day));
            assert_eq!(actual, expected.map(|next| next.map(day)), "{stages:?} {next:?}");
        };
        check(&[Stage::Decided], Some("2027-01-01"), Ok(None));
        check(&[Stage::Decided, Stage::Discussion], None, Err(Rule::ItemsOpen));
        check(&[Stage::Decided, Stage::Noted], None, Err(Rule::RescheduleNeeded));
        // Christmas and New Year's Day are not counted.
        check(&[Stage::Noted], Some("2027-01-05"), Ok(Some("2027-01-05")));
        check(&[Stage::Noted], Some("2027-01-06"), Err(Rule::RescheduleTooFar));
        check(&[Stage::Noted], Some("2026-12-17"), Err(Rule::DayPast));
    }

    #[test]
    fn nobody_signs_minutes_alone() {
        let [chair, other] = [1, 2].map(|number| AccountId(Uuid::from_u128(number)));
        assert!(!signed(chair, &[]));
        assert!(!signed(chair, &[chair, chair]));
        assert!(!signed(chair, &[other]));
        assert!(signed(chair, &[other, chair]));
    }
}
