//! The drawing with its places. Each is made from the one before, so that what was drawn stays where it was.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Rect,
    fold::{self, Bundle, Folded},
    sketch::{BOX_WIDTH, Sketch},
};
use crate::framework::layout::{self, At, Graph, Point, layout};

/// What boxes give up of the free space between them: text stands closer than the layout puts boxes.
const CLOSER: f64 = 14.0;
/// How far the first and the last column reach beyond their boxes.
const BESIDE: f64 = 8.0;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// What is seen, in the order of the sketch.
    pub boxes: Vec<Placed>,
    pub arrows: Vec<Drawn>,
    pub bands: Vec<Band>,
    /// Around everything; empty when nothing is drawn.
    pub bounds: Rect,
    index: BTreeMap<String, usize>,
    arrow_index: BTreeMap<String, usize>,
    /// Where every box was last, also those behind a fold, with the level it had there.
    known: BTreeMap<String, (Option<i64>, Point)>,
    /// Where columns were on which nothing lies.
    empty: BTreeMap<i64, Point>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub id: String,
    /// Its index in the sketch.
    pub shape: usize,
    pub rect: Rect,
    pub layer: usize,
    /// Something leads to it, so that it can be folded.
    pub foldable: bool,
    pub folded: bool,
    /// How many boxes are behind it.
    pub behind: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The id of its first arrow: alone in the scene.
    pub id: String,
    /// Indexes in the scene.
    pub from: usize,
    pub to: usize,
    /// Indexes in the sketch; several where a fold brings them together.
    pub arrows: Vec<usize>,
    pub points: Vec<Point>,
}

/// A column of one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub level: i64,
    pub from: f64,
    pub to: f64,
    /// Where its boxes begin.
    pub left: f64,
}

impl Scene {
    pub fn draw(sketch: &Sketch, folded: &BTreeSet<String>, before: Option<&Self>) -> Self {
        let hidden = fold::fold(sketch, folded);
        let bundles = fold::bundles(sketch, &hidden);
        let seen: Vec<usize> = (0..sketch.boxes.len()).filter(|&at| !hidden.is_hidden(at)).collect();
        let mut slot = vec![usize::MAX; sketch.boxes.len()];
        for (at, &shape) in seen.iter().enumerate() {
            slot[shape] = at;
        }
        let vacant = vacant(sketch, &seen);
        let graph = graph(sketch, &seen, &vacant, &bundles, &slot, before);
        let drawing = layout(&graph);
        let mut scene = Self::default();
        for (&shape, place) in seen.iter().zip(&drawing.places) {
            scene.place(sketch, &hidden, folded, shape, place);
        }
        for (&level, place) in vacant.iter().zip(&drawing.places[seen.len()..]) {
            scene.empty.insert(level, Point { x: place.y, y: place.x });
        }
        for (bundle, route) in bundles.into_iter().zip(&drawing.routes) {
            let id = sketch.arrows[bundle.arrows[0]].id.clone();
            let points = route.iter().map(|point| Point { x: point.y, y: point.x }).collect();
            let (from, to) = (slot[bundle.from], slot[bundle.to]);
            scene.arrow_index.insert(id.clone(), scene.arrows.len());
            scene.arrows.push(Drawn { id, from, to, arrows: bundle.arrows, points });
        }
        scene.remember(sketch, before);
        scene.bands = scene.bands(sketch);
        scene.bounds = scene.around();
        scene
    }

    fn place(
        &mut self,
        sketch: &Sketch,
        hidden: &Folded,
        folded: &BTreeSet<String>,
        shape: usize,
        place: &layout::Place,
    ) {
        let own = &sketch.boxes[shape];
        let middle = Point { x: place.y, y: place.x };
        self.index.insert(own.id.clone(), self.boxes.len());
        self.known.insert(own.id.clone(), (own.kind.level(), middle));
        self.boxes.push(Placed {
            id: own.id.clone(),
            shape,
            rect: Rect::around(middle, BOX_WIDTH, own.height()),
            layer: place.layer,
            foldable: sketch.reaching(shape).any(|(_, arrow)| arrow.leads() && arrow.from != shape),
            folded: folded.contains(&own.id),
            behind: hidden.behind[shape],
        });
    }

    /// What is behind a fold comes back where it was.
    fn remember(&mut self, sketch: &Sketch, before: Option<&Self>) {
        let Some(before) = before else { return };
        for shape in &sketch.boxes {
            if let Some(&known) = before.known.get(&shape.id) {
                self.known.entry(shape.id.clone()).or_insert(known);
            }
        }
    }

    pub fn find(&self, id: &str) -> Option<&Placed> {
        self.index.get(id).map(|&at| &self.boxes[at])
    }

    pub fn arrow(&self, id: &str) -> Option<&Drawn> {
        self.arrow_index.get(id).map(|&at| &self.arrows[at])
    }

