//! Crossings of routes as they are drawn, counted from the points alone, so that every engine is counted alike.

use super::Point;

/// How many pairs of pieces of different routes cross. Pieces that only touch, at an end they share or in passing, do
/// not cross; a pair of routes that cross twice counts twice.
pub fn crossings(routes: &[Vec<Point>]) -> usize {
    let mut pieces: Vec<Piece> = routes
        .iter()
        .enumerate()
        .flat_map(|(route, points)| {
            points
                .windows(2)
                .filter(|ends| ends[0] != ends[1])
                .map(move |ends| Piece::new(route, ends[0], ends[1]))
        })
        .collect();
    pieces.sort_by(|a, b| a.top.total_cmp(&b.top));
    let mut found = 0;
    let mut open: Vec<usize> = Vec::new();
    for index in 0..pieces.len() {
        let piece = &pieces[index];
        open.retain(|&other| pieces[other].bottom >= piece.top);
        found += open.iter().filter(|&&other| piece.crosses(&pieces[other])).count();
        open.push(index);
    }
    found
}

struct Piece {
    route: usize,
    a: Point,
    b: Point,
    top: f64,
    bottom: f64,
    left: f64,
    right: f64,
}

impl Piece {
    fn new(route: usize, a: Point, b: Point) -> Self {
        let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
        Self { route, a, b, top, bottom, left: a.x.min(b.x), right: a.x.max(b.x) }
    }

    fn crosses(&self, other: &Self) -> bool {
        self.route != other.route
            && self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
            && apart(turn(self.a, self.b, other.a), turn(self.a, self.b, other.b))
            && apart(turn(other.a, other.b, self.a), turn(other.a, other.b, self.b))
    }
}

/// Twice the area of the triangle: its sign says on which side of `a`-`b` the point lies.
fn turn(a: Point, b: Point, point: Point) -> f64 {
    (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
}

fn apart(one: f64, other: f64) -> bool {
    (one > 0.0 && other < 0.0) || (one < 0.0 && other > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn counts_what_crosses_and_not_what_touches() {
        let check = |routes: &[&[(f64, f64)]], expected: usize| {
            let routes: Vec<Vec<Point>> = routes.iter().map(|points| route(points)).collect();
            assert_eq!(crossings(&routes), expected, "{routes:?}");
        };
        check(&[&[(0.0, 0.0), (10.0, 10.0)], &[(10.0, 0.0), (0.0, 10.0)]], 1);
        check(&[&[(0.0, 0.0), (10.0, 10.0)], &[(0.0, 0.0), (0.0, 10.0)]], 0);
        check(&[&[(0.0, 0.0), (10.0, 0.0)], &[(5.0, 0.0), (5.0, 10.0)]], 0);
        check(&[&[(0.0, 5.0), (10.0, 5.0)], &[(5.0, 0.0), (5.0, 10.0)]], 1);
        check(&[&[(0.0, 0.0), (10.0, 10.0), (0.0, 20.0)], &[(5.0, 0.0), (5.0, 20.0)]], 2);
        check(&[&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]], 0);
        check(&[], 0);
    }
}
