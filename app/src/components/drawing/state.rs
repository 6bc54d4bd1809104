//! What a drawing knows while it is shown. Signals only: a copy is the same drawing.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    framework::{
        Kind,
        canvas::{Change, Rect, Scene, Sketch, Viewport, gesture::Hand, paths, speak, walk::Walk},
        export::Words,
        layout::Point,
    },
    language::Language,
};
use leptos::prelude::*;

use super::{Mark, PaperRef, Subject};

/// Room for the names of columns, in pixels.
const NAMES: f64 = 34.0;

/// Boxes and arrows by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lit {
    pub(super) boxes: BTreeSet<String>,
    pub(super) arrows: BTreeSet<String>,
}

/// The list that is open over the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    Target,
    Links,
    Keys,
}

#[derive(Clone, Copy)]
pub struct Canvas {
    pub(super) subject: Subject,
    pub(super) language: RwSignal<Language>,
    pub(super) element: PaperRef,
    pub(super) sketch: Memo<Sketch>,
    pub(super) scene: RwSignal<Scene>,
    pub(super) view: RwSignal<Viewport>,
    pub(super) folded: RwSignal<BTreeSet<String>>,
    /// The box that the keys are at, and those that are selected.
    pub(super) active: RwSignal<Option<String>>,
    pub(super) chosen: RwSignal<BTreeSet<String>>,
    pub(super) arrow: RwSignal<Option<String>>,
    pub(super) lighting: RwSignal<bool>,
    pub(super) lit: Memo<Option<Lit>>,
    /// What is being moved, and how far it is by now, in the drawing.
    pub(super) carried: RwSignal<BTreeSet<String>>,
    pub(super) by: RwSignal<Point>,
    /// The column under what is being moved.
    pub(super) over: RwSignal<Option<i64>>,
    /// An arrow that is being drawn: from where, to which place of the drawing.
    pub(super) pull: RwSignal<Option<(String, Point)>>,
    pub(super) frame: RwSignal<Option<Rect>>,
    pub(super) framing: RwSignal<bool>,
    pub(super) pick: RwSignal<Option<Pick>>,
    pub(super) editing: RwSignal<Option<String>>,
    pub(super) said: RwSignal<String>,
    /// Something is being dragged: nothing else answers to the pointer.
    pub(super) busy: RwSignal<bool>,
    pub(super) walk: StoredValue<Walk>,
    pub(super) hand: StoredValue<Hand>,
    pub(super) corner: StoredValue<Point>,
    begun: StoredValue<bool>,
    measured: StoredValue<bool>,
    prefix: StoredValue<String>,
}

impl Canvas {
    pub(super) fn new(subject: Subject, sketch: Memo<Sketch>, language: RwSignal<Language>) -> Self {
        let (active, lighting) = (subject.current, RwSignal::new(false));
        let lit = Memo::new(move |_| {
            if !lighting.get() {
                return None;
            }
            sketch.with(|sketch| active.with(|active| light(sketch, active.as_deref()?)))
        });
        Self {
            subject,
            language,
            element: PaperRef::new(),
            sketch,
            scene: RwSignal::default(),
            view: RwSignal::new(Viewport::default()),
            folded: RwSignal::default(),
            active,
            chosen: RwSignal::default(),
            arrow: RwSignal::default(),
            lighting,
            lit,
            carried: RwSignal::default(),
            by: RwSignal::default(),
            over: RwSignal::default(),
            pull: RwSignal::default(),
            frame: RwSignal::default(),
            framing: RwSignal::new(false),
            pick: RwSignal::default(),
            editing: RwSignal::default(),
            said: RwSignal::default(),
            busy: RwSignal::new(false),
            walk: StoredValue::default(),
            hand: StoredValue::default(),
            corner: StoredValue::default(),
            begun: StoredValue::new(false),
            measured: StoredValue::new(false),
            prefix: StoredValue::new(crate::components::fresh_id("box")),
        }
    }

    /// Draws anew whenever the framework or what is folded changes; what was drawn stays where it was.
    pub(super) fn follow(self) {
        Effect::new(move || {
            let scene = self.sketch.with(|sketch| {
                let before = self.scene.read_untracked();
                self.folded.with(|folded| Scene::draw(sketch, folded, Some(&before)))
            });
            let lost = |id: &String| scene.find(id).is_none();
            if self.active.with_untracked(|active| active.as_ref().is_some_and(lost)) {
                self.active.set(None);
            }
            if self.chosen.with_untracked(|chosen| chosen.iter().any(lost)) {
                self.chosen.update(|chosen| chosen.retain(|id| !lost(id)));
            }
            if self.arrow.with_untracked(Option::is_some) {
                self.arrow.set(None);
            }
            self.scene.set(scene);
            self.begin();
        });
    }

    pub(super) fn resized(self, width: f64, height: f64) {
        if width < 1.0 || height < 1.0 {
            return;
        }
        let top = if self.subject.rule == domain::framework::canvas::Rule::Causal { NAMES } else { 0.0 };
        if self.measured.get_value() {
            self.view.update(|view| *view = view.resized(width, height));
        } else {
            self.measured.set_value(true);
            self.view.set(Viewport::of(width, height, top));
        }
        self.begin();
    }

