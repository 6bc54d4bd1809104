//! The interview in progress, as every part of its page holds it. A change tells only the questions it touched.

use std::{sync::Arc, time::Duration};

use domain::{
    guide::{
        Choice, Guide, NodeKey, Text,
        engine::{Context, Engine, NodeState},
    },
    interview::{Answers, Entry},
    language::Language,
};
use leptos::prelude::*;

use super::{
    asked::element_id,
    past::Past,
    sections::{self, Section},
    standing::{self, Standing},
};
use crate::sync::OpenInterview;

pub mod changes;
pub mod history;
pub mod margin;
pub mod record;

use record::Record;

/// What the column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A section, by its place among [`Runner::sections`].
    Section(usize),
    /// What is left to do, and signing.
    Finish,
}

/// A handle that is copied freely into every part of the page.
#[derive(Clone, Copy)]
pub struct Runner {
    record: StoredValue<Record, LocalStorage>,
    sections: StoredValue<Vec<Arc<Section>>>,
    pub language: RwSignal<Language>,
    pub shown: RwSignal<Shown>,
    /// The question in focus.
    pub focus: RwSignal<Option<NodeKey>>,
    /// Whether the person has been at the question in focus, and not only opened its section.
    attended: StoredValue<bool>,
    /// The question to bring into view once it is on the page.
    pub wanted: RwSignal<Option<NodeKey>>,
    /// How many questions the last change brought into the section shown.
    pub appeared: RwSignal<usize>,
    /// Whose history is shown.
    pub past: RwSignal<Past>,
    /// The question whose comments are shown.
    pub commented: RwSignal<Option<NodeKey>>,
    /// Whether this person may sign it.
    pub may_sign: bool,
    /// Grows with every change, for what looks at the whole interview.
    changes: RwSignal<u32>,
}

impl Runner {
    /// Starts on what the document holds. Defaults are written into an interview that has nothing yet.
    pub fn new(
        guide: &Arc<Guide>,
        context: Context,
        document: OpenInterview,
        language: RwSignal<Language>,
    ) -> Self {
        let answers = document.answers.get_untracked();
        let engine = Engine::new(guide.clone(), context, &answers);
        let fresh = answers.entries.is_empty() && answers.repeats.is_empty();
        let runner = Self {
            record: StoredValue::new_local(Record::new(document, engine, answers)),
            sections: StoredValue::new(sections::sections(guide)),
            language,
            shown: RwSignal::new(Shown::Section(0)),
            focus: RwSignal::new(None),
            attended: StoredValue::new(false),
            wanted: RwSignal::new(None),
            appeared: RwSignal::new(0),
            past: RwSignal::new(Past::Closed),
            commented: RwSignal::new(None),
            may_sign: true,
            changes: RwSignal::new(0),
        };
        runner.record.update_value(|record| {
            record.engine.set_language(language.get_untracked());
        });
        runner.focus.set(runner.first_of(Shown::Section(0)));
        if fresh && !runner.frozen() {
            runner.write(|record| record.write_defaults(&NodeKey::root()));
        }
        runner
    }

    /// The same interview in the hands of somebody who may sign it, or may not.
    #[must_use]
    pub fn signing(self, may_sign: bool) -> Self {
        Self { may_sign, ..self }
    }

    pub fn sections(&self) -> Vec<Arc<Section>> {
        self.sections.get_value()
    }

    pub fn document(&self) -> OpenInterview {
        self.record.with_value(|record| record.document.clone())
    }

    pub fn frozen(&self) -> bool {
        self.record.with_value(|record| record.document.frozen).get_untracked()
    }

    /// Reads the engine and the answers without following them.
    pub fn look<T>(&self, read: impl FnOnce(&Engine, &Answers) -> T) -> T {
        self.record.with_value(|record| read(&record.engine, &record.answers))
    }

    /// As [`Runner::look`], again after every change.
    pub fn follow<T>(&self, read: impl FnOnce(&Engine, &Answers) -> T) -> T {
        self.changes.track();
        self.look(read)
    }

    fn follow_node(&self, key: &NodeKey) {
        let trigger =
            self.record.try_update_value(|record| record.nodes.entry(key.clone()).or_default().clone());
        if let Some(trigger) = trigger {
            trigger.track();
        }
    }

    /// The state of a question or group, followed. What the engine does not know is shown rather than lost.
    pub fn state(&self, key: &NodeKey) -> NodeState {
        self.follow_node(key);
        let unknown = || NodeState { relevant: true, ..NodeState::default() };
        self.look(|engine, _| engine.state(key).cloned().unwrap_or_else(unknown))
    }

    /// What is recorded about a question, followed.
    pub fn entry(&self, key: &NodeKey) -> Entry {
        self.follow_node(key);
        self.look(|_, answers| answers.entries.get(key).cloned().unwrap_or_default())
    }

    /// A text of the guide in the language of the page, and whether it is in another one; followed.
    pub fn words(&self, key: &NodeKey, text: &Text) -> (String, bool) {
        self.follow_node(key);
        let language = self.language.get();
        self.look(|engine, _| engine.render(key, text, language))
    }

