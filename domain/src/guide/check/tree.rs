//! The guide as a flat list of its nodes, and where a path leads in it.

use std::collections::HashMap;

use crate::guide::{
    Choice, Group, Guide, Item, Kind, NodeKey, Question,
    expression::{Axis, Path, Start},
};

pub(super) struct Node<'g> {
    pub(super) item: &'g Item,
    pub(super) key: NodeKey,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
    /// It stands in a repeat.
    pub(super) is_repeated: bool,
}

impl<'g> Node<'g> {
    pub(super) fn question(&self) -> Option<&'g Question> {
        if let Item::Question(question) = self.item { Some(question) } else { None }
    }
}

pub(super) struct Tree<'g> {
    pub(super) guide: &'g Guide,
    pub(super) nodes: Vec<Node<'g>>,
    by_name: HashMap<&'g str, Vec<usize>>,
    top: Vec<usize>,
}

pub(super) fn group(item: &Item) -> Option<&Group> {
    match item {
        Item::Question(_) => None,
        Item::Group(group) => Some(group),
        Item::Repeat(repeat) => Some(&repeat.group),
    }
}

impl<'g> Tree<'g> {
    pub(super) fn of(guide: &'g Guide) -> Self {
        let mut tree = Self { guide, nodes: Vec::new(), by_name: HashMap::new(), top: Vec::new() };
        let mut waiting: Vec<(&Item, Option<usize>)> =
            guide.items.iter().rev().map(|item| (item, None)).collect();
        while let Some((item, parent)) = waiting.pop() {
            let index = tree.nodes.len();
            let (above, is_repeated) = match parent.map(|parent| &tree.nodes[parent]) {
                Some(node) => (node.key.clone(), node.is_repeated || matches!(node.item, Item::Repeat(_))),
                None => (NodeKey::root(), false),
            };
            match parent {
                Some(parent) => tree.nodes[parent].children.push(index),
                None => tree.top.push(index),
            }
            tree.by_name.entry(item.name()).or_default().push(index);
            let key = above.child(item.name());
            tree.nodes.push(Node { item, key, parent, children: Vec::new(), is_repeated });
            let inside = group(item).map_or(&[][..], |group| group.items.as_slice());
            waiting.extend(inside.iter().rev().map(|child| (child, Some(index))));
        }
        tree
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
            || name.strip_suffix("_other").is_some_and(|name| self.by_name.contains_key(name))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'g str> + '_ {
        self.by_name.keys().copied()
    }

    pub(super) fn choices(&self, kind: &Kind) -> Option<&'g [Choice]> {
        self.guide.lists.get(kind.list()?).map(Vec::as_slice)
    }

    /// The nodes a path may lead to from the question that carries it; the flag is true where that question itself is
    /// passed for the context. Choices and results of calls are none.
    pub(super) fn targets(&self, path: &Path, carrier: usize) -> Vec<usize> {
        let mut steps = path.steps.as_slice();
        let mut places: Vec<Option<usize>> = match &path.start {
            Start::Root => {
                steps = steps.get(1..).unwrap_or_default();
                vec![None]
            }
            Start::Here | Start::Current => vec![Some(carrier)],
            Start::Named(name) => self.nearest(name, carrier).into_iter().map(Some).collect(),
            Start::List(_) | Start::Result(_) => Vec::new(),
        };
        for step in steps {
            places = places.into_iter().flat_map(|place| self.along(place, &step.axis)).collect();
            places.sort_unstable();
            places.dedup();
        }
        places.into_iter().flatten().collect()
    }

    fn nearest(&self, name: &str, carrier: usize) -> Option<usize> {
        let candidates = self.by_name.get(name)?;
        let shared = |node: usize| {
            self.above(node).filter(|above| self.above(carrier).any(|other| other == *above)).count()
        };
        candidates.iter().copied().max_by_key(|candidate| (shared(*candidate), std::cmp::Reverse(*candidate)))
    }

    fn above(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |node| self.nodes[*node].parent)
    }

    fn inside(&self, place: Option<usize>) -> &[usize] {
        place.map_or(&self.top, |place| &self.nodes[place].children)
    }

    fn along(&self, place: Option<usize>, axis: &Axis) -> Vec<Option<usize>> {
        match axis {
            Axis::Itself => vec![place],
            Axis::Parent => place.map(|place| self.nodes[place].parent).into_iter().collect(),
            Axis::Child(name) => {
                let named = self.inside(place).iter().filter(|child| self.nodes[**child].item.name() == name);
                named.copied().map(Some).collect()
            }
            Axis::AnyChild => self.inside(place).iter().copied().map(Some).collect(),
            Axis::Descendant(name) => {
                let mut found = Vec::new();
                let mut waiting = self.inside(place).to_vec();
                while let Some(node) = waiting.pop() {
                    if name == "*" || self.nodes[node].item.name() == name {
                        found.push(Some(node));
                    }
                    waiting.extend(&self.nodes[node].children);
                }
                found
            }
        }
    }
}
