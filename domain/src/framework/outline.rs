//! A framework as an outline: each node once, under the first of the nodes it leads to. What the keys of an outline do
//! to levels and links.

use std::collections::BTreeSet;

use super::{
    Framework, Kind,
    edit::{Edit, serves},
    records::Nature,
};

/// A line of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: String,
    pub depth: usize,
    /// The node it stands under, and the link that says so.
    pub parent: Option<(String, String)>,
    /// The other nodes it leads to.
    pub also: Vec<String>,
}

/// The lines, from top to bottom.
pub fn rows(framework: &Framework) -> Vec<Row> {
    let mut tree = Tree { framework, met: BTreeSet::new(), rows: Vec::new() };
    let leads = |id: &str| framework.links.iter().any(|link| link.from == id && tree.is_branch(link));
    let roots: Vec<&str> =
        framework.nodes.iter().map(|node| node.id.as_str()).filter(|id| !leads(id)).collect();
    let mut sorted = roots;
    // Objectives first, highest first; in the order of the framework within a level.
    sorted.sort_by_key(|id| level(framework, id).unwrap_or(i64::MAX));
    for root in sorted {
        tree.walk(root, None);
    }
    // What only leads round in a circle has no beginning; it comes last.
    for node in &framework.nodes {
        if !tree.met.contains(node.id.as_str()) {
            tree.walk(&node.id, None);
        }
    }
    tree.rows
}

struct Tree<'a> {
    framework: &'a Framework,
    met: BTreeSet<&'a str>,
    rows: Vec<Row>,
}

impl<'a> Tree<'a> {
    /// Whether a link makes one node stand under another.
    fn is_branch(&self, link: &super::Link) -> bool {
        link.is_causal() && link.from != link.to && self.framework.node(&link.to).is_some()
    }

    /// The link by which a node stands where it stands.
    fn first(&self, id: &str) -> Option<&'a super::Link> {
        self.framework.links.iter().find(|link| link.from == id && self.is_branch(link))
    }

    fn walk(&mut self, root: &'a str, parent: Option<(String, String)>) {
        let mut waiting = vec![(root, 0, parent)];
        while let Some((id, depth, parent)) = waiting.pop() {
            if !self.met.insert(id) {
                continue;
            }
            let under = parent.as_ref().map(|(to, _)| to.clone());
            let others = self.framework.links.iter().filter(|link| link.from == id && self.is_branch(link));
            let also: BTreeSet<&str> = others.map(|link| link.to.as_str()).collect();
            let also = also.into_iter().filter(|to| Some(*to) != under.as_deref()).map(str::to_owned);
            self.rows.push(Row { id: id.to_owned(), depth, parent, also: also.collect() });
            for node in self.framework.nodes.iter().rev() {
                if let Some(link) = self.first(&node.id).filter(|link| link.to == id) {
                    waiting.push((&node.id, depth + 1, Some((id.to_owned(), link.id.clone()))));
                }
            }
        }
    }
}

fn level(framework: &Framework, id: &str) -> Option<i64> {
    framework.node(id).and_then(|node| node.kind.level())
}

/// What a node under one of this kind is.
pub fn below(kind: &Kind) -> Kind {
    match kind {
        Kind::Final => Kind::Intermediate,
        Kind::Intermediate => Kind::Immediate,
        Kind::Immediate | Kind::Output => Kind::Activity,
        Kind::Activity | Kind::Resource => Kind::Resource,
        other => other.clone(),
    }
}

/// The outline with what is needed to change it.
pub struct Outline<'a> {
    framework: &'a Framework,
    pub rows: Vec<Row>,
}

impl<'a> Outline<'a> {
    pub fn new(framework: &'a Framework) -> Self {
        Self { framework, rows: rows(framework) }
    }

