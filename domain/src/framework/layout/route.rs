//! How high the layers lie and how links run: straight between layers, upright through them.

use super::{At, Graph, Place, Point, layers::Layering, mesh::Mesh};

/// Free height between two layers, in pixels, and the least that hand-placed boxes may leave.
pub(super) const LAYER_GAP: f64 = 80.0;
const LEAST_GAP: f64 = 32.0;
/// The part of a box's side that links may leave from.
const PORTS: f64 = 0.7;
/// How far a link to itself stands out of its box.
const LOOP: f64 = 12.0;

/// A layer from its upper to its lower edge.
#[derive(Clone, Copy)]
pub(super) struct Row {
    top: f64,
    bottom: f64,
}

/// The centre of each box, and the rows they lie on.
pub(super) fn heights(graph: &Graph, layering: &Layering) -> (Vec<f64>, Vec<Row>) {
    let count = layering.layer.iter().max().map_or(0, |last| last + 1);
    let mut tall = vec![0.0_f64; count];
    let mut known: Vec<Vec<f64>> = vec![Vec::new(); count];
    for (node, &layer) in graph.nodes.iter().zip(&layering.layer) {
        tall[layer] = tall[layer].max(node.height);
        if let At::Before(at) | At::Placed(at) = node.at {
            known[layer].push(at.y);
        }
    }
    let wanted: Vec<Option<f64>> = known
        .iter_mut()
        .map(|known| {
            known.sort_unstable_by(f64::total_cmp);
            known.get(known.len() / 2).copied()
        })
        .collect();
    let middles = middles(&tall, &wanted);
    let mut rows: Vec<Row> = middles
        .iter()
        .zip(&tall)
        .map(|(middle, tall)| Row { top: middle - tall / 2.0, bottom: middle + tall / 2.0 })
        .collect();
    let y = graph
        .nodes
        .iter()
        .zip(&layering.layer)
        .map(|(node, &layer)| match node.at {
            // A box that a hand placed keeps its height as far as its band allows.
            At::Placed(at) => held(&rows, layer, at.y, node.height),
            _ => middles[layer],
        })
        .collect::<Vec<f64>>();
    for ((node, &layer), &y) in graph.nodes.iter().zip(&layering.layer).zip(&y) {
        rows[layer].top = rows[layer].top.min(y - node.height / 2.0);
        rows[layer].bottom = rows[layer].bottom.max(y + node.height / 2.0);
    }
    (y, rows)
}

/// Downwards from the first row whose place is known, then upwards from it.
fn middles(tall: &[f64], wanted: &[Option<f64>]) -> Vec<f64> {
    let anchor = wanted.iter().position(Option::is_some).unwrap_or(0);
    let mut middles = vec![0.0; tall.len()];
    let Some(first) = tall.get(anchor) else { return middles };
    middles[anchor] = wanted[anchor].unwrap_or(first / 2.0);
    for row in anchor + 1..tall.len() {
        let near = middles[row - 1] + (tall[row - 1] + tall[row]) / 2.0;
        middles[row] = match wanted[row] {
            Some(y) => y.max(near + LEAST_GAP),
            None => near + LAYER_GAP,
        };
    }
    for row in (0..anchor).rev() {
        middles[row] = middles[row + 1] - (tall[row + 1] + tall[row]) / 2.0 - LAYER_GAP;
    }
    middles
}

fn held(rows: &[Row], layer: usize, y: f64, height: f64) -> f64 {
    let above = layer
        .checked_sub(1)
        .map_or(f64::NEG_INFINITY, |above| (rows[above].bottom + rows[layer].top) / 2.0 + LEAST_GAP / 2.0);
    let below = rows
        .get(layer + 1)
        .map_or(f64::INFINITY, |below| (rows[layer].bottom + below.top) / 2.0 - LEAST_GAP / 2.0);
    y.min(below - height / 2.0).max(above + height / 2.0)
}

