//! The layout as a browser runs it, for measuring it in Node beside others.

use domain::framework::layout::{self, Point, exchange};
use wasm_bindgen::prelude::wasm_bindgen;

/// A graph that was read once, so that reading is not measured.
#[wasm_bindgen]
pub struct Asked(exchange::Asked);

#[wasm_bindgen]
impl Asked {
    /// Reads what `jalon framework layout` reads; `undefined` when it cannot.
    pub fn read(json: &str) -> Option<Asked> {
        exchange::read(&serde_json::from_str(json).ok()?).ok().map(Self)
    }

    /// Draws it and gives the crossings.
    pub fn draw(&self) -> usize {
        layout::layout(&self.0.graph).crossings
    }

    /// The drawing as `jalon framework layout --json` writes it.
    pub fn write(&self) -> String {
        exchange::write(&self.0, &layout::layout(&self.0.graph)).to_string()
    }
}

/// Crossings of routes given as `[[[x, y], …], …]`, counted as our own are; `undefined` for anything else.
#[wasm_bindgen]
pub fn crossings(routes: &str) -> Option<usize> {
    let routes: Vec<Vec<[f64; 2]>> = serde_json::from_str(routes).ok()?;
    let routes: Vec<Vec<Point>> =
        routes.into_iter().map(|route| route.into_iter().map(|[x, y]| Point { x, y }).collect()).collect();
    Some(layout::crossings(&routes))
}
