//! A question: its words, its control, what is wrong with the answer, and its tools.

use std::sync::Arc;

use domain::{
    guide::{Kind, NodeKey, Question},
    interview::NonAnswer,
};
use leptos::prelude::*;
use sync::presence::{Peer, Place};

use super::{asked::Asked, controls::Control, message::Message, runner::Runner, tools::Tools};
use crate::{
    components::{icon::Icon, presence::Here},
    t,
};

/// A question where it is relevant. One that becomes relevant while the section is shown comes with a short motion.
#[component]
pub fn QuestionView(runner: Runner, key: NodeKey, question: Arc<Question>) -> impl IntoView {
    let asked = Asked::new(runner, key, question);
    let relevant = Memo::new(move |_| asked.state.with(|state| state.relevant));
    let late = StoredValue::new(false);
    Effect::new(move || late.set_value(true));
    move || {
        let late = late.get_value();
        relevant.get().then(|| view! { <QuestionBody asked late /> })
    }
}

#[component]
fn QuestionBody(asked: Asked, late: bool) -> impl IntoView {
    let question = asked.question();
    let attend = move || asked.runner.attend(&asked.key());
    // An answer beside "refused" is kept, and said not to count.
    let set_aside = Memo::new(move |_| {
        asked.entry.with(|entry| {
            !entry.value.is_empty() && entry.non_answer.is_some_and(|reason| reason != NonAnswer::Later)
        })
    });
    let has_tools = question.kind.takes_answer();
    view! {
        <div
            class="question"
            class:question-late=late
            class:question-focused=move || asked.focused.get()
            class:question-set-aside=move || set_aside.get()
            id=asked.id("question")
            on:focusin=move |_| attend()
            on:click=move |_| attend()
        >
            <OthersHere asked />
            <Frame asked />
            <Message asked />
            <Show when=move || set_aside.get()>
                <p class="question-kept">{t!(interview::answer_set_aside)}</p>
            </Show>
            {has_tools.then(|| view! { <Tools asked /> })}
        </div>
    }
}

/// Who else is on this question.
#[component]
fn OthersHere(asked: Asked) -> impl IntoView {
    let all = asked.runner.document().peers;
    let here = Memo::new(move |_| {
        let on_it = |peer: &&Peer| match &peer.place {
            Some(Place::Question(key)) => *key == asked.key().0,
            _ => false,
        };
        all.with(|peers| peers.iter().filter(on_it).cloned().collect::<Vec<_>>())
    });
    view! { <Here peers=here label=t!(interview::here_too) /> }
}

/// How the words are tied to the control.
#[derive(Clone, Copy, PartialEq)]
enum Tie {
    /// One field: a label.
    Label,
    /// Several controls: a fieldset with a legend.
    Legend,
    /// Nothing to fill in.
    Text,
}

fn tie(asked: Asked) -> Tie {
    let question = asked.question();
    match question.kind {
        Kind::Note | Kind::Unsupported { .. } => Tie::Text,
        Kind::SelectOne { .. } if asked.appears("minimal") => Tie::Label,
        Kind::SelectOne { .. } | Kind::SelectMultiple { .. } | Kind::Rank { .. } | Kind::Range { .. } => {
            Tie::Legend
        }
        Kind::Acknowledge => Tie::Legend,
        _ => Tie::Label,
    }
}

#[component]
fn Frame(asked: Asked) -> impl IntoView {
    let read_only = Memo::new(move |_| asked.state.with(|state| state.read_only));
    let kind = asked.question().kind.clone();
    move || {
        let tie = if read_only.get() { Tie::Text } else { tie(asked) };
        let words = view! { <Words asked /> };
        let hint = view! { <Hint asked /> };
        let control = view! { <Control asked read_only=read_only.get() /> };
        match tie {
            Tie::Label => view! {
                <label class="question-label" for=asked.id("control")>{words}</label>
                {hint}
                {control}
            }
            .into_any(),
            Tie::Legend => view! {
                <fieldset aria-describedby=asked.described_by()>
                    <legend class="question-label">{words}</legend>
                    {hint}
                    {control}
                </fieldset>
            }
            .into_any(),
            Tie::Text if kind == Kind::Note => {
                view! { <div class="question-remark">{words}{hint}</div> }.into_any()
            }
            Tie::Text => view! {
                <p class="question-label">{words}</p>
                {hint}
                {control}
            }
            .into_any(),
        }
    }
}

/// The words of the question, and that an answer is required.
#[component]
fn Words(asked: Asked) -> impl IntoView {
    let words = move || asked.label.with(|(words, _)| words.clone());
    let foreign = move || asked.label.with(|(_, foreign)| *foreign);
    let required = move || asked.state.with(|state| state.required);
    let nameless = asked.question().label.is_empty();
    view! {
        {nameless.then(|| view! { <span class="aside-aloud">{t!(interview::without_words)}</span> })}
        <span class="question-words">{words}</span>
        <Show when=foreign>
            <span class="question-mark">{t!(interview::other_language)}</span>
        </Show>
        <Show when=required>
            <span class="question-mark question-required">{t!(interview::required)}</span>
        </Show>
    }
}

#[component]
fn Hint(asked: Asked) -> impl IntoView {
    let question = asked.question();
    if question.hint.is_empty() {
        return ().into_any();
    }
    let hint = move || asked.runner.words(&asked.key(), &asked.question().hint).0;
    view! { <p class="question-hint" id=asked.id("hint")>{hint}</p> }.into_any()
}

/// A kind of question that the interview cannot take yet, said in words.
#[component]
pub fn NotTaken() -> impl IntoView {
    view! {
        <p class="question-not-taken">
            <Icon name="info" />
            <span>{t!(interview::not_taken)}</span>
        </p>
    }
}
