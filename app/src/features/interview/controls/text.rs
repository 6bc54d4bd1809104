//! Free text: it grows as it is typed, unless the author asks for something short.

use domain::guide::Value;
use leptos::prelude::*;

use crate::{components::live_text::LiveText, features::interview::asked::Asked};

/// Text answers are one text that two people can type in, whatever their length.
#[component]
pub fn TextControl(asked: Asked) -> impl IntoView {
    let text = Signal::derive(move || asked.value.with(Value::to_text));
    let large = asked.appears("multiline");
    let short = asked.appears("short") || asked.appears("numbers");
    let on_type = Callback::new(move |typed: String| {
        asked.type_in(if typed.is_empty() { Value::Empty } else { Value::Text(typed) });
    });
    view! {
        <LiveText
            id=asked.id("control")
            text
            on_type
            on_leave=Callback::new(move |()| asked.runner.end_typing())
            rows=if large { 5 } else { 1 }
            described_by=asked.described_by()
            wrong=Signal::derive(move || asked.is_doubtful())
            class=if short { "live-text-short" } else { "" }
        />
    }
}