/// The points of each link from its source to its target, whichever lies higher.
pub(super) fn routes(
    graph: &Graph,
    layering: &Layering,
    mesh: &Mesh,
    places: &[Place],
    x: &[f64],
    rows: &[Row],
) -> Vec<Vec<Point>> {
    let ports = Ports::new(graph, mesh, x);
    graph
        .links
        .iter()
        .enumerate()
        .map(|(link, &(from, _))| {
            let chain = &mesh.chains[link];
            let (Some(&top), Some(&bottom)) = (chain.first(), chain.last()) else {
                return own(graph, places, from);
            };
            let mut points = Vec::with_capacity(chain.len() * 2 + 2);
            let edge = |vertex: u32, down: f64| {
                places[vertex as usize].y + down * graph.nodes[vertex as usize].height / 2.0
            };
            points.push(Point { x: ports.lower[link], y: edge(top, 1.0) });
            points.push(Point { x: ports.lower[link], y: rows[mesh.layer[top as usize]].bottom });
            for &bend in &chain[1..chain.len() - 1] {
                let (row, x) = (rows[mesh.layer[bend as usize]], x[bend as usize]);
                points.push(Point { x, y: row.top });
                points.push(Point { x, y: row.bottom });
            }
            points.push(Point { x: ports.upper[link], y: rows[mesh.layer[bottom as usize]].top });
            points.push(Point { x: ports.upper[link], y: edge(bottom, -1.0) });
            if layering.spans[link].is_some_and(|(upper, _)| upper != from) {
                points.reverse();
            }
            straight(points)
        })
        .collect()
}

/// Where links leave the lower side of their upper box and reach the upper side of their lower one.
struct Ports {
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl Ports {
    fn new(graph: &Graph, mesh: &Mesh, x: &[f64]) -> Self {
        let mut leaving: Vec<Vec<(f64, usize)>> = vec![Vec::new(); mesh.boxes];
        let mut reaching: Vec<Vec<(f64, usize)>> = vec![Vec::new(); mesh.boxes];
        for (link, chain) in mesh.chains.iter().enumerate() {
            if let [top, next, ..] = chain[..] {
                leaving[top as usize].push((x[next as usize], link));
            }
            if let [.., next, bottom] = chain[..] {
                reaching[bottom as usize].push((x[next as usize], link));
            }
        }
        let mut ports = Self { lower: vec![0.0; mesh.chains.len()], upper: vec![0.0; mesh.chains.len()] };
        for (node, width) in graph.nodes.iter().map(|node| node.width).enumerate() {
            spread(&mut leaving[node], x[node], width, &mut ports.lower);
            spread(&mut reaching[node], x[node], width, &mut ports.upper);
        }
        ports
    }
}

/// Spreads links over a side in the order in which they go on.
fn spread(links: &mut [(f64, usize)], middle: f64, width: f64, ports: &mut [f64]) {
    links.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let step = (width * PORTS / links.len() as f64).min(24.0);
    let first = middle - step * (links.len() as f64 - 1.0) / 2.0;
    for (index, &(_, link)) in links.iter().enumerate() {
        ports[link] = tenth(first + step * index as f64);
    }
}

/// Tenths of a pixel are fine enough to draw and short to write.
fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

fn own(graph: &Graph, places: &[Place], node: usize) -> Vec<Point> {
    let (place, half) = (places[node], graph.nodes[node].width / 2.0);
    let quarter = graph.nodes[node].height / 4.0;
    let (x, out) = (place.x + half, place.x + half + LOOP);
    [(x, -quarter), (out, -quarter), (out, quarter), (x, quarter)]
        .into_iter()
        .map(|(x, down)| Point { x, y: place.y + down })
        .collect()
}

/// Without points that lie on the way between their neighbours.
fn straight(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = kept[..]
            && before.x == last.x
            && last.x == point.x
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}
