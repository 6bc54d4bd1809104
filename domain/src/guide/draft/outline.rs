//! What stands where, whatever two people did at once: nothing that is there is ever left out, and nothing is there twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Draft, Nature, Place, order};

/// The nodes that are there, as a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    children: HashMap<String, Vec<String>>,
    places: HashMap<String, Place>,
}

impl Outline {
    /// What stands in a node, or at one of the tops ([`Nature::root`]), in order.
    pub fn children(&self, parent: &str) -> &[String] {
        self.children.get(parent).map_or(&[], Vec::as_slice)
    }

    /// In what the node stands; `None` when it is not there.
    pub fn parent(&self, id: &str) -> Option<&str> {
        self.places.get(id).map(|place| place.parent.as_str())
    }

    pub fn contains(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// From the outermost to the one it stands in.
    pub fn above(&self, id: &str) -> Vec<&str> {
        let mut above: Vec<&str> = std::iter::successors(self.parent(id), |id| self.parent(id))
            .filter(|id| self.contains(id))
            .collect();
        above.reverse();
        above
    }

    /// The nodes and everything inside them, each once, from top to bottom.
    pub fn with_inside(&self, ids: &[String]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        let mut waiting: Vec<&str> = ids.iter().rev().map(String::as_str).collect();
        while let Some(id) = waiting.pop() {
            if seen.insert(id) {
                all.push(id.to_owned());
                waiting.extend(self.children(id).iter().rev().map(String::as_str));
            }
        }
        all
    }

    /// Of the nodes, those that stand in no other of them, from top to bottom.
    pub fn outermost(&self, ids: &[String]) -> Vec<String> {
        let chosen: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let is_inside = |id: &str| self.above(id).into_iter().any(|above| chosen.contains(above));
        let mut found = Vec::new();
        for root in Nature::ALL.map(Nature::root) {
            for id in self.with_inside(self.children(root)) {
                if chosen.contains(id.as_str()) && !is_inside(&id) && !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        found
    }

    /// The new places that put `ids`, in this order, into `parent`, before one of its children or at its end. Neighbours
    /// that two people put at the very same place get new ones too. `None` when something would stand in itself.
    pub fn moved(&self, ids: &[String], parent: &str, before: Option<&str>) -> Option<Vec<(String, Place)>> {
        let chosen: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        if chosen.contains(parent) || self.above(parent).into_iter().any(|above| chosen.contains(above)) {
            return None;
        }
        let siblings = self.children(parent);
        let at =
            before.and_then(|before| siblings.iter().position(|id| id == before)).unwrap_or(siblings.len());
        let stays = |id: &&String| !chosen.contains(id.as_str());
        let key = |id: &String| self.places.get(id).map_or("", |place| place.order.as_str());
        let low = siblings[..at].iter().rev().find(stays).map_or("", key);
        let following: Vec<&String> = siblings[at..].iter().filter(stays).collect();
        let tied = following.iter().take_while(|id| key(id) <= low).count();
        let high = following.get(tied).map(|id| key(id));
        let placed = ids.iter().chain(following[..tied].iter().copied());
        let keys = match (high, ids.len() + tied) {
            (None, 1) => vec![order::after(low)],
            (high, count) => order::spread(low, high, count),
        };
        let place = |order: String| Place { parent: parent.to_owned(), order };
        Some(placed.zip(keys).map(|(id, order)| (id.clone(), place(order))).collect())
    }
}

impl Draft {
    /// A node is there while it has a place, or something in it has: what is put into a group that somebody else removes
    /// at the same time stays, at the end, with the group around it. Of groups that two people put into each other the one
    /// with the lowest id goes to the end.
    pub fn outline(&self) -> Outline {
        let mut places = self.standing();
        self.break_circles(&mut places);
        let mut children: HashMap<String, Vec<(&str, &str)>> = HashMap::new();
        for (id, place) in &places {
            children.entry(place.parent.clone()).or_default().push((&place.order, id));
        }
        let children = children
            .into_iter()
            .map(|(parent, mut inside)| {
                inside.sort_unstable();
                (parent, inside.into_iter().map(|(_, id)| id.to_owned()).collect())
            })
            .collect();
        Outline { children, places: places.into_iter().map(|(id, place)| (id.to_owned(), place)).collect() }
    }

    fn standing(&self) -> BTreeMap<&str, Place> {
        let mut places: BTreeMap<&str, Place> = BTreeMap::new();
        for (id, node) in &self.nodes {
            let Some(place) = &node.place else { continue };
            if place.parent == node.nature.root() {
                places.insert(id, place.clone());
                continue;
            }
            match self.nodes.get_key_value(&place.parent) {
                Some((parent_id, parent)) if node.nature.fits_in(parent.nature) => {
                    places.insert(id, place.clone());
                    if parent.place.is_none() && !parent.nature.root().is_empty() {
                        places.insert(parent_id, last(parent.nature, parent_id));
                    }
                }
                _ if node.nature.root().is_empty() => {}
                _ => {
                    places.insert(id, last(node.nature, id));
                }
            }
        }
        places
    }

    fn break_circles<'d>(&'d self, places: &mut BTreeMap<&'d str, Place>) {
        let mut safe: BTreeSet<String> = BTreeSet::new();
        for start in places.keys().map(|id| (*id).to_owned()).collect::<Vec<_>>() {
            let mut way: Vec<String> = Vec::new();
            let mut here = start;
            while !safe.contains(&here) {
                if let Some(first) = way.iter().position(|id| *id == here) {
                    let lowest = way[first..].iter().min().and_then(|id| self.nodes.get_key_value(id));
                    if let Some((id, node)) = lowest {
                        places.insert(id, last(node.nature, id));
                    }
                    break;
                }
                way.push(here.clone());
                match places.get(here.as_str()) {
                    Some(place) => here.clone_from(&place.parent),
                    None => break,
                }
            }
            safe.extend(way);
        }
    }
}

/// After everything that has a place.
fn last(nature: Nature, id: &str) -> Place {
    Place { parent: nature.root().to_owned(), order: format!("~{id}") }
}
