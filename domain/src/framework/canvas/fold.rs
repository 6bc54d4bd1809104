//! Folding a branch: what leads to a box alone goes behind it, and its arrows go on from the box.

use std::collections::{BTreeMap, BTreeSet};

use super::sketch::Sketch;

/// What is behind what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    /// By box: the box in front of it; itself while it is seen.
    pub front: Vec<usize>,
    /// By box: how many are behind it.
    pub behind: Vec<usize>,
}

impl Folded {
    pub fn is_hidden(&self, at: usize) -> bool {
        self.front[at] != at
    }
}

/// An arrow as it is drawn: one, or several that have the same ends now.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub from: usize,
    pub to: usize,
    pub arrows: Vec<usize>,
}

/// A box stays in sight as long as it leads to something in sight that is not folded.
pub fn fold(sketch: &Sketch, folded: &BTreeSet<String>) -> Folded {
    let count = sketch.boxes.len();
    let heads: Vec<usize> = folded.iter().filter_map(|id| sketch.find(id)).collect();
    let is_head = |at: usize| heads.contains(&at);
    let mut front: Vec<usize> = (0..count).collect();
    for &head in &heads {
        for at in below(sketch, head) {
            if front[at] == at {
                front[at] = head;
            }
        }
    }
    loop {
        let back: Vec<usize> = (0..count)
            .filter(|&at| front[at] != at)
            .filter(|&at| {
                let mut ends =
                    sketch.leaving(at).filter(|(_, arrow)| arrow.leads()).map(|(_, arrow)| arrow.to);
                ends.any(|to| to != at && front[to] == to && !is_head(to))
            })
            .collect();
        if back.is_empty() {
            break;
        }
        for at in back {
            front[at] = at;
        }
    }
    // A fold behind another fold shows through the one that is seen; folds in a circle leave one of them in sight.
    for at in 0..count {
        let (mut seen, mut steps) = (front[at], 0);
        while front[seen] != seen && steps < count {
            (seen, steps) = (front[seen], steps + 1);
        }
        front[at] = if front[seen] == seen { seen } else { at };
    }
    let mut behind = vec![0; count];
    for (at, &seen) in front.iter().enumerate() {
        if seen != at {
            behind[seen] += 1;
        }
    }
    Folded { front, behind }
}

/// Everything that leads to a box, without the box.
pub fn below(sketch: &Sketch, at: usize) -> BTreeSet<usize> {
    let mut met = BTreeSet::new();
    let mut open = vec![at];
    while let Some(next) = open.pop() {
        for (_, arrow) in sketch.reaching(next).filter(|(_, arrow)| arrow.leads()) {
            if arrow.from != at && met.insert(arrow.from) {
                open.push(arrow.from);
            }
        }
    }
    met
}

/// The arrows between what is seen. What leads on from a hidden box leads to a fold that it is part of: it is not
/// drawn. A box's arrow to itself stays while it is seen.
pub fn bundles(sketch: &Sketch, folded: &Folded) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (at, arrow) in sketch.arrows.iter().enumerate() {
        let (from, to) = (folded.front[arrow.from], folded.front[arrow.to]);
        let moved = (from, to) != (arrow.from, arrow.to);
        if moved && (from == to || (from != arrow.from && arrow.leads())) {
            continue;
        }
        if !moved {
            bundles.push(Bundle { from, to, arrows: vec![at] });
        } else if let Some(&bundle) = known.get(&(from, to)) {
            bundles[bundle].arrows.push(at);
        } else {
            known.insert((from, to), bundles.len());
            bundles.push(Bundle { from, to, arrows: vec![at] });
        }
    }
    bundles
}
