//! Links as records: what they claim, why, on which assumptions and evidence, and how each cycle rated them.

use serde::{Deserialize, Serialize};

use super::words;
use crate::guide::Text;

words!(
    /// What a link claims. The last two are of maps of actors.
    LinkKind {
        Necessary => "necessary",
        Sufficient => "sufficient",
        Contributory => "contributory",
        Inhibiting => "inhibiting",
        Feedback => "feedback",
        Informs => "informs",
        WorksWith => "works_with",
    }
);

words!(
    Strength {
        Weak => "weak",
        Moderate => "moderate",
        Strong => "strong",
    }
);

words!(
    /// What a review found of an assumption.
    Standing {
        Unreviewed => "unreviewed",
        Holds => "holds",
        Doubtful => "doubtful",
        Failed => "failed",
    }
);

words!(
    Stance {
        For => "for",
        Against => "against",
    }
);

/// A causal link, from what leads to what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub id: String,
    pub from: String,
    pub to: String,
    pub kind: LinkKind,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub rationale: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
    /// Between actors: by which means, how often, and on which basis.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub channel: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub frequency: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub basis: Text,
}

impl Link {
    pub fn new(
        id: impl Into<String>,
        from: impl Into<String>,
        to: impl Into<String>,
        kind: LinkKind,
    ) -> Self {
        Self {
            id: id.into(),
            from: from.into(),
            to: to.into(),
            kind,
            rationale: Text::default(),
            strength: None,
            assumptions: Vec::new(),
            evidence: Vec::new(),
            ratings: Vec::new(),
            channel: Text::default(),
            frequency: Text::default(),
            basis: Text::default(),
        }
    }

    /// Whether it claims that one thing brings about another, forwards.
    pub fn is_causal(&self) -> bool {
        !matches!(self.kind, LinkKind::Feedback | LinkKind::Informs | LinkKind::WorksWith)
    }
}

/// What must hold for the link to work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    pub id: String,
    pub text: Text,
    pub standing: Standing,
    /// The cycle of the last review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub id: String,
    pub stance: Stance,
    pub text: Text,
    /// Where it comes from, in words.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub source: Text,
    /// Where it can be read, such as `https://…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<u32>,
}

/// What a cycle's review thought of the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    pub cycle: u32,
    pub strength: Strength,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub reason: Text,
}
