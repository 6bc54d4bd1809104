//! Where vertices lie from left to right: each near its neighbours, in the order found, never closer than the gaps.

use super::{Graph, mesh::Mesh};

/// Free space between two boxes, between a box and a link that passes, and between two links, in pixels.
pub(super) const BOX_GAP: f64 = 40.0;
const LINK_GAP: f64 = 26.0;
const LINKS_GAP: f64 = 18.0;

const ROUNDS: usize = 10;
/// What holding its place weighs for a box that was drawn before, and for one that a hand placed.
pub(super) const STAYS: f64 = 1e9;
pub(super) const HELD: f64 = 1e14;

/// The centre of each vertex: of boxes in whole pixels, of bends in tenths. `stays` says of each box where it should
/// stay and how much; empty when nothing is known.
pub(super) fn across(graph: &Graph, mesh: &Mesh, layers: &[Vec<u32>], stays: &[Stay]) -> Vec<f64> {
    let mut placing = Placing::new(graph, mesh, layers, stays);
    placing.begin();
    for round in 0..ROUNDS {
        placing.sweep(if round < 4 { Side::Upper } else { Side::Both }, true);
        placing.sweep(if round < 4 { Side::Lower } else { Side::Both }, false);
    }
    placing.straighten();
    let round = |(vertex, x): (usize, &f64)| {
        if vertex < mesh.boxes { x.round() } else { (x * 10.0).round() / 10.0 }
    };
    placing.x.iter().enumerate().map(round).collect()
}

/// Where a vertex wants to stay, and what that weighs against its links.
pub(super) type Stay = Option<(f64, f64)>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Upper,
    Lower,
    Both,
}

struct Placing<'a> {
    mesh: &'a Mesh,
    layers: &'a [Vec<u32>],
    half: Vec<f64>,
    stays: Vec<Stay>,
    /// For each layer and each place on it: the least distance from the centre before.
    apart: Vec<Vec<f64>>,
    x: Vec<f64>,
}

impl<'a> Placing<'a> {
    fn new(graph: &Graph, mesh: &'a Mesh, layers: &'a [Vec<u32>], stays: &[Stay]) -> Self {
        let count = mesh.layer.len();
        let mut half: Vec<f64> = graph.nodes.iter().map(|node| node.width / 2.0).collect();
        half.resize(count, 0.0);
        let mut stays = stays.to_vec();
        stays.resize(count, None);
        let mut placing = Self { mesh, layers, half, stays, apart: Vec::new(), x: vec![0.0; count] };
        placing.apart = layers.iter().map(|layer| placing.distances(layer)).collect();
        placing
    }

    /// Least distances on a layer. Links squeeze through between boxes that stay rather than push them apart.
    fn distances(&self, layer: &[u32]) -> Vec<f64> {
        let gap = |left: u32, right: u32| match (self.mesh.is_bend(left), self.mesh.is_bend(right)) {
            (false, false) => BOX_GAP,
            (true, true) => LINKS_GAP,
            _ => LINK_GAP,
        };
        let mut gaps: Vec<f64> =
            std::iter::once(0.0).chain(layer.windows(2).map(|pair| gap(pair[0], pair[1]))).collect();
        let mut last: Option<(usize, f64)> = None;
        for (index, &vertex) in layer.iter().enumerate() {
            let stay = self.stays[vertex as usize];
            if let (Some((from, left)), Some((right, weight))) = (last, stay) {
                let free = right - left - self.half[layer[from] as usize] - self.half[vertex as usize];
                let needed: f64 = gaps[from + 1..=index].iter().sum();
                // Two boxes that hands placed may stand closer than we would put them; whole pixels take up to one.
                let held = weight == HELD && self.stays[layer[from] as usize].is_some_and(|(_, w)| w == HELD);
                let close = held || index > from + 1 || needed - free <= 1.0;
                if close && free > 0.0 && needed > free {
                    gaps[from + 1..=index].iter_mut().for_each(|gap| *gap *= free / needed);
                }
            }
            last = match stay {
                Some((x, _)) => Some((index, x)),
                None if self.mesh.is_bend(vertex) => last,
                None => None,
            };
        }
        for (index, gap) in gaps.iter_mut().enumerate().skip(1) {
            *gap += self.half[layer[index - 1] as usize] + self.half[layer[index] as usize];
        }
        gaps
    }

    fn begin(&mut self) {
        for (layer, apart) in self.layers.iter().zip(&self.apart) {
            let mut x = 0.0;
            for (&vertex, apart) in layer.iter().zip(apart) {
                x += apart;
                self.x[vertex as usize] = x;
            }
            for &vertex in layer {
                self.x[vertex as usize] -= x / 2.0;
            }
        }
        for (x, stay) in self.x.iter_mut().zip(&self.stays) {
            if let Some((at, _)) = stay {
                *x = *at;
            }
        }
    }

