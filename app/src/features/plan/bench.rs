//! The plan on the page: one copy as plain data, kept alike with the document, and what is read from it.

use std::sync::Arc;

use domain::{
    comment::Anchor,
    guide::draft::Place,
    language::Language,
    plan::{Finding, Nature, PLAN, Plan, Published, Reading, Record},
};
use leptos::prelude::*;
use sync::presence::{Peer, Place as Standing};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{api, days};
use crate::{
    device::cache,
    i18n::use_language,
    recall::recall,
    sync::{Comments, OpenPlan, clock::now},
};

/// A pause in typing that ends a step of what can be taken back, in milliseconds.
const PAUSE: i64 = 1_200;

/// The parts of the page, one shown at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Goals,
    Meetings,
    Reviews,
    Support,
    Timeline,
    Finish,
}

impl Part {
    pub const ALL: [Self; 6] =
        [Self::Goals, Self::Meetings, Self::Reviews, Self::Support, Self::Timeline, Self::Finish];

    pub fn code(self) -> &'static str {
        match self {
            Self::Goals => "goals",
            Self::Meetings => "meetings",
            Self::Reviews => "reviews",
            Self::Support => "support",
            Self::Timeline => "timeline",
            Self::Finish => "finish",
        }
    }

    /// Where a record is shown.
    fn of(record: &str) -> Self {
        match Nature::of(record) {
            Some(Nature::Goal | Nature::Activity) | None => Self::Goals,
            Some(Nature::Session) => Self::Meetings,
            Some(Nature::Review) => Self::Reviews,
            Some(Nature::Strength | Nature::Obstacle) => Self::Support,
        }
    }
}

/// A handle that is copied freely into every part of the page.
#[derive(Clone, Copy)]
pub struct Bench {
    document: StoredValue<OpenPlan>,
    pub plan: RwSignal<Plan>,
    pub reading: Memo<Arc<Reading>>,
    /// What is missing or at odds today.
    pub findings: Memo<Arc<Vec<Finding>>>,
    /// Absent as long as neither the server nor this device has said which there are.
    pub published: RwSignal<Option<Vec<Published>>>,
    pub peers: ReadSignal<Vec<Peer>>,
    pub writable: Signal<bool>,
    pub part: RwSignal<Part>,
    /// Of which record, or of the whole plan, the history is shown.
    pub past: RwSignal<Option<Option<String>>>,
    /// On which goal comments are shown.
    pub commented: RwSignal<Option<String>>,
    pub language: RwSignal<Language>,
    typed_at: StoredValue<i64>,
}

impl Bench {
    pub fn new(document: OpenPlan, writable: Signal<bool>) -> Self {
        let (changes, peers) = (document.changes, document.peers);
        let plan = RwSignal::new(document.plan());
        let reading = Memo::new(move |_| Arc::new(plan.with(Plan::read)));
        let findings = Memo::new(move |_| Arc::new(reading.with(|reading| reading.findings(days::today()))));
        let bench = Self {
            document: StoredValue::new(document),
            plan,
            reading,
            findings,
            published: recall(cache::FRAMEWORKS.to_owned(), api::frameworks).value,
            peers,
            writable,
            part: RwSignal::new(Part::Goals),
            past: RwSignal::new(None),
            commented: RwSignal::new(None),
            language: use_language(),
            typed_at: StoredValue::new(0),
        };
        Effect::new(move || {
            changes.track();
            let now = bench.document.with_value(OpenPlan::plan);
            if plan.with_untracked(|shown| *shown != now) {
                plan.set(now);
            }
        });
        bench.document.with_value(|document| document.stand(None));
        bench
    }

    pub fn document(self) -> OpenPlan {
        self.document.get_value()
    }

    pub fn field(self, id: &str, field: &str) -> String {
        self.plan.with(|plan| plan.record(id).map_or("", |record| record.field(field)).to_owned())
    }

    pub fn text(self, id: &str, field: &str) -> String {
        self.plan.with(|plan| plan.record(id).map_or("", |record| record.text(field)).to_owned())
    }

    /// What is there of a nature, in the order in which it was put.
    pub fn ids(self, nature: Nature, parent: &str) -> Vec<String> {
        self.plan.with(|plan| plan.ids(nature, parent))
    }

    pub fn set_field(self, id: &str, field: &str, value: &str) {
        self.step(|document| document.set_fields(&[(id, field, value)]));
    }

    pub fn set_fields(self, changes: &[(&str, &str, &str)]) {
        self.step(|document| document.set_fields(changes));
    }

