//! Which layer each box lies on, counted from the top, and which way each link runs through the layers.

use super::{
    At, Graph,
    simplex::{self, Arc},
};

/// Layers from 0 (the top) without gaps, and each link as (upper box, lower box); `None` for a link to itself.
pub(super) struct Layering {
    pub(super) layer: Vec<usize>,
    pub(super) spans: Vec<Option<(usize, usize)>>,
}

/// What the arc that keeps bands close together weighs, against 1 for a link.
const BAND: i32 = 1 << 10;

pub(super) fn layers(graph: &Graph) -> Layering {
    let bands = bands(graph);
    let spans = spans(graph, bands.as_deref());
    let before = kept(graph, bands.as_deref(), &spans).filter(|rank| in_bands(rank, bands.as_deref()));
    let rank = before.unwrap_or_else(|| least_length(graph.nodes.len(), bands.as_deref(), &spans));
    Layering { layer: without_gaps(&rank), spans }
}

/// The band of each box, from 0 at the top; `None` when no box has a level. A box without a level goes where the
/// boxes it is linked to are.
fn bands(graph: &Graph) -> Option<Vec<usize>> {
    let mut levels: Vec<i64> = graph.nodes.iter().filter_map(|node| node.level).collect();
    levels.sort_unstable();
    levels.dedup();
    if levels.is_empty() {
        return None;
    }
    let mut bands: Vec<Option<usize>> = graph
        .nodes
        .iter()
        .map(|node| node.level.and_then(|level| levels.binary_search(&level).ok()))
        .collect();
    // A box that was drawn stays in the band that it was drawn in: that of the nearest row with levels.
    let drawn: Vec<(f64, usize)> = graph
        .nodes
        .iter()
        .zip(&bands)
        .filter_map(|(node, band)| Some((node.at.before()?.y, (*band)?)))
        .collect();
    for (node, band) in graph.nodes.iter().zip(&mut bands) {
        if let (None, Some(at)) = (&band, node.at.before()) {
            let nearest = drawn.iter().min_by(|a, b| (a.0 - at.y).abs().total_cmp(&(b.0 - at.y).abs()));
            *band = nearest.map(|(_, band)| *band);
        }
    }
    let mut changed = true;
    while changed {
        changed = false;
        for &(from, to) in &graph.links {
            match (bands[from], bands[to]) {
                (Some(band), None) => bands[to] = Some(band),
                (None, Some(band)) => bands[from] = Some(band),
                _ => continue,
            }
            changed = true;
        }
    }
    Some(bands.into_iter().map(|band| band.unwrap_or(levels.len() - 1)).collect())
}

fn spans(graph: &Graph, bands: Option<&[usize]>) -> Vec<Option<(usize, usize)>> {
    let band = |node: usize| bands.map_or(0, |bands| bands[node]);
    let down = graph.links.iter().filter(|(from, to)| band(*from) < band(*to)).count();
    let up = graph.links.iter().filter(|(from, to)| band(*from) > band(*to)).count();
    let inside: Vec<Option<(usize, usize)>> = graph
        .links
        .iter()
        .map(|&(from, to)| (from != to).then_some(if up > down { (to, from) } else { (from, to) }))
        .collect();
    let back = closing(graph.nodes.len(), &inside, |(from, to)| band(from) == band(to));
    let turned = |(index, span): (usize, Option<(usize, usize)>)| {
        span.map(|(from, to)| if back[index] || band(from) > band(to) { (to, from) } else { (from, to) })
    };
    inside.into_iter().enumerate().map(turned).collect()
}

/// The links that close a cycle on a walk in depth through the links that `counts` lets through.
fn closing(
    count: usize,
    spans: &[Option<(usize, usize)>],
    counts: impl Fn((usize, usize)) -> bool,
) -> Vec<bool> {
    let mut leaving = vec![Vec::new(); count];
    let mut entered = vec![false; count];
    for (index, span) in spans.iter().enumerate() {
        if let Some((from, to)) = span.filter(|span| counts(*span)) {
            leaving[from].push((to, index));
            entered[to] = true;
        }
    }
    let mut back = vec![false; spans.len()];
    // 0: not met; 1: on the walk; 2: done.
    let mut state = vec![0_u8; count];
    // Boxes that nothing leads to come first, so that a walk follows the author's direction as far as it can.
    let starts = (0..count).filter(|&node| !entered[node]).chain((0..count).filter(|&node| entered[node]));
    for start in starts {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut walk = vec![(start, 0)];
        while let Some((node, next)) = walk.last_mut() {
            let Some(&(to, index)) = leaving[*node].get(*next) else {
                state[*node] = 2;
                walk.pop();
                continue;
            };
            *next += 1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    walk.push((to, 0));
                }
                1 => back[index] = true,
                _ => {}
            }
        }
    }
    back
}

