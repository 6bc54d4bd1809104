//! Graphs of how change comes about: objectives, what leads to them, and links that say why. Logical frameworks and
//! theories of change are such graphs, and so are maps of who informs whom.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::guide::Text;

pub mod canvas;
pub mod check;
pub mod difference;
pub mod edit;
pub mod export;
pub mod finding;
pub mod import;
pub mod indicator;
pub mod layout;
pub mod link;
pub mod outline;
pub mod records;
pub mod version;
pub mod vocabulary;

pub use indicator::Indicator;
pub use link::Link;
pub use vocabulary::{Level, Scheme};

/// What the `format` of a framework's JSON says.
pub const FORMAT: &str = "jalon-framework";

/// An enum of the wire: known words, and any other kept as it came.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident => $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($variant,)+
            /// A word of a later version or of the author's own.
            Other(String),
        }

        impl $name {
            /// Every known one.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            pub fn word(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)+
                    _ => Self::Other(word),
                }
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.word().to_owned()
            }
        }
    };
}
pub(crate) use words;

words!(
    /// What a node is. Objectives, outputs, activities and resources lie on levels; the rest lies beside them.
    Kind {
        Final => "final_objective",
        Intermediate => "intermediate_objective",
        Immediate => "immediate_objective",
        Output => "output",
        Activity => "activity",
        Resource => "resource",
        Indicator => "indicator",
        Assumption => "assumption",
        Risk => "risk",
        Actor => "actor",
    }
);

impl Kind {
    /// The level, from 0 at the top; `None` for what lies beside the levels.
    pub fn level(&self) -> Option<i64> {
        match self {
            Self::Final => Some(0),
            Self::Intermediate => Some(1),
            Self::Immediate => Some(2),
            Self::Output => Some(3),
            Self::Activity => Some(4),
            Self::Resource => Some(5),
            _ => None,
        }
    }

    pub fn is_objective(&self) -> bool {
        matches!(self, Self::Final | Self::Intermediate | Self::Immediate)
    }
}

/// A framework, one version of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Framework {
    /// Always [`FORMAT`].
    pub format: String,
    #[serde(default)]
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// What the levels are called.
    #[serde(default)]
    pub scheme: Scheme,
    /// Names and IATI types of this framework's own, in place of the scheme's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycles: Vec<Cycle>,
    /// Names of the disaggregations that every indicator with figures must have, such as `sex`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_dimensions: Vec<String>,
    #[serde(default)]
    pub nodes: Vec<Node>,
    #[serde(default)]
    pub links: Vec<Link>,
    /// Findings that somebody decided to live with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAside>,
}

impl Default for Framework {
    fn default() -> Self {
        Self {
            format: FORMAT.to_owned(),
            title: Text::default(),
            description: Text::default(),
            version: String::new(),
            scheme: Scheme::default(),
            levels: Vec::new(),
            cycles: Vec::new(),
            required_dimensions: Vec::new(),
            nodes: Vec::new(),
            links: Vec::new(),
            set_aside: Vec::new(),
        }
    }
}

/// A turn of the action research. Dates are `YYYY-MM-DD`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// From 1 on.
    pub number: u32,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The author's or ours; alone in its framework.
    pub id: String,
    pub kind: Kind,
    #[serde(default)]
    pub text: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// Who sees to it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub responsible: Text,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Indicator>,
    /// Where a hand put it: the centre, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<[f64; 2]>,
}

impl Node {
    pub fn new(id: impl Into<String>, kind: Kind, text: Text) -> Self {
        Self {
            id: id.into(),
            kind,
            text,
            note: Text::default(),
            responsible: Text::default(),
            indicators: Vec::new(),
            place: None,
        }
    }
}

/// A finding that was set aside, with the reason. `place` is the id of the node or link; empty: the whole framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    pub code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    pub reason: String,
}

impl Framework {
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The index of each node by its id; of nodes with the same id, the first.
    pub fn index(&self) -> BTreeMap<&str, usize> {
        let mut index = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            index.entry(node.id.as_str()).or_insert(at);
        }
        index
    }

    /// The current cycle: the one with the highest number; 1 when none is given.
    pub fn cycle(&self) -> u32 {
        self.cycles.iter().map(|cycle| cycle.number).max().unwrap_or(1)
    }

    /// What is to be drawn, with boxes of a size, and the index of the link that each drawn link is. Links to nodes
    /// that are not there are not drawn.
    pub fn graph(&self, width: f64, height: f64) -> (layout::Graph, Vec<usize>) {
        let index = self.index();
        let nodes = self
            .nodes
            .iter()
            .map(|node| layout::Node {
                width,
                height,
                level: node.kind.level(),
                at: node.place.map_or(layout::At::Free, |[x, y]| layout::At::Placed(layout::Point { x, y })),
            })
            .collect();
        let drawn: Vec<(usize, (usize, usize))> = self
            .links
            .iter()
            .enumerate()
            .filter_map(|(at, link)| {
                Some((at, (*index.get(link.from.as_str())?, *index.get(link.to.as_str())?)))
            })
            .collect();
        let graph = layout::Graph { nodes, links: drawn.iter().map(|(_, ends)| *ends).collect() };
        (graph, drawn.into_iter().map(|(at, _)| at).collect())
    }
}

#[cfg(test)]
mod tests;
