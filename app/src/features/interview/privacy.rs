//! A calm page over everything, one tap away: for a door that opens, for a look across the table.

use leptos::{ev, html, prelude::*};

use crate::{components::mark::Mark, t};

/// Covers the page while `covered` is true. Any key or tap brings the page back as it was.
#[component]
pub fn PrivacyScreen(covered: RwSignal<bool>) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = element.get() else { return };
        if covered.get() && !dialog.open() {
            // It fails only for a dialog that is shown already or not in the page.
            let _ = dialog.show_modal();
        } else if !covered.get() && dialog.open() {
            dialog.close();
        }
    });
    let back = move || covered.set(false);
    let any_key = move |event: ev::KeyboardEvent| {
        event.prevent_default();
        back();
    };
    view! {
        <dialog
            node_ref=element
            class="privacy"
            aria-label=t!(interview::covered)
            on:keydown=any_key
            on:click=move |_| back()
            on:close=move |_| back()
        >
            <Mark />
            <p class="privacy-word">{t!(interview::one_moment)}</p>
            <button type="button" class="privacy-back">{t!(interview::uncover)}</button>
        </dialog>
    }
}
