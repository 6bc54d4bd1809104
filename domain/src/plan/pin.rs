//! Goals hang on an immediate objective of one version of a framework, and keep how it read then. When the framework
//! moves on, a list says of each goal what became of its objective.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Reading;
use crate::{
    framework::{Framework, Kind},
    guide::Text,
    id::DocumentId,
};

/// The objective that a goal serves. One value, so that two people who choose at once leave one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    pub framework: DocumentId,
    pub version: u32,
    /// The title of the framework then.
    pub title: Text,
    pub node: String,
    /// How the objective read then.
    pub label: Text,
    /// Ids of the objectives above, the nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<String>,
}

/// A published version of a framework.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    pub id: DocumentId,
    pub version: u32,
    pub framework: Framework,
}

/// An immediate objective that goals can hang on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    pub pin: Pin,
    /// How the objective right above reads.
    pub serves: Text,
}

/// What became of an objective in a later version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It reads as it did.
    Same,
    Reworded {
        now: Text,
    },
    /// It leads to other objectives than before.
    Reconnected,
    /// It is there, and no immediate objective any more.
    Changed,
    Gone,
}

/// A goal whose framework has moved on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repin {
    pub goal: String,
    pub was: Pin,
    pub standing: Standing,
    /// The version of now.
    pub newest: u32,
    /// The same objective in the version of now; `None` where another is to be chosen.
    pub now: Option<Pin>,
}

impl Published {
    pub fn objectives(&self) -> Vec<Objective> {
        let nodes = self.framework.nodes.iter().filter(|node| node.kind == Kind::Immediate);
        nodes
            .map(|node| {
                let pin = self.pin(&node.id, &node.text);
                let nearest = pin.above.first().and_then(|id| self.framework.node(id));
                let serves = nearest.map(|node| node.text.clone()).unwrap_or_default();
                Objective { pin, serves }
            })
            .collect()
    }

    fn pin(&self, node: &str, label: &Text) -> Pin {
        Pin {
            framework: self.id,
            version: self.version,
            title: self.framework.title.clone(),
            node: node.to_owned(),
            label: label.clone(),
            above: self.above(node),
        }
    }

    /// The objectives that a node leads to, the nearest first. Circles are walked once.
    fn above(&self, node: &str) -> Vec<String> {
        let mut seen = BTreeSet::from([node]);
        let mut found = Vec::new();
        let mut row = vec![node];
        while !row.is_empty() {
            let mut next = Vec::new();
            for link in self.framework.links.iter().filter(|link| row.contains(&link.from.as_str())) {
                let leads_up = self.framework.node(&link.to).is_some_and(|node| node.kind.is_objective());
                if link.is_causal() && leads_up && seen.insert(&link.to) {
                    next.push(link.to.as_str());
                    found.push(link.to.clone());
                }
            }
            row = next;
        }
        found
    }

    fn standing(&self, was: &Pin) -> (Standing, Option<Pin>) {
        let Some(node) = self.framework.node(&was.node) else { return (Standing::Gone, None) };
        if node.kind != Kind::Immediate {
            return (Standing::Changed, None);
        }
        let now = self.pin(&node.id, &node.text);
        let ids = |pin: &Pin| pin.above.iter().cloned().collect::<BTreeSet<String>>();
        let standing = if now.label != was.label {
            Standing::Reworded { now: now.label.clone() }
        } else if ids(&now) != ids(was) {
            Standing::Reconnected
        } else {
            Standing::Same
        };
        (standing, Some(now))
    }
}

impl Reading {
    /// Every goal that hangs on an earlier version of one of these frameworks, in the order of the plan. Goals that were
    /// reached or dropped stay with the version they were for.
    pub fn to_repin(&self, published: &[Published]) -> Vec<Repin> {
        let goals = self.goals.iter().filter(|goal| !goal.is_closed());
        goals
            .filter_map(|goal| {
                let was = goal.pin.clone()?;
                let known = goal.kept.map_or(was.version, |kept| kept.max(was.version));
                let newest = published
                    .iter()
                    .filter(|one| one.id == was.framework && one.version > known)
                    .max_by_key(|one| one.version)?;
                let (standing, now) = newest.standing(&was);
                Some(Repin { goal: goal.id.clone(), was, standing, newest: newest.version, now })
            })
            .collect()
    }
}
