//! A quiet part of the page that unfolds.

use leptos::{prelude::*, text_prop::TextProp};

use crate::components::icon::Icon;

/// `state` says beside the title how it stands; `part` is the id of what unfolds.
#[component]
pub fn FoldedPart(
    #[prop(into)] title: TextProp,
    #[prop(into)] state: TextProp,
    open: RwSignal<bool>,
    part: String,
    children: ChildrenFn,
) -> impl IntoView {
    let (name, controls) = (title.clone(), part.clone());
    view! {
        <section class="judgement" aria-label=move || name.get()>
            <button
                type="button"
                class="judgement-fold"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=controls
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name=Signal::derive(move || if open.get() { "chevron-down" } else { "chevron-right" }) />
                <span class="judgement-title">{move || title.get()}</span>
                <span class="judgement-state">{move || state.get()}</span>
            </button>
            <div id=part>
                <Show when=move || open.get()>
                    <div class="judgement-body">{children()}</div>
                </Show>
            </div>
        </section>
    }
}
