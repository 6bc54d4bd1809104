//! What every drawing must be, on invented graphs and, where they are at hand, on graphs made by others.

use super::*;

/// Numbers from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }
}

fn sample(seed: u64, nodes: usize, links: usize, levels: usize) -> Graph {
    let mut chance = Chance(seed);
    let node = |chance: &mut Chance| Node {
        width: 60.0 + chance.below(200) as f64,
        height: 30.0 + chance.below(60) as f64,
        level: (levels > 0 && chance.below(8) > 0).then(|| chance.below(levels) as i64),
        at: At::Free,
    };
    Graph {
        nodes: (0..nodes).map(|_| node(&mut chance)).collect(),
        links: (0..links).map(|_| (chance.below(nodes), chance.below(nodes))).collect(),
    }
}

fn sides(node: &Node, place: &Place) -> (f64, f64, f64, f64) {
    let (half, tall) = (node.width / 2.0, node.height / 2.0);
    (place.x - half, place.x + half, place.y - tall, place.y + tall)
}

/// No two boxes overlap, no link goes through a box that is not its own, every box lies in its band.
fn check(name: &str, graph: &Graph, drawing: &Drawing) {
    let boxes: Vec<_> =
        graph.nodes.iter().zip(&drawing.places).map(|(node, place)| sides(node, place)).collect();
    for (at, a) in boxes.iter().enumerate() {
        for b in &boxes[..at] {
            assert!(a.1 <= b.0 || b.1 <= a.0 || a.3 <= b.2 || b.3 <= a.2, "{name}: {a:?} overlaps {b:?}");
        }
    }
    for (link, route) in drawing.routes.iter().enumerate() {
        let (from, to) = graph.links[link];
        assert!(route.len() >= 2, "{name}: link {link}");
        for (at, sides) in boxes.iter().enumerate().filter(|(at, _)| *at != from && *at != to) {
            for pair in route.windows(2) {
                assert!(!passes(pair[0], pair[1], *sides), "{name}: link {link} goes through box {at}");
            }
        }
    }
    for (a, one) in graph.nodes.iter().zip(&drawing.places) {
        for (b, other) in graph.nodes.iter().zip(&drawing.places) {
            if let (Some(high), Some(low)) = (a.level, b.level)
                && high < low
            {
                assert!(one.layer < other.layer && one.y < other.y, "{name}: bands");
            }
        }
    }
    assert_eq!(drawing.crossings, crossings(&drawing.routes), "{name}");
}

fn passes(a: Point, b: Point, (left, right, top, bottom): (f64, f64, f64, f64)) -> bool {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (start, end, low, high) in [(a.x, b.x, left, right), (a.y, b.y, top, bottom)] {
        let step = end - start;
        if step == 0.0 {
            if start <= low || start >= high {
                return false;
            }
            continue;
        }
        let (one, other) = ((low - start) / step, (high - start) / step);
        from = from.max(one.min(other));
        to = to.min(one.max(other));
    }
    from < to
}

#[test]
fn boxes_keep_apart_links_go_round_them_and_bands_hold() {
    for seed in 0..60 {
        let nodes = 1 + usize::try_from(seed).unwrap() % 40;
        for levels in [0, 1, 4] {
            let graph = sample(seed, nodes, nodes * 3 / 2, levels);
            check(&format!("seed {seed}, {levels} levels"), &graph, &layout(&graph));
        }
    }
}

#[test]
fn links_of_a_graph_without_cycles_go_down() {
    for seed in 0..40 {
        let mut graph = sample(seed, 30, 50, 0);
        for (from, to) in &mut graph.links {
            (*from, *to) = (*from.min(to), *from.max(to));
        }
        let drawing = layout(&graph);
        for (from, to) in graph.links.iter().filter(|(from, to)| from != to) {
            assert!(drawing.places[*from].layer < drawing.places[*to].layer, "seed {seed}");
        }
    }
}

