//! Sifting: each vertex tries every place on its layer, with the layers on both sides as they are.

use super::Order;
use crate::framework::layout::mesh::{Mesh, index};

/// Rounds of sifting after which a search stops although something still moves.
const ROUNDS: usize = 24;

/// The places of the neighbours of one layer's vertices, sorted, in one piece of memory.
#[derive(Default)]
pub(super) struct Sifter {
    /// For the vertex at slot `i`: upper ends `[2 i]..[2 i + 1]`, lower ends `[2 i + 1]..[2 i + 2]`.
    bounds: Vec<u32>,
    ends: Vec<u32>,
    /// Slots in the order of the layer.
    slots: Vec<u32>,
}

impl Sifter {
    fn load(&mut self, mesh: &Mesh, layer: &[u32], place: &[u32]) {
        self.bounds.clear();
        self.ends.clear();
        self.slots.clear();
        for (slot, &vertex) in (0..).zip(layer) {
            self.slots.push(slot);
            for near in [mesh.up.of(vertex), mesh.down.of(vertex)] {
                let start = self.ends.len();
                self.bounds.push(index(start));
                self.ends.extend(near.iter().map(|&other| place[other as usize]));
                if near.len() > 1 {
                    self.ends[start..].sort_unstable();
                }
            }
        }
        self.bounds.push(index(self.ends.len()));
    }

    fn upper(&self, slot: usize) -> &[u32] {
        &self.ends[self.bounds[2 * slot] as usize..self.bounds[2 * slot + 1] as usize]
    }

    fn lower(&self, slot: usize) -> &[u32] {
        &self.ends[self.bounds[2 * slot + 1] as usize..self.bounds[2 * slot + 2] as usize]
    }

    /// Crossings of the links of `left` and `right` in this order, less those in the other order.
    fn cost(&self, left: usize, right: usize) -> i64 {
        balance(self.upper(left), self.upper(right)) + balance(self.lower(left), self.lower(right))
    }
}

/// Pairs with the left end beyond the right one, less pairs with it before.
fn balance(left: &[u32], right: &[u32]) -> i64 {
    match (left, right) {
        ([], _) | (_, []) => 0,
        ([a], [b]) => i64::from(a > b) - i64::from(a < b),
        _ => {
            let (mut below, mut upto, mut total) = (0, 0, 0_i64);
            for &a in left {
                while below < right.len() && right[below] < a {
                    below += 1;
                }
                upto = upto.max(below);
                while upto < right.len() && right[upto] == a {
                    upto += 1;
                }
                total += below as i64 - (right.len() - upto) as i64;
            }
            total
        }
    }
}

impl Order<'_> {
    /// Sifts the layers that are marked, and those that a move marks.
    pub(super) fn sift_dirty(&mut self, reach: usize) {
        let depth = self.layers.len();
        for round in 0..ROUNDS {
            let mut any = false;
            for step in 0..depth {
                let layer = if round % 2 == 0 { step } else { depth - 1 - step };
                if std::mem::replace(&mut self.dirty[layer], false) && self.sift_layer(layer, reach) {
                    any = true;
                    self.touch(layer);
                }
            }
            if !any || self.spent() {
                break;
            }
        }
    }

    /// Whether a move took crossings away.
    fn sift_layer(&mut self, layer: usize, reach: usize) -> bool {
        let width = self.layers[layer].len();
        if width < 2 {
            return false;
        }
        let mut sifter = std::mem::take(&mut self.sifter);
        sifter.load(self.mesh, &self.layers[layer], &self.place);
        self.work += sifter.ends.len() as u64 * 2;
        let mut better = false;
        for slot in 0..width {
            if self.fixed[self.layers[layer][slot] as usize] {
                continue;
            }
            let Some(from) = sifter.slots.iter().position(|&other| other as usize == slot) else { continue };
            let to = self.best_place(&sifter, slot, from, reach);
            if to != from {
                better = true;
                let moved = sifter.slots.remove(from);
                sifter.slots.insert(to, moved);
            }
        }
        if better {
            let old = std::mem::take(&mut self.layers[layer]);
            self.layers[layer] = sifter.slots.iter().map(|&slot| old[slot as usize]).collect();
            self.number_layer(layer);
        }
        self.sifter = sifter;
        better
    }

    fn best_place(&mut self, sifter: &Sifter, slot: usize, from: usize, reach: usize) -> usize {
        let (mut best, mut to) = (0, from);
        let mut change = 0;
        let leftmost = from.saturating_sub(reach);
        for place in (leftmost..from).rev() {
            change += sifter.cost(slot, sifter.slots[place] as usize);
            if change < best {
                (best, to) = (change, place);
            }
        }
        change = 0;
        let rightmost = from.saturating_add(reach).min(sifter.slots.len() - 1);
        for place in from + 1..=rightmost {
            change += sifter.cost(sifter.slots[place] as usize, slot);
            if change < best {
                (best, to) = (change, place);
            }
        }
        self.work += (rightmost - leftmost) as u64 * 4;
        to
    }
}
