//! A drawing on the screen: what lies where, what a pointer or a key means there, what is said of it aloud. Numbers and
//! names in, numbers and names out. Levels are columns, read from left to right as on the printed page; the layout
//! knows them as rows.

pub mod arrange;
pub mod change;
pub mod connect;
pub mod fold;
pub mod geometry;
pub mod gesture;
pub mod hit;
pub mod keys;
pub mod minimap;
pub mod paths;
pub mod scene;
pub mod sketch;
pub mod speak;
pub mod stroke;
pub mod view;
pub mod walk;
pub mod wrap;

pub use change::{Change, Put};
pub use geometry::Rect;
pub use scene::Scene;
pub use sketch::{Rule, Sketch};
pub use view::Viewport;

use super::layout::Point;

/// The four ways to go from a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Direction {
    pub const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Up, Self::Down];

    pub fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

/// A point of the drawing as a framework keeps it: levels as rows.
pub fn stored(point: Point) -> [f64; 2] {
    [point.y, point.x]
}

/// A kept point on the drawing, where levels are columns.
pub fn shown(kept: [f64; 2]) -> Point {
    Point { x: kept[1], y: kept[0] }
}

#[cfg(test)]
mod tests;
