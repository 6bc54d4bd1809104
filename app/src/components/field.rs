//! A field of one line, with its label, its hint and what is wrong with it tied together for every reader.

use leptos::{prelude::*, text_prop::TextProp};

use crate::components::{fresh_id, icon::Icon};

/// `kind`, `autocomplete`, `inputmode` are those of `<input>`. `error` is a whole sentence.
#[component]
pub fn Field(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] name: Option<&'static str>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(default = 256)] max_length: usize,
    #[prop(optional)] required: bool,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let id = fresh_id("field");
    let described = describe(&id, hint.is_some(), error);
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label class="field-label" for=id.clone()>{move || label.get()}</label>
            <FieldHint id=id.clone() hint />
            <input
                node_ref=node_ref
                class="field-input"
                id=id.clone()
                type=kind
                name=name
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                inputmode=inputmode
                maxlength=max_length
                required=required
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <FieldError id error />
        </div>
    }
}

/// What `aria-describedby` lists: the hint, and the error while there is one.
pub(super) fn describe(
    id: &str,
    hint: bool,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Send + Clone + 'static + use<> {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    move || {
        let mut ids = Vec::new();
        if hint {
            ids.push(hint_id.as_str());
        }
        if error.with(Option::is_some) {
            ids.push(error_id.as_str());
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

#[component]
pub(super) fn FieldHint(id: String, hint: Option<TextProp>) -> impl IntoView {
    hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{move || hint.get()}</p> })
}

#[component]
pub(super) fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="field-error" id=format!("{id}-error") role="alert">
            {move || error.get().map(|sentence| view! { <Icon name="circle-alert" /><span>{sentence}</span> })}
        </p>
    }
}
