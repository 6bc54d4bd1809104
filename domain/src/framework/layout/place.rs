//! Where vertices lie from left to right: each near its neighbours, in the order found, never closer than the gaps.

use super::{At, Graph, mesh::Mesh};

/// Free space between two boxes, between a box and a link that passes, and between two links, in pixels.
pub(super) const BOX_GAP: f64 = 40.0;
const LINK_GAP: f64 = 26.0;
const LINKS_GAP: f64 = 18.0;

const ROUNDS: usize = 10;
/// What holding its place weighs for a box that was drawn before, and for one that a hand placed.
const STAYS: f64 = 1e6;
const HELD: f64 = 1e12;

/// The centre of each vertex, in whole pixels.
pub(super) fn across(graph: &Graph, mesh: &Mesh, layers: &[Vec<u32>]) -> Vec<f64> {
    let mut placing = Placing::new(graph, mesh, layers);
    placing.begin();
    for round in 0..ROUNDS {
        placing.sweep(if round < 4 { Side::Upper } else { Side::Both }, true);
        placing.sweep(if round < 4 { Side::Lower } else { Side::Both }, false);
    }
    placing.straighten();
    placing.x.iter().map(|x| x.round()).collect()
}

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
    /// Where a vertex wants to stay, and how much.
    stays: Vec<Option<(f64, f64)>>,
    x: Vec<f64>,
}

impl<'a> Placing<'a> {
    fn new(graph: &Graph, mesh: &'a Mesh, layers: &'a [Vec<u32>]) -> Self {
        let count = mesh.layer.len();
        let mut half = vec![0.0; count];
        let mut stays = vec![None; count];
        for (index, node) in graph.nodes.iter().enumerate() {
            half[index] = node.width / 2.0;
            stays[index] = match node.at {
                At::Free => None,
                At::Before(at) => Some((at.x, STAYS)),
                At::Placed(at) => Some((at.x, HELD)),
            };
        }
        Self { mesh, layers, half, stays, x: vec![0.0; count] }
    }

    /// The least distance of the centres of neighbours on a layer.
    fn apart(&self, left: u32, right: u32) -> f64 {
        let gap = match (self.mesh.is_bend(left), self.mesh.is_bend(right)) {
            (false, false) => BOX_GAP,
            (true, true) => LINKS_GAP,
            _ => LINK_GAP,
        };
        self.half[left as usize] + gap + self.half[right as usize]
    }

    fn begin(&mut self) {
        for layer in self.layers {
            let mut x = 0.0;
            for (index, &vertex) in layer.iter().enumerate() {
                if index > 0 {
                    x += self.apart(layer[index - 1], vertex);
                }
                self.x[vertex as usize] = x;
            }
            for &vertex in layer {
                self.x[vertex as usize] -= x / 2.0;
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
        for (index, &vertex) in vertices.iter().enumerate() {
            let at =
                if index == 0 { 0.0 } else { offset[index - 1] + self.apart(vertices[index - 1], vertex) };
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
        let layer = &self.layers[self.mesh.layer[vertex as usize]];
        let index = slot[vertex as usize];
        let left = index.checked_sub(1).map_or(f64::NEG_INFINITY, |before| {
            self.x[layer[before] as usize] + self.apart(layer[before], vertex)
        });
        let right = layer
            .get(index + 1)
            .map_or(f64::INFINITY, |&after| self.x[after as usize] - self.apart(vertex, after));
        (left, right)
    }
}
