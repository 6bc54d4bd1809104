//! What a box may be connected to: the same for the pointer and for the keyboard.

use std::collections::BTreeSet;

use super::{
    fold::below,
    sketch::{Rule, Sketch},
};

/// The boxes that an arrow from `from` may lead to: nearest level first, then in their own order. Left out are the box
/// itself, what it leads to already and, where arrows are causes, what lies lower or leads back to it.
pub fn targets(sketch: &Sketch, from: usize) -> Vec<usize> {
    if from >= sketch.boxes.len() {
        return Vec::new();
    }
    let linked: BTreeSet<usize> = sketch.leaving(from).map(|(_, arrow)| arrow.to).collect();
    let back = if sketch.rule == Rule::Causal { below(sketch, from) } else { BTreeSet::new() };
    let level = |at: usize| sketch.boxes[at].kind.level();
    let lower = |at: usize| match (level(from), level(at)) {
        (Some(own), Some(other)) if sketch.rule == Rule::Causal => other > own,
        _ => false,
    };
    let mut found: Vec<usize> = (0..sketch.boxes.len())
        .filter(|&at| at != from && !linked.contains(&at) && !back.contains(&at) && !lower(at))
        .collect();
    // The next level up is what is meant most often; its own level comes last.
    let far = |at: usize| match (level(from), level(at)) {
        (Some(own), Some(other)) if other < own => own - other,
        (Some(_), Some(_)) => i64::MAX - 1,
        _ => i64::MAX,
    };
    found.sort_by_key(|&at| far(at));
    found
}

/// Whether an arrow may be drawn.
pub fn may(sketch: &Sketch, from: usize, to: usize) -> bool {
    targets(sketch, from).contains(&to)
}