fn least_length(count: usize, bands: Option<&[usize]>, spans: &[Option<(usize, usize)>]) -> Vec<i32> {
    let mut arcs: Vec<Arc> =
        spans.iter().flatten().map(|&(tail, head)| Arc { tail, head, least: 1, weight: 1 }).collect();
    // Invisible vertices after the boxes hold the drawing together: one above each band, or one above everything.
    let bars = bands.map_or(1, |bands| bands.iter().max().map_or(0, |last| last + 1));
    for bar in count..count + bars.saturating_sub(1) {
        arcs.push(Arc { tail: bar, head: bar + 1, least: 1, weight: BAND });
    }
    for node in 0..count {
        let band = bands.map_or(0, |bands| bands[node]);
        arcs.push(Arc { tail: count + band, head: node, least: 0, weight: 0 });
        if band + 1 < bars {
            arcs.push(Arc { tail: node, head: count + band + 1, least: 1, weight: 0 });
        }
    }
    let mut rank = simplex::ranks(count + bars, &arcs);
    rank.truncate(count);
    rank
}

/// The layers of the drawing before, mended where the links no longer allow them; `None` when there was none.
fn kept(graph: &Graph, bands: Option<&[usize]>, spans: &[Option<(usize, usize)>]) -> Option<Vec<i32>> {
    let mut heights: Vec<f64> =
        graph.nodes.iter().filter_map(|node| node.at.before().map(|at| at.y)).collect();
    if heights.is_empty() {
        return None;
    }
    heights.sort_unstable_by(f64::total_cmp);
    heights.dedup_by(|next, last| *next - *last < ROW);
    let row = |y: f64| heights.iter().rposition(|&height| height <= y + ROW / 2.0).unwrap_or(0);
    let known: Vec<Option<i32>> = graph
        .nodes
        .iter()
        .map(|node| match node.at {
            At::Free => None,
            At::Before(at) | At::Placed(at) => i32::try_from(row(at.y)).ok(),
        })
        .collect();
    let mut rank = known.clone();
    // A new box goes beside what it is linked to, within the rows that its band has.
    let within = |node: usize, wish: i32| {
        let Some(bands) = bands else { return wish };
        let rows =
            || known.iter().zip(bands).filter(|(_, band)| **band == bands[node]).filter_map(|(row, _)| *row);
        match (rows().min(), rows().max()) {
            (Some(low), Some(high)) => wish.clamp(low, high),
            _ => wish,
        }
    };
    let mut changed = true;
    while changed {
        changed = false;
        for &(above, below) in spans.iter().flatten() {
            match (rank[above], rank[below]) {
                (Some(upper), None) => rank[below] = Some(within(below, upper + 1)),
                (None, Some(lower)) => rank[above] = Some(within(above, lower - 1)),
                _ => continue,
            }
            changed = true;
        }
    }
    let mut rank: Vec<i32> =
        rank.into_iter().enumerate().map(|(node, rank)| rank.unwrap_or_else(|| within(node, 0))).collect();
    let mut pushed = true;
    while pushed {
        pushed = false;
        for &(above, below) in spans.iter().flatten() {
            if rank[below] <= rank[above] {
                rank[below] = rank[above] + 1;
                pushed = true;
            }
        }
    }
    Some(rank)
}

/// Whether every band lies wholly above the next.
fn in_bands(rank: &[i32], bands: Option<&[usize]>) -> bool {
    let Some(bands) = bands else { return true };
    let count = bands.iter().max().map_or(0, |last| last + 1);
    let mut rows = vec![(i32::MAX, i32::MIN); count];
    for (&rank, &band) in rank.iter().zip(bands) {
        rows[band] = (rows[band].0.min(rank), rows[band].1.max(rank));
    }
    rows.retain(|(low, high)| low <= high);
    rows.windows(2).all(|pair| pair[0].1 < pair[1].0)
}

/// Boxes whose centres differ by less than this, in pixels, were on one row.
const ROW: f64 = 24.0;

fn without_gaps(rank: &[i32]) -> Vec<usize> {
    let mut known = rank.to_vec();
    known.sort_unstable();
    known.dedup();
    rank.iter().map(|rank| known.binary_search(rank).unwrap_or(0)).collect()
}
