//! The draft on the page: one copy as plain data, kept alike with the document. A change tells only the parts that show
//! the nodes it touched; the outline is told only when something moves.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::{
    guide::{
        Guide,
        draft::{Draft, Found, GUIDE, Nature, Node, Outline, Place, copy, name_of, of_guide},
        engine::Context,
    },
    language::Language,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use crate::{i18n::use_language, sync::OpenDraft};

/// A pause after which everything is checked, and after which what follows is taken back apart, in milliseconds.
const PAUSE: u64 = 600;

struct Held {
    document: OpenDraft,
    draft: Draft,
    outline: Outline,
    nodes: HashMap<String, ArcTrigger>,
    /// The document's count of changes that this copy has.
    seen: u32,
    timer: Option<TimeoutHandle>,
}

/// What was last read from the whole draft.
#[derive(Clone, Default)]
pub struct Checked {
    pub guide: Arc<Guide>,
    pub found: Arc<Vec<Found>>,
}

/// A handle that is copied freely into every part of the page.
#[derive(Clone, Copy)]
pub struct Bench {
    held: StoredValue<Held, LocalStorage>,
    /// Grows when something is added, removed or moved.
    shape: RwSignal<u32>,
    pub checked: RwSignal<Checked>,
    /// The node whose panel is open.
    pub current: RwSignal<String>,
    /// The chosen rows, the current one among them.
    pub chosen: RwSignal<Vec<String>>,
    pub writable: Signal<bool>,
    pub language: RwSignal<Language>,
}

impl Bench {
    pub fn new(document: OpenDraft, writable: Signal<bool>) -> Self {
        let draft = document.draft();
        let outline = draft.outline();
        let first = outline.children("items").first().cloned().unwrap_or_else(|| GUIDE.to_owned());
        let changes = document.changes;
        let seen = changes.get_untracked();
        let held = Held { document, draft, outline, nodes: HashMap::new(), seen, timer: None };
        let bench = Self {
            held: StoredValue::new_local(held),
            shape: RwSignal::new(0),
            checked: RwSignal::default(),
            current: RwSignal::new(first.clone()),
            chosen: RwSignal::new(vec![first]),
            writable,
            language: use_language(),
        };
        bench.check();
        Effect::new(move || {
            let now = changes.get();
            if bench.held.with_value(|held| held.seen != now) {
                bench.take();
            }
        });
        Effect::new(move || {
            let current = bench.current.get();
            bench.held.with_value(|held| held.document.stand(Some(&current)));
        });
        bench
    }

    /// Reads the document again: somebody else changed it, or something was taken back.
    fn take(self) {
        let mut touched = Vec::new();
        let mut moved = false;
        self.held.update_value(|held| {
            held.seen = held.document.changes.get_untracked();
            let draft = held.document.draft();
            for (id, trigger) in &held.nodes {
                if held.draft.node(id) != draft.node(id) {
                    touched.push(trigger.clone());
                }
            }
            let outline = draft.outline();
            moved = outline != held.outline;
            held.draft = draft;
            held.outline = outline;
        });
        touched.into_iter().for_each(|trigger| trigger.notify());
        if moved {
            self.shape.update(|shape| *shape = shape.wrapping_add(1));
            self.leave_what_is_gone();
        }
        self.check_soon();
    }

    fn leave_what_is_gone(self) {
        let there = |id: &String| self.look(|_, outline| outline.contains(id));
        let first = || self.look(|_, outline| outline.children("items").first().cloned());
        if !self.current.with_untracked(there) && self.current.with_untracked(|current| current != GUIDE) {
            self.go(&first().unwrap_or_else(|| GUIDE.to_owned()));
        }
        self.chosen.update(|chosen| chosen.retain(|id| there(id)));
    }

    /// Reads the draft without following it.
    pub fn look<T>(self, read: impl FnOnce(&Draft, &Outline) -> T) -> T {
        self.held.with_value(|held| read(&held.draft, &held.outline))
    }

    /// As [`Self::look`], again whenever something is added, removed or moved.
    pub fn follow_shape<T>(self, read: impl FnOnce(&Draft, &Outline) -> T) -> T {
        self.shape.track();
        self.look(read)
    }

    /// What a node says, again whenever it changes.
    pub fn follow<T>(self, id: &str, read: impl FnOnce(&Node) -> T) -> T {
        let trigger = self.held.try_update_value(|held| held.nodes.entry(id.to_owned()).or_default().clone());
        if let Some(trigger) = trigger {
            trigger.track();
        }
        self.look(|draft, _| match draft.node(id) {
            Some(node) => read(node),
            None => read(&Node::default()),
        })
    }

