//! Which question of one guide is which of the other, and where each stands.

use std::collections::HashMap;

use super::{Change, moved, parts::Parts};
use crate::guide::{Group, Guide, Item, NodeKey, Repeat};

struct Node<'g> {
    item: &'g Item,
    place: NodeKey,
    /// The node above, by its number.
    parent: Option<usize>,
    /// Its number in the other guide.
    twin: Option<usize>,
}

pub(super) fn compare(before: &Guide, after: &Guide, changes: &mut Vec<Change>) {
    let (mut old, mut new) = (flat(before), flat(after));
    pair(&mut old, &mut new);
    let moves = moves(&old, &new);
    for (index, node) in new.iter().enumerate() {
        let Some(twin) = node.twin.and_then(|twin| old.get(twin)) else {
            changes.push(Change::Added { place: node.place.clone(), label: label(node.item) });
            continue;
        };
        if moves[index] {
            let (from, place) = (twin.place.clone(), node.place.clone());
            changes.push(Change::Moved { from, place, label: label(node.item) });
        }
        items(twin.item, node.item, &mut Parts { place: &node.place, changes });
    }
    for node in old.iter().filter(|node| node.twin.is_none()) {
        changes.push(Change::Removed { place: node.place.clone(), label: label(node.item) });
    }
}

/// The places of the questions that are in both guides, before and after.
pub fn twins(before: &Guide, after: &Guide) -> Vec<(NodeKey, NodeKey)> {
    let (mut old, mut new) = (flat(before), flat(after));
    pair(&mut old, &mut new);
    let questions = new.iter().filter(|node| is_question(node.item));
    questions.filter_map(|node| Some((old[node.twin?].place.clone(), node.place.clone()))).collect()
}

fn items(before: &Item, after: &Item, parts: &mut Parts<'_>) {
    match (before, after) {
        (Item::Question(before), Item::Question(after)) => parts.question(before, after),
        (before, after) => {
            let word =
                |item: &Item| if matches!(item, Item::Repeat(_)) { "repeat" } else { "group" }.to_owned();
            parts.typed(word(before), word(after));
            if let (Some(before), Some(after)) = (group(before), group(after)) {
                parts.group(before, after);
            }
            parts.count(repeat(before), repeat(after));
        }
    }
}

fn repeat(item: &Item) -> Option<&Repeat> {
    if let Item::Repeat(repeat) = item { Some(repeat) } else { None }
}

fn group(item: &Item) -> Option<&Group> {
    match item {
        Item::Question(_) => None,
        Item::Group(group) => Some(group),
        Item::Repeat(repeat) => Some(&repeat.group),
    }
}

/// The items from top to bottom, without recursion: a guide may be deep.
fn flat(guide: &Guide) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut waiting: Vec<(&Item, Option<usize>)> =
        guide.items.iter().rev().map(|item| (item, None)).collect();
    while let Some((item, parent)) = waiting.pop() {
        let above =
            parent.and_then(|parent| nodes.get(parent)).map_or_else(NodeKey::root, |node| node.place.clone());
        let index = nodes.len();
        nodes.push(Node { item, place: above.child(item.name()), parent, twin: None });
        let children = group(item).map_or(&[][..], |group| group.items.as_slice());
        waiting.extend(children.iter().rev().map(|child| (child, Some(index))));
    }
    nodes
}

/// Nodes at the same place are the same; of the others, those whose name occurs once among what is left of each guide.
/// A question and a section are never the same.
fn pair(old: &mut [Node<'_>], new: &mut [Node<'_>]) {
    let by_place = |node: &Node<'_>| (node.place.as_str().to_owned(), is_question(node.item));
    let by_name = |node: &Node<'_>| (node.item.name().to_owned(), is_question(node.item));
    pair_by(old, new, by_place);
    pair_by(old, new, by_name);
}

fn pair_by(old: &mut [Node<'_>], new: &mut [Node<'_>], sign: impl Fn(&Node<'_>) -> (String, bool)) {
    let mut known: HashMap<(String, bool), (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (index, node) in old.iter().enumerate().filter(|(_, node)| node.twin.is_none()) {
        known.entry(sign(node)).or_default().0.push(index);
    }
    for (index, node) in new.iter().enumerate().filter(|(_, node)| node.twin.is_none()) {
        known.entry(sign(node)).or_default().1.push(index);
    }
    for (left, right) in known.into_values() {
        if let ([left], [right]) = (left.as_slice(), right.as_slice()) {
            old[*left].twin = Some(*right);
            new[*right].twin = Some(*left);
        }
    }
}

fn is_question(item: &Item) -> bool {
    matches!(item, Item::Question(_))
}

/// Which nodes of the later guide have moved: into another section, or among their neighbours.
fn moves(old: &[Node<'_>], new: &[Node<'_>]) -> Vec<bool> {
    let mut found = vec![false; new.len()];
    let mut siblings: HashMap<Option<usize>, Vec<(usize, usize)>> = HashMap::new();
    for (index, node) in new.iter().enumerate() {
        let Some(twin) = node.twin else { continue };
        let above = node.parent.map(|parent| new[parent].twin);
        let was_above = old[twin].parent;
        // Below something that is new, whatever was there before has come from elsewhere.
        if above == was_above.map(Some) {
            siblings.entry(node.parent).or_default().push((index, twin));
        } else {
            found[index] = true;
        }
    }
    for kept in siblings.into_values() {
        let before: Vec<usize> = kept.iter().map(|(_, twin)| *twin).collect();
        for place in moved(&before) {
            found[kept[place].0] = true;
        }
    }
    found
}

/// The words by which a person knows the item: its label in the first language that has one.
fn label(item: &Item) -> String {
    let text = match item {
        Item::Question(question) => &question.label,
        Item::Group(group) => &group.label,
        Item::Repeat(repeat) => &repeat.group.label,
    };
    let words = text.0.values().find(|words| !words.trim().is_empty());
    words.cloned().unwrap_or_else(|| item.name().to_owned())
}
