//! The whole drawing, small, with the window on it.

use super::{Rect, Viewport};
use crate::framework::layout::Point;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimap {
    bounds: Rect,
    scale: f64,
    /// What is free on the left and at the top.
    shift: Point,
}

impl Minimap {
    /// Fits a drawing into a map of this size.
    pub fn new(bounds: Rect, width: f64, height: f64) -> Self {
        let scale = (width / bounds.width.max(1.0)).min(height / bounds.height.max(1.0));
        let shift =
            Point { x: (width - bounds.width * scale) / 2.0, y: (height - bounds.height * scale) / 2.0 };
        Self { bounds, scale, shift }
    }

    pub fn rect(&self, rect: Rect) -> Rect {
        Rect {
            x: (rect.x - self.bounds.x) * self.scale + self.shift.x,
            y: (rect.y - self.bounds.y) * self.scale + self.shift.y,
            width: rect.width * self.scale,
            height: rect.height * self.scale,
        }
    }

    /// The window, as far as it shows something of the map's size.
    pub fn window(&self, view: &Viewport, width: f64, height: f64) -> Rect {
        let rect = self.rect(view.window());
        let (x, y) = (rect.x.clamp(0.0, width), rect.y.clamp(0.0, height));
        let (right, bottom) = (rect.right().clamp(0.0, width), rect.bottom().clamp(0.0, height));
        Rect { x, y, width: right - x, height: bottom - y }
    }

    /// The place of the drawing under a place of the map.
    pub fn to_drawing(&self, at: Point) -> Point {
        Point {
            x: (at.x - self.shift.x) / self.scale + self.bounds.x,
            y: (at.y - self.shift.y) / self.scale + self.bounds.y,
        }
    }
}
