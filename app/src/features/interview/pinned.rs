//! Questions to come back to: pinned with one tap, listed beside the sections.

use leptos::prelude::*;

use super::{asked::Asked, runner::Runner};
use crate::{components::icon::Icon, t};

/// The tool of a question that pins it, or lets it go.
#[component]
pub fn PinTool(asked: Asked) -> impl IntoView {
    let runner = asked.runner;
    let pinned = Memo::new(move |_| runner.follow(|_, answers| answers.pins.contains(&asked.key())));
    view! {
        <button
            type="button"
            class="tool"
            class:tool-filled=move || pinned.get()
            aria-pressed=move || if pinned.get() { "true" } else { "false" }
            on:click=move |_| runner.pin(&asked.key(), !pinned.get_untracked())
        >
            {t!(conduct::pin)}
            <span class="aside-aloud">{move || format!(": {}", asked.label.with(|(words, _)| words.clone()))}</span>
        </button>
    }
}

/// The pinned questions, in the order of the guide's keys; nothing where there are none.
#[component]
pub fn Pinned(runner: Runner, on_go: Callback<()>) -> impl IntoView {
    let pins = Memo::new(move |_| runner.follow(|_, answers| answers.pins.clone()));
    let rows = move || {
        pins.get()
            .into_iter()
            .map(|key| {
                let words = {
                    let key = key.clone();
                    move || runner.question_words(&key)
                };
                let go = move |_| {
                    on_go.run(());
                    runner.go(&key);
                };
                view! { <li><button type="button" class="outline-pin" on:click=go>{words}</button></li> }
            })
            .collect_view()
    };
    view! {
        <Show when=move || !pins.with(std::collections::BTreeSet::is_empty)>
            <section class="outline-pins" aria-label=t!(conduct::pinned)>
                <h2 class="outline-pins-title"><Icon name="pin" />{t!(conduct::pinned)}</h2>
                <ul>{rows}</ul>
            </section>
        </Show>
    }
}
