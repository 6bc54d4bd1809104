//! Buttons, and links that look like them.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::icon::Icon;

/// How much a button asks to be pressed. A page has at most one primary button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    Primary,
    #[default]
    Quiet,
    /// Without frame, among other text.
    Plain,
    /// Takes something away; as quiet as the others, in brick.
    Danger,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Quiet => "button button-quiet",
            Self::Plain => "button button-plain",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button. Without `on_press` it submits its form. While `busy` it keeps the focus and does nothing.
#[component]
pub fn Button(
    #[prop(optional)] weight: Weight,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if on_press.is_some() { "button" } else { "submit" }
            class=weight.class()
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            on:click=press
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button-words">{children()}</span>
        </button>
    }
}

/// A link to another page, as visible as a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] weight: Weight,
    #[prop(optional)] icon: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <A href=move || href.get() attr:class=weight.class()>
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button-words">{children()}</span>
        </A>
    }
}