    fn sweep(&mut self, side: Side, downwards: bool) {
        let depth = self.layers.len();
        for step in 0..depth {
            let layer = if downwards { step } else { depth - 1 - step };
            let wishes: Vec<(f64, f64)> =
                self.layers[layer].iter().map(|&vertex| self.wish(vertex, side)).collect();
            self.settle(layer, &wishes);
        }
    }

    /// Where a vertex wants to be, and how much: among its neighbours, links that pass through straight first.
    fn wish(&self, vertex: u32, side: Side) -> (f64, f64) {
        let (mut sum, mut weight) = (0.0, 0.0);
        let bend = self.mesh.is_bend(vertex);
        let mut add = |near: &[u32]| {
            for &other in near {
                let share = match (bend, self.mesh.is_bend(other)) {
                    (true, true) => 8.0,
                    (false, false) => 1.0,
                    _ => 2.0,
                };
                sum += share * self.x[other as usize];
                weight += share;
            }
        };
        if side != Side::Lower {
            add(self.mesh.up.of(vertex));
        }
        if side != Side::Upper {
            add(self.mesh.down.of(vertex));
        }
        if let Some((x, share)) = self.stays[vertex as usize] {
            sum += share * x;
            weight += share;
        }
        if weight > 0.0 { (sum / weight, weight) } else { (self.x[vertex as usize], 0.1) }
    }

    /// The places nearest to the wishes (least weighted squares) that keep order and gaps: neighbours that want too
    /// close together become one block, which goes to the mean of what its members want.
    fn settle(&mut self, layer: usize, wishes: &[(f64, f64)]) {
        struct Block {
            first: usize,
            sum: f64,
            weight: f64,
        }
        let vertices = &self.layers[layer];
        let mut offset = Vec::with_capacity(vertices.len());
        let mut blocks: Vec<Block> = Vec::with_capacity(vertices.len());
        for index in 0..vertices.len() {
            let at = if index == 0 { 0.0 } else { offset[index - 1] + self.apart[layer][index] };
            offset.push(at);
            let (x, weight) = wishes[index];
            let mut block = Block { first: index, sum: (x - at) * weight, weight };
            while let Some(last) = blocks.last() {
                if last.sum * block.weight <= block.sum * last.weight {
                    break;
                }
                block = Block {
                    first: last.first,
                    sum: last.sum + block.sum,
                    weight: last.weight + block.weight,
                };
                blocks.pop();
            }
            blocks.push(block);
        }
        let ends: Vec<usize> =
            blocks.iter().skip(1).map(|block| block.first).chain([vertices.len()]).collect();
        for (block, end) in blocks.iter().zip(ends) {
            let start = block.sum / block.weight;
            for index in block.first..end {
                self.x[vertices[index] as usize] = start + offset[index];
            }
        }
    }

    /// Brings the bends of a link under one another where there is room.
    fn straighten(&mut self) {
        let mut slot = vec![0; self.x.len()];
        for layer in self.layers {
            for (index, &vertex) in layer.iter().enumerate() {
                slot[vertex as usize] = index;
            }
        }
        for chain in &self.mesh.chains {
            if chain.len() < 4 {
                continue;
            }
            let bends = &chain[1..chain.len() - 1];
            let mut start = 0;
            while start < bends.len() {
                start = self.straighten_from(bends, start, &slot);
            }
        }
    }

    /// Straightens the longest run of bends from `start` that has room for one line; the index after it.
    fn straighten_from(&mut self, bends: &[u32], start: usize, slot: &[usize]) -> usize {
        let (mut left, mut right) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut end = start;
        let mut sum = 0.0;
        while end < bends.len() {
            let (low, high) = self.room(bends[end], slot);
            if low.max(left) > high.min(right) {
                break;
            }
            (left, right) = (low.max(left), high.min(right));
            sum += self.x[bends[end] as usize];
            end += 1;
        }
        if end == start {
            return start + 1;
        }
        let x = (sum / (end - start) as f64).max(left).min(right);
        for &bend in &bends[start..end] {
            self.x[bend as usize] = x;
        }
        end
    }

    fn room(&self, vertex: u32, slot: &[usize]) -> (f64, f64) {
        let number = self.mesh.layer[vertex as usize];
        let (layer, apart, index) = (&self.layers[number], &self.apart[number], slot[vertex as usize]);
        let left = index
            .checked_sub(1)
            .map_or(f64::NEG_INFINITY, |before| self.x[layer[before] as usize] + apart[index]);
        let right =
            layer.get(index + 1).map_or(f64::INFINITY, |&after| self.x[after as usize] - apart[index + 1]);
        (left, right)
    }
}
