//! Threads: runs of vertices with one neighbour above and one below, such as the bends of a long link. A thread is
//! taken out and put back on the way through the layers that crosses least, found by dynamic programming.

use super::Order;
use crate::framework::layout::mesh::Mesh;

/// How far from its present way a thread looks for a better one, in places.
const WINDOW: usize = 48;

/// Vertices on consecutive layers, from the top, and what holds their ends.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    vertices: Vec<u32>,
    top: Option<u32>,
    bottom: Option<u32>,
}

/// Every thread of one part without fixed vertices, longest first.
pub(super) fn threads(mesh: &Mesh, layers: &[Vec<u32>], fixed: &[bool]) -> Vec<Thread> {
    let slim = |vertex: u32| {
        !fixed[vertex as usize] && mesh.up.of(vertex).len() <= 1 && mesh.down.of(vertex).len() <= 1
    };
    let mut found = Vec::new();
    for &vertex in layers.iter().flatten() {
        let above = mesh.up.of(vertex).first().copied();
        if !slim(vertex) || above.is_some_and(slim) {
            continue;
        }
        let mut vertices = vec![vertex];
        let mut below = mesh.down.of(vertex).first().copied();
        while let Some(next) = below.filter(|&next| slim(next)) {
            vertices.push(next);
            below = mesh.down.of(next).first().copied();
        }
        found.push(Thread { vertices, top: above, bottom: below });
    }
    found.sort_by_key(|thread| std::cmp::Reverse(thread.vertices.len()));
    found
}

/// Memory of the search, kept between uses.
#[derive(Default)]
pub(super) struct Loom {
    /// The least cost of a way to each slot of the present layer.
    least: Vec<i32>,
    next: Vec<i32>,
    row: Vec<i32>,
    /// For each layer after the first and each slot: the slot above on the best way.
    from: Vec<Vec<u32>>,
}

/// The slots of one layer that are tried: between its other vertices, from `low` to `high`.
#[derive(Clone, Copy)]
struct Slots {
    low: usize,
    high: usize,
    present: usize,
}

impl Slots {
    fn count(self) -> usize {
        self.high - self.low + 1
    }
}