    /// Once there is a size and something to see, opens on it.
    fn begin(self) {
        let ready = self.measured.get_value() && self.scene.with_untracked(|scene| !scene.boxes.is_empty());
        if ready && !self.begun.get_value() {
            self.begun.set_value(true);
            self.scene.with_untracked(|scene| {
                let first = scene.first().map(|at| scene.boxes[at].rect);
                self.view.update(|view| *view = view.opened(scene.bounds, first));
            });
        }
    }

    /// Changes the look, never so far that the drawing is lost.
    pub(super) fn look(self, change: impl FnOnce(Viewport) -> Viewport) {
        let bounds = self.scene.with_untracked(|scene| scene.bounds);
        self.view.update(|view| *view = change(*view).clamped(bounds));
    }

    pub(super) fn reveal(self, id: &str) {
        let rect = self.scene.with_untracked(|scene| scene.find(id).map(|placed| placed.rect));
        if let Some(rect) = rect {
            self.view.update(|view| {
                let moved = view.revealing(rect);
                if moved != *view {
                    *view = moved;
                }
            });
        }
    }

    /// Goes to a box: it alone is selected then.
    pub(super) fn settle(self, id: &str) {
        self.active.set(Some(id.to_owned()));
        self.chosen.set(BTreeSet::from([id.to_owned()]));
        self.arrow.set(None);
        self.reveal(id);
    }

    pub(super) fn focus(self) {
        if let Some(svg) = self.element.get_untracked() {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            // A drawing that is gone needs no focus.
            let _ = svg.focus_with_options(&options);
        }
    }

    /// The keys have come to the drawing: some box is theirs. A pointer that brings the focus says itself what it means.
    pub(super) fn arrive(self) {
        let keys = self.element.get_untracked().is_some_and(|svg| svg.matches(":focus-visible") == Ok(true));
        if !keys || self.active.with_untracked(Option::is_some) {
            return;
        }
        let first = self.scene.with_untracked(|scene| scene.first().map(|at| scene.boxes[at].id.clone()));
        self.active.set(first);
    }

    pub(super) fn say(self, words: impl Into<String>) {
        let words = words.into();
        // The same words twice are said twice.
        self.said.set(String::new());
        set_timeout(
            move || {
                self.said.try_set(words);
            },
            Duration::from_millis(30),
        );
    }

    pub(super) fn change(self, change: Change) {
        if self.subject.editable.get_untracked() {
            self.subject.on_change.run(change);
        }
    }

    /// An id for an element: ids of nodes may hold anything.
    pub(super) fn dom_id(self, id: &str) -> String {
        let plain = |letter: char| {
            if letter.is_ascii_alphanumeric() || letter == '-' {
                letter.to_string()
            } else {
                format!("_{:x}", u32::from(letter))
            }
        };
        let own: String = id.chars().map(plain).collect();
        self.prefix.with_value(|prefix| format!("{prefix}-{own}"))
    }

    /// What the framework calls a kind, in the language of the page.
    pub(super) fn kind_name(self, kind: &Kind) -> String {
        let words = Words { language: self.language.get(), lookup: &locales::framework::lookup };
        self.subject.framework.with(|framework| words.kind(framework, kind))
    }

    /// The text of a box as it is named in sentences.
    pub(super) fn name(self, id: &str) -> String {
        let text = self.sketch.with_untracked(|sketch| {
            sketch.find(id).map(|at| sketch.boxes[at].text.clone()).unwrap_or_default()
        });
        if text.is_empty() { locales::drawing::blank(self.language.get_untracked()).to_owned() } else { text }
    }

    /// What is said of a box when it is reached.
    pub(super) fn spoken(self, id: &str) -> String {
        let language = self.language.get();
        let mark = self.subject.marks.with(|marks| marks.get(id).copied());
        self.sketch.with(|sketch| {
            let Some(at) = sketch.find(id) else { return String::new() };
            self.scene.with(|scene| {
                let said = speak::spoken(sketch, scene, at);
                let kind = locales::framework::lookup(language, &format!("kind_{}", said.kind.word()));
                let own = kind.map_or_else(|| said.kind.word().to_owned(), str::to_owned);
                locales::spoken::spoken(language, &said, &own, mark.map(|mark| mark.words(language)))
            })
        })
    }

    /// The selected boxes in the order in which they are read.
    pub(super) fn selection(self) -> Vec<String> {
        self.scene.with_untracked(|scene| {
            self.chosen.with_untracked(|chosen| {
                let ids = scene.reading().into_iter().map(|at| scene.boxes[at].id.clone());
                ids.filter(|id| chosen.contains(id)).collect()
            })
        })
    }
}

impl Mark {
    pub(super) fn words(self, language: Language) -> &'static str {
        match self {
            Self::Added => locales::drawing::mark_added(language),
            Self::Changed => locales::drawing::mark_changed(language),
        }
    }
}

fn light(sketch: &Sketch, id: &str) -> Option<Lit> {
    let found = paths::through(sketch, sketch.find(id)?);
    Some(Lit {
        boxes: found.boxes.into_iter().map(|at| sketch.boxes[at].id.clone()).collect(),
        arrows: found.arrows.into_iter().map(|at| sketch.arrows[at].id.clone()).collect(),
    })
}