    /// The choices of a question now, followed.
    pub fn choices(&self, key: &NodeKey) -> Vec<Choice> {
        self.follow_node(key);
        self.look(|engine, _| engine.choices(key))
    }

    /// The instances of a repeat, followed.
    pub fn instances(&self, repeat: &NodeKey) -> Vec<String> {
        self.follow(|engine, answers| instances_of(engine, answers, repeat))
    }

    /// True when the guide itself says how many instances there are.
    pub fn is_counted(&self, repeat: &NodeKey) -> bool {
        self.look(|engine, _| engine.repeat_count(repeat).is_some())
    }

    /// The standing of the questions of each section, followed.
    pub fn standings(&self) -> Vec<Vec<Standing>> {
        self.changes.track();
        let sections = self.sections();
        let of_section = |section: &Arc<Section>| {
            self.look(|engine, answers| {
                let instances = |repeat: &NodeKey| instances_of(engine, answers, repeat);
                standing::standings(section, answers, &instances, |key| engine.state(key))
            })
        };
        sections.iter().map(of_section).collect()
    }

    /// How many questions of the section shown are relevant.
    fn relevant_count(&self) -> usize {
        let Shown::Section(at) = self.shown.get_untracked() else { return 0 };
        let Some(section) = self.sections.with_value(|all| all.get(at).cloned()) else { return 0 };
        self.look(|engine, answers| {
            let relevant = |key: &NodeKey| engine.state(key).is_some_and(|state| state.relevant);
            let instances = |repeat: &NodeKey| instances_of(engine, answers, repeat);
            let questions = sections::questions(&section.items, &section.parent, &instances);
            questions.iter().filter(|(key, question)| question.kind.is_shown() && relevant(key)).count()
        })
    }

    /// Makes a question the one in focus. What unfolds or folds meanwhile does not move it under the finger.
    pub fn attend(&self, key: &NodeKey) {
        self.attended.set_value(true);
        if self.focus.with_untracked(|focus| focus.as_ref() == Some(key)) {
            return;
        }
        let (focus, key, id) = (self.focus, key.clone(), element_id(key, "question"));
        let top = move || {
            let element = document().get_element_by_id(&id)?;
            Some(element.get_bounding_client_rect().top())
        };
        let wanted = self.wanted;
        let unfold = move || {
            let before = top();
            focus.try_set(Some(key));
            request_animation_frame(move || {
                if let (Some(before), Some(after), Some(None)) = (before, top(), wanted.try_get_untracked()) {
                    window().scroll_by_with_x_and_y(0.0, after - before);
                }
            });
        };
        // Once the tap that brought the focus has found its target, and what it changed is on the screen.
        request_animation_frame(move || set_timeout(unfold, Duration::ZERO));
    }

    /// Shows a section from its beginning.
    pub fn show(&self, shown: Shown) {
        self.wanted.set(None);
        self.attended.set_value(false);
        self.focus.set(self.first_of(shown));
        self.shown.set(shown);
    }

    /// The first question of what is shown that can be asked.
    fn first_of(&self, shown: Shown) -> Option<NodeKey> {
        let Shown::Section(at) = shown else { return None };
        let section = self.sections.with_value(|all| all.get(at).cloned())?;
        self.look(|engine, answers| {
            let instances = |repeat: &NodeKey| instances_of(engine, answers, repeat);
            let asked = |key: &NodeKey| engine.state(key).is_none_or(|state| state.relevant);
            sections::questions(&section.items, &section.parent, &instances)
                .into_iter()
                .find(|(key, question)| question.kind.takes_answer() && asked(key))
                .map(|(key, _)| key)
        })
    }

    /// Shows the section of a question and brings the question into view.
    pub fn go(&self, key: &NodeKey) {
        let Some(at) = self.sections.with_value(|all| sections::section_of(all, key)) else { return };
        if self.shown.get_untracked() != Shown::Section(at) {
            self.shown.set(Shown::Section(at));
        }
        self.attended.set_value(true);
        self.focus.set(Some(key.clone()));
        self.wanted.set(Some(key.clone()));
    }

    /// Goes to the next question without answer, round the whole interview: after the one in focus, or that one itself
    /// where the person has only opened its section.
    pub fn go_to_unanswered(&self) {
        let standings: Vec<Standing> = untrack(|| self.standings()).into_iter().flatten().collect();
        let from = self.focus.get_untracked();
        match standing::next_unanswered(&standings, from.as_ref(), !self.attended.get_value()) {
            Some(key) => self.go(&key),
            None => self.show(Shown::Finish),
        }
    }
}

/// The names of a repeat's instances: the guide's own numbers where it counts, otherwise those that people added.
pub(super) fn instances_of(engine: &Engine, answers: &Answers, repeat: &NodeKey) -> Vec<String> {
    match engine.repeat_count(repeat) {
        Some(count) => (1..=count).map(|number| number.to_string()).collect(),
        None => answers.repeats.get(repeat).cloned().unwrap_or_default(),
    }
}
