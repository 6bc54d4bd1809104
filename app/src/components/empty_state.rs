//! What a list says when it is empty: why, and what to do.

use leptos::{prelude::*, text_prop::TextProp};

#[component]
pub fn EmptyState(
    #[prop(into)] title: TextProp,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{move || title.get()}</p>
            {children.map(|children| view! { <div class="empty-body">{children()}</div> })}
        </div>
    }
}
