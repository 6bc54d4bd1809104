//! What is drawn, before it has places: boxes and arrows, of a framework or of a map of actors.

use std::collections::BTreeMap;

use super::{shown, wrap::wrap};
use crate::{
    framework::{
        Framework, Kind,
        layout::Point,
        link::{LinkKind, Strength},
    },
    language::Language,
};

/// What arrows mean, and so which ones may be drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// One thing brings about another: up the levels, never in a circle.
    #[default]
    Causal,
    /// Somebody tells somebody something.
    Exchange,
}

/// In pixels of the drawing.
pub const BOX_WIDTH: f64 = 230.0;
pub const PADDING: f64 = 12.0;
pub const LINE: f64 = 22.0;
pub const FONT: f64 = 17.0;
/// A target for a finger.
const LEAST_HEIGHT: f64 = 48.0;
/// What is left free at the side, since letters are measured roughly.
const SIDE: f64 = 6.0;
const LINES: usize = 8;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    pub rule: Rule,
    pub boxes: Vec<Shape>,
    pub arrows: Vec<Arrow>,
    /// Levels that have a column even while nothing lies on it.
    pub levels: Vec<i64>,
    /// By box: the arrows that leave it and those that reach it.
    leaving: Vec<Vec<usize>>,
    reaching: Vec<Vec<usize>>,
    index: BTreeMap<String, usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub id: String,
    pub kind: Kind,
    pub text: String,
    pub lines: Vec<String>,
    pub indicators: usize,
    pub without_target: usize,
    /// Where a hand put it: its middle.
    pub place: Option<Point>,
}

impl Shape {
    pub fn height(&self) -> f64 {
        let lines = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        (f64::from(lines) * LINE + 2.0 * PADDING).max(LEAST_HEIGHT)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    pub id: String,
    pub from: usize,
    pub to: usize,
    pub kind: LinkKind,
    pub strength: Option<Strength>,
    /// Between actors: nothing comes back.
    pub one_way: bool,
}

impl Arrow {
    /// Whether it is part of how things lead to one another: what goes back is not.
    pub fn leads(&self) -> bool {
        self.kind != LinkKind::Feedback
    }
}

impl Sketch {
    /// What a framework shows in a language. Of boxes or arrows with the same id the first is drawn, and no arrow to
    /// what is not there: the checks tell of the rest.
    pub fn of(framework: &Framework, language: Language, rule: Rule) -> Self {
        let mut sketch = Self { rule, ..Self::default() };
        for node in &framework.nodes {
            if sketch.index.contains_key(&node.id) {
                continue;
            }
            sketch.index.insert(node.id.clone(), sketch.boxes.len());
            let text = node.text.in_language(language).0.to_owned();
            sketch.boxes.push(Shape {
                id: node.id.clone(),
                kind: node.kind.clone(),
                lines: wrap(&text, (BOX_WIDTH - 2.0 * PADDING - SIDE) / FONT, LINES),
                text,
                indicators: node.indicators.len(),
                without_target: node
                    .indicators
                    .iter()
                    .filter(|indicator| indicator.target().is_none())
                    .count(),
                place: node.place.map(shown),
            });
        }
        sketch.connect(framework);
        sketch.levels = levels(&sketch);
        sketch
    }

    fn connect(&mut self, framework: &Framework) {
        let mut met = std::collections::BTreeSet::new();
        for link in &framework.links {
            let (Some(&from), Some(&to)) = (self.index.get(&link.from), self.index.get(&link.to)) else {
                continue;
            };
            if met.insert(link.id.as_str()) {
                let (id, kind, strength) = (link.id.clone(), link.kind.clone(), link.strength.clone());
                self.arrows.push(Arrow { id, from, to, kind, strength, one_way: false });
            }
        }
        let told: std::collections::BTreeSet<(usize, usize)> =
            self.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        for arrow in &mut self.arrows {
            arrow.one_way = arrow.kind == LinkKind::Informs
                && arrow.from != arrow.to
                && !told.contains(&(arrow.to, arrow.from));
        }
        // Two actors that work together tell each other, whatever is drawn beside it.
        let together: Vec<(usize, usize)> = self
            .arrows
            .iter()
            .filter(|arrow| arrow.kind == LinkKind::WorksWith)
            .map(|arrow| (arrow.from, arrow.to))
            .collect();
        for arrow in &mut self.arrows {
            let ends = [(arrow.from, arrow.to), (arrow.to, arrow.from)];
            arrow.one_way &= !together.iter().any(|pair| ends.contains(pair));
        }
        self.leaving = vec![Vec::new(); self.boxes.len()];
        self.reaching = vec![Vec::new(); self.boxes.len()];
        for (at, arrow) in self.arrows.iter().enumerate() {
            self.leaving[arrow.from].push(at);
            self.reaching[arrow.to].push(at);
        }
    }

    pub fn find(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The arrows that leave a box.
    pub fn leaving(&self, at: usize) -> impl Iterator<Item = (usize, &Arrow)> {
        self.leaving.get(at).into_iter().flatten().map(|&arrow| (arrow, &self.arrows[arrow]))
    }

    /// The arrows that reach a box.
    pub fn reaching(&self, at: usize) -> impl Iterator<Item = (usize, &Arrow)> {
        self.reaching.get(at).into_iter().flatten().map(|&arrow| (arrow, &self.arrows[arrow]))
    }

    /// What lies on a column of so many levels below the top, as a new box there is.
    pub fn kind_on(level: i64) -> Option<Kind> {
        Kind::ALL.iter().find(|kind| kind.level() == Some(level)).cloned()
    }
}

/// A framework of objectives has a column for each of the main levels; so it can be filled from any side.
fn levels(sketch: &Sketch) -> Vec<i64> {
    if sketch.rule == Rule::Exchange {
        return Vec::new();
    }
    let used = sketch.boxes.iter().filter_map(|shape| shape.kind.level());
    let mut levels: Vec<i64> = used.chain([0, 1, 2, 4]).collect();
    levels.sort_unstable();
    levels.dedup();
    levels
}
