//! What keys, buttons and lists do.

use std::collections::BTreeSet;

use domain::framework::{
    Kind,
    canvas::{
        Change, Direction, Put, Sketch,
        arrange::{Arrange, arrange},
        change::NewLink,
        connect,
        keys::Command,
        stored,
    },
    layout::Point,
};
use leptos::prelude::*;
use locales::drawing as words;
use uuid::Uuid;

use super::state::{Canvas, Pick};

/// How far a box without a neighbour that way is moved by a key.
const STEP: f64 = 40.0;
const NEARER: f64 = 1.25;

impl Canvas {
    /// False where the key is not for the drawing.
    pub(super) fn carry_out(self, command: Command) -> bool {
        match command {
            Command::Go(way) => self.go(way, false),
            Command::Follow(way) => self.go(way, true),
            Command::Shift(way) => self.shift(way),
            Command::First => self.go_to_end(|order| order.first().copied()),
            Command::Last => self.go_to_end(|order| order.last().copied()),
            Command::Add => self.add(),
            Command::Connect => self.open(Pick::Target),
            Command::Arrows => self.open(Pick::Links),
            Command::Help => self.pick.set(Some(Pick::Keys)),
            Command::Edit => self.edit(),
            Command::Remove => self.remove(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Fold => self.fold(),
            Command::Paths => self.toggle_paths(),
            Command::Toggle => self.toggle(),
            Command::SelectAll => self.select_all(),
            Command::Release => self.release(),
            Command::Fit => self.fit(),
            Command::Closer => self.zoom(NEARER),
            Command::Further => self.zoom(1.0 / NEARER),
            Command::Escape => return self.escape(),
        }
        true
    }

    fn go(self, way: Direction, linked: bool) {
        let next = self.scene.with_untracked(|scene| {
            let from = self.active.with_untracked(|active| active.as_ref().and_then(|id| scene.index(id)));
            let Some(from) = from else { return scene.first() };
            let step = |walk: &mut domain::framework::canvas::walk::Walk| {
                if linked {
                    self.sketch.with_untracked(|sketch| walk.follow(scene, sketch, from, way))
                } else {
                    walk.go(scene, from, way)
                }
            };
            let mut next = None;
            self.walk.update_value(|walk| next = step(walk));
            next
        });
        match next {
            Some(at) => self.settle_at(at),
            None => self.say(words::said_nothing_there(self.language.get_untracked())),
        }
    }

    fn settle_at(self, at: usize) {
        let id = self.scene.with_untracked(|scene| scene.boxes.get(at).map(|placed| placed.id.clone()));
        if let Some(id) = id {
            self.settle(&id);
        }
    }

    fn go_to_end(self, end: impl Fn(&[usize]) -> Option<usize>) {
        let at = self.scene.with_untracked(|scene| end(&scene.reading()));
        if let Some(at) = at {
            self.settle_at(at);
        }
    }

    /// A new box that leads to the one the keys are at, one level further on.
    pub(super) fn add(self) {
        if !self.subject.editable.get_untracked() {
            return;
        }
        let under = self.active.get_untracked();
        let id = Uuid::now_v7().to_string();
        let link = under.as_ref().filter(|_| self.leads_on()).map(|to| self.new_link(&id, to));
        let kind = self.kind_under(under.as_deref());
        self.change(Change::Add { id: id.clone(), kind, text: String::new(), place: None, link });
        self.settle(&id);
        self.editing.set(Some(id));
        self.say(words::said_added(self.language.get_untracked()));
    }

    fn leads_on(self) -> bool {
        self.subject.rule == domain::framework::canvas::Rule::Causal
    }

    fn kind_under(self, id: Option<&str>) -> Kind {
        let Some(id) = id else {
            let none = self.sketch.with_untracked(|sketch| sketch.boxes.is_empty());
            let first = self.subject.first_kind();
            return if none || first == Kind::Actor { first } else { Kind::Intermediate };
        };
        self.sketch.with_untracked(|sketch| {
            let own = sketch.find(id).map(|at| sketch.boxes[at].kind.clone());
            let level = own.as_ref().and_then(Kind::level);
            let next = level.and_then(|level| sketch.levels.iter().find(|next| **next > level).copied());
            next.and_then(Sketch::kind_on).or(own).unwrap_or_else(|| self.subject.first_kind())
        })
    }

    fn new_link(self, from: &str, to: &str) -> NewLink {
        NewLink {
            id: Uuid::now_v7().to_string(),
            from: from.to_owned(),
            to: to.to_owned(),
            kind: self.subject.link_kind(),
        }
    }

    pub(super) fn open(self, pick: Pick) {
        if self.active.with_untracked(Option::is_some) {
            self.pick.set(Some(pick));
        }
    }

    /// Draws an arrow where one may be drawn, and says which.
    pub(super) fn connect(self, from: &str, to: &str) {
        let may = self.sketch.with_untracked(|sketch| {
            let ends = sketch.find(from).zip(sketch.find(to));
            ends.is_some_and(|(from, to)| connect::may(sketch, from, to))
        });
        let (language, named) = (self.language.get_untracked(), (self.name(from), self.name(to)));
        if may {
            self.change(Change::Connect(self.new_link(from, to)));
            self.say(words::said_connected(language, named.0, named.1));
        } else if from != to {
            self.say(words::said_not_connected(language, named.0, named.1));
        }
    }

    pub(super) fn edit(self) {
        if self.subject.editable.get_untracked()
            && let Some(id) = self.active.get_untracked()
        {
            self.reveal(&id);
            self.editing.set(Some(id));
        }
    }

    pub(super) fn remove(self) {
        let links: Vec<String> = self.arrow.get_untracked().into_iter().collect();
        let boxes = if links.is_empty() { self.selection() } else { Vec::new() };
        let count = links.len() + boxes.len();
        if count == 0 || !self.subject.editable.get_untracked() {
            return;
        }
        // What the keys go on from: something that stays, as near as there is.
        let next = self.scene.with_untracked(|scene| {
            let order = scene.reading();
            let at = order.iter().position(|at| boxes.contains(&scene.boxes[*at].id)).unwrap_or(0);
            let stays = |slot: &usize| !boxes.contains(&scene.boxes[*slot].id);
            let near = order[at.min(order.len())..].iter().chain(order[..at.min(order.len())].iter().rev());
            near.copied().find(stays).map(|slot| scene.boxes[slot].id.clone())
        });
        let gone = self.active.with_untracked(|active| active.as_ref().is_some_and(|id| boxes.contains(id)));
        self.remove_these(boxes, links);
        if let Some(next) = next.filter(|_| gone) {
            self.settle(&next);
        }
        self.say(words::said_removed(self.language.get_untracked(), count));
    }

    pub(super) fn remove_these(self, boxes: Vec<String>, links: Vec<String>) {
        self.arrow.set(None);
        self.change(Change::Remove { boxes, links });
    }

    pub(super) fn undo(self) {
        if self.subject.editable.get_untracked() {
            self.subject.on_undo.run(());
            self.say(words::said_undone(self.language.get_untracked()));
        }
    }

    pub(super) fn redo(self) {
        if self.subject.editable.get_untracked() {
            self.subject.on_redo.run(());
            self.say(words::said_redone(self.language.get_untracked()));
        }
    }

    pub(super) fn fold(self) {
        let Some(id) = self.active.get_untracked() else { return };
        let language = self.language.get_untracked();
        let foldable =
            self.scene.with_untracked(|scene| scene.find(&id).is_some_and(|placed| placed.foldable));
        let open = self.folded.with_untracked(|folded| folded.contains(&id));
        if open {
            self.folded.update(|folded| {
                folded.remove(&id);
            });
            self.say(words::said_unfolded(language));
        } else if foldable {
            self.folded.update(|folded| {
                folded.insert(id.clone());
            });
            let found = self.folded.with_untracked(|folded| {
                self.sketch.with_untracked(|sketch| {
                    let folded = domain::framework::canvas::fold::fold(sketch, folded);
                    sketch.find(&id).map_or(0, |at| folded.behind[at])
                })
            });
            self.say(words::said_folded(language, found));
        }
    }

    pub(super) fn toggle_paths(self) {
        let lighting = !self.lighting.get_untracked();
        self.lighting.set(lighting);
        let language = self.language.get_untracked();
        let count = self.lit.with_untracked(|lit| lit.as_ref().map(|lit| lit.boxes.len()));
        self.say(count.map_or_else(
            || words::said_all_shown(language).to_owned(),
            |count| words::said_paths(language, count),
        ));
    }

    fn toggle(self) {
        let Some(id) = self.active.get_untracked() else { return };
        self.add_to_selection(&id);
    }

    pub(super) fn add_to_selection(self, id: &str) {
        self.chosen.update(|chosen| {
            if !chosen.remove(id) {
                chosen.insert(id.to_owned());
            }
        });
        self.active.set(Some(id.to_owned()));
        self.say_chosen();
    }

    pub(super) fn say_chosen(self) {
        let count = self.chosen.with_untracked(BTreeSet::len);
        self.say(words::said_chosen(self.language.get_untracked(), count));
    }

    fn select_all(self) {
        let all =
            self.scene.with_untracked(|scene| scene.boxes.iter().map(|placed| placed.id.clone()).collect());
        self.chosen.set(all);
        self.say_chosen();
    }

    pub(super) fn fit(self) {
        let bounds = self.scene.with_untracked(|scene| scene.bounds);
        self.look(|view| view.fitted(bounds));
        self.say_scale();
    }

    pub(super) fn zoom(self, factor: f64) {
        self.look(|view| {
            let middle = Point { x: view.width / 2.0, y: (view.height + view.top) / 2.0 };
            view.zoomed(middle, factor)
        });
        self.say_scale();
    }

    fn say_scale(self) {
        let percent = self.view.with_untracked(|view| (view.scale * 100.0).round());
        self.say(words::said_scale(self.language.get_untracked(), percent));
    }

    fn escape(self) -> bool {
        let mut act = None;
        self.hand.update_value(|hand| act = hand.cancel(None));
        if act.is_some() {
            self.let_go();
        } else if self.lighting.get_untracked() {
            self.toggle_paths();
        } else if self.chosen.with_untracked(|chosen| chosen.len() > 1) {
            let active = self.active.get_untracked();
            self.chosen.set(active.into_iter().collect());
        } else {
            return false;
        }
        true
    }

    /// Forgets what was being dragged.
    pub(super) fn let_go(self) {
        self.busy.set(false);
        self.carried.set(BTreeSet::new());
        self.by.set(Point::default());
        self.over.set(None);
        self.pull.set(None);
        self.frame.set(None);
    }

    /// Moves the box within its column, past its neighbour; or onto the next level.
    fn shift(self, way: Direction) {
        if !self.subject.editable.get_untracked() {
            return;
        }
        match way {
            Direction::Left => self.change_level(-1),
            Direction::Right => self.change_level(1),
            Direction::Up | Direction::Down => self.pass(way),
        }
    }

    fn pass(self, way: Direction) {
        let Some(id) = self.active.get_untracked() else { return };
        let place = self.scene.with_untracked(|scene| {
            let own = scene.find(&id)?;
            let (middle, down) = (own.rect.middle(), way == Direction::Down);
            let ahead = |y: f64| if down { y - middle.y } else { middle.y - y };
            let beside = scene.boxes.iter().filter(|other| other.layer == own.layer && other.id != id);
            let next = beside.map(|other| other.rect.middle().y).filter(|y| ahead(*y) > 0.0);
            let next = next.min_by(|a, b| ahead(*a).total_cmp(&ahead(*b)));
            let past = if down { 1.0 } else { -1.0 };
            Some(Point { x: middle.x, y: next.map_or(middle.y + past * STEP, |next| next + past) })
        });
        if let Some(place) = place {
            self.put(vec![(id.clone(), place, None)]);
            self.reveal(&id);
        }
    }

    fn change_level(self, by: i64) {
        for id in self.selection() {
            let next = self.sketch.with_untracked(|sketch| {
                let level = sketch.boxes[sketch.find(&id)?].kind.level()?;
                let mut levels = sketch.levels.iter().copied();
                if by > 0 { levels.find(|next| *next > level) } else { levels.rfind(|next| *next < level) }
            });
            if let Some(level) = next {
                self.move_to_level(&id, level);
            }
        }
    }

    pub(super) fn move_to_level(self, id: &str, level: i64) {
        let Some(kind) = Sketch::kind_on(level) else { return };
        let name = self.kind_name_untracked(&kind);
        self.change(Change::Put(vec![Put { id: id.to_owned(), kind, place: None }]));
        self.reveal(id);
        self.say(words::said_moved(self.language.get_untracked(), name, self.name(id)));
    }

    fn kind_name_untracked(self, kind: &Kind) -> String {
        untrack(|| self.kind_name(kind))
    }

    /// Puts boxes where a hand put them, and on the level of the column they are over.
    pub(super) fn put(self, moves: Vec<(String, Point, Option<i64>)>) {
        let puts: Vec<Put> = self.sketch.with_untracked(|sketch| {
            moves
                .into_iter()
                .filter_map(|(id, place, level)| {
                    let own = &sketch.boxes[sketch.find(&id)?].kind;
                    let kind = level.filter(|_| own.level().is_some()).and_then(Sketch::kind_on);
                    let kind = kind.unwrap_or_else(|| own.clone());
                    Some(Put { id, kind, place: Some(stored(place)) })
                })
                .collect()
        });
        let count = puts.len();
        self.change(Change::Put(puts));
        self.say(words::said_placed(self.language.get_untracked(), count));
    }

    /// Gives the selected boxes back to the layout.
    pub(super) fn release(self) {
        let chosen = self.selection();
        let puts: Vec<Put> = self.sketch.with_untracked(|sketch| {
            let own = chosen.iter().filter_map(|id| sketch.find(id)).map(|at| &sketch.boxes[at]);
            own.filter(|shape| shape.place.is_some())
                .map(|shape| Put { id: shape.id.clone(), kind: shape.kind.clone(), place: None })
                .collect()
        });
        let count = puts.len();
        if count > 0 {
            self.change(Change::Put(puts));
        }
        self.say(words::said_released(self.language.get_untracked(), count));
    }

    pub(super) fn arrange(self, how: Arrange) {
        let chosen = self.selection();
        let moves = self.scene.with_untracked(|scene| {
            let placed: Vec<_> = chosen.iter().filter_map(|id| scene.find(id)).collect();
            let rects: Vec<_> = placed.iter().map(|placed| placed.rect).collect();
            let ids = placed.iter().map(|placed| placed.id.clone());
            ids.zip(arrange(&rects, how)).map(|(id, middle)| (id, middle, None)).collect()
        });
        self.put(moves);
    }
}
