//! Sweeps up and down through the layers, each layer sorted by where its neighbours are.

use super::Order;

/// How a search begins: walks in depth from the top and the bottom, the order in which vertices were met, and chance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Met,
    FromTop,
    FromBottom,
    Chance,
}

pub(super) const STARTS: [Start; 4] = [Start::FromTop, Start::FromBottom, Start::Met, Start::Chance];

/// Sweeps without a better order after which a search goes over to sifting.
const PATIENCE: usize = 4;
const SWEEPS: usize = 16;

impl Order<'_> {
    pub(super) fn start(&mut self, start: Start) {
        match start {
            Start::Met => {}
            Start::FromTop => self.walk(true),
            Start::FromBottom => self.walk(false),
            Start::Chance => self.shuffle(),
        }
        self.dirty.fill(true);
    }

    /// Orders each layer as a walk in depth meets its vertices.
    fn walk(&mut self, from_top: bool) {
        let mesh = self.mesh;
        let mut met = vec![false; mesh.layer.len()];
        let mut fresh: Vec<Vec<u32>> = vec![Vec::new(); self.layers.len()];
        let depth = self.layers.len();
        let starts: Vec<u32> = (0..depth)
            .map(|step| if from_top { step } else { depth - 1 - step })
            .flat_map(|layer| self.layers[layer].iter().copied())
            .collect();
        for start in starts {
            let mut walk = vec![start];
            while let Some(vertex) = walk.pop() {
                if std::mem::replace(&mut met[vertex as usize], true) {
                    continue;
                }
                fresh[mesh.layer[vertex as usize]].push(vertex);
                let (first, then) = if from_top {
                    (mesh.down.of(vertex), mesh.up.of(vertex))
                } else {
                    (mesh.up.of(vertex), mesh.down.of(vertex))
                };
                walk.extend(then.iter().rev().chain(first.iter().rev()).filter(|&&next| !met[next as usize]));
            }
        }
        self.layers = fresh;
        self.number();
    }

    fn shuffle(&mut self) {
        for layer in 0..self.layers.len() {
            for last in (1..self.layers[layer].len()).rev() {
                let other = self.chance(last + 1);
                self.layers[layer].swap(last, other);
            }
        }
        self.number();
    }

    /// Sweeps until nothing gets better for a while, and goes back to the best order met.
    pub(super) fn sweeps(&mut self, start: Start) {
        let mut best = self.kept();
        let mut stale = 0;
        for round in 0..SWEEPS {
            let downwards = (round % 2 == 0) == (start != Start::FromBottom);
            self.sweep(downwards, round % 4 >= 2);
            let found = self.kept();
            if found.crossings < best.crossings {
                best = found;
                stale = 0;
            } else {
                stale += 1;
                if stale >= PATIENCE {
                    break;
                }
            }
            if self.spent() || best.crossings == 0 {
                break;
            }
        }
        self.restore(&best.layers);
    }

    fn sweep(&mut self, downwards: bool, turn_ties: bool) {
        let depth = self.layers.len();
        for step in 1..depth {
            let layer = if downwards { step } else { depth - 1 - step };
            self.sort(layer, downwards, turn_ties);
        }
    }

    /// Sorts a layer by the mean place of the neighbours on one side; vertices without any stay where they are.
    fn sort(&mut self, layer: usize, by_upper: bool, turn_ties: bool) {
        let mesh = self.mesh;
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        for &vertex in &self.layers[layer] {
            let near = if by_upper { mesh.up.of(vertex) } else { mesh.down.of(vertex) };
            if !near.is_empty() {
                let sum: u64 = near.iter().map(|&other| u64::from(self.place[other as usize])).sum();
                keys.push((sum as f64 / near.len() as f64, vertex));
                self.work += near.len() as u64 + 4;
            }
        }
        if turn_ties {
            keys.reverse();
        }
        keys.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sorted = keys.iter();
        for slot in &mut self.layers[layer] {
            let near = if by_upper { mesh.up.of(*slot) } else { mesh.down.of(*slot) };
            if !near.is_empty()
                && let Some(&(_, vertex)) = sorted.next()
            {
                *slot = vertex;
            }
        }
        self.keys = keys;
        self.number_layer(layer);
    }

    /// Crossings of the present order.
    pub(super) fn crossings(&mut self) -> usize {
        let mut tree = std::mem::take(&mut self.tree);
        let found = (1..self.layers.len()).map(|layer| self.between(layer, &mut tree)).sum();
        self.tree = tree;
        found
    }

    /// Crossings between a layer and the one above: inversions, with an accumulator tree (Barth, Juenger and Mutzel).
    fn between(&mut self, layer: usize, tree: &mut Vec<u32>) -> usize {
        let width = self.layers[layer].len();
        tree.clear();
        tree.resize(width + 1, 0);
        let (mut found, mut seen) = (0_usize, 0_u32);
        for &vertex in &self.layers[layer - 1] {
            let ends = self.mesh.down.of(vertex);
            for &end in ends {
                let (mut slot, mut at_most) = (self.place[end as usize] as usize + 1, 0);
                while slot > 0 {
                    at_most += tree[slot];
                    slot &= slot - 1;
                }
                found += (seen - at_most) as usize;
            }
            for &end in ends {
                let mut slot = self.place[end as usize] as usize + 1;
                while slot <= width {
                    tree[slot] += 1;
                    slot += slot & slot.wrapping_neg();
                }
                seen += 1;
            }
        }
        self.work += u64::from(seen) * 8;
        found
    }
}
