//! Arrows as the path data of SVG: rounded where they turn, with a head of two strokes.

use std::fmt::Write as _;

use super::Rect;
use crate::framework::layout::Point;

const ROUND: f64 = 12.0;
const HEAD: f64 = 7.0;
/// Half the width of a head, as part of its length.
const WING: f64 = 0.55;

/// The path of an arrow through points.
pub fn path(points: &[Point]) -> String {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else { return String::new() };
    let mut out = format!("M{} {}", short(first.x), short(first.y));
    for triple in points.windows(3) {
        let (before, corner, after) = (triple[0], triple[1], triple[2]);
        let round = ROUND.min(distance(before, corner) / 2.0).min(distance(corner, after) / 2.0);
        let (from, to) = (towards(corner, before, round), towards(corner, after, round));
        let _ = write!(
            out,
            "L{} {}Q{} {} {} {}",
            short(from.x),
            short(from.y),
            short(corner.x),
            short(corner.y),
            short(to.x),
            short(to.y)
        );
    }
    let _ = write!(out, "L{} {}", short(last.x), short(last.y));
    if let [.., before, _] = *points {
        head(&mut out, before, last);
    }
    out
}

fn head(out: &mut String, before: Point, tip: Point) {
    let length = distance(before, tip);
    if length == 0.0 {
        return;
    }
    let (x, y) = ((before.x - tip.x) / length * HEAD, (before.y - tip.y) / length * HEAD);
    let _ = write!(
        out,
        "M{} {}L{} {}L{} {}",
        short(tip.x + x - y * WING),
        short(tip.y + y + x * WING),
        short(tip.x),
        short(tip.y),
        short(tip.x + x + y * WING),
        short(tip.y + y - x * WING)
    );
}

/// A straight line from box to box, from the side that faces the other: while one of them is being moved.
pub fn straight(from: Rect, to: Rect) -> Vec<Point> {
    let (a, b) = (from.middle(), to.middle());
    if from.x > to.right() {
        vec![Point { x: from.x, y: a.y }, Point { x: to.right(), y: b.y }]
    } else if to.x > from.right() {
        vec![Point { x: from.right(), y: a.y }, Point { x: to.x, y: b.y }]
    } else if a.y > b.y {
        vec![Point { x: a.x, y: from.y }, Point { x: b.x, y: to.bottom() }]
    } else {
        vec![Point { x: a.x, y: from.bottom() }, Point { x: b.x, y: to.y }]
    }
}

fn distance(a: Point, b: Point) -> f64 {
    let (x, y) = (a.x - b.x, a.y - b.y);
    (x * x + y * y).sqrt()
}

fn towards(from: Point, to: Point, far: f64) -> Point {
    let length = distance(from, to);
    if length == 0.0 {
        return from;
    }
    Point { x: from.x + (to.x - from.x) / length * far, y: from.y + (to.y - from.y) / length * far }
}

/// A tenth of a pixel is fine enough.
pub fn short(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    format!("{tenths}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_turn_round_and_end_in_a_head() {
        let check = |points: &[(f64, f64)], expected: &str| {
            let points: Vec<Point> = points.iter().map(|&(x, y)| Point { x, y }).collect();
            assert_eq!(path(&points), expected);
        };
        check(&[], "");
        check(&[(1.0, 2.0)], "M1 2L1 2");
        check(&[(0.0, 0.0), (100.0, 0.0)], "M0 0L100 0M93 -3.9L100 0L93 3.9");
        check(
            &[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)],
            "M0 0L88 0Q100 0 100 12L100 100M103.9 93L100 100L96.2 93",
        );
    }
}