    pub fn field(self, id: &str, field: &str) -> String {
        self.follow(id, |node| node.field(field).to_owned())
    }

    pub fn text(self, id: &str, field: &str, language: &str) -> String {
        self.follow(id, |node| {
            node.texts.get(field).and_then(|text| text.0.get(language)).cloned().unwrap_or_default()
        })
    }

    /// Opens the panel of a node.
    pub fn go(self, id: &str) {
        self.chosen.set(vec![id.to_owned()]);
        self.current.set(id.to_owned());
    }

    pub fn set_field(self, id: &str, field: &str, value: &str) {
        self.change(|held| {
            held.document.set_fields(&[(id, field, value)]);
            held.draft.nodes.entry(id.to_owned()).or_default().set_field(field, value);
        });
        self.touched(id);
    }

    pub fn set_text(self, id: &str, field: &str, language: &str, words: &str) {
        self.change(|held| {
            held.document.set_text(id, field, language, words);
            held.draft.nodes.entry(id.to_owned()).or_default().set_text(field, language, words);
        });
        self.touched(id);
    }

    /// What comes next is taken back apart.
    pub fn end_step(self) {
        self.held.with_value(|held| held.document.end_step());
    }

    fn change(self, change: impl FnOnce(&mut Held)) {
        if !self.writable.get_untracked() {
            return;
        }
        self.held.update_value(|held| {
            let is_level = held.seen == held.document.changes.get_untracked();
            change(held);
            // What came from elsewhere meanwhile is still to be read.
            if is_level {
                held.seen = held.document.changes.get_untracked();
            }
        });
        self.check_soon();
    }

    fn touched(self, id: &str) {
        let trigger = self.held.with_value(|held| held.nodes.get(id).cloned());
        if let Some(trigger) = trigger {
            trigger.notify();
        }
    }

    /// A change of what stands where, as a step of its own.
    fn reshape(self, change: impl FnOnce(&mut Held)) {
        self.end_step();
        self.change(|held| {
            change(held);
            held.outline = held.draft.outline();
        });
        self.end_step();
        self.shape.update(|shape| *shape = shape.wrapping_add(1));
    }

    /// Adds a node after the current one, or at the end of `parent`, and returns its id.
    pub fn add(self, mut node: Node, parent: &str, before: Option<&str>) -> String {
        let id = fresh();
        if node.nature.is_item() {
            let number = self.look(|draft, _| draft.free_name(&format!("q_{}", &id[8..])));
            node.set_field("name", &number);
        }
        let places = self.look(|_, outline| outline.moved(std::slice::from_ref(&id), parent, before));
        self.reshape(|held| {
            for (one, place) in places.unwrap_or_default() {
                if one == id {
                    node.place = Some(place);
                } else {
                    held.document.place(&[(one.clone(), place.clone())]);
                    held.draft.nodes.entry(one).or_default().place = Some(place);
                }
            }
            held.document.insert(&[(id.clone(), node.clone())]);
            held.draft.nodes.insert(id.clone(), node);
        });
        id
    }

    /// Where something new goes: after the current row, or into the current group.
    pub fn beside(self) -> (String, Option<String>) {
        let current = self.current.get_untracked();
        self.look(|draft, outline| match draft.node(&current) {
            Some(node) if outline.contains(&current) && node.nature == Nature::Question => {
                let parent = outline.parent(&current).unwrap_or("items").to_owned();
                let siblings = outline.children(&parent);
                let at = siblings.iter().position(|id| *id == current).unwrap_or(siblings.len());
                (parent, siblings.get(at + 1).cloned())
            }
            Some(node) if outline.contains(&current) && node.nature.is_item() => (current.clone(), None),
            _ => ("items".to_owned(), None),
        })
    }

    pub fn place(self, ids: &[String], parent: &str, before: Option<&str>) {
        let Some(places) = self.look(|_, outline| outline.moved(ids, parent, before)) else { return };
        self.put(places);
    }

    fn put(self, places: Vec<(String, Place)>) {
        self.reshape(|held| {
            held.document.place(&places);
            for (id, place) in places {
                held.draft.nodes.entry(id).or_default().place = Some(place);
            }
        });
    }

    pub fn remove(self, ids: &[String]) {
        let all = self.look(|_, outline| outline.with_inside(ids));
        self.reshape(|held| {
            held.document.remove(&all);
            for id in &all {
                held.draft.nodes.entry(id.clone()).or_default().place = None;
            }
        });
        self.leave_what_is_gone();
    }

