//! The layered graph that is put in order: boxes, and a bend wherever a link passes a layer.

use super::layers::Layering;

/// Neighbours of each vertex, in one piece of memory.
#[derive(Default)]
pub(super) struct Neighbours {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Neighbours {
    fn new(count: usize, pairs: &[(u32, u32)]) -> Self {
        let mut start = vec![0_u32; count + 1];
        for &(vertex, _) in pairs {
            start[vertex as usize + 1] += 1;
        }
        for vertex in 0..count {
            start[vertex + 1] += start[vertex];
        }
        let mut next = start.clone();
        let mut items = vec![0; pairs.len()];
        for &(vertex, other) in pairs {
            let slot = &mut next[vertex as usize];
            items[*slot as usize] = other;
            *slot += 1;
        }
        Self { start, items }
    }

    pub(super) fn of(&self, vertex: u32) -> &[u32] {
        let vertex = vertex as usize;
        &self.items[self.start[vertex] as usize..self.start[vertex + 1] as usize]
    }
}

/// Vertices below `boxes` are the boxes of the graph, those above are bends.
pub(super) struct Mesh {
    pub(super) boxes: usize,
    pub(super) layer: Vec<usize>,
    pub(super) up: Neighbours,
    pub(super) down: Neighbours,
    /// The vertices of each link from the upper box to the lower one; empty for a link to itself.
    pub(super) chains: Vec<Vec<u32>>,
    /// Layers of each connected part, each in the order in which vertices were met.
    pub(super) parts: Vec<Vec<Vec<u32>>>,
}

impl Mesh {
    pub(super) fn new(layering: &Layering) -> Self {
        let boxes = layering.layer.len();
        let mut layer = layering.layer.clone();
        let mut pairs = Vec::new();
        let mut chains = Vec::with_capacity(layering.spans.len());
        for span in &layering.spans {
            let Some((top, bottom)) = *span else {
                chains.push(Vec::new());
                continue;
            };
            let mut chain = vec![index(top)];
            for between in layer[top] + 1..layer[bottom] {
                chain.push(index(layer.len()));
                layer.push(between);
            }
            chain.push(index(bottom));
            pairs.extend(chain.windows(2).map(|pair| (pair[0], pair[1])));
            chains.push(chain);
        }
        let down = Neighbours::new(layer.len(), &pairs);
        for pair in &mut pairs {
            *pair = (pair.1, pair.0);
        }
        let up = Neighbours::new(layer.len(), &pairs);
        let parts = parts(&layer, &up, &down);
        Self { boxes, layer, up, down, chains, parts }
    }

    pub(super) fn is_bend(&self, vertex: u32) -> bool {
        vertex as usize >= self.boxes
    }
}

/// An index as the mesh stores it: a graph of four thousand million vertices does not fit in memory.
pub(super) fn index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn parts(layer: &[usize], up: &Neighbours, down: &Neighbours) -> Vec<Vec<Vec<u32>>> {
    let depth = layer.iter().max().map_or(0, |last| last + 1);
    let mut met = vec![false; layer.len()];
    let mut parts = Vec::new();
    for start in 0..layer.len() {
        if met[start] {
            continue;
        }
        met[start] = true;
        let mut members = vec![index(start)];
        let mut next = 0;
        while next < members.len() {
            let vertex = members[next];
            next += 1;
            for &other in up.of(vertex).iter().chain(down.of(vertex)) {
                if !met[other as usize] {
                    met[other as usize] = true;
                    members.push(other);
                }
            }
        }
        let mut layers = vec![Vec::new(); if members.len() == 1 { layer[start] + 1 } else { depth }];
        for vertex in members {
            layers[layer[vertex as usize]].push(vertex);
        }
        parts.push(layers);
    }
    parts
}
