//! Says that something is on its way, but only when it takes longer than 300 ms: see `style/components/_loading.scss`.

use leptos::prelude::*;

use crate::t;

#[component]
pub fn Loading() -> impl IntoView {
    view! { <p class="loading" role="status">{t!(common::loading)}</p> }
}
