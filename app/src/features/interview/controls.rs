//! The control of each kind of question.

pub mod choice;
pub mod date;
pub mod number;
pub mod range;
pub mod rank;
pub mod repeat;
pub mod scale;
pub mod text;

use domain::guide::{Kind, Value};
use leptos::prelude::*;

use super::{asked::Asked, question::NotTaken};
use crate::{components::icon::Icon, t};
use choice::{ChoiceList, FoldedChoices, Picker};
use date::{DateControl, Moment};
use number::NumberControl;
use range::RangeControl;
use rank::RankControl;
use scale::Scale;
use text::TextControl;

#[component]
pub fn Control(asked: Asked, read_only: bool) -> impl IntoView {
    let question = asked.question();
    if read_only && question.kind.takes_answer() {
        return view! { <ReadOnly asked /> }.into_any();
    }
    let minimal = asked.appears("minimal");
    match question.kind {
        Kind::Text => view! { <TextControl asked /> }.into_any(),
        Kind::Integer => view! { <NumberControl asked whole=true /> }.into_any(),
        Kind::Decimal => view! { <NumberControl asked whole=false /> }.into_any(),
        Kind::Range { start, end, step } => view! { <RangeControl asked start end step /> }.into_any(),
        Kind::Date => view! { <DateControl asked moment=Moment::of(&question.appearance) /> }.into_any(),
        Kind::Time => view! { <DateControl asked moment=Moment::Time /> }.into_any(),
        Kind::DateTime => view! { <DateControl asked moment=Moment::DateTime /> }.into_any(),
        Kind::SelectOne { .. } if minimal => view! { <Picker asked /> }.into_any(),
        Kind::SelectOne { .. } if asked.appears("likert") => view! { <Scale asked /> }.into_any(),
        Kind::SelectOne { .. } => view! { <ChoiceList asked multiple=false /> }.into_any(),
        Kind::SelectMultiple { .. } if minimal => view! { <FoldedChoices asked /> }.into_any(),
        Kind::SelectMultiple { .. } => view! { <ChoiceList asked multiple=true /> }.into_any(),
        Kind::Rank { .. } => view! { <RankControl asked /> }.into_any(),
        Kind::Acknowledge => view! { <Acknowledge asked /> }.into_any(),
        Kind::Unsupported { .. } => view! { <NotTaken /> }.into_any(),
        Kind::Note | Kind::Calculate | Kind::Hidden | Kind::Metadata { .. } => ().into_any(),
    }
}

/// An answer that can only be read.
#[component]
fn ReadOnly(asked: Asked) -> impl IntoView {
    let language = asked.runner.language;
    let words = move || {
        let value = asked.state.with(|state| state.value.clone());
        let key = asked.key();
        let words = asked.runner.look(|engine, _| engine.words(&key, &value, language.get()));
        if words.is_empty() { locales::interview::nothing_yet(language.get()).to_owned() } else { words }
    };
    view! { <p class="question-read">{words}</p> }
}

/// One big box. Its value is `OK` when ticked.
#[component]
fn Acknowledge(asked: Asked) -> impl IntoView {
    let ticked = move || asked.value.with(|value| !value.is_empty());
    let toggle = move |_| asked.set(if ticked() { Value::Empty } else { Value::Text("OK".to_owned()) });
    view! {
        <label class="choice choice-single">
            <input type="checkbox" id=asked.id("control") prop:checked=ticked on:change=toggle />
            <span class="choice-words">{t!(interview::acknowledge)}</span>
            <Icon name="check" />
        </label>
    }
}