    pub fn index(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Columns side by side, each to the middle of the free space beside it.
    fn bands(&self, sketch: &Sketch) -> Vec<Band> {
        let mut bands: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        let mut widen = |level: i64, from: f64, to: f64| {
            let band = bands.entry(level).or_insert((from, to));
            *band = (band.0.min(from), band.1.max(to));
        };
        for placed in &self.boxes {
            if let Some(level) = sketch.boxes[placed.shape].kind.level() {
                widen(level, placed.rect.x, placed.rect.right());
            }
        }
        for (&level, at) in &self.empty {
            widen(level, at.x - BOX_WIDTH / 2.0, at.x + BOX_WIDTH / 2.0);
        }
        let mut bands: Vec<Band> =
            bands.into_iter().map(|(level, (from, to))| Band { level, from, to, left: from }).collect();
        for at in 1..bands.len() {
            let middle = (bands[at - 1].to + bands[at].from) / 2.0;
            (bands[at - 1].to, bands[at].from) = (middle, middle);
        }
        if let Some(first) = bands.first_mut() {
            first.from -= BESIDE;
        }
        if let Some(last) = bands.last_mut() {
            last.to += BESIDE;
        }
        bands
    }

    fn around(&self) -> Rect {
        let boxes = self.boxes.iter().map(|placed| placed.rect);
        let points = self.arrows.iter().flat_map(|arrow| &arrow.points);
        let points = points.map(|point| Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 });
        let inside = Rect::of(boxes.chain(points)).unwrap_or_default();
        let (Some(first), Some(last)) = (self.bands.first(), self.bands.last()) else { return inside };
        let (from, to) = (inside.x.min(first.from), inside.right().max(last.to));
        Rect { x: from, width: to - from, ..inside }
    }

    /// The level of the column at a place from left to right: beyond the last one, the last one.
    pub fn level_at(&self, x: f64) -> Option<i64> {
        self.bands.iter().find(|band| x < band.to).or(self.bands.last()).map(|band| band.level)
    }

    /// Where a column was last, empty or not.
    fn column(&self, level: i64) -> Option<Point> {
        let boxes = self.known.values().filter(|(own, _)| *own == Some(level)).map(|(_, at)| *at);
        self.empty.get(&level).copied().or_else(|| boxes.min_by(|a, b| a.x.total_cmp(&b.x)))
    }

    pub fn band(&self, level: i64) -> Option<Band> {
        self.bands.iter().find(|band| band.level == level).copied()
    }

    /// The box to start with: the first of the leftmost column, which is the final objective where there is one.
    pub fn first(&self) -> Option<usize> {
        let key = |placed: &Placed| (placed.layer, placed.rect.y);
        (0..self.boxes.len()).min_by(|&a, &b| {
            let (a, b) = (key(&self.boxes[a]), key(&self.boxes[b]));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }

    /// The boxes in the order in which they are read: column by column, each from the top.
    pub fn reading(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.boxes.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.boxes[a], &self.boxes[b]);
            a.layer.cmp(&b.layer).then(a.rect.y.total_cmp(&b.rect.y))
        });
        order
    }
}

/// Levels that are shown and that nothing in sight lies on.
fn vacant(sketch: &Sketch, seen: &[usize]) -> Vec<i64> {
    let used: BTreeSet<i64> = seen.iter().filter_map(|&shape| sketch.boxes[shape].kind.level()).collect();
    sketch.levels.iter().copied().filter(|level| !used.contains(level)).collect()
}

/// The graph for the layout: it lies on its side, and an empty column is kept open by a box that is not drawn.
fn graph(
    sketch: &Sketch,
    seen: &[usize],
    vacant: &[i64],
    bundles: &[Bundle],
    slot: &[usize],
    before: Option<&Scene>,
) -> Graph {
    let on_its_side = |point: Point| Point { x: point.y, y: point.x };
    let mut nodes: Vec<layout::Node> = Vec::with_capacity(seen.len() + vacant.len());
    for &shape in seen {
        let own = &sketch.boxes[shape];
        let level = own.kind.level();
        let known = before.and_then(|before| before.known.get(&own.id));
        let at = match (own.place, known) {
            (Some(place), _) => At::Placed(on_its_side(place)),
            (None, Some((was, at))) if *was == level => At::Before(on_its_side(*at)),
            _ => At::Free,
        };
        nodes.push(layout::Node { width: own.height() - CLOSER, height: BOX_WIDTH, level, at });
    }
    for level in vacant {
        let known = before.and_then(|before| before.column(*level));
        let at = known.map_or(At::Free, |at| At::Before(on_its_side(at)));
        nodes.push(layout::Node { width: 1.0, height: BOX_WIDTH, level: Some(*level), at });
    }
    let links = bundles.iter().map(|bundle| (slot[bundle.from], slot[bundle.to])).collect();
    Graph { nodes, links }
}
