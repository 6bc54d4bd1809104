//! Quick notes: what is jotted down before one knows where it belongs, and filed under a question afterwards.

use domain::guide::NodeKey;
use leptos::prelude::*;

use super::runner::Runner;
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        icon::Icon,
        live_text::LiveText,
    },
    t,
};

/// Opens the quick notes, with how many wait to be filed.
#[component]
pub fn LooseTool(runner: Runner) -> impl IntoView {
    let language = runner.language;
    let open = RwSignal::new(false);
    let count = Memo::new(move |_| runner.follow(|_, answers| answers.loose_notes.len()));
    let words = move || match count.get() {
        0 => locales::conduct::quick_note(language.get()).to_owned(),
        count => locales::conduct::quick_notes(language.get(), count),
    };
    view! {
        <button type="button" class="tool outline-past" on:click=move |_| open.set(true)>
            <Icon name="sticky-note" />
            <span>{words}</span>
        </button>
        <Dialog open title=t!(conduct::loose_notes)>
            <Sheet runner />
        </Dialog>
    }
}

#[component]
fn Sheet(runner: Runner) -> impl IntoView {
    // A name that nobody has used: two tablets that jot at once have two notes.
    let fresh = RwSignal::new(name());
    let names = Memo::new(move |_| {
        let mut names = runner.follow(|_, answers| answers.loose_notes.keys().cloned().collect::<Vec<_>>());
        let fresh = fresh.get();
        if !names.contains(&fresh) {
            names.push(fresh);
        }
        names
    });
    let blank = Memo::new(move |_| text_of(runner, &fresh.get()).is_empty());
    view! {
        <p class="judgement-means">{t!(conduct::quick_note_means)}</p>
        <For each=move || names.get() key=Clone::clone let:name>
            <Note runner name />
        </For>
        <div class="form-actions">
            <Button icon="plus" disabled=blank on_press=Callback::new(move |()| fresh.set(name()))>
                {t!(conduct::another_note)}
            </Button>
        </div>
    }
}

#[component]
fn Note(runner: Runner, name: String) -> impl IntoView {
    let language = runner.language;
    let id = format!("loose-{name}");
    let name = StoredValue::new(name);
    let text = Memo::new(move |_| name.with_value(|name| text_of(runner, name)));
    let focus = runner.focus;
    let words = move || {
        let question = focus.get().map(|key: NodeKey| runner.question_words(&key)).unwrap_or_default();
        locales::conduct::file_under(language.get(), question)
    };
    let nowhere = Memo::new(move |_| focus.with(Option::is_none) || text.with(String::is_empty));
    let file = move |()| {
        if let Some(question) = focus.get_untracked() {
            name.with_value(|name| runner.file_note(name, &question));
        }
    };
    view! {
        <div class="loose-note">
            <label class="aside-aloud" for=id.clone()>{t!(conduct::quick_note)}</label>
            <LiveText
                id
                text=text.into()
                rows=3
                on_type=Callback::new(move |text: String| {
                    name.with_value(|name| runner.write_loose_note(name, &text));
                })
                on_leave=Callback::new(|()| ())
            />
            <Button weight=Weight::Quiet icon="corner-down-right" disabled=nowhere on_press=Callback::new(file)>
                {words}
            </Button>
        </div>
    }
}

fn text_of(runner: Runner, name: &str) -> String {
    runner.follow(|_, answers| answers.loose_notes.get(name).cloned().unwrap_or_default())
}

fn name() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
