//! What can be said about any question besides its answer: why there is none, who says it and from where, a note.
//! The question in focus shows the tools; the others only what has been said. Both take the same room, so that
//! nothing moves under the finger.

use domain::{
    guide::Value,
    interview::{NonAnswer, Provenance},
    language::Language,
};
use leptos::prelude::*;

use super::{
    asked::Asked,
    comments::{CommentTool, CommentsSaid},
    past::Past,
    pinned::PinTool,
};
use crate::{
    components::{icon::Icon, live_text::LiveText},
    t,
};

/// The reason as it is read.
pub fn non_answer_words(language: Language, reason: NonAnswer) -> &'static str {
    match reason {
        NonAnswer::Refused => locales::interview::refused_to_answer(language),
        NonAnswer::DoesNotKnow | NonAnswer::NotAsked | NonAnswer::Later => reason_word(language, reason),
    }
}

/// The reason in a word or two, for a button.
fn reason_word(language: Language, reason: NonAnswer) -> &'static str {
    match reason {
        NonAnswer::Refused => locales::interview::refused(language),
        NonAnswer::DoesNotKnow => locales::interview::does_not_know(language),
        NonAnswer::NotAsked => locales::interview::not_asked(language),
        NonAnswer::Later => locales::interview::later(language),
    }
}

pub fn provenance_words(language: Language, provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Fact => locales::interview::fact(language),
        Provenance::Words => locales::interview::words(language),
        Provenance::Appreciation => locales::interview::appreciation(language),
        Provenance::Hearsay => locales::interview::hearsay(language),
    }
}

#[component]
pub fn Tools(asked: Asked) -> impl IntoView {
    let (who_open, note_open) = (RwSignal::new(false), RwSignal::new(false));
    let note = Memo::new(move |_| asked.entry.with(|entry| entry.note.clone()));
    let told = move || asked.entry.with(|entry| entry.provenance.is_some() || !entry.source.is_empty());
    let (told, noted) = (Signal::derive(told), Signal::derive(move || note.with(|note| !note.is_empty())));
    Effect::new(move || {
        if !asked.focused.get() {
            who_open.set(false);
            note_open.set(false);
        }
    });
    view! {
        <div class="tools">
            <Show when=move || asked.focused.get() fallback=move || view! { <Said asked /> }>
                <NoAnswer asked />
                <div class="tools-more">
                    <Fold open=who_open controls=asked.id("who") filled=told>
                        {t!(interview::who_says)}
                    </Fold>
                    <Fold open=note_open controls=asked.id("note-part") filled=noted>
                        {t!(interview::note)}
                    </Fold>
                    <CommentTool asked />
                    <PinTool asked />
                    <Clear asked />
                    <button type="button" class="tool" on:click=move |_| asked.runner.past.set(Past::Of(asked.key()))>
                        {t!(history::title)}
                        <span class="aside-aloud">{move || format!(": {}", asked.label.with(|(words, _)| words.clone()))}</span>
                    </button>
                </div>
            </Show>
        </div>
        <Show when=move || who_open.get()>
            <WhoSays asked />
        </Show>
        <Show when=move || note_open.get() || noted.get()>
            <NoteField asked note fresh=note_open />
        </Show>
    }
}

/// What has been said about a question that is not in focus, on one line.
#[component]
fn Said(asked: Asked) -> impl IntoView {
    let language = asked.runner.language;
    let non_answer = move || {
        asked.entry.with(|entry| entry.non_answer).map(|reason| {
            view! {
                <span class="said-reason">
                    <Icon name="flag" />
                    {move || non_answer_words(language.get(), reason)}
                </span>
            }
        })
    };
    let provenance = move || {
        asked.entry.with(|entry| entry.provenance).map(|provenance| {
            view! { <span class="said-who">{move || provenance_words(language.get(), provenance)}</span> }
        })
    };
    let source = move || {
        let source = asked.entry.with(|entry| entry.source.clone());
        (!source.is_empty()).then(|| {
            view! {
                <span class="said-source">{locales::interview::source_said(language.get(), source)}</span>
            }
        })
    };
    view! { <p class="said">{non_answer} {provenance} {source} <CommentsSaid asked /></p> }
}

