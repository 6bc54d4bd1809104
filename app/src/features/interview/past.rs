//! The history of an interview, in a panel over it: who changed which answer and when, and the way back.

use domain::{
    failure::Failure,
    guide::NodeKey,
    id::DocumentId,
    interview::history::{AskHistory, HistoryEntry},
    language::Language,
};
use leptos::{html, prelude::*, task::spawn_local};

pub mod entries;
pub mod restore;
pub mod words;

use self::{
    entries::{Entries, Waiting},
    restore::RestoreDialog,
};
use super::{api, runner::Runner};
use crate::{
    api::ApiError,
    components::{
        button::{Button, Weight},
        icon::Icon,
        loading::Loading,
        notice::{FailureNotice, Notice, Tone},
    },
    i18n::use_language,
    t,
};

/// Whose history is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Past {
    #[default]
    Closed,
    Whole,
    /// Of one question.
    Of(NodeKey),
}

/// What the parts of the panel share.
#[derive(Clone, Copy)]
pub struct Told {
    id: DocumentId,
    language: RwSignal<Language>,
    past: RwSignal<Past>,
    /// Absent where the interview is only read.
    runner: Option<Runner>,
    entries: RwSignal<Vec<HistoryEntry>>,
    older: RwSignal<Option<usize>>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    /// The change whose time before is about to come back.
    restoring: RwSignal<Option<HistoryEntry>>,
    restored: RwSignal<bool>,
    /// Grows with every question to the server: an answer to an earlier one is dropped.
    turn: StoredValue<u32>,
}

impl Told {
    /// Asks for the newest page, or for the one before what is shown.
    fn ask(self, older: bool) {
        let question = match self.past.get_untracked() {
            Past::Closed => return,
            Past::Whole => None,
            Past::Of(key) => Some(key),
        };
        let before = if older { self.older.get_untracked() } else { None };
        let language = self.language.get_untracked();
        let ask = AskHistory { id: self.id, question, before, language };
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let turn = self.turn.get_value();
        self.busy.set(true);
        self.failure.set(None);
        if !older {
            self.entries.set(Vec::new());
            self.older.set(None);
        }
        spawn_local(async move {
            let answer = api::history(ask).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.entries.update(|entries| entries.extend(page.entries));
                    self.older.set(page.older);
                }
                Err(ApiError(failure)) => self.failure.set(Some(failure)),
            }
            self.busy.set(false);
        });
    }
}

/// Open while `past` is; without `runner` nothing can be brought back.
#[component]
pub fn PastPanel(id: DocumentId, past: RwSignal<Past>, runner: Option<Runner>) -> impl IntoView {
    let language = use_language();
    let told = Told {
        id,
        language,
        past,
        runner,
        entries: RwSignal::default(),
        older: RwSignal::default(),
        failure: RwSignal::default(),
        busy: RwSignal::new(false),
        restoring: RwSignal::default(),
        restored: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    Effect::new(move || {
        language.track();
        past.track();
        told.restored.set(false);
        told.ask(false);
    });
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(panel) = element.get() else { return };
        let open = past.with(|past| *past != Past::Closed);
        if open && !panel.open() {
            // It fails only for a dialog that is shown already or not in the page.
            let _ = panel.show_modal();
        } else if !open && panel.open() {
            panel.close();
        }
    });
    let close = move || past.set(Past::Closed);
    view! {
        <dialog
            node_ref=element
            class="past"
            aria-labelledby="past-title"
            on:close=move |_| close()
            on:click=move |event| {
                let target: web_sys::Element = event_target(&event);
                if target.class_name() == "past" {
                    close();
                }
            }
        >
            <Show when=move || past.with(|past| *past != Past::Closed)>
                <div class="past-sheet">
                    <Head told />
                    <Body told />
                </div>
            </Show>
        </dialog>
        <RestoreDialog told />
    }
}

#[component]
fn Head(told: Told) -> impl IntoView {
    let past = told.past;
    let of_one = move || past.with(|past| matches!(past, Past::Of(_)));
    let title = move || {
        let language = told.language.get();
        if of_one() { locales::history::of_answer(language) } else { locales::history::title(language) }
    };
    view! {
        <div class="past-head">
            <h2 id="past-title" class="past-title" tabindex="-1" autofocus>
                {title}
            </h2>
            <button type="button" class="button button-plain" on:click=move |_| past.set(Past::Closed)>
                <Icon name="x" />
                <span class="button-words">{t!(common::close)}</span>
            </button>
        </div>
        <p class="past-lead">{t!(history::lead)}</p>
        <Show when=of_one>
            <button type="button" class="tool past-wider" on:click=move |_| past.set(Past::Whole)>
                <Icon name="arrow-left" />
                <span>{t!(history::whole)}</span>
            </button>
        </Show>
    }
}

#[component]
fn Body(told: Told) -> impl IntoView {
    let empty = move || told.entries.with(Vec::is_empty);
    let settled = move || !told.busy.get() && told.failure.with(Option::is_none);
    let none = move || match told.past.get() {
        Past::Of(_) => locales::history::none_of_answer(told.language.get()),
        Past::Whole | Past::Closed => locales::history::none(told.language.get()),
    };
    view! {
        <Show when=move || told.restored.get()>
            <Restored told />
        </Show>
        <FailureNotice failure=told.failure unreachable=t!(history::offline) />
        {told.runner.map(|runner| view! { <Waiting told runner /> })}
        <Entries told />
        <Show when=move || settled() && empty()>
            <p class="past-none">{none}</p>
        </Show>
        <Show when=move || told.busy.get() && empty()>
            <Loading />
        </Show>
        <Show when=move || told.older.get().is_some()>
            <div class="past-more">
                <Button busy=told.busy on_press=Callback::new(move |()| told.ask(true))>
                    {t!(history::older)}
                </Button>
            </div>
        </Show>
        <Show when=move || settled() && !empty() && told.older.get().is_none()>
            <p class="past-none">{t!(history::complete)}</p>
        </Show>
    }
}

/// Says that it is done, with the way back.
#[component]
fn Restored(told: Told) -> impl IntoView {
    let undo = move |()| {
        if let Some(runner) = told.runner {
            runner.undo();
        }
        told.restored.set(false);
    };
    view! {
        <Notice tone=Tone::Done>
            <p>{t!(history::restored)}</p>
            <Button weight=Weight::Plain icon="undo-2" on_press=Callback::new(undo)>
                {t!(history::take_back)}
            </Button>
        </Notice>
    }
}