    /// Typing without a pause is one step.
    pub fn set_text(self, id: &str, field: &str, words: &str) {
        if !self.writable.get_untracked() {
            return;
        }
        self.document.with_value(|document| {
            if now() - self.typed_at.get_value() > PAUSE {
                document.end_step();
            }
            document.set_text(id, field, words);
        });
        self.typed_at.set_value(now());
    }

    pub fn end_step(self) {
        self.document.try_with_value(OpenPlan::end_step);
    }

    /// A change that is taken back as a whole.
    fn step(self, change: impl FnOnce(&OpenPlan)) {
        if !self.writable.get_untracked() {
            return;
        }
        self.document.with_value(|document| {
            document.end_step();
            change(document);
            document.end_step();
        });
    }

    /// Adds a record at the end of its like, with what `fill` puts into it, and goes there.
    pub fn add(self, nature: Nature, parent: &str, fill: impl FnOnce(&mut Record)) -> String {
        let id = nature.id(&fresh());
        let place = self.plan.with_untracked(|plan| plan.end_of(nature, parent));
        let mut record = Record { place: Some(place), ..Record::default() };
        fill(&mut record);
        self.step(|document| document.insert(&id, &record));
        self.go(&id);
        id
    }

    pub fn take_out(self, id: &str) {
        let ids = self.plan.with_untracked(|plan| plan.with_inside(id));
        self.step(|document| document.remove(&ids));
    }

    /// Puts what was taken out at the end of its like; an activity whose goal is gone brings the goal back.
    pub fn put_back(self, id: &str) {
        let Some(nature) = Nature::of(id) else { return };
        let parent = self.plan.with_untracked(|plan| {
            let known = plan.record(id).map(|record| record.field("goal").to_owned());
            known.filter(|goal| !goal.is_empty()).or_else(|| plan.ids(Nature::Goal, PLAN).first().cloned())
        });
        let parent = if nature == Nature::Activity { parent } else { Some(PLAN.to_owned()) };
        let Some(parent) = parent else { return };
        let place: Place = self.plan.with_untracked(|plan| plan.end_of(nature, &parent));
        self.step(|document| document.place(&[(id.to_owned(), place)]));
        self.go(id);
    }

    pub fn shift(self, id: &str, by: i32) {
        let places = self.plan.with_untracked(|plan| plan.moved(id, by));
        self.step(|document| document.place(&places));
    }

    pub fn undo(self) {
        self.document.with_value(OpenPlan::undo);
    }

    pub fn redo(self) {
        self.document.with_value(OpenPlan::redo);
    }

    /// Whether there is something to take back or bring back; again whenever the plan changes.
    pub fn can(self, what: fn(&OpenPlan) -> bool) -> bool {
        self.plan.track();
        self.document.with_value(what)
    }

    pub fn comments(self) -> Comments {
        self.document.with_value(OpenPlan::comments)
    }

    pub fn stand(self, record: &str) {
        self.document.with_value(|document| document.stand(Some(record)));
    }

    /// Who else is at a record.
    pub fn peers_at(self, record: &str) -> Vec<Peer> {
        let is_there = |peer: &&Peer| matches!(&peer.place, Some(Standing::Question(at)) if at == record);
        self.peers.with(|peers| peers.iter().filter(is_there).cloned().collect())
    }

    /// Shows a record, and puts the focus there.
    pub fn go(self, record: &str) {
        self.part.set(Part::of(record));
        let id = record.to_owned();
        // Once for the part to appear, once for what was added to it.
        request_animation_frame(move || request_animation_frame(move || focus(&id)));
    }
}

/// The anchor of comments on a record.
pub fn anchor(record: &str) -> Anchor {
    Anchor(format!("record:{record}"))
}

fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    // A record may be folded in itself, or stand in what is folded.
    let folded = element.query_selector(":scope > details").ok().flatten();
    let mut around: Option<Element> = Some(folded.unwrap_or_else(|| element.clone()));
    while let Some(one) = around {
        if one.tag_name() == "DETAILS" {
            // An attribute of its own name is always accepted.
            let _ = one.set_attribute("open", "");
        }
        around = one.parent_element();
    }
    element.scroll_into_view();
    let first = element.query_selector("textarea, input, select, button").ok().flatten();
    let target = first.unwrap_or(element);
    if let Ok(target) = target.dyn_into::<HtmlElement>() {
        // Without the focus the reader still sees it.
        let _ = target.focus();
    }
}

/// Letters and digits that nobody has used. The end of an identifier is its random part.
fn fresh() -> String {
    uuid::Uuid::now_v7().simple().to_string().chars().skip(16).collect()
}
