//! A passphrase: hidden while typed, shown on demand. Pasting and password managers are welcome.

use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    components::{
        field::{FieldError, FieldHint, describe},
        fresh_id,
        icon::Icon,
    },
    t,
};

/// `current` tells a password manager whether this is the known passphrase or a new one.
#[component]
pub fn PassphraseField(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = true)] current: bool,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let id = fresh_id("passphrase");
    let described = describe(&id, hint.is_some(), error);
    let shown = RwSignal::new(false);
    let (show, hide) = (t!(common::show), t!(common::hide));
    let word = move || if shown.get() { hide() } else { show() };
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label class="field-label" for=id.clone()>{move || label.get()}</label>
            <FieldHint id=id.clone() hint />
            <div class="field-joined">
                <input
                    node_ref=node_ref
                    class="field-input"
                    id=id.clone()
                    type=move || if shown.get() { "text" } else { "password" }
                    name=if current { "passphrase" } else { "new-passphrase" }
                    autocomplete=if current { "current-password" } else { "new-password" }
                    autocapitalize="off"
                    spellcheck="false"
                    maxlength=domain::account::PASSPHRASE_MAX
                    required=true
                    aria-describedby=described
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button
                    type="button"
                    class="field-side"
                    aria-controls=id.clone()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Icon name=Signal::derive(move || if shown.get() { "eye-off" } else { "eye" }) />
                    <span>{word}</span>
                </button>
            </div>
            <FieldError id error />
        </div>
    }
}
