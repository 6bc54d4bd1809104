//! Ranks of least total length: the network simplex of Gansner, Koutsofios, North and Vo ("A technique for drawing
//! directed graphs", 1993). Integers only, no randomness: the same arcs give the same ranks everywhere.

/// `rank(head) - rank(tail) >= least`; each unit of length costs `weight`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) tail: usize,
    pub(super) head: usize,
    pub(super) least: i32,
    pub(super) weight: i32,
}

/// How many tree arcs are looked at before the worst of them is taken.
const LOOK: usize = 30;

/// Ranks from 0 up for `count` vertices. The arcs must be acyclic and connect all vertices.
pub(super) fn ranks(count: usize, arcs: &[Arc]) -> Vec<i32> {
    if count == 0 {
        return Vec::new();
    }
    let mut tree = Tree::new(count, arcs);
    tree.grow();
    tree.hang();
    let mut look = 0;
    // Degenerate exchanges could go round in circles; the bound is far above what real graphs need.
    for _ in 0..count * 40 {
        let Some(child) = tree.leaving(&mut look) else { break };
        tree.exchange(child);
    }
    let lowest = tree.rank.iter().copied().min().unwrap_or(0);
    tree.rank.iter().map(|rank| rank - lowest).collect()
}

const NONE: usize = usize::MAX;

struct Tree<'a> {
    arcs: &'a [Arc],
    /// Arcs at each vertex.
    at: Vec<Vec<usize>>,
    rank: Vec<i32>,
    /// Tree arcs at each vertex.
    limbs: Vec<Vec<usize>>,
    /// The arc to the parent; `NONE` at the root.
    parent: Vec<usize>,
    /// Weight that leaves the subtree less the weight that enters it: the cut value, but for its sign.
    sum: Vec<i64>,
    mark: Vec<u32>,
    stamp: u32,
}

impl<'a> Tree<'a> {
    fn new(count: usize, arcs: &'a [Arc]) -> Self {
        let mut at = vec![Vec::new(); count];
        for (index, arc) in arcs.iter().enumerate() {
            at[arc.tail].push(index);
            at[arc.head].push(index);
        }
        let rank = longest_path(count, arcs, &at);
        Self {
            arcs,
            at,
            rank,
            limbs: vec![Vec::new(); count],
            parent: vec![NONE; count],
            sum: vec![0; count],
            mark: vec![0; count],
            stamp: 0,
        }
    }

    fn slack(&self, index: usize) -> i32 {
        let arc = self.arcs[index];
        self.rank[arc.head] - self.rank[arc.tail] - arc.least
    }

    fn other(&self, index: usize, vertex: usize) -> usize {
        let arc = self.arcs[index];
        if arc.tail == vertex { arc.head } else { arc.tail }
    }

    /// Grows a spanning tree of tight arcs, drawing it closer to the rest where none is tight.
    fn grow(&mut self) {
        let mut inside = vec![false; self.at.len()];
        let mut members = vec![0];
        inside[0] = true;
        let mut next = 0;
        while members.len() < self.at.len() {
            while next < members.len() {
                let vertex = members[next];
                next += 1;
                for &index in &self.at[vertex] {
                    let other = self.other(index, vertex);
                    if !inside[other] && self.slack(index) == 0 {
                        inside[other] = true;
                        members.push(other);
                        self.limbs[vertex].push(index);
                        self.limbs[other].push(index);
                    }
                }
            }
            let nearest = (0..self.arcs.len())
                .filter(|&index| inside[self.arcs[index].tail] != inside[self.arcs[index].head])
                .min_by_key(|&index| self.slack(index));
            let Some(index) = nearest else { break };
            let shift = if inside[self.arcs[index].tail] { self.slack(index) } else { -self.slack(index) };
            for &vertex in &members {
                self.rank[vertex] += shift;
            }
            // A member at the new tight arc takes up the search again.
            let arc = self.arcs[index];
            let (old, new) = if inside[arc.tail] { (arc.tail, arc.head) } else { (arc.head, arc.tail) };
            inside[new] = true;
            members.push(new);
            self.limbs[old].push(index);
            self.limbs[new].push(index);
            // Other arcs may have become tight by the shift.
            next = 0;
        }
    }

    /// Parents and sums, from the root down and up again.
    fn hang(&mut self) {
        for arc in self.arcs {
            self.sum[arc.tail] += i64::from(arc.weight);
            self.sum[arc.head] -= i64::from(arc.weight);
        }
        let mut order = vec![0];
        let mut next = 0;
        while next < order.len() {
            let vertex = order[next];
            next += 1;
            for &index in &self.limbs[vertex] {
                if index != self.parent[vertex] {
                    let child = self.other(index, vertex);
                    self.parent[child] = index;
                    order.push(child);
                }
            }
        }
        for &vertex in order.iter().skip(1).rev() {
            let above = self.other(self.parent[vertex], vertex);
            self.sum[above] += self.sum[vertex];
        }
    }

