//! What fingers, pens and mice mean on a drawing. Places are those of the screen.

use super::Rect;
use crate::framework::layout::Point;

/// How far a pointer may stray before it is no longer a tap, in pixels.
const SLACK: f64 = 4.0;
const SLACK_OF_FINGERS: f64 = 10.0;

/// What a pointer came down on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Ground,
    Box(String),
    /// The handle of a box that new arrows start from.
    Port(String),
    /// The mark that folds a branch.
    Fold(String),
    Arrow(String),
}

/// A pointer comes down.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    pub pointer: i32,
    pub at: Point,
    pub on: Target,
    pub finger: bool,
    /// The box under it is selected, so that it can be moved.
    pub selected: bool,
    /// Shift or Ctrl: adds to the selection.
    pub add: bool,
    /// Dragging over the ground selects instead of moving the paper.
    pub framing: bool,
    /// Boxes can be moved and arrows drawn.
    pub editable: bool,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Pan(Point),
    /// Two fingers: the scale changes around a place, and the paper goes with them.
    Pinch {
        at: Point,
        factor: f64,
        pan: Point,
    },
    Tap {
        on: Target,
        add: bool,
    },
    /// A box is taken up; with it, what else is selected.
    Grab(String),
    /// Since it was taken up, and where the pointer is.
    Move {
        by: Point,
        at: Point,
    },
    Drop {
        by: Point,
        at: Point,
    },
    Draw {
        from: String,
        at: Point,
    },
    Connect {
        from: String,
        at: Point,
    },
    Frame(Rect),
    Framed {
        rect: Rect,
        add: bool,
    },
    /// What was under way does not count.
    Abort,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Doing {
    #[default]
    Nothing,
    Pressed(Press),
    Panning,
    Moving {
        start: Point,
    },
    Drawing {
        from: String,
    },
    Framing {
        start: Point,
        add: bool,
    },
    Pinching,
}

/// The pointers that are down, and what they are doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hand {
    pointers: Vec<(i32, Point)>,
    doing: Doing,
}

impl Hand {
    pub fn is_idle(&self) -> bool {
        self.pointers.is_empty()
    }

    pub fn press(&mut self, press: Press) -> Option<Act> {
        self.pointers.retain(|(pointer, _)| *pointer != press.pointer);
        self.pointers.push((press.pointer, press.at));
        match self.pointers.len() {
            1 => {
                self.doing = Doing::Pressed(press);
                None
            }
            2 => self.abort(Doing::Pinching),
            _ => None,
        }
    }

    fn abort(&mut self, next: Doing) -> Option<Act> {
        let under_way =
            matches!(self.doing, Doing::Moving { .. } | Doing::Drawing { .. } | Doing::Framing { .. });
        self.doing = next;
        under_way.then_some(Act::Abort)
    }

    pub fn drag(&mut self, pointer: i32, at: Point) -> Vec<Act> {
        let Some(slot) = self.pointers.iter().position(|(known, _)| *known == pointer) else {
            return Vec::new();
        };
        let before = self.pointers.clone();
        self.pointers[slot].1 = at;
        let by = difference(at, before[slot].1);
        match &self.doing {
            Doing::Nothing => Vec::new(),
            Doing::Pressed(press) => {
                let (press, by) = (press.clone(), difference(at, press.at));
                self.begin(press, by, at)
            }
            Doing::Panning => vec![Act::Pan(by)],
            Doing::Moving { start } => vec![Act::Move { by: difference(at, *start), at }],
            Doing::Drawing { from } => vec![Act::Draw { from: from.clone(), at }],
            Doing::Framing { start, .. } => vec![Act::Frame(Rect::between(*start, at))],
            Doing::Pinching => self.pinch(&before),
        }
    }

    /// The first move beyond the slack decides what it becomes.
    fn begin(&mut self, press: Press, by: Point, at: Point) -> Vec<Act> {
        let slack = if press.finger { SLACK_OF_FINGERS } else { SLACK };
        if by.x.abs().max(by.y.abs()) < slack {
            return Vec::new();
        }
        match press.on {
            Target::Box(id) if press.editable && (press.selected || !press.finger) => {
                self.doing = Doing::Moving { start: press.at };
                vec![Act::Grab(id), Act::Move { by, at }]
            }
            Target::Port(from) if press.editable => {
                self.doing = Doing::Drawing { from: from.clone() };
                vec![Act::Draw { from, at }]
            }
            Target::Ground if press.framing || press.add => {
                self.doing = Doing::Framing { start: press.at, add: press.add };
                vec![Act::Frame(Rect::between(press.at, at))]
            }
            // A finger on a box that is not selected moves the paper: nothing is displaced by scrolling over it.
            _ => {
                self.doing = Doing::Panning;
                vec![Act::Pan(by)]
            }
        }
    }

    fn pinch(&self, before: &[(i32, Point)]) -> Vec<Act> {
        let (Some((was, was_far)), Some((is, is_far))) = (pair(before), pair(&self.pointers)) else {
            return Vec::new();
        };
        let factor = if was_far > 0.0 { is_far / was_far } else { 1.0 };
        vec![Act::Pinch { at: is, factor, pan: difference(is, was) }]
    }

    pub fn lift(&mut self, pointer: i32, at: Point) -> Option<Act> {
        if !self.forget(pointer) {
            return None;
        }
        if !self.pointers.is_empty() {
            self.doing = if self.pointers.len() == 1 { Doing::Panning } else { Doing::Pinching };
            return None;
        }
        match std::mem::take(&mut self.doing) {
            Doing::Pressed(press) => Some(Act::Tap { on: press.on, add: press.add }),
            Doing::Moving { start } => Some(Act::Drop { by: difference(at, start), at }),
            Doing::Drawing { from } => Some(Act::Connect { from, at }),
            Doing::Framing { start, add } => Some(Act::Framed { rect: Rect::between(start, at), add }),
            Doing::Nothing | Doing::Panning | Doing::Pinching => None,
        }
    }

