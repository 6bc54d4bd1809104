//! Putting several boxes in line. Columns come from levels, so that boxes move up and down alone.

use super::Rect;
use crate::framework::layout::Point;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    Top,
    Middle,
    Bottom,
    /// The same free space between all, from the first to the last.
    Spread,
}

/// The new middles of boxes, in their order.
pub fn arrange(rects: &[Rect], how: Arrange) -> Vec<Point> {
    let Some(all) = Rect::of(rects.iter().copied()) else { return Vec::new() };
    let at = |rect: &Rect, y: f64| Point { x: rect.middle().x, y };
    match how {
        Arrange::Top => rects.iter().map(|rect| at(rect, all.y + rect.height / 2.0)).collect(),
        Arrange::Middle => rects.iter().map(|rect| at(rect, all.middle().y)).collect(),
        Arrange::Bottom => rects.iter().map(|rect| at(rect, all.bottom() - rect.height / 2.0)).collect(),
        Arrange::Spread => spread(rects, all),
    }
}

fn spread(rects: &[Rect], all: Rect) -> Vec<Point> {
    let mut order: Vec<usize> = (0..rects.len()).collect();
    order.sort_by(|&a, &b| rects[a].middle().y.total_cmp(&rects[b].middle().y).then(a.cmp(&b)));
    let filled: f64 = rects.iter().map(|rect| rect.height).sum();
    let gaps = u32::try_from(rects.len()).unwrap_or(u32::MAX).saturating_sub(1).max(1);
    let gap = (all.height - filled) / f64::from(gaps);
    let mut middles: Vec<Point> = rects.iter().map(Rect::middle).collect();
    let mut top = all.y;
    for at in order {
        middles[at].y = top + rects[at].height / 2.0;
        top += rects[at].height + gap;
    }
    middles
}
