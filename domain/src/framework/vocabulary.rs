//! What levels are called, by whom, and which IATI result type each is. The words are in `locales/*/framework.toml`.

use serde::{Deserialize, Serialize};

use super::{Framework, Kind, words};
use crate::guide::Text;

words!(
    /// A vocabulary of level names.
    Scheme {
        Spip => "spip",
        Eu => "eu",
        Un => "un",
        Usaid => "usaid",
        Giz => "giz",
        Dfid => "dfid",
    }
);

#[expect(clippy::derivable_impls, reason = "the enum is made by a macro that marks no default")]
impl Default for Scheme {
    fn default() -> Self {
        Self::Spip
    }
}

/// A level as this framework calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    pub kind: Kind,
    pub name: Text,
    /// The IATI code list `ResultType`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iati: Option<u8>,
}

impl Framework {
    /// The framework's own name of a kind of node; empty where the scheme's is used.
    pub fn own_name(&self, kind: &Kind) -> Option<&Text> {
        self.levels.iter().find(|level| level.kind == *kind).map(|level| &level.name)
    }

    /// The key of the scheme's name of a kind in `locales/*/framework.toml`. What no scheme names has the common name.
    pub fn name_key(&self, kind: &Kind) -> String {
        let scheme = match &self.scheme {
            Scheme::Other(_) => Scheme::Spip.word().to_owned(),
            known => known.word().to_owned(),
        };
        match kind {
            Kind::Final | Kind::Intermediate | Kind::Immediate | Kind::Activity => {
                format!("level_{scheme}_{}", kind.word())
            }
            other => format!("kind_{}", other.word()),
        }
    }

    /// The IATI result type: 3 impact, 2 outcome, 1 output, 9 other.
    pub fn iati_type(&self, kind: &Kind) -> u8 {
        let own = self.levels.iter().find(|level| level.kind == *kind).and_then(|level| level.iati);
        own.unwrap_or(match kind {
            Kind::Final => 3,
            Kind::Intermediate => 2,
            Kind::Immediate | Kind::Output => 1,
            _ => 9,
        })
    }
}

/// The kind that a word means, in any of the vocabularies and both languages, as imports write it.
pub fn kind_of(word: &str) -> Option<Kind> {
    let plain: String = word.trim().to_lowercase().replace(['_', '-', '\u{a0}'], " ");
    if let Some(kind) = Kind::ALL.iter().find(|kind| kind.word().replace('_', " ") == plain) {
        return Some(kind.clone());
    }
    let singular = plain.strip_suffix('s').unwrap_or(&plain);
    Some(match singular {
        "final"
        | "impact"
        | "goal"
        | "overall objective"
        | "objectif final"
        | "objectif global"
        | "finalité"
        | "development objective"
        | "objectif de développement" => Kind::Final,
        "intermediate"
        | "outcome"
        | "purpose"
        | "specific objective"
        | "objectif intermédiaire"
        | "effet"
        | "objectif spécifique"
        | "intermediate result"
        | "intermediary outcome" => Kind::Intermediate,
        "immediate" | "objectif immédiat" => Kind::Immediate,
        "output" | "produit" | "extrant" | "result" | "résultat" => Kind::Output,
        "activity" | "activitie" | "activité" | "action" => Kind::Activity,
        "resource" | "input" | "ressource" | "moyen" | "intrant" => Kind::Resource,
        "assumption" | "hypothèse" => Kind::Assumption,
        "risk" | "risque" => Kind::Risk,
        "actor" | "acteur" => Kind::Actor,
        "indicator" | "indicateur" => Kind::Indicator,
        _ => return None,
    })
}