    /// The pointer is taken away by the system, or Escape is pressed.
    pub fn cancel(&mut self, pointer: Option<i32>) -> Option<Act> {
        match pointer {
            Some(pointer) if !self.forget(pointer) => return None,
            Some(_) => {}
            None => self.pointers.clear(),
        }
        self.abort(Doing::Nothing)
    }

    fn forget(&mut self, pointer: i32) -> bool {
        let count = self.pointers.len();
        self.pointers.retain(|(known, _)| *known != pointer);
        self.pointers.len() < count
    }
}

/// The middle between the first two pointers, and how far they are apart.
fn pair(pointers: &[(i32, Point)]) -> Option<(Point, f64)> {
    let [(_, a), (_, b), ..] = *pointers else { return None };
    let apart = difference(a, b);
    let middle = Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 };
    Some((middle, (apart.x * apart.x + apart.y * apart.y).sqrt()))
}

fn difference(a: Point, b: Point) -> Point {
    Point { x: a.x - b.x, y: a.y - b.y }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    fn press(on: Target, finger: bool, selected: bool) -> Press {
        Press {
            pointer: 1,
            at: at(100.0, 100.0),
            on,
            finger,
            selected,
            add: false,
            framing: false,
            editable: true,
        }
    }

    /// What a press and a drag to (140, 100) become.
    fn dragged(press: Press) -> (Vec<Act>, Option<Act>) {
        let mut hand = Hand::default();
        assert_eq!(hand.press(press), None);
        assert!(hand.drag(1, at(102.0, 100.0)).is_empty(), "within the slack");
        let acts = hand.drag(1, at(140.0, 100.0));
        let end = hand.lift(1, at(140.0, 100.0));
        assert!(hand.is_idle());
        (acts, end)
    }

    #[test]
    fn what_a_drag_becomes() {
        let by = at(40.0, 0.0);
        let here = at(140.0, 100.0);
        let own = || Target::Box("a".to_owned());
        let moved =
            (vec![Act::Grab("a".to_owned()), Act::Move { by, at: here }], Some(Act::Drop { by, at: here }));
        let panned = (vec![Act::Pan(by)], None);
        assert_eq!(dragged(press(own(), false, false)), moved);
        assert_eq!(dragged(press(own(), true, true)), moved);
        assert_eq!(dragged(press(own(), true, false)), panned, "a finger scrolls over boxes");
        assert_eq!(dragged(Press { editable: false, ..press(own(), false, true) }), panned);
        assert_eq!(dragged(press(Target::Ground, false, false)), panned);
        assert_eq!(dragged(press(Target::Fold("a".to_owned()), true, false)), panned);
        let from = "a".to_owned();
        assert_eq!(
            dragged(press(Target::Port("a".to_owned()), true, true)),
            (vec![Act::Draw { from: from.clone(), at: here }], Some(Act::Connect { from, at: here }))
        );
        let rect = Rect::between(at(100.0, 100.0), here);
        assert_eq!(
            dragged(Press { add: true, ..press(Target::Ground, false, false) }),
            (vec![Act::Frame(rect)], Some(Act::Framed { rect, add: true }))
        );
        assert_eq!(
            dragged(Press { framing: true, ..press(Target::Ground, true, false) }),
            (vec![Act::Frame(rect)], Some(Act::Framed { rect, add: false }))
        );
    }

    #[test]
    fn a_press_that_hardly_moves_is_a_tap() {
        let mut hand = Hand::default();
        hand.press(press(Target::Ground, true, false));
        hand.drag(1, at(107.0, 96.0));
        assert_eq!(hand.lift(1, at(107.0, 96.0)), Some(Act::Tap { on: Target::Ground, add: false }));
        assert_eq!(hand.lift(1, at(0.0, 0.0)), None, "lifted already");
    }

    #[test]
    fn a_second_finger_stops_what_the_first_was_doing_and_pinches() {
        let mut hand = Hand::default();
        hand.press(press(Target::Box("a".to_owned()), true, true));
        hand.drag(1, at(140.0, 100.0));
        let second = Press { pointer: 2, at: at(240.0, 100.0), ..press(Target::Ground, true, false) };
        assert_eq!(hand.press(second), Some(Act::Abort));
        assert_eq!(
            hand.drag(2, at(340.0, 100.0)),
            [Act::Pinch { at: at(240.0, 100.0), factor: 2.0, pan: at(50.0, 0.0) }]
        );
        assert_eq!(hand.lift(2, at(340.0, 100.0)), None);
        assert_eq!(hand.drag(1, at(150.0, 100.0)), [Act::Pan(at(10.0, 0.0))], "one finger goes on panning");
        assert_eq!(hand.lift(1, at(150.0, 100.0)), None, "no tap after a pinch");
    }

    #[test]
    fn what_the_system_takes_away_does_not_count() {
        let mut hand = Hand::default();
        hand.press(press(Target::Box("a".to_owned()), false, false));
        hand.drag(1, at(140.0, 100.0));
        assert_eq!(hand.cancel(Some(1)), Some(Act::Abort));
        assert_eq!(hand.cancel(Some(1)), None);
        hand.press(press(Target::Ground, false, false));
        hand.drag(1, at(140.0, 100.0));
        assert_eq!(hand.cancel(None), None, "a pan is not taken back");
        assert_eq!(hand.drag(7, at(0.0, 0.0)), [], "a pointer nobody knows");
    }
}
