//! A part of a page: its title stands in the margin where there is one, its content on the page's one axis.

use leptos::{prelude::*, text_prop::TextProp};

use crate::components::fresh_id;

#[component]
pub fn Section(
    #[prop(into)] title: TextProp,
    /// A remark under the title.
    #[prop(optional, into)]
    remark: Option<TextProp>,
    children: Children,
) -> impl IntoView {
    let id = fresh_id("section");
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <div class="section-margin">
                <h2 class="section-title" id=id.clone()>{move || title.get()}</h2>
                {remark.map(|remark| view! { <p class="section-remark">{move || remark.get()}</p> })}
            </div>
            <div class="section-body">{children()}</div>
        </section>
    }
}
