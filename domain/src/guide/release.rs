//! The life of a version of a guide: written as a draft, read by somebody else in review, published for good, retired.

use serde::{Deserialize, Serialize};

use super::{Text, draft::Found};
use crate::{
    failure::Failure,
    id::{AccountId, DocumentId, GuideId, Timestamp},
    problem::Problem,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Draft,
    /// Submitted; nobody writes in it until it is published or returned.
    InReview,
    Published,
    /// New interviews no longer start on it.
    Retired,
}

impl Stage {
    pub const ALL: [Self; 4] = [Self::Draft, Self::InReview, Self::Published, Self::Retired];

    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Published => "published",
            Self::Retired => "retired",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Submit,
    /// Back to its authors.
    Return,
    Publish,
    Retire,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Submit, Self::Return, Self::Publish, Self::Retire];
}

/// The stage after a step; `None` where the step cannot be taken.
pub fn after(stage: Stage, step: Step) -> Option<Stage> {
    match (stage, step) {
        (Stage::Draft, Step::Submit) => Some(Stage::InReview),
        (Stage::InReview, Step::Return) => Some(Stage::Draft),
        (Stage::InReview, Step::Publish) => Some(Stage::Published),
        (Stage::Published, Step::Retire) => Some(Stage::Retired),
        _ => None,
    }
}

/// Takes a step. A version is never published by the one who submitted it.
pub fn step(
    stage: Stage,
    step: Step,
    submitted_by: Option<AccountId>,
    actor: AccountId,
) -> Result<Stage, Failure> {
    let next = after(stage, step).ok_or(Failure::WrongStage)?;
    if step == Step::Publish && submitted_by == Some(actor) {
        return Err(Failure::SecondPersonNeeded);
    }
    Ok(next)
}

/// The refusal to publish, with every reason; nothing when there is none.
pub fn refusal(obstacles: Vec<Found>) -> Result<(), Failure> {
    if obstacles.is_empty() {
        return Ok(());
    }
    let named = |found: Found| -> Problem {
        let mut problem = found.problem;
        problem.place.column = Some(format!("{} {}", found.node, found.part));
        problem
    };
    Err(Failure::NotReady { problems: obstacles.into_iter().map(named).collect() })
}

/// Starts a draft, blank or from a guide. The device makes the id, so that sending it twice is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartDraft {
    pub id: DocumentId,
    pub title: String,
    /// The guide whose next version it is to be.
    pub from: Option<GuideId>,
    pub started_at: Timestamp,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSummary {
    pub id: DocumentId,
    /// As it was when it was last submitted or started; what is written since is in the document alone.
    pub title: Text,
    pub stage: Stage,
    pub replaces: Option<GuideId>,
    pub started_at: Timestamp,
    pub started_by: String,
    pub changed_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    pub submitted_by: Option<AccountId>,
    pub submitted_by_name: Option<String>,
    /// Why it was last returned.
    pub remark: String,
    /// The guide it became.
    pub published: Option<GuideId>,
}

/// A published guide among the versions before and after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub id: GuideId,
    pub title: Text,
    pub version: String,
    pub hash: String,
    pub stage: Stage,
    pub published_at: Timestamp,
    /// Empty for the operator of the server.
    pub published_by: String,
    pub replaces: Option<GuideId>,
    pub retired_at: Option<Timestamp>,
    pub questions: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_table_of_steps_is_the_one_written_here() {
        use Stage::{Draft, InReview, Published, Retired};
        let expected = [
            (Draft, [Some(InReview), None, None, None]),
            (InReview, [None, Some(Draft), Some(Published), None]),
            (Published, [None, None, None, Some(Retired)]),
            (Retired, [None, None, None, None]),
        ];
        for (stage, next) in expected {
            assert_eq!(Step::ALL.map(|step| after(stage, step)), next, "{stage:?}");
            assert_eq!(Stage::from_code(stage.code()), Some(stage));
        }
    }

    #[test]
    fn nobody_publishes_alone() {
        let [anna, ben] = [1, 2].map(|number| AccountId(Uuid::from_u128(number)));
        let publish = |actor| step(Stage::InReview, Step::Publish, Some(anna), actor);
        assert_eq!(publish(anna), Err(Failure::SecondPersonNeeded));
        assert_eq!(publish(ben), Ok(Stage::Published));
        assert_eq!(step(Stage::Draft, Step::Publish, None, ben), Err(Failure::WrongStage));
        assert_eq!(step(Stage::InReview, Step::Return, Some(anna), anna), Ok(Stage::Draft));
    }
}
