//! The review of an interview: open, submitted to a second reader, returned with a reason or countersigned, signed. No
//! step that takes two people can be taken by one.

use serde::{Deserialize, Serialize};

use crate::{
    case::Code,
    failure::Failure,
    guide::Text,
    id::{AccountId, CaseId, DocumentId, Timestamp},
};

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 4_000;

/// Where a review stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Being written; never submitted, taken back, or returned.
    #[default]
    Open,
    /// With its second reader.
    Submitted { by: AccountId, reader: AccountId },
    /// Read and found right as it was, `content_hash` saying what that is.
    Countersigned { by: AccountId, reader: AccountId, content_hash: String },
    /// Never changed again.
    Signed,
}

/// Something done in a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Submit { reader: AccountId },
    Withdraw,
    Return,
    Countersign { content_hash: String },
    Sign { content_hash: String },
}

impl Act {
    /// The name in the database and on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Submit { .. } => "submitted",
            Self::Withdraw => "withdrawn",
            Self::Return => "returned",
            Self::Countersign { .. } => "countersigned",
            Self::Sign { .. } => "signed",
        }
    }
}

impl Stage {
    /// The stage after `act` of `actor`; why it cannot be otherwise.
    pub fn after(&self, act: &Act, actor: AccountId) -> Result<Self, Failure> {
        match (self, act) {
            (Self::Open, Act::Submit { reader }) if *reader != actor => {
                Ok(Self::Submitted { by: actor, reader: *reader })
            }
            (Self::Open, Act::Submit { .. }) => Err(invalid("review_alone")),
            (Self::Submitted { by, .. } | Self::Countersigned { by, .. }, Act::Withdraw) => {
                only(*by, actor).map(|()| Self::Open)
            }
            (Self::Submitted { reader, .. } | Self::Countersigned { reader, .. }, Act::Return) => {
                only(*reader, actor).map(|()| Self::Open)
            }
            (Self::Submitted { by, reader }, Act::Countersign { content_hash }) => {
                only(*reader, actor).map(|()| Self::Countersigned {
                    by: *by,
                    reader: *reader,
                    content_hash: content_hash.clone(),
                })
            }
            (Self::Open, Act::Sign { .. }) => Ok(Self::Signed),
            (Self::Countersigned { reader, .. }, Act::Sign { .. }) if *reader == actor => {
                Err(invalid("review_alone"))
            }
            (Self::Countersigned { content_hash: read, .. }, Act::Sign { content_hash }) => {
                if read == content_hash { Ok(Self::Signed) } else { Err(invalid("review_changed")) }
            }
            (Self::Signed, _) => Err(Failure::Frozen),
            _ => Err(invalid("review_stage")),
        }
    }

    /// True while nobody should be writing in it.
    pub fn is_in_review(&self) -> bool {
        matches!(self, Self::Submitted { .. } | Self::Countersigned { .. })
    }

    /// True when it waits for this person to read it.
    pub fn waits_for(&self, account: AccountId) -> bool {
        matches!(self, Self::Submitted { reader, .. } if *reader == account)
    }
}

fn only(allowed: AccountId, actor: AccountId) -> Result<(), Failure> {
    if allowed == actor { Ok(()) } else { Err(Failure::Forbidden) }
}

fn invalid(field: &str) -> Failure {
    Failure::Invalid { field: field.to_owned() }
}

/// A reason says something, and not without end.
pub fn reason(typed: &str) -> Result<String, Failure> {
    let reason = typed.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(invalid("review_reason"));
    }
    Ok(reason.to_owned())
}

/// A step as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// `submitted`, `withdrawn`, `returned`, `countersigned`.
    pub act: String,
    pub by: String,
    pub at: Timestamp,
    /// The second reader's name, of a submission.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reader: String,
    /// Why it was returned.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A review as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub document: Option<DocumentId>,
    #[serde(flatten)]
    pub stage: Stage,
    /// Oldest first.
    pub steps: Vec<Step>,
    /// Who could read it, other than the person who asks: those who are named on the case.
    pub readers: Vec<Reader>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub id: AccountId,
    pub name: String,
}

/// An interview that waits for somebody to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToRead {
    pub document: DocumentId,
    pub case: CaseId,
    pub case_code: Code,
    pub guide_title: Text,
    pub submitted_by: String,
    pub submitted_at: Timestamp,
}

/// Submits the interview as it stands on the device; see [`crate::interview::SignInterview`] for the state vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    pub id: DocumentId,
    pub reader: AccountId,
    pub state_vector: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendBack {
    pub id: DocumentId,
    pub reason: String,
}

