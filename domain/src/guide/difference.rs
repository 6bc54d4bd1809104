//! What has changed between two guides, as their authors would say it: added, removed, moved, reworded, of another
//! type, with other logic, other choices or other guidance.

use serde::{Deserialize, Serialize};

use super::{Guide, NodeKey};

mod choices;
mod outline;
mod parts;
#[cfg(test)]
mod tests;

pub use outline::twins;
pub use parts::Part;
pub(in crate::guide) use parts::type_of;

/// One change. Places are keys that name no instances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A question, group or repeat that was not there.
    Added {
        place: NodeKey,
        label: String,
    },
    Removed {
        place: NodeKey,
        label: String,
    },
    /// Into another group, or past its neighbours.
    Moved {
        from: NodeKey,
        place: NodeKey,
        label: String,
    },
    /// A text in one language; empty where there is none. The guide itself has the empty place.
    Reworded {
        place: NodeKey,
        part: Part,
        language: String,
        before: String,
        after: String,
    },
    /// Another type of question, or another kind of section.
    Typed {
        place: NodeKey,
        before: String,
        after: String,
    },
    /// An expression, as XPath; empty where there is none.
    Logic {
        place: NodeKey,
        part: Part,
        before: String,
        after: String,
    },
    /// Anything else: appearance, triggers, order drawn by lot, settings of the guide.
    Setting {
        place: NodeKey,
        part: Part,
        before: String,
        after: String,
    },
    ListAdded {
        list: String,
    },
    ListRemoved {
        list: String,
    },
    ChoiceAdded {
        list: String,
        name: String,
        label: String,
    },
    ChoiceRemoved {
        list: String,
        name: String,
        label: String,
    },
    ChoiceMoved {
        list: String,
        name: String,
        label: String,
    },
    ChoiceReworded {
        list: String,
        name: String,
        language: String,
        before: String,
        after: String,
    },
    /// A cell of a column that filters read.
    ChoiceColumn {
        list: String,
        name: String,
        column: String,
        before: String,
        after: String,
    },
}

impl Change {
    /// True for what an author calls guidance: beside the question, not the question.
    pub fn is_guidance(&self) -> bool {
        matches!(self, Self::Reworded { part, .. } if part.is_guidance())
    }
}

/// Everything that differs, in the order of the later guide; what was removed comes after what is there. Nothing when
/// the guides are the same.
pub fn difference(before: &Guide, after: &Guide) -> Vec<Change> {
    let mut changes = Vec::new();
    parts::guides(before, after, &mut changes);
    outline::compare(before, after, &mut changes);
    choices::compare(before, after, &mut changes);
    changes
}

/// Of things in two orders, the places in the later one of those that have moved: as few as explain the order.
/// `before` gives for each thing of the later order its place in the earlier one.
fn moved(before: &[usize]) -> Vec<usize> {
    // The longest rising run stays where it is: patience sorting, in n log n.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; before.len()];
    for index in 0..before.len() {
        let length = ends.partition_point(|end| before[*end] < before[index]);
        previous[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut stays = vec![false; before.len()];
    let mut last = ends.last().copied();
    while let Some(index) = last {
        stays[index] = true;
        last = previous[index];
    }
    (0..before.len()).filter(|index| !stays[*index]).collect()
}
