//! The interviews that wait for me to read them.

use domain::review::ToRead;
use leptos::prelude::*;
use leptos_router::components::A;

use super::api;
use crate::{
    components::{icon::Icon, section::Section, when::When},
    device::cache,
    i18n::Words,
    recall::recall,
    t,
};

/// Nothing at all while nothing waits.
#[component]
pub fn ToReadSection() -> impl IntoView {
    let waiting = recall(cache::TO_READ.to_owned(), api::waiting);
    move || {
        let waiting = waiting.value.get().filter(|waiting| !waiting.is_empty())?;
        Some(view! {
            <Section title=t!(review::to_read)>
                <ul class="entries">
                    {waiting.into_iter().map(|one| view! { <Row one /> }).collect_view()}
                </ul>
            </Section>
        })
    }
}

#[component]
fn Row(one: ToRead) -> impl IntoView {
    let by = one.submitted_by;
    view! {
        <li class="entry row-linked">
            <A href=format!("/interviews/{}", one.document) attr:class="entry-title row-link">
                {one.case_code.to_string()} " · " <Words text=one.guide_title />
            </A>
            <p class="entry-more">
                {t!(review::given_by, by.clone())} " " <When at=one.submitted_at after_verb=true />
            </p>
            <p class="entry-state entry-waiting">
                <Icon name="clock" />
                <span>{t!(review::waits_for_you)}</span>
            </p>
        </li>
    }
}