/// Countersigns the interview as it stands on the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersign {
    pub id: DocumentId,
    pub state_vector: String,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const PEOPLE: [u128; 3] = [1, 2, 3];

    fn person(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn hash(text: &str) -> String {
        text.to_owned()
    }

    fn acts() -> Vec<Act> {
        let mut acts: Vec<Act> = PEOPLE.map(|number| Act::Submit { reader: person(number) }).into();
        acts.extend([Act::Withdraw, Act::Return]);
        for content in ["x", "y"] {
            acts.push(Act::Countersign { content_hash: hash(content) });
            acts.push(Act::Sign { content_hash: hash(content) });
        }
        acts
    }

    /// Every sequence of up to five acts of three people: nobody countersigns what she submitted or signs what she
    /// countersigned, what was countersigned is what is signed, and what is signed stays so.
    #[test]
    fn no_one_person_can_do_both() {
        let mut reached = vec![(Stage::Open, None::<AccountId>)];
        let (mut tried, mut signed) = (0_u32, 0_u32);
        for _ in 0..5 {
            let mut next = Vec::new();
            for (stage, _) in &reached {
                for number in PEOPLE {
                    for act in acts() {
                        tried += 1;
                        let actor = person(number);
                        let Ok(after) = stage.after(&act, actor) else { continue };
                        match (&after, stage) {
                            (Stage::Submitted { by, reader }, _) => assert_ne!(by, reader),
                            (Stage::Countersigned { by, reader, .. }, _) => {
                                assert!(by != reader && *reader == actor);
                            }
                            (Stage::Signed, Stage::Countersigned { reader, content_hash, .. }) => {
                                assert_ne!(*reader, actor);
                                assert_eq!(act, Act::Sign { content_hash: content_hash.clone() });
                                signed += 1;
                            }
                            (Stage::Signed, stage) => assert_eq!(*stage, Stage::Open),
                            (Stage::Open, stage) => assert!(stage.is_in_review()),
                        }
                        if !next.iter().any(|(known, _)| *known == after) {
                            next.push((after, Some(actor)));
                        }
                    }
                }
            }
            reached = next;
        }
        assert!(tried > 1_000 && signed > 0);
        for act in acts() {
            assert_eq!(Stage::Signed.after(&act, person(1)), Err(Failure::Frozen));
        }
    }

    #[test]
    fn each_refusal_says_why() {
        let (claire, julien) = (person(1), person(2));
        let submitted = Stage::Submitted { by: claire, reader: julien };
        let read = Stage::Countersigned { by: claire, reader: julien, content_hash: hash("x") };
        let sign = |content: &str| Act::Sign { content_hash: hash(content) };
        let check = |stage: &Stage, act: Act, actor, expected: Failure| {
            assert_eq!(stage.after(&act, actor), Err(expected), "{stage:?} {act:?}");
        };
        check(&Stage::Open, Act::Submit { reader: claire }, claire, invalid("review_alone"));
        check(&Stage::Open, Act::Return, julien, invalid("review_stage"));
        check(&submitted, sign("x"), claire, invalid("review_stage"));
        check(&submitted, Act::Submit { reader: julien }, claire, invalid("review_stage"));
        check(&submitted, Act::Return, claire, Failure::Forbidden);
        check(&submitted, Act::Withdraw, julien, Failure::Forbidden);
        check(&submitted, Act::Countersign { content_hash: hash("x") }, claire, Failure::Forbidden);
        check(&read, sign("y"), claire, invalid("review_changed"));
        check(&read, sign("x"), julien, invalid("review_alone"));
        assert_eq!(read.after(&sign("x"), claire), Ok(Stage::Signed));
        assert!(submitted.waits_for(julien) && !submitted.waits_for(claire) && !read.waits_for(julien));
    }

    #[test]
    fn a_review_is_one_flat_object() {
        let review =
            Review { stage: Stage::Submitted { by: person(1), reader: person(2) }, ..Review::default() };
        let json = serde_json::to_value(&review).unwrap();
        assert_eq!(json["stage"], "submitted");
        assert_eq!(serde_json::from_value::<Review>(json).unwrap(), review);
    }

    #[test]
    fn a_reason_says_something() {
        assert_eq!(reason(" Revoir la section 2. "), Ok("Revoir la section 2.".to_owned()));
        assert!(reason(" \n").is_err() && reason(&"é".repeat(LONGEST_REASON + 1)).is_err());
    }
}