    fn cut(&self, child: usize) -> i64 {
        if self.arcs[self.parent[child]].tail == child { self.sum[child] } else { -self.sum[child] }
    }

    /// The child end of a tree arc whose cut value is negative, searching on from where the last search ended.
    fn leaving(&self, look: &mut usize) -> Option<usize> {
        let count = self.at.len();
        let (mut worst, mut found, mut seen) = (0, None, 0);
        for step in 0..count {
            let vertex = (*look + step) % count;
            if self.parent[vertex] == NONE {
                continue;
            }
            let cut = self.cut(vertex);
            if cut < 0 {
                seen += 1;
                if cut < worst {
                    (worst, found) = (cut, Some(vertex));
                }
                if seen >= LOOK {
                    *look = (vertex + 1) % count;
                    return found;
                }
            }
        }
        found
    }

    /// Takes the arc above `child` out of the tree and the tightest arc that goes the other way in.
    fn exchange(&mut self, child: usize) {
        let leaving = self.parent[child];
        let upward = self.arcs[leaving].tail == child;
        let members = self.below(child);
        let mut best: Option<(i32, usize)> = None;
        for &vertex in &members {
            for &index in &self.at[vertex] {
                let arc = self.arcs[index];
                let crosses = self.mark[self.other(index, vertex)] != self.stamp;
                // The entering arc goes against the leaving one.
                if crosses && (arc.head == vertex) == upward {
                    let slack = self.slack(index);
                    if best.is_none_or(|(least, at)| (slack, index) < (least, at)) {
                        best = Some((slack, index));
                    }
                }
            }
        }
        let Some((slack, entering)) = best else { return };
        let shift = if upward { slack } else { -slack };
        // The child's side follows: an arc into it must become tight.
        for &vertex in &members {
            self.rank[vertex] -= shift;
        }
        self.regraft(child, leaving, entering);
    }

    /// The vertices of the subtree, marked with a new stamp.
    fn below(&mut self, child: usize) -> Vec<usize> {
        self.stamp += 1;
        self.mark[child] = self.stamp;
        let mut members = vec![child];
        let mut next = 0;
        while next < members.len() {
            let vertex = members[next];
            next += 1;
            for &index in &self.limbs[vertex] {
                let other = self.other(index, vertex);
                if index != self.parent[vertex] && self.mark[other] != self.stamp {
                    self.mark[other] = self.stamp;
                    members.push(other);
                }
            }
        }
        members
    }

    fn regraft(&mut self, child: usize, leaving: usize, entering: usize) {
        let whole = self.sum[child];
        let old_parent = self.other(leaving, child);
        self.add_upwards(old_parent, -whole);
        let arc = self.arcs[entering];
        let (inner, outer) =
            if self.mark[arc.tail] == self.stamp { (arc.tail, arc.head) } else { (arc.head, arc.tail) };
        self.add_upwards(outer, whole);
        for vertex in [child, old_parent] {
            self.limbs[vertex].retain(|&index| index != leaving);
        }
        self.limbs[inner].push(entering);
        self.limbs[outer].push(entering);
        // The path from the new root of the subtree to its old one turns round.
        let (mut vertex, mut above, mut below_sum) = (inner, entering, 0);
        loop {
            let (old_above, old_sum) = (self.parent[vertex], self.sum[vertex]);
            self.parent[vertex] = above;
            self.sum[vertex] = whole - below_sum;
            if vertex == child {
                break;
            }
            below_sum = old_sum;
            vertex = self.other(old_above, vertex);
            above = old_above;
        }
    }

    fn add_upwards(&mut self, mut vertex: usize, amount: i64) {
        loop {
            self.sum[vertex] += amount;
            if self.parent[vertex] == NONE {
                return;
            }
            vertex = self.other(self.parent[vertex], vertex);
        }
    }
}

fn longest_path(count: usize, arcs: &[Arc], at: &[Vec<usize>]) -> Vec<i32> {
    let mut waiting = vec![0_u32; count];
    for arc in arcs {
        waiting[arc.head] += 1;
    }
    let mut ready: Vec<usize> = (0..count).filter(|&vertex| waiting[vertex] == 0).collect();
    let mut rank = vec![0; count];
    let mut next = 0;
    while next < ready.len() {
        let vertex = ready[next];
        next += 1;
        for &index in &at[vertex] {
            let arc = arcs[index];
            if arc.tail == vertex {
                rank[arc.head] = rank[arc.head].max(rank[vertex] + arc.least);
                waiting[arc.head] -= 1;
                if waiting[arc.head] == 0 {
                    ready.push(arc.head);
                }
            }
        }
    }
    rank
}
