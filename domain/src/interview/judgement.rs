//! The structured judgement of a section: what the practitioner makes of it, in her words, and on which answers it
//! rests. Nothing is computed from it, and it is computed from nothing.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::guide::NodeKey;

/// A judgement as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub appreciation: String,
    /// What protects stands beside what concerns.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub protective: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub concerns: String,
    /// What is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unknown: String,
    /// The answers that inform it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub informed_by: BTreeSet<NodeKey>,
}

/// One of the texts of a judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    Protective,
    Concerns,
    Unknown,
    Appreciation,
}

impl Aspect {
    /// In the order they are written: the appreciation comes last.
    pub const ALL: [Self; 4] = [Self::Protective, Self::Concerns, Self::Unknown, Self::Appreciation];

    pub fn code(self) -> &'static str {
        match self {
            Self::Protective => "protective",
            Self::Concerns => "concerns",
            Self::Unknown => "unknown",
            Self::Appreciation => "appreciation",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aspect| aspect.code() == code)
    }
}

impl Judgement {
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    pub fn text(&self, aspect: Aspect) -> &str {
        match aspect {
            Aspect::Protective => &self.protective,
            Aspect::Concerns => &self.concerns,
            Aspect::Unknown => &self.unknown,
            Aspect::Appreciation => &self.appreciation,
        }
    }

    pub fn text_mut(&mut self, aspect: Aspect) -> &mut String {
        match aspect {
            Aspect::Protective => &mut self.protective,
            Aspect::Concerns => &mut self.concerns,
            Aspect::Unknown => &mut self.unknown,
            Aspect::Appreciation => &mut self.appreciation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_aspect_has_a_text_and_a_code_of_its_own() {
        let mut judgement = Judgement::default();
        assert!(judgement.is_blank());
        for aspect in Aspect::ALL {
            aspect.code().clone_into(judgement.text_mut(aspect));
            assert_eq!(Aspect::from_code(aspect.code()), Some(aspect));
        }
        for aspect in Aspect::ALL {
            assert_eq!(judgement.text(aspect), aspect.code());
        }
        assert!(!judgement.is_blank());
    }
}
