//! A moment in time, in the words of the language.

use domain::id::Timestamp;
use leptos::prelude::*;

use crate::i18n::{dates, use_language};

/// `il y a 3 heures`, with the whole date in the tooltip; `exact` writes date and time out. `after_verb` says "le" or
/// "on" before a date, so that it reads on after "signé" or "started".
#[component]
pub fn When(
    #[prop(into)] at: Signal<Timestamp>,
    #[prop(optional)] exact: bool,
    #[prop(optional)] after_verb: bool,
) -> impl IntoView {
    let language = use_language();
    let words = move || match (exact, after_verb) {
        (true, true) => dates::date_time_after_verb(language.get(), at.get()),
        (true, false) => dates::date_time(language.get(), at.get()),
        (false, true) => dates::ago_after_verb(language.get(), at.get(), dates::now()),
        (false, false) => dates::ago(language.get(), at.get(), dates::now()),
    };
    let tooltip = move || (!exact).then(|| dates::date_time(language.get(), at.get()));
    view! { <time datetime=move || dates::machine(at.get()) title=tooltip>{words}</time> }
}