/// One tap says why there is no answer, another takes it back.
#[component]
fn NoAnswer(asked: Asked) -> impl IntoView {
    let language = asked.runner.language;
    let current = Memo::new(move |_| asked.entry.with(|entry| entry.non_answer));
    let segment = move |reason: NonAnswer| {
        let pressed = move || current.get() == Some(reason);
        let press = move |_| {
            asked.runner.set_non_answer(&asked.key(), (!pressed()).then_some(reason));
        };
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || if pressed() { "true" } else { "false" }
                on:click=press
            >
                {move || reason_word(language.get(), reason)}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label=t!(interview::no_answer_because)>
            {NonAnswer::ALL.map(segment).collect_view()}
        </div>
    }
}

/// A button that opens a part below.
#[component]
fn Fold(open: RwSignal<bool>, controls: String, filled: Signal<bool>, children: Children) -> impl IntoView {
    view! {
        <button
            type="button"
            class="tool"
            class:tool-filled=move || filled.get()
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-controls=controls
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {children()}
        </button>
    }
}

/// Takes the answer away; it can be undone.
#[component]
fn Clear(asked: Asked) -> impl IntoView {
    let answered = move || asked.value.with(|value| !value.is_empty());
    view! {
        <Show when=answered>
            <button type="button" class="tool" on:click=move |_| asked.set(Value::Empty)>
                {t!(interview::clear)}
            </button>
        </Show>
    }
}

#[component]
fn WhoSays(asked: Asked) -> impl IntoView {
    let language = asked.runner.language;
    let current = Memo::new(move |_| asked.entry.with(|entry| entry.provenance));
    let segment = move |provenance: Provenance| {
        let pressed = move || current.get() == Some(provenance);
        let press = move |_| {
            asked.runner.set_provenance(&asked.key(), (!pressed()).then_some(provenance));
        };
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || if pressed() { "true" } else { "false" }
                on:click=press
            >
                {move || provenance_words(language.get(), provenance)}
            </button>
        }
    };
    let source = move || asked.entry.with(|entry| entry.source.clone());
    let (field, list) = (asked.id("source"), asked.id("sources"));
    view! {
        <div class="who" id=asked.id("who")>
            <div class="segments segments-wide" role="group" aria-label=t!(interview::who_says)>
                {Provenance::ALL.map(segment).collect_view()}
            </div>
            <div class="who-source">
                <label for=field.clone()>{t!(interview::source)}</label>
                <input
                    class="field-input"
                    id=field
                    list=list.clone()
                    autocomplete="off"
                    maxlength="500"
                    prop:value=source
                    on:input=move |event| asked.runner.type_source(&asked.key(), &event_target_value(&event))
                    on:blur=move |_| asked.runner.end_typing()
                />
                <datalist id=list>
                    <option value=t!(interview::source_person)></option>
                    <option value=t!(interview::source_document)></option>
                    <option value=t!(interview::source_colleague)></option>
                </datalist>
            </div>
        </div>
    }
}

/// A note stays in sight as long as it says something.
#[component]
fn NoteField(asked: Asked, note: Memo<String>, fresh: RwSignal<bool>) -> impl IntoView {
    let id = asked.id("note");
    let field = id.clone();
    Effect::new(move || {
        // The person asked for the field just now: she is about to type.
        if fresh.get_untracked()
            && let Some(area) = document().get_element_by_id(&field)
        {
            let area: web_sys::HtmlElement = wasm_bindgen::JsCast::unchecked_into(area);
            let _ = area.focus();
        }
    });
    view! {
        <div class="note" id=asked.id("note-part")>
            <label class="note-label" for=id.clone()>
                <Icon name="message-square" />
                <span>{t!(interview::note)}</span>
            </label>
            <LiveText
                id
                text=note.into()
                on_type=Callback::new(move |text: String| asked.runner.type_note(&asked.key(), &text))
                on_leave=Callback::new(move |()| asked.runner.end_typing())
            />
        </div>
    }
}
