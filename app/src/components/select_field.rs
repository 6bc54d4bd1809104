//! A choice among few, in the browser's own list.

use leptos::{prelude::*, text_prop::TextProp};

use crate::components::{
    field::{FieldError, FieldHint, describe},
    fresh_id,
};

/// `options` are pairs of value and words.
#[component]
pub fn SelectField(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let id = fresh_id("select");
    let described = describe(&id, hint.is_some(), error);
    let option = move |(code, words): (String, String)| {
        let selected = code == value.get_untracked();
        view! { <option value=code selected=selected>{words}</option> }
    };
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label class="field-label" for=id.clone()>{move || label.get()}</label>
            <FieldHint id=id.clone() hint />
            <select
                class="field-input field-select"
                id=id.clone()
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:change=move |event| value.set(event_target_value(&event))
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
            <FieldError id error />
        </div>
    }
}
