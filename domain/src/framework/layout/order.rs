//! The order of the vertices on each layer: few crossings, found by sweeps of barycentres, sifting, and shaking what
//! was found for as long as a budget of work lasts. The budget counts comparisons, not time: the same everywhere.

use super::mesh::Mesh;

mod sift;
mod sweep;
mod thread;

/// Orders one connected part. `budget` bounds the comparisons made; `layers` is the order to begin with.
pub(super) fn fewest(mesh: &Mesh, layers: Vec<Vec<u32>>, budget: u64) -> Vec<Vec<u32>> {
    let mut order = Order::new(mesh, layers, budget);
    let mut best = order.first();
    while best.crossings > 0 && !order.spent() {
        order.restore(&best.layers);
        order.shake();
        order.settle();
        let crossings = order.crossings();
        // As good is good enough to go on from: it leads off plateaus.
        if crossings <= best.crossings {
            best.take(crossings, &order.layers);
        }
    }
    best.layers
}

/// How far a vertex is sifted at once.
const REACH: usize = 60;

/// Betters an order in which the vertices that `fixed` marks keep theirs: only bends and new boxes move.
pub(super) fn mended(mesh: &Mesh, layers: Vec<Vec<u32>>, fixed: &[bool], budget: u64) -> Vec<Vec<u32>> {
    let mut order = Order::new(mesh, layers, budget);
    order.fixed = fixed.to_vec();
    order.threads = thread::threads(mesh, &order.layers, fixed);
    order.settle();
    order.layers
}

struct Best {
    crossings: usize,
    layers: Vec<Vec<u32>>,
}

impl Best {
    fn take(&mut self, crossings: usize, layers: &[Vec<u32>]) {
        self.crossings = crossings;
        for (mine, theirs) in self.layers.iter_mut().zip(layers) {
            mine.clone_from(theirs);
        }
    }
}

struct Order<'a> {
    mesh: &'a Mesh,
    layers: Vec<Vec<u32>>,
    /// Place of each vertex on its layer.
    place: Vec<u32>,
    /// Comparisons made so far, and how many may be made.
    work: u64,
    budget: u64,
    seed: u64,
    /// Kept between uses so that no sweep asks for memory.
    tree: Vec<u32>,
    keys: Vec<(f64, u32)>,
    sifter: sift::Sifter,
    /// Layers that are worth sifting, and those where anything moved since the last shake.
    dirty: Vec<bool>,
    moved: Vec<bool>,
    /// Vertices that keep their order among each other.
    fixed: Vec<bool>,
    loom: thread::Loom,
    threads: Vec<thread::Thread>,
}

impl<'a> Order<'a> {
    fn new(mesh: &'a Mesh, layers: Vec<Vec<u32>>, budget: u64) -> Self {
        let depth = layers.len();
        let fixed = vec![false; mesh.layer.len()];
        let threads = thread::threads(mesh, &layers, &fixed);
        let mut order = Self {
            mesh,
            layers,
            place: vec![0; mesh.layer.len()],
            work: 0,
            budget,
            seed: 0x9e37_79b9_7f4a_7c15,
            tree: Vec::new(),
            keys: Vec::new(),
            sifter: sift::Sifter::default(),
            dirty: vec![true; depth],
            moved: vec![true; depth],
            fixed,
            loom: thread::Loom::default(),
            threads,
        };
        order.number();
        order
    }

    fn spent(&self) -> bool {
        self.work >= self.budget
    }

    /// The best of a few orders found from different beginnings.
    fn first(&mut self) -> Best {
        let mut best = self.kept();
        for start in sweep::STARTS {
            if best.crossings == 0 || self.spent() {
                break;
            }
            self.start(start);
            self.sweeps(start);
            self.dirty.fill(true);
            self.moved.fill(true);
            self.settle();
            let found = self.kept();
            if found.crossings < best.crossings {
                best = found;
            }
        }
        best
    }

    fn kept(&mut self) -> Best {
        Best { crossings: self.crossings(), layers: self.layers.clone() }
    }

    fn restore(&mut self, layers: &[Vec<u32>]) {
        for (mine, theirs) in self.layers.iter_mut().zip(layers) {
            mine.clone_from(theirs);
        }
        self.number();
    }

    fn number(&mut self) {
        for layer in 0..self.layers.len() {
            self.number_layer(layer);
        }
    }

    fn number_layer(&mut self, layer: usize) {
        for (place, &vertex) in (0..).zip(&self.layers[layer]) {
            self.place[vertex as usize] = place;
        }
    }

    /// A number below `bound` from a fixed sequence (splitmix64), so that every run shakes alike.
    fn chance(&mut self, bound: usize) -> usize {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        // The product of two 32-bit numbers fits in 64 bits, on every platform.
        usize::try_from(((z >> 32) * bound as u64) >> 32).unwrap_or(0)
    }

    /// Moves a few vertices anywhere on their layers.
    fn shake(&mut self) {
        let wide: Vec<usize> = (0..self.layers.len()).filter(|&layer| self.layers[layer].len() > 1).collect();
        if wide.is_empty() {
            return;
        }
        self.dirty.fill(false);
        self.moved.fill(false);
        let vertices: usize = wide.iter().map(|&layer| self.layers[layer].len()).sum();
        let most = (vertices / 12).clamp(2, 12);
        let moves = 1 + self.chance(most);
        // What is moved together lies together, so that sifting does not only undo it.
        let centre = self.chance(wide.len());
        for _ in 0..moves {
            let near = (centre + self.chance(3)).saturating_sub(1).min(wide.len() - 1);
            let layer = wide[near];
            let width = self.layers[layer].len();
            let (from, to) = (self.chance(width), self.chance(width));
            let vertex = self.layers[layer].remove(from);
            self.layers[layer].insert(to, vertex);
            self.number_layer(layer);
            self.touch(layer);
        }
    }

    /// Marks a layer and those beside it as worth another look.
    fn touch(&mut self, layer: usize) {
        for near in layer.saturating_sub(1)..=(layer + 1).min(self.layers.len() - 1) {
            self.dirty[near] = true;
            self.moved[near] = true;
        }
    }

    /// Sifts and weaves until neither helps.
    fn settle(&mut self) {
        let threads = std::mem::take(&mut self.threads);
        loop {
            self.sift_dirty(REACH);
            if self.spent() || !self.weave(&threads) {
                break;
            }
        }
        self.threads = threads;
    }
}
