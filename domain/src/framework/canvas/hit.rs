//! What lies at a place of the drawing.

use super::{Rect, scene::Scene};
use crate::framework::layout::Point;

/// The box at a place; of several, the one drawn last. `reach` widens boxes for a finger.
pub fn box_at(scene: &Scene, point: Point, reach: f64) -> Option<usize> {
    let exact = scene.boxes.iter().rposition(|placed| placed.rect.contains(point));
    let near = |placed: &super::scene::Placed| placed.rect.grown(reach).contains(point);
    exact.or_else(|| if reach > 0.0 { scene.boxes.iter().rposition(near) } else { None })
}

/// The arrow nearest to a place, no further away than `reach`.
pub fn arrow_at(scene: &Scene, point: Point, reach: f64) -> Option<usize> {
    let far = |points: &[Point]| {
        points.windows(2).map(|pair| distance(point, pair[0], pair[1])).fold(f64::INFINITY, f64::min)
    };
    let near = scene.arrows.iter().map(|arrow| far(&arrow.points)).enumerate();
    near.filter(|(_, far)| *far <= reach).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// The boxes that a rectangle touches.
pub fn boxes_in(scene: &Scene, rect: Rect) -> Vec<usize> {
    (0..scene.boxes.len()).filter(|&at| scene.boxes[at].rect.touches(&rect)).collect()
}

/// From a point to a straight piece.
fn distance(point: Point, a: Point, b: Point) -> f64 {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let length = x * x + y * y;
    let along = if length > 0.0 {
        (((point.x - a.x) * x + (point.y - a.y) * y) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (a.x + along * x - point.x, a.y + along * y - point.y);
    (x * x + y * y).sqrt()
}
