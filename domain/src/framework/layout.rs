//! Layered drawings: boxes on levels, links between them, few crossings. The same graph gives the same numbers in every
//! build and on every machine: only additions, multiplications and comparisons, no order of a hash table, no clock.

mod crossings;
pub mod exchange;
mod keep;
mod layers;
mod mesh;
mod order;
mod place;
mod route;
mod simplex;

pub use crossings::crossings;

/// What is to be drawn. Links name boxes by index; an index that is not there is left out of the drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    pub nodes: Vec<Node>,
    /// (source, target)
    pub links: Vec<(usize, usize)>,
}

/// A box, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    pub width: f64,
    pub height: f64,
    /// Boxes of one level lie in one band; lower levels lie higher. `None` everywhere: levels follow the links.
    pub level: Option<i64>,
    pub at: At,
}

impl Default for Node {
    fn default() -> Self {
        Self { width: WIDTH, height: HEIGHT, level: None, at: At::Free }
    }
}

/// What is known of where a box lies.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum At {
    #[default]
    Free,
    /// Where the last drawing had it; it stays unless it must give way.
    Before(Point),
    /// Where a hand put it; it stays.
    Placed(Point),
}

impl At {
    fn before(self) -> Option<Point> {
        match self {
            Self::Before(point) => Some(point),
            Self::Free | Self::Placed(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// The centre of a box and the layer it lies on, counted from 0 at the top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub layer: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// One for each box.
    pub places: Vec<Place>,
    /// One for each link: the points from its source to its target.
    pub routes: Vec<Vec<Point>>,
    /// How often the routes cross.
    pub crossings: usize,
}

/// The size of a box that has none of its own, in pixels.
pub const WIDTH: f64 = 180.0;
pub const HEIGHT: f64 = 64.0;

/// Draws a graph.
pub fn layout(graph: &Graph) -> Drawing {
    let layering = layers::layers(graph);
    let mesh = mesh::Mesh::new(&layering);
    let known = graph.nodes.iter().any(|node| node.at != At::Free);
    let (order, stays) = if known { keep::kept(graph, &mesh) } else { (ordered(&mesh), Vec::new()) };
    let x = place::across(graph, &mesh, &order, &stays);
    let (y, rows) = route::heights(graph, &layering);
    let places: Vec<Place> = (0..graph.nodes.len())
        .map(|node| Place { x: x[node], y: y[node], layer: layering.layer[node] })
        .collect();
    let routes = route::routes(graph, &layering, &mesh, &places, &x, &rows);
    let crossings = crossings(&routes);
    Drawing { places, routes, crossings }
}

/// The order on each layer, part by part from left to right.
fn ordered(mesh: &mesh::Mesh) -> Vec<Vec<u32>> {
    let depth = mesh.layer.iter().max().map_or(0, |last| last + 1);
    let mut whole = vec![Vec::new(); depth];
    for part in &mesh.parts {
        let vertices: usize = part.iter().map(Vec::len).sum();
        let order = order::fewest(mesh, part.clone(), budget(vertices));
        for (layer, vertices) in order.into_iter().enumerate() {
            whole[layer].extend(vertices);
        }
    }
    whole
}

/// Comparisons for a part of so many vertices: some milliseconds.
fn budget(vertices: usize) -> u64 {
    300_000 + vertices as u64 * 2_000
}

#[cfg(test)]
mod tests;
