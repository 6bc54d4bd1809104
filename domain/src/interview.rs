//! The answers of an interview: on every question an answer or the reason there is none, a note, who says it and from
//! where. Nothing here sums or ranks.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    case::{Code, InterviewSummary},
    guide::{NodeKey, Value},
    id::{CaseId, DocumentId, GuideId, Timestamp},
};

pub mod history;
pub mod judgement;
pub mod moving;
pub mod notice;
pub mod reading;

use judgement::Judgement;
use notice::Notice;

/// Why a question has no answer, when somebody said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NonAnswer {
    /// The person refused to answer.
    Refused,
    /// The person does not know.
    DoesNotKnow,
    /// The practitioner chose not to ask.
    NotAsked,
    /// To come back to later: counts as unanswered.
    Later,
}

impl NonAnswer {
    pub const ALL: [Self; 4] = [Self::Refused, Self::DoesNotKnow, Self::NotAsked, Self::Later];

    pub fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::DoesNotKnow => "does_not_know",
            Self::NotAsked => "not_asked",
            Self::Later => "later",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Who says it. French terms: fait constaté, propos de la personne, appréciation professionnelle, propos rapporté.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    Fact,
    Words,
    Appreciation,
    Hearsay,
}

impl Provenance {
    pub const ALL: [Self; 4] = [Self::Fact, Self::Words, Self::Appreciation, Self::Hearsay];

    pub fn code(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Words => "words",
            Self::Appreciation => "appreciation",
            Self::Hearsay => "hearsay",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provenance| provenance.code() == code)
    }
}

/// Everything recorded about one question of one interview.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    #[serde(default, skip_serializing_if = "Value::is_empty")]
    pub value: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_answer: Option<NonAnswer>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Where it comes from: the person, a document, a colleague.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl Entry {
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// True when nobody needs to come back to it: there is a value, or a reason for none other than "later".
    pub fn is_settled(&self) -> bool {
        match self.non_answer {
            Some(reason) => reason != NonAnswer::Later,
            None => !self.value.is_empty(),
        }
    }
}

/// The whole content of an interview as plain data, whatever stores it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    pub entries: BTreeMap<NodeKey, Entry>,
    /// For each repeat (its key, without instance), its instances in order.
    pub repeats: BTreeMap<NodeKey, Vec<String>>,
    /// By section. Like all that follows, absent where there is nothing, so that what was signed before reads the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub judgements: BTreeMap<NodeKey, Judgement>,
    /// What the person was told, in the order it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Notes that stand under no question yet, by their names, in the order they were begun.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub loose_notes: BTreeMap<String, String>,
    /// Of answers to what is no longer asked: how it was asked and answered, in words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub no_longer_asked: BTreeMap<NodeKey, Asked>,
    /// Questions somebody wants to find again. They are no content.
    #[serde(skip)]
    pub pins: BTreeSet<NodeKey>,
    /// The version of the guide that the document follows, where it says so.
    #[serde(skip)]
    pub guide: Option<GuideId>,
}

/// A question and its answer in the words of the time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub question: String,
    pub answer: String,
}

/// Registers an interview that a device has started, perhaps while it was offline. The device makes the id, so that
/// sending the same request twice is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartInterview {
    pub id: DocumentId,
    pub case: CaseId,
    pub guide: GuideId,
    pub started_at: Timestamp,
}

/// Asks for an interview to be signed as it stands on the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInterview {
    pub id: DocumentId,
    /// The yrs state vector of the device's document, encoded (v1) and in base64. The server refuses to sign when it
    /// lacks something that the device has shown.
    pub state_vector: String,
}

/// An interview set out to be read, with whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterviewReading {
    pub summary: InterviewSummary,
    pub case_code: Code,
    pub sections: Vec<reading::Section>,
    /// An older server has none.
    #[serde(default)]
    pub aside: reading::Aside,
}
