//! The heading of a page: its one `<h1>`, the title of the window, and where the focus goes when the page opens.

use leptos::{html, prelude::*, text_prop::TextProp};
use leptos_router::components::A;

use crate::{components::icon::Icon, t};

/// Whether a page has been opened since the application started: the first leaves the focus where the browser put it.
#[derive(Clone, Copy)]
struct Opened(StoredValue<bool>);

/// Called once by the application.
pub fn provide_heading() {
    provide_context(Opened(StoredValue::new(false)));
}

/// `back` is where the page belongs: address and words. `title` names the window, too.
#[component]
pub fn Heading(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] back: Option<(String, TextProp)>,
    /// What stands under the title: a date, a state.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let element = NodeRef::<html::H1>::new();
    let opened = use_context::<Opened>();
    let product = t!(common::product);
    let window_title = title.clone();
    Effect::new(move || document().set_title(&format!("{} · {}", window_title.get(), product())));
    Effect::new(move || {
        let (Some(h1), Some(Opened(opened))) = (element.get(), opened) else { return };
        if opened.get_value() {
            // A heading that cannot take the focus leaves it on the page, which is where a reader starts anyway.
            let _ = h1.focus();
        }
        opened.set_value(true);
    });
    view! {
        <div class="heading">
            {back
                .map(|(href, words)| {
                    view! {
                        <A href=href attr:class="heading-back">
                            <Icon name="arrow-left" />
                            <span>{move || words.get()}</span>
                        </A>
                    }
                })}
            <h1 node_ref=element tabindex="-1">{move || title.get()}</h1>
            {children.map(|children| view! { <div class="heading-more">{children()}</div> })}
        </div>
    }
}
