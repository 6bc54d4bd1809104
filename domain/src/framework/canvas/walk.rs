//! Going from box to box: to what lies that way, or along the arrows. The way back leads back.

use super::{Direction, Rect, scene::Scene, sketch::Sketch};

/// The last step, so that the opposite one returns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walk {
    last: Option<Step>,
}

#[derive(Clone, Debug, PartialEq)]
struct Step {
    from: String,
    to: String,
    way: Direction,
    linked: bool,
}

impl Walk {
    /// The next box that way, by place.
    pub fn go(&mut self, scene: &Scene, from: usize, way: Direction) -> Option<usize> {
        self.step(scene, from, way, false, || beside(scene, from, way))
    }

    /// The next box that way along the arrows: what it leads to and what leads to it; up and down, what shares its
    /// ends.
    pub fn follow(&mut self, scene: &Scene, sketch: &Sketch, from: usize, way: Direction) -> Option<usize> {
        self.step(scene, from, way, true, || linked(scene, sketch, from, way))
    }

    fn step(
        &mut self,
        scene: &Scene,
        from: usize,
        way: Direction,
        linked: bool,
        find: impl FnOnce() -> Option<usize>,
    ) -> Option<usize> {
        let here = &scene.boxes.get(from)?.id;
        let back = self
            .last
            .as_ref()
            .filter(|last| last.to == *here && last.way == way.opposite() && last.linked == linked);
        let to = back.and_then(|last| scene.index(&last.from)).or_else(find)?;
        let to_id = scene.boxes[to].id.clone();
        self.last = Some(Step { from: here.clone(), to: to_id, way, linked });
        Some(to)
    }
}

/// How far it is from one side of a box to another box, that way: the gap between edges, and twice what it lies off
/// the way. `None` when it does not lie that way.
fn far(from: Rect, to: Rect, way: Direction) -> Option<(f64, f64)> {
    let (a, b) = (from.middle(), to.middle());
    let (ahead, gap) = match way {
        Direction::Left => (a.x - b.x, from.x - to.right()),
        Direction::Right => (b.x - a.x, to.x - from.right()),
        Direction::Up => (a.y - b.y, from.y - to.bottom()),
        Direction::Down => (b.y - a.y, to.y - from.bottom()),
    };
    let between = |low: f64, high: f64, from: f64, to: f64| (from - high).max(low - to).max(0.0);
    let (off, aside) = match way {
        Direction::Left | Direction::Right => {
            (between(from.y, from.bottom(), to.y, to.bottom()), (a.y - b.y).abs())
        }
        Direction::Up | Direction::Down => {
            (between(from.x, from.right(), to.x, to.right()), (a.x - b.x).abs())
        }
    };
    let lies = ahead > 0.0 && gap > -ahead.min(8.0);
    lies.then_some((gap.max(0.0) + 2.0 * off, aside))
}

fn beside(scene: &Scene, from: usize, way: Direction) -> Option<usize> {
    let own = scene.boxes[from].rect;
    nearest(scene, own, way, 0..scene.boxes.len())
}

fn nearest(scene: &Scene, own: Rect, way: Direction, among: impl Iterator<Item = usize>) -> Option<usize> {
    among
        .filter_map(|at| far(own, scene.boxes[at].rect, way).map(|far| (far, at)))
        .min_by(|(a, at), (b, other)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(at.cmp(other)))
        .map(|(_, at)| at)
}

fn linked(scene: &Scene, sketch: &Sketch, from: usize, way: Direction) -> Option<usize> {
    let own = &scene.boxes[from];
    let neighbours = |at: usize| {
        scene.arrows.iter().filter_map(move |arrow| match at {
            at if arrow.from == at && arrow.to != at => Some(arrow.to),
            at if arrow.to == at && arrow.from != at => Some(arrow.from),
            _ => None,
        })
    };
    if matches!(way, Direction::Left | Direction::Right) {
        let across = |at: usize| (scene.boxes[at].rect.middle().y - own.rect.middle().y).abs();
        return neighbours(from)
            .filter(|&at| {
                let ahead = scene.boxes[at].rect.middle().x - own.rect.middle().x;
                if way == Direction::Left { ahead < 0.0 } else { ahead > 0.0 }
            })
            .min_by(|&a, &b| across(a).total_cmp(&across(b)).then(a.cmp(&b)));
    }
    let kind = &sketch.boxes[own.shape].kind;
    let kin: std::collections::BTreeSet<usize> = neighbours(from)
        .flat_map(neighbours)
        .filter(|&at| at != from && sketch.boxes[scene.boxes[at].shape].kind == *kind)
        .collect();
    let ahead = |at: usize| {
        let down = scene.boxes[at].rect.middle().y - own.rect.middle().y;
        if way == Direction::Down { down } else { -down }
    };
    kin.into_iter().filter(|&at| ahead(at) > 0.0).min_by(|&a, &b| ahead(a).total_cmp(&ahead(b)))
}
