//! The paths through a box: all that leads to it, and all that it leads to.

use std::collections::BTreeSet;

use super::sketch::{Rule, Sketch};

/// Boxes and arrows of a sketch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    pub boxes: BTreeSet<usize>,
    pub arrows: BTreeSet<usize>,
}

/// The paths through a box. Between actors everything is on some path, so that the direct exchanges are shown there.
pub fn through(sketch: &Sketch, at: usize) -> Paths {
    let mut paths = Paths { boxes: BTreeSet::from([at]), arrows: BTreeSet::new() };
    if sketch.rule == Rule::Exchange {
        for (arrow, ends) in sketch.leaving(at).chain(sketch.reaching(at)) {
            paths.arrows.insert(arrow);
            paths.boxes.extend([ends.from, ends.to]);
        }
        return paths;
    }
    let mut met = BTreeSet::from([at]);
    let mut open = vec![at];
    while let Some(next) = open.pop() {
        for (arrow, ends) in sketch.leaving(next).filter(|(_, arrow)| arrow.leads()) {
            paths.arrows.insert(arrow);
            if met.insert(ends.to) {
                open.push(ends.to);
            }
        }
    }
    paths.boxes.append(&mut met);
    met.insert(at);
    open.push(at);
    while let Some(next) = open.pop() {
        for (arrow, ends) in sketch.reaching(next).filter(|(_, arrow)| arrow.leads()) {
            paths.arrows.insert(arrow);
            if met.insert(ends.from) {
                open.push(ends.from);
            }
        }
    }
    paths.boxes.append(&mut met);
    paths
}
