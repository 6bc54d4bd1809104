//! A number between two ends: a slider, and a field for the exact number. Untouched, there is no answer.

use domain::guide::{Value, expression::number_to_text};
use leptos::prelude::*;

use super::number::NumberField;
use crate::features::interview::{asked::Asked, typed};

#[component]
pub fn RangeControl(asked: Asked, start: f64, end: f64, step: f64) -> impl IntoView {
    let language = asked.runner.language;
    let words = move |number: f64| typed::field_text(&Value::Number(number), language.get());
    let (low, high) = (start.min(end), start.max(end));
    let number = move || {
        asked.value.with(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })
    };
    let thumb = move || number_to_text(number().unwrap_or(f64::midpoint(low, high)));
    let spoken =
        move || number().map_or_else(|| locales::interview::nothing_yet(language.get()).to_owned(), words);
    let take = move |text: String| {
        if let Ok(number) = text.parse::<f64>() {
            asked.type_in(Value::Number(typed::on_step(number, start, end, step)));
        }
    };
    let whole = start.fract() == 0.0 && step.fract() == 0.0;
    view! {
        <div class="range" class:range-untouched=move || number().is_none()>
            <div class="range-track">
                <input
                    type="range"
                    class="range-slider"
                    id=asked.id("control")
                    min=number_to_text(low)
                    max=number_to_text(high)
                    step=number_to_text(step.abs())
                    aria-label=move || asked.label.with(|(words, _)| words.clone())
                    aria-valuetext=spoken
                    prop:value=thumb
                    on:input=move |event| take(event_target_value(&event))
                    // A finger that lands on the thumb chooses its place without moving it.
                    on:click=move |event| take(event_target_value(&event))
                    on:change=move |_| asked.runner.end_typing()
                />
                <div class="range-ends" aria-hidden="true">
                    <span>{move || words(low)}</span>
                    <span>{move || words(high)}</span>
                </div>
            </div>
            <NumberField
                asked
                whole
                id=asked.id("exact")
                label=Signal::derive(move || locales::interview::exact_number(language.get()).to_owned())
            />
        </div>
    }
}