impl Order<'_> {
    /// Puts each thread near what moved on its best way. Whether any has a better one now.
    pub(super) fn weave(&mut self, threads: &[Thread]) -> bool {
        let mut any = false;
        for thread in threads {
            if self.spent() {
                break;
            }
            let near = thread.vertices.iter().any(|&vertex| self.moved[self.mesh.layer[vertex as usize]]);
            any |= near && self.lay(thread);
        }
        any
    }

    /// Whether the thread has a better way now.
    fn lay(&mut self, thread: &Thread) -> bool {
        let mut loom = std::mem::take(&mut self.loom);
        let way = self.best_way(thread, &mut loom);
        self.loom = loom;
        let Some(way) = way else { return false };
        for (&vertex, &slot) in thread.vertices.iter().zip(&way) {
            let layer = self.mesh.layer[vertex as usize];
            let present = self.place[vertex as usize] as usize;
            if present != slot {
                self.layers[layer].remove(present);
                self.layers[layer].insert(slot, vertex);
                self.number_layer(layer);
                self.touch(layer);
            }
        }
        true
    }

    fn slots(&self, vertex: u32) -> Slots {
        let present = self.place[vertex as usize] as usize;
        let last = self.layers[self.mesh.layer[vertex as usize]].len() - 1;
        Slots { low: present.saturating_sub(WINDOW), high: (present + WINDOW).min(last), present }
    }

    /// The slots of a way that crosses less than the present one.
    fn best_way(&mut self, thread: &Thread, loom: &mut Loom) -> Option<Vec<usize>> {
        let first = thread.vertices[0];
        let mut slots = self.slots(first);
        loom.least.clear();
        loom.least.resize(slots.count(), 0);
        if let Some(top) = thread.top {
            self.towards_end(top, first, slots, true, &mut loom.least);
        }
        let mut cost = loom.least[slots.present - slots.low];
        loom.from.resize_with(thread.vertices.len().max(loom.from.len()), Vec::new);
        for (step, pair) in thread.vertices.windows(2).enumerate() {
            let below = self.slots(pair[1]);
            cost += self.advance(pair[0], pair[1], slots, below, loom, step);
            slots = below;
        }
        let last = thread.vertices[thread.vertices.len() - 1];
        if let Some(bottom) = thread.bottom {
            let before = loom.least[slots.present - slots.low];
            self.towards_end(bottom, last, slots, false, &mut loom.least);
            cost += loom.least[slots.present - slots.low] - before;
        }
        let (best, &least) = loom.least.iter().enumerate().min_by_key(|(_, cost)| **cost)?;
        if least >= cost {
            return None;
        }
        let mut slot = slots.low + best;
        let mut way = vec![0; thread.vertices.len()];
        for step in (0..thread.vertices.len()).rev() {
            way[step] = slot;
            if step > 0 {
                let low = self.slots(thread.vertices[step]).low;
                slot = loom.from[step - 1][slot - low] as usize;
            }
        }
        Some(way)
    }

    /// Adds what a link from `end`, which stays, to each slot of `vertex`'s layer crosses.
    fn towards_end(&mut self, end: u32, vertex: u32, slots: Slots, end_above: bool, least: &mut [i32]) {
        let mesh = self.mesh;
        let layer = &self.layers[mesh.layer[end as usize]];
        let own = self.place[vertex as usize];
        let middle = self.place[end as usize] as usize;
        for (place, &other) in layer.iter().enumerate() {
            if place == middle {
                continue;
            }
            let near = if end_above { mesh.down.of(other) } else { mesh.up.of(other) };
            for &neighbour in near {
                let at = self.place[neighbour as usize];
                let at = (at - u32::from(at > own)) as usize;
                // Left of the end, a link crosses what goes to a slot at or before its own other end.
                let cut = (at + 1).clamp(slots.low, slots.high + 1) - slots.low;
                let crossed = if place < middle { &mut least[..cut] } else { &mut least[cut..] };
                for cost in crossed {
                    *cost += 1;
                }
            }
            self.work += near.len() as u64 * (slots.count() as u64 / 8 + 1);
        }
    }

    /// Goes one layer down: the least cost for each slot there. Returns what the present way crosses on this stretch.
    fn advance(
        &mut self,
        upper: u32,
        lower: u32,
        above: Slots,
        below: Slots,
        loom: &mut Loom,
        step: usize,
    ) -> i32 {
        let mesh = self.mesh;
        let count = below.count();
        let own = self.place[lower as usize];
        let cut_of =
            |at: u32| ((at - u32::from(at > own)) as usize + 1).clamp(below.low, below.high + 1) - below.low;
        let layer = &self.layers[mesh.layer[upper as usize]];
        let others = |slot: usize| layer[if slot < above.present { slot } else { slot + 1 }];
        loom.row.clear();
        loom.row.resize(count, 0);
        for slot in 0..layer.len() - 1 {
            for &neighbour in mesh.down.of(others(slot)) {
                let cut = cut_of(self.place[neighbour as usize]);
                let crossed = if slot < above.low { &mut loom.row[..cut] } else { &mut loom.row[cut..] };
                for cost in crossed {
                    *cost += 1;
                }
            }
        }
        loom.next.clear();
        loom.next.resize(count, i32::MAX);
        let from = &mut loom.from[step];
        from.clear();
        from.resize(count, 0);
        let mut present = 0;
        for slot in above.low..=above.high {
            let base = loom.least[slot - above.low];
            if slot == above.present {
                present = loom.row[below.present - below.low];
            }
            for ((next, from), row) in loom.next.iter_mut().zip(from.iter_mut()).zip(&loom.row) {
                let cost = base + row;
                if cost < *next {
                    *next = cost;
                    *from = super::super::mesh::index(slot);
                }
            }
            if slot < above.high {
                for &neighbour in mesh.down.of(others(slot)) {
                    let cut = cut_of(self.place[neighbour as usize]);
                    for cost in &mut loom.row[..cut] {
                        *cost += 1;
                    }
                    for cost in &mut loom.row[cut..] {
                        *cost -= 1;
                    }
                }
            }
        }
        self.work += (layer.len() as u64 + above.count() as u64) * (count as u64 / 4 + 1);
        std::mem::swap(&mut loom.least, &mut loom.next);
        present
    }
}
