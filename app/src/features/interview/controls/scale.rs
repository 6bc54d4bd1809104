//! A scale: choices side by side on one line, below each other where there is no room. No colour, no number of its own.

use leptos::prelude::*;

use super::choice::{choose, offered};
use crate::features::interview::asked::Asked;

#[component]
pub fn Scale(asked: Asked) -> impl IntoView {
    let all = offered(asked);
    view! {
        <div class="scale">
            <For each=move || all.get() key=|choice| choice.clone() let((name, words))>
                <Mark asked all name words />
            </For>
        </div>
    }
}

#[component]
fn Mark(asked: Asked, all: Memo<Vec<(String, String)>>, name: String, words: String) -> impl IntoView {
    let name = StoredValue::new(name);
    let ticked = Memo::new(move |_| name.with_value(|name| asked.chosen().contains(name)));
    view! {
        <label class="scale-mark">
            <input
                type="radio"
                name=asked.id("control")
                prop:checked=move || ticked.get()
                on:change=move |_| name.with_value(|name| choose(asked, all, name, false))
            />
            <span>{words}</span>
        </label>
    }
}
