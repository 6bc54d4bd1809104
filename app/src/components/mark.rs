//! The mark: a jalon, the surveyor's stake, a slim upright with two bands. `frontend/public/mark.svg` is the same
//! drawing.

use leptos::prelude::*;

/// The mark in the colours of the text around it. The name stands beside it.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 16 40" aria-hidden="true" focusable="false">
            <path class="mark-stake" d="M6 1h4v6H6zM6 14h4v5H6zM6 26h4v8l-2 5-2-5z" />
            <path class="mark-band" d="M5 7h6v7H5zM5 19h6v7H5z" />
        </svg>
    }
}