    /// Copies items of another guide beside the current row.
    pub fn take_over(self, guide: &Guide, names: &[String]) {
        let source = of_guide(guide, &mut fresh);
        let outline = source.outline();
        let named = |id: &&String| {
            source.node(id).is_some_and(|node| names.iter().any(|name| name == node.field("name")))
        };
        let items = outline.with_inside(outline.children("items"));
        let ids: Vec<String> = items.iter().filter(named).cloned().collect();
        self.copy_in(&source, &outline, &ids);
    }

    /// The chosen rows once more, beside the current one.
    pub fn duplicate(self) {
        let (draft, outline) = self.look(|draft, outline| (draft.clone(), outline.clone()));
        let ids = outline.outermost(&self.chosen.get_untracked());
        self.copy_in(&draft, &outline, &ids);
    }

    fn copy_in(self, source: &Draft, outline: &Outline, ids: &[String]) {
        let mut copies = self.look(|draft, _| copy(source, outline, ids, draft, &mut fresh));
        let tops: Vec<String> =
            copies.iter().filter(|(_, node)| node.place.is_none()).map(|(id, _)| id.clone()).collect();
        let (parent, before) = self.beside();
        let Some(places) = self.look(|_, outline| outline.moved(&tops, &parent, before.as_deref())) else {
            return;
        };
        self.reshape(|held| {
            for (id, place) in places {
                match copies.iter_mut().find(|(copy, _)| *copy == id) {
                    Some((_, node)) => node.place = Some(place),
                    None => {
                        held.document.place(&[(id.clone(), place.clone())]);
                        held.draft.nodes.entry(id).or_default().place = Some(place);
                    }
                }
            }
            held.document.insert(&copies);
            held.draft.nodes.extend(copies);
        });
        if let Some(first) = tops.first() {
            self.go(first);
        }
    }

    /// Gives an item another name, wherever it is meant.
    pub fn rename(self, id: &str, new: &str) {
        let old = self.look(|draft, _| draft.node(id).map(|node| node.field("name").to_owned()));
        let Some(old) = old.filter(|old| old != new && !new.is_empty()) else { return };
        self.end_step();
        for (node, field, language, value) in self.look(|draft, _| draft.renamed(&old, new)) {
            match language {
                Some(language) => self.set_text(&node, &field, &language, &value),
                None => self.set_field(&node, &field, &value),
            }
        }
        self.set_field(id, "name", new);
        self.end_step();
    }

    /// A name that nobody chose follows the first words of the label.
    pub fn name_after_label(self, id: &str) {
        let wanted = self.look(|draft, _| {
            let node = draft.node(id)?;
            let label = node.text("label");
            let words = label.0.values().find(|words| !words.trim().is_empty())?;
            let name = name_of(words);
            let unnamed = node.field("name").starts_with("q_") && node.field("name").len() == 6;
            (unnamed && !name.is_empty()).then(|| draft.free_name(&name))
        });
        if let Some(wanted) = wanted {
            self.rename(id, &wanted);
        }
    }

    pub fn undo(self) {
        self.held.with_value(|held| held.document.clone()).undo();
        self.take();
    }

    pub fn redo(self) {
        self.held.with_value(|held| held.document.clone()).redo();
        self.take();
    }

    fn check_soon(self) {
        self.held.update_value(|held| {
            if let Some(timer) = held.timer.take() {
                timer.clear();
            }
            let run = move || {
                if self.held.try_with_value(|_| ()).is_some() {
                    self.end_step();
                    self.check();
                }
            };
            held.timer = set_timeout_with_handle(run, Duration::from_millis(PAUSE)).ok();
        });
    }

    fn check(self) {
        let checked = self.look(|draft, outline| {
            let reading = draft.read_as(outline);
            let mut found = reading.problems(draft, outline);
            found.extend(reading.failing(draft, outline, &context()));
            Checked { guide: Arc::new(reading.guide), found: Arc::new(found) }
        });
        self.checked.set(checked);
    }
}

/// What a guide is tried with.
pub fn context() -> Context {
    let now = js_sys::Date::new_0();
    Context {
        now: now.get_time() as i64,
        offset_minutes: -(now.get_timezone_offset() as i32),
        username: "scenario".to_owned(),
        seed: 1,
    }
}

/// The random end of an identifier.
pub fn fresh() -> String {
    uuid::Uuid::now_v7().simple().to_string().chars().skip(20).collect()
}
