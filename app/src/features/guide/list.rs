//! The guides of the service.

use domain::{
    access::{Action, may},
    guide::summary::GuideSummary,
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{api, drafts::DraftsSection};
use crate::{
    components::{
        button::{ButtonLink, Weight},
        empty_state::EmptyState,
        heading::Heading,
        when::When,
    },
    device::{cache, use_device},
    i18n::Words,
    recall::{recall, show},
    t,
};

#[component]
pub fn GuidesPage() -> impl IntoView {
    let lock = use_device().lock_state();
    let may_import = Memo::new(move |_| {
        lock.with(|lock| lock.profile().is_some_and(|profile| may(profile.role, Action::ImportGuide)))
    });
    let may_write = Memo::new(move |_| {
        lock.with(|lock| lock.profile().is_some_and(|profile| may(profile.role, Action::WriteGuides)))
    });
    let guides = recall(cache::GUIDES.to_owned(), api::list);
    view! {
        <div class="page-head">
            <Heading title=t!(guide::list_title) />
            <Show when=move || may_import.get()>
                <ButtonLink href="/guides/import".to_owned() weight=Weight::Quiet icon="file-up">
                    {t!(guide::import)}
                </ButtonLink>
            </Show>
        </div>
        {show(guides, move |guides| view! { <Guides guides /> })}
        <Show when=move || may_write.get()>
            <DraftsSection />
        </Show>
    }
}

#[component]
fn Guides(guides: Vec<GuideSummary>) -> impl IntoView {
    if guides.is_empty() {
        return view! { <EmptyState title=t!(guide::none)><p>{t!(guide::none_advice)}</p></EmptyState> }
            .into_any();
    }
    let row = |guide: GuideSummary| {
        view! {
            <li class="row row-linked">
                <p class="row-margin">{t!(guide::version, guide.version.clone())}</p>
                <div class="row-main">
                    <h2 class="row-title">
                        <A href=format!("/guides/{}", guide.id) attr:class="row-link">
                            <Words text=guide.title />
                        </A>
                    </h2>
                    <p class="row-more">
                        {t!(guide::imported)}" "<When at=guide.imported_at after_verb=true />" "
                        {t!(guide::imported_by, guide.imported_by.clone())}
                    </p>
                </div>
                <p class="row-end">{t!(guide::questions, guide.questions as usize)}</p>
            </li>
        }
    };
    view! { <ul class="rows">{guides.into_iter().map(row).collect_view()}</ul> }.into_any()
}
