//! A number, typed. What is no number stays in the field and in the record, and the page says so.

use domain::guide::Value;
use leptos::{html, prelude::*};

use crate::features::interview::{asked::Asked, typed};

#[component]
pub fn NumberControl(asked: Asked, whole: bool) -> impl IntoView {
    view! { <NumberField asked whole id=asked.id("control") /> }
}

/// A field for the question's number.
#[component]
pub fn NumberField(
    asked: Asked,
    whole: bool,
    id: String,
    #[prop(optional, into)] label: Option<Signal<String>>,
) -> impl IntoView {
    let language = asked.runner.language;
    let element = NodeRef::<html::Input>::new();
    let typed_value = move |text: &str| typed::number(text, language.get_untracked(), whole);
    // The field is rewritten only where it says another number, so that `3,` can become `3,5`.
    let refresh = move |field: &web_sys::HtmlInputElement, value: &Value| {
        if typed_value(&field.value()) != *value {
            field.set_value(&typed::field_text(value, language.get_untracked()));
        }
    };
    Effect::new(move || {
        let Some(field) = element.get() else { return };
        language.track();
        asked.value.with(|value| refresh(&field, value));
    });
    let leave = move |_| {
        asked.runner.end_typing();
        // A field that goes away while it has the focus loses it after everything it belonged to is gone.
        if let (Some(Some(field)), Some(value)) =
            (element.try_get_untracked(), asked.value.try_get_untracked())
        {
            field.set_value(&typed::field_text(&value, language.get_untracked()));
        }
    };
    let typed = move |event| {
        asked.type_in(typed_value(&event_target_value(&event)));
    };
    view! {
        <input
            node_ref=element
            class="field-input number-input"
            id=id
            type="text"
            inputmode=if whole { "numeric" } else { "decimal" }
            autocomplete="off"
            aria-label=label.map(|label| move || label.get())
            aria-describedby=asked.described_by()
            aria-invalid=move || asked.is_doubtful().then_some("true")
            on:input=typed
            on:blur=leave
        />
    }
}
