//! The framework on the page: one copy as plain data, kept alike with the document, and what the checks say of it.

use std::time::Duration;

use domain::{
    comment::Mark,
    framework::{
        Framework, Node,
        check::check,
        edit::{Edit, writes},
        finding::{Finding, Place},
        records::{Nature, Reading, Records, Taken, WHOLE, Write},
    },
    language::Language,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use crate::{i18n::use_language, sync::OpenFramework};

/// A pause after which everything is checked, and after which what follows is taken back apart, in milliseconds.
const PAUSE: u64 = 600;

struct Held {
    document: OpenFramework,
    records: Records,
    /// The document's count of changes that this copy has.
    seen: u32,
    timer: Option<TimeoutHandle>,
}

/// A handle that is copied freely into every part of the page.
#[derive(Clone, Copy)]
pub struct Bench {
    held: StoredValue<Held, LocalStorage>,
    /// Grows with every change.
    version: RwSignal<u32>,
    pub framework: RwSignal<Framework>,
    pub contested: RwSignal<Vec<Taken>>,
    pub gone: RwSignal<Vec<Taken>>,
    pub found: RwSignal<Vec<Finding>>,
    /// The record that the panel shows.
    pub chosen: RwSignal<String>,
    pub writable: Signal<bool>,
    pub language: RwSignal<Language>,
}

impl Bench {
    pub fn new(document: OpenFramework, writable: Signal<bool>) -> Self {
        let records = document.records();
        let Reading { framework, contested, gone } = records.read();
        let changes = document.changes;
        let seen = changes.get_untracked();
        let bench = Self {
            held: StoredValue::new_local(Held { document, records, seen, timer: None }),
            version: RwSignal::new(0),
            framework: RwSignal::new(framework),
            contested: RwSignal::new(contested),
            gone: RwSignal::new(gone),
            found: RwSignal::default(),
            chosen: RwSignal::new(WHOLE.to_owned()),
            writable,
            language: use_language(),
        };
        Effect::new(move || {
            bench.language.track();
            bench.check();
        });
        Effect::new(move || {
            let now = changes.get();
            if bench.held.with_value(|held| held.seen != now) {
                bench.take();
            }
        });
        Effect::new(move || {
            let chosen = bench.chosen.get();
            bench.held.with_value(|held| held.document.stand(Some(&chosen)));
        });
        bench
    }

    pub fn document(self) -> OpenFramework {
        self.held.with_value(|held| held.document.clone())
    }

    /// Reads the document again: somebody else changed it, or something was taken back.
    fn take(self) {
        self.held.update_value(|held| {
            held.seen = held.document.changes.get_untracked();
            held.records = held.document.records();
        });
        self.show();
        self.check_soon();
    }

    fn show(self) {
        let Reading { framework, contested, gone } = self.held.with_value(|held| held.records.read());
        self.version.update(|version| *version = version.wrapping_add(1));
        self.framework.set(framework);
        set_changed(self.contested, contested);
        set_changed(self.gone, gone);
    }

    /// A plain value, again whenever it changes.
    pub fn field(self, record: &str, field: &str) -> String {
        self.version.track();
        self.held.with_value(|held| held.records.field(record, field).to_owned())
    }

    /// A text in a language, again whenever it changes.
    pub fn text(self, record: &str, field: &str, language: &str) -> String {
        self.version.track();
        self.held.with_value(|held| {
            let text = held.records.record(record).and_then(|record| record.texts.get(field));
            text.and_then(|text| text.0.get(language)).cloned().unwrap_or_default()
        })
    }

    /// The records of a nature whose ids begin so, in order, without those that were removed.
    pub fn parts(self, nature: Nature, prefix: &str) -> Vec<String> {
        self.version.track();
        self.held.with_value(|held| held.records.records_under(nature, prefix))
    }

    /// What a node says, in the language of the page.
    pub fn words_of(self, id: &str) -> String {
        let language = self.language.get();
        let words = self.framework.with(|framework| framework.node(id).map(|node| words(node, language)));
        words.unwrap_or_else(|| id.to_owned())
    }

    /// What a record is called, in the language of the page.
    pub fn name_of(self, record: &str) -> Option<String> {
        match Nature::of(record)? {
            (Nature::Node, id) => {
                let there = self.framework.with(|framework| framework.node(id).is_some());
                there.then(|| self.words_of(id))
            }
            (Nature::Link, id) => {
                let ends = self.framework.with(|framework| {
                    let link = framework.links.iter().find(|link| link.id == id)?;
                    Some((link.from.clone(), link.to.clone()))
                });
                ends.map(|(from, to)| format!("{} → {}", self.words_of(&from), self.words_of(&to)))
            }
            _ => None,
        }
    }

    pub fn choose(self, record: &str) {
        if self.chosen.with_untracked(|chosen| chosen != record) {
            self.chosen.set(record.to_owned());
        }
    }

    /// Shows the record where a finding can be mended.
    pub fn go(self, place: &Place) {
        let record = match place {
            Place::Whole | Place::Line { .. } => WHOLE.to_owned(),
            Place::Node { node } | Place::Indicator { node, .. } => Nature::Node.record(node),
            Place::Link { link } => Nature::Link.record(link),
        };
        self.choose(&record);
    }

    /// Makes edits as a step of its own.
    pub fn make(self, edits: &[Edit]) {
        self.end_step();
        self.write(|records, by, language| {
            let mut all = Vec::new();
            for edit in edits {
                let writes = writes(records, edit, by, language);
                writes.iter().for_each(|write| records.apply(write));
                all.extend(writes);
            }
            all
        });
        self.end_step();
    }

    /// Makes a text read `words`, as part of the step that is going on.
    pub fn type_words(self, record: &str, field: &str, language: &str, words: &str) {
        self.write(|records, _, _| {
            let write = Write::text(record, field, language, words);
            records.apply(&write);
            vec![write]
        });
    }

    fn write(self, change: impl FnOnce(&mut Records, &Mark, Language) -> Vec<Write>) {
        if !self.writable.get_untracked() {
            return;
        }
        let language = self.language.get_untracked();
        self.held.update_value(|held| {
            let Some(by) = held.document.me() else { return };
            let is_level = held.seen == held.document.changes.get_untracked();
            let writes = change(&mut held.records, &by, language);
            held.document.write(&writes);
            // What came from elsewhere meanwhile is still to be read.
            if is_level {
                held.seen = held.document.changes.get_untracked();
            }
        });
        self.show();
        self.check_soon();
    }

    /// What comes next is taken back apart.
    pub fn end_step(self) {
        self.held.with_value(|held| held.document.end_step());
    }

    pub fn undo(self) {
        self.document().undo();
        self.take();
    }

    pub fn redo(self) {
        self.document().redo();
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
        let language = self.language.get_untracked();
        let found = self.framework.with_untracked(|framework| check(framework, language));
        set_changed(self.found, found);
    }
}

/// What a node says, in this language or another.
pub fn words(node: &Node, language: Language) -> String {
    node.text.in_language(language).0.to_owned()
}

fn set_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}

/// The random end of an identifier.
pub fn fresh() -> String {
    uuid::Uuid::now_v7().simple().to_string().chars().skip(20).collect()
}
