//! A moment in time, in the words of the language.

use domain::id::Timestamp;
use leptos::prelude::*;

use crate::i18n::{dates, use_language};

/// `il y a 3 heures`; the whole date is in the tooltip. `exact` writes the date and time out.
#[component]
pub fn When(#[prop(into)] at: Signal<Timestamp>, #[prop(optional)] exact: bool) -> impl IntoView {
    let language = use_language();
    let whole = move || dates::date_time(language.get(), at.get());
    let words = move || if exact { whole() } else { dates::ago(language.get(), at.get(), dates::now()) };
    view! {
        <time datetime=move || dates::machine(at.get()) title=move || (!exact).then(whole)>{words}</time>
    }
}