#[test]
fn few_graphs_are_drawn_as_anybody_would() {
    let crossings = |nodes: usize, links: &[(usize, usize)]| {
        layout(&Graph { nodes: vec![Node::default(); nodes], links: links.to_vec() }).crossings
    };
    assert_eq!(crossings(0, &[]), 0);
    assert_eq!(crossings(1, &[(0, 0)]), 0);
    assert_eq!(crossings(2, &[(0, 1), (1, 0), (0, 1)]), 0);
    // Two by two, all with all: one crossing cannot be avoided.
    assert_eq!(crossings(4, &[(0, 2), (0, 3), (1, 2), (1, 3)]), 1);
    assert_eq!(crossings(6, &[(0, 3), (1, 4), (2, 5), (0, 4), (1, 5)]), 0);
    // Three by three, all with all: nine.
    let all: Vec<(usize, usize)> = (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
    assert_eq!(crossings(6, &all), 9);
}

/// The drawing that was, with one change to the graph.
fn redrawn(graph: &Graph, drawing: &Drawing, change: impl Fn(&mut Graph)) -> (Graph, Drawing) {
    let mut graph = graph.clone();
    for (node, place) in graph.nodes.iter_mut().zip(&drawing.places) {
        node.at = At::Before(Point { x: place.x, y: place.y });
    }
    change(&mut graph);
    let drawing = layout(&graph);
    (graph, drawing)
}

fn median_move(before: &Drawing, after: &Drawing) -> f64 {
    let mut moves: Vec<f64> = before
        .places
        .iter()
        .zip(&after.places)
        .map(|(was, is)| (was.x - is.x).abs() + (was.y - is.y).abs())
        .collect();
    moves.sort_unstable_by(f64::total_cmp);
    moves[moves.len() / 2]
}

#[test]
fn one_edit_moves_only_what_it_must() {
    for seed in 0..12 {
        for levels in [0, 4] {
            // Links run one way: where they close cycles or go up as much as down, one edit can turn others round.
            let mut graph = sample(seed, 40, 55, levels);
            for (from, to) in &mut graph.links {
                (*from, *to) = (*from.min(to), *from.max(to));
            }
            for (at, level) in graph.nodes.iter_mut().map(|node| &mut node.level).enumerate() {
                *level = level.map(|_| (at * levels / 40) as i64);
            }
            let before = layout(&graph);
            let (_, same) = redrawn(&graph, &before, |_| {});
            assert_eq!(same.places, before.places, "seed {seed}, {levels} levels: nothing changed");
            let edits: [fn(&mut Graph); 3] = [
                |graph| {
                    graph.nodes.push(Node { level: graph.nodes[3].level, ..Node::default() });
                    graph.links.push((3, graph.nodes.len() - 1));
                },
                |graph| {
                    graph.links.remove(5);
                },
                |graph| graph.nodes[7].width += 40.0,
            ];
            for (number, edit) in edits.into_iter().enumerate() {
                let (edited, after) = redrawn(&graph, &before, edit);
                check(&format!("seed {seed}, edit {number}"), &edited, &after);
                assert_eq!(median_move(&before, &after), 0.0, "seed {seed}, {levels} levels, edit {number}");
            }
        }
    }
}

#[test]
fn boxes_that_a_hand_placed_stay() {
    for seed in 0..30 {
        let mut graph = sample(seed, 25, 35, 3);
        let free = layout(&graph);
        let held: Vec<usize> = (0..25).step_by(6).collect();
        for (number, &node) in held.iter().enumerate() {
            // Far enough from each other that no two overlap.
            let x = 700.0 * number as f64 - 900.0;
            graph.nodes[node].at = At::Placed(Point { x, y: free.places[node].y });
        }
        let drawing = layout(&graph);
        check(&format!("seed {seed}"), &graph, &drawing);
        for &node in &held {
            let At::Placed(at) = graph.nodes[node].at else { continue };
            let place = drawing.places[node];
            assert_eq!((place.x, place.y), (at.x, at.y), "seed {seed}, node {node}");
        }
    }
}

#[test]
fn the_same_graph_gives_the_same_numbers() {
    let graph = sample(7, 60, 90, 4);
    assert_eq!(layout(&graph), layout(&graph));
}

#[test]
fn large_and_odd_graphs_are_drawn() {
    let loose = Graph { nodes: vec![Node::default(); 5_000], links: Vec::new() };
    assert_eq!(layout(&loose).crossings, 0);
    let ring: Vec<(usize, usize)> = (0..200).map(|at| (at, (at + 1) % 200)).collect();
    let ring = Graph { nodes: vec![Node::default(); 200], links: ring };
    check("ring", &ring, &layout(&ring));
    let star = Graph { nodes: vec![Node::default(); 300], links: (1..300).map(|at| (0, at)).collect() };
    assert_eq!(layout(&star).crossings, 0);
}

#[test]
fn graphs_of_others_are_drawn_well() {
    let shared = std::env::var("JALON_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared").to_owned());
    let Ok(text) = std::fs::read_to_string(format!("{shared}/corpora/graphs/north.jsonl")) else {
        println!("skipped: {shared}/corpora/graphs is not there");
        return;
    };
    for line in text.lines().step_by(20) {
        let asked = exchange::read(&serde_json::from_str(line).unwrap()).unwrap();
        let drawing = layout(&asked.graph);
        check(&asked.name.to_string(), &asked.graph, &drawing);
        for &(from, to) in &asked.graph.links {
            assert!(drawing.places[from].layer < drawing.places[to].layer);
        }
    }
}