    pub fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id)
    }

    fn kind(&self, id: &str) -> Kind {
        self.framework.node(id).map_or(Kind::Immediate, |node| node.kind.clone())
    }

    /// What stands under the same node, in order.
    fn siblings(&self, at: usize) -> Vec<usize> {
        let parent = |row: &Row| row.parent.as_ref().map(|(id, _)| id.clone());
        let own = parent(&self.rows[at]);
        (0..self.rows.len()).filter(|other| parent(&self.rows[*other]) == own).collect()
    }

    /// Everything that stands under a node, at any depth.
    fn inside(&self, at: usize) -> std::ops::Range<usize> {
        let depth = self.rows[at].depth;
        let rest = self.rows[at + 1..].iter().take_while(|row| row.depth > depth).count();
        at + 1..at + 1 + rest
    }

    /// A new node below the line: next to it on its level, or under it where there is one final objective only.
    pub fn enter(&self, id: &str, fresh: &str, link: &str) -> Vec<Edit> {
        let add = |kind: Kind, after: Option<&str>| Edit::Add {
            id: fresh.to_owned(),
            kind,
            text: String::new(),
            after: after.map(str::to_owned),
            place: None,
        };
        let Some(at) = self.position(id) else {
            let kind = if self.rows.is_empty() { Kind::Final } else { Kind::Intermediate };
            return vec![add(kind, None)];
        };
        let kind = self.kind(id);
        if kind == Kind::Final {
            return vec![add(Kind::Intermediate, Some(id)), serves(link, fresh, id)];
        }
        let mut edits = vec![add(kind, Some(id))];
        if let Some((parent, _)) = &self.rows[at].parent {
            edits.push(serves(link, fresh, parent));
        }
        edits
    }

    /// One level down: under the sibling above it. Nothing where there is none.
    pub fn indent(&self, id: &str, link: &str) -> Vec<Edit> {
        let Some(at) = self.position(id) else { return Vec::new() };
        let siblings = self.siblings(at);
        let above = siblings.iter().rev().find(|other| **other < at);
        let Some(above) = above.map(|above| self.rows[*above].id.clone()) else { return Vec::new() };
        self.under(at, Some(&above), link)
    }

    /// One level up: under what its parent stands under, behind the parent. The highest level stays.
    pub fn outdent(&self, id: &str, link: &str) -> Vec<Edit> {
        let Some(at) = self.position(id) else { return Vec::new() };
        let Some((parent, _)) = self.rows[at].parent.clone() else { return Vec::new() };
        let Some(above) = self.position(&parent) else { return Vec::new() };
        let Some((above, _)) = &self.rows[above].parent else { return Vec::new() };
        let mut edits = self.under(at, Some(above), link);
        edits.push(Edit::MoveNode { id: id.to_owned(), after: Some(parent) });
        edits
    }

    /// Up or down among what stands under the same node.
    pub fn shift(&self, id: &str, down: bool) -> Vec<Edit> {
        let Some(at) = self.position(id) else { return Vec::new() };
        let siblings = self.siblings(at);
        let Some(own) = siblings.iter().position(|other| *other == at) else { return Vec::new() };
        let name = |place: usize| self.rows[siblings[place]].id.clone();
        let edit = |id: String, after: Option<String>| vec![Edit::MoveNode { id, after }];
        if down && own + 1 < siblings.len() {
            edit(id.to_owned(), Some(name(own + 1)))
        } else if !down && own > 0 {
            // The one above goes behind it: nothing else moves.
            edit(name(own - 1), Some(id.to_owned()))
        } else {
            Vec::new()
        }
    }

    /// Puts a line under another node: its link leads there, and the levels follow.
    fn under(&self, at: usize, parent: Option<&str>, link: &str) -> Vec<Edit> {
        let row = &self.rows[at];
        let mut edits = Vec::new();
        match (&row.parent, parent) {
            (Some((_, old)), Some(parent)) => {
                edits.push(Edit::value(Nature::Link.record(old), "to", parent));
            }
            (None, Some(parent)) => edits.push(serves(link, &row.id, parent)),
            (_, None) => {}
        }
        let Some(parent) = parent else { return edits };
        let mut kinds = vec![(row.depth, below(&self.kind(parent)))];
        edits.extend(self.retype(&row.id, &kinds[0].1));
        for inner in self.inside(at).map(|inner| &self.rows[inner]) {
            kinds.retain(|(depth, _)| *depth < inner.depth);
            let Some((_, above)) = kinds.last() else { break };
            let kind = below(above);
            edits.extend(self.retype(&inner.id, &kind));
            kinds.push((inner.depth, kind));
        }
        edits
    }

    /// What lies beside the levels keeps its kind, and so does a product under an objective.
    fn retype(&self, id: &str, kind: &Kind) -> Option<Edit> {
        let own = self.kind(id);
        let stays = own.level().is_none() || own == *kind || (own == Kind::Output && *kind == Kind::Activity);
        (!stays).then(|| Edit::value(Nature::Node.record(id), "kind", kind.word()))
    }
}

#[cfg(test)]
mod tests;
