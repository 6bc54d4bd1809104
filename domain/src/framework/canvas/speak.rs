//! What is said of a box when it is reached. The sentences are made in `locales`.

use super::{Scene, Sketch, sketch::Arrow};
use crate::framework::{
    Kind,
    link::{LinkKind, Strength},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Spoken<'a> {
    pub text: &'a str,
    pub kind: &'a Kind,
    pub indicators: usize,
    pub without_target: usize,
    pub to: Vec<Tie<'a>>,
    pub from: Vec<Tie<'a>>,
    /// How many boxes are folded away behind it; `None` while it is not folded.
    pub behind: Option<usize>,
    pub by_hand: bool,
}

/// What is at the other end, and what the arrow claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie<'a> {
    pub text: &'a str,
    pub kind: &'a LinkKind,
    pub strength: Option<&'a Strength>,
    pub one_way: bool,
}

pub fn spoken<'a>(sketch: &'a Sketch, scene: &Scene, shape: usize) -> Spoken<'a> {
    let own = &sketch.boxes[shape];
    let placed = scene.find(&own.id);
    let tie = |arrow: &'a Arrow, other: usize| Tie {
        text: &sketch.boxes[other].text,
        kind: &arrow.kind,
        strength: arrow.strength.as_ref(),
        one_way: arrow.one_way,
    };
    Spoken {
        text: &own.text,
        kind: &own.kind,
        indicators: own.indicators,
        without_target: own.without_target,
        to: sketch.leaving(shape).map(|(_, arrow)| tie(arrow, arrow.to)).collect(),
        from: sketch.reaching(shape).map(|(_, arrow)| tie(arrow, arrow.from)).collect(),
        behind: placed.filter(|placed| placed.folded).map(|placed| placed.behind),
        by_hand: own.place.is_some(),
    }
}
