//! A field of several lines, with its label and its hint.

use leptos::{prelude::*, text_prop::TextProp};

use super::fresh_id;

/// `typed` hears each change; what is shown stays `value`'s.
#[component]
pub fn Area(
    #[prop(into)] label: TextProp,
    #[prop(into)] value: Signal<String>,
    typed: Callback<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(default = 3)] rows: u32,
) -> impl IntoView {
    let id = fresh_id("area");
    let described = hint.is_some().then(|| format!("{id}-hint"));
    let hinted = id.clone();
    view! {
        <div class="field field-area">
            <label class="field-label" for=id.clone()>{move || label.get()}</label>
            {hint.map(|hint| view! { <p class="field-hint" id=format!("{hinted}-hint")>{move || hint.get()}</p> })}
            <textarea
                class="field-input"
                id=id
                rows=rows
                autocomplete="off"
                maxlength=domain::report::LONGEST
                aria-describedby=described
                prop:value=value
                on:input=move |event| typed.run(event_target_value(&event))
            ></textarea>
        </div>
    }
}
