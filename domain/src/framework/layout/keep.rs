//! Drawing again what was drawn before, or what a hand placed: boxes keep their places and their order; new boxes go
//! where there is room near what they are linked to, and only links find their way anew.

use super::{
    At, Graph,
    mesh::{Mesh, index},
    order, ordered,
    place::{BOX_GAP, HELD, STAYS, Stay},
};

/// How far from where it belongs a new box goes for free room, in pixels, before the others make room for it.
const FAR: f64 = 700.0;

/// The order on each layer, and where each box stays.
pub(super) fn kept(graph: &Graph, mesh: &Mesh) -> (Vec<Vec<u32>>, Vec<Stay>) {
    let was_drawn = graph.nodes.iter().any(|node| node.at.before().is_some());
    let mut stays: Vec<Stay> = graph
        .nodes
        .iter()
        .map(|node| match node.at {
            At::Free => None,
            At::Before(at) => Some((at.x, STAYS)),
            At::Placed(at) => Some((at.x, HELD)),
        })
        .collect();
    let mut layers = if was_drawn {
        settle_new(graph, mesh, &mut stays);
        by_place(mesh, &stays)
    } else {
        ordered(mesh)
    };
    for layer in &mut layers {
        sort_held(layer, &stays);
    }
    let mut fixed: Vec<bool> = stays.iter().map(Option::is_some).collect();
    fixed.resize(mesh.layer.len(), false);
    let mut layers = order::mended(mesh, layers, &fixed, 20_000_000);
    for layer in &mut layers {
        make_room(graph, mesh, layer, &stays);
    }
    (layers, stays)
}

/// Gives each new box a place with room on its layer, as near as there is to what it is linked to.
fn settle_new(graph: &Graph, mesh: &Mesh, stays: &mut [Stay]) {
    let mut near: Vec<(f64, f64)> = vec![(0.0, 0.0); graph.nodes.len()];
    for &(from, to) in &graph.links {
        for (one, other) in [(from, to), (to, from)] {
            if let Some((x, _)) = stays[other] {
                near[one] = (near[one].0 + x, near[one].1 + 1.0);
            }
        }
    }
    let mut rows: Vec<Vec<(f64, f64)>> = vec![Vec::new(); mesh.layer.iter().max().map_or(0, |last| last + 1)];
    for (node, stay) in stays.iter().enumerate() {
        if let Some((x, _)) = stay {
            rows[mesh.layer[node]].push((*x, graph.nodes[node].width / 2.0));
        }
    }
    for node in 0..graph.nodes.len() {
        if stays[node].is_some() {
            continue;
        }
        let (sum, count) = near[node];
        let wish = if count > 0.0 { sum / count } else { f64::MAX };
        let half = graph.nodes[node].width / 2.0;
        let row = &mut rows[mesh.layer[node]];
        row.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let x = nearest_room(row, wish, half).round();
        let settled = if count > 0.0 && (x - wish).abs() > FAR { wish } else { x };
        row.push((settled, half));
        stays[node] = Some((settled, STAYS));
    }
}

/// The place nearest to a wish where a box of this half width keeps clear of the others on its row.
fn nearest_room(row: &[(f64, f64)], wish: f64, half: f64) -> f64 {
    let Some((first, last)) = row.first().zip(row.last()) else {
        return if wish == f64::MAX { 0.0 } else { wish };
    };
    let before = wish.min(first.0 - first.1 - BOX_GAP - half);
    let beyond = last.0 + last.1 + BOX_GAP + half;
    let after = if wish == f64::MAX { beyond } else { wish.max(beyond) };
    let between = row.windows(2).filter_map(|pair| {
        let low = pair[0].0 + pair[0].1 + BOX_GAP + half;
        let high = pair[1].0 - pair[1].1 - BOX_GAP - half;
        (low <= high).then(|| wish.max(low).min(high))
    });
    between
        .chain([before, after])
        .min_by(|a, b| (a - wish).abs().total_cmp(&(b - wish).abs()))
        .unwrap_or(after)
}

/// Every layer from left to right, bends on the straight way between the boxes of their link.
fn by_place(mesh: &Mesh, stays: &[Stay]) -> Vec<Vec<u32>> {
    let mut x: Vec<f64> = stays.iter().map(|stay| stay.map_or(0.0, |(x, _)| x)).collect();
    x.resize(mesh.layer.len(), 0.0);
    for chain in &mesh.chains {
        let (Some(&top), Some(&bottom)) = (chain.first(), chain.last()) else { continue };
        let (from, to) = (x[top as usize], x[bottom as usize]);
        for (step, &bend) in chain.iter().enumerate().skip(1).take(chain.len() - 2) {
            x[bend as usize] = from + (to - from) * step as f64 / (chain.len() - 1) as f64;
        }
    }
    let mut layers: Vec<Vec<u32>> = vec![Vec::new(); mesh.layer.iter().max().map_or(0, |last| last + 1)];
    for vertex in 0..mesh.layer.len() {
        layers[mesh.layer[vertex]].push(index(vertex));
    }
    for layer in &mut layers {
        layer.sort_by(|a, b| x[*a as usize].total_cmp(&x[*b as usize]).then(a.cmp(b)));
    }
    layers
}

fn stay(stays: &[Stay], vertex: u32) -> Stay {
    stays.get(vertex as usize).copied().flatten()
}

/// Brings the boxes that stay into the order of their places, on the slots that they have.
fn sort_held(layer: &mut [u32], stays: &[Stay]) {
    let slots: Vec<usize> = (0..layer.len()).filter(|slot| stay(stays, layer[*slot]).is_some()).collect();
    let mut held: Vec<u32> = slots.iter().map(|slot| layer[*slot]).collect();
    let x = |vertex: u32| stay(stays, vertex).map_or(0.0, |(x, _)| x);
    held.sort_by(|a, b| x(*a).total_cmp(&x(*b)).then(a.cmp(b)));
    for (slot, vertex) in slots.into_iter().zip(held) {
        layer[slot] = vertex;
    }
}

/// Moves boxes that do not fit between two that stay out to the next room on the right.
fn make_room(graph: &Graph, mesh: &Mesh, layer: &mut Vec<u32>, stays: &[Stay]) {
    let mut fitted: Vec<u32> = Vec::with_capacity(layer.len());
    let mut waiting: Vec<u32> = Vec::new();
    // The right side of what has been put down since the last box that stays, `None` left of the first.
    let mut edge: Option<f64> = None;
    let wide = |vertex: u32| graph.nodes[vertex as usize].width;
    for (at, &vertex) in layer.iter().enumerate() {
        if let Some((x, _)) = stay(stays, vertex) {
            fitted.push(vertex);
            edge = Some(x + wide(vertex) / 2.0);
        } else if mesh.is_bend(vertex) {
            fitted.push(vertex);
            continue;
        } else {
            waiting.push(vertex);
        }
        let next = layer[at + 1..]
            .iter()
            .find_map(|&next| stay(stays, next).map(|(x, _)| x - graph.nodes[next as usize].width / 2.0));
        waiting.retain(|&vertex| {
            let start = edge.map_or(f64::NEG_INFINITY, |edge| edge + BOX_GAP);
            let fits = next.is_none_or(|next| edge.is_none() || start + wide(vertex) + BOX_GAP <= next);
            if fits {
                fitted.push(vertex);
                edge = edge.map(|_| start + wide(vertex));
            }
            !fits
        });
    }
    *layer = fitted;
}
