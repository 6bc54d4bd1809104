//! Icons from the sprite in the page, which `frontend/icons.txt` lists. A word always stands beside them, so they are
//! hidden from readers.

use leptos::prelude::*;

/// An icon as high as the line of text it stands in.
#[component]
pub fn Icon(#[prop(into)] name: Signal<&'static str>) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=move || format!("#icon-{}", name.get())></use>
        </svg>
    }
}
