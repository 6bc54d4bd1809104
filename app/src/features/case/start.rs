//! Starting an interview: choosing the guide. It works without network, with the guides this device keeps.

use domain::{
    failure::Failure,
    guide::summary::GuideSummary,
    id::{CaseId, GuideId},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use crate::{
    components::{
        button::{Button, Weight},
        empty_state::EmptyState,
        notice::FailureNotice,
        section::Section,
    },
    device::cache,
    features::guide::api,
    i18n::Words,
    recall::{recall, show},
    sync::use_sync,
    t,
};

#[component]
pub fn StartSection(case: CaseId) -> impl IntoView {
    let guides = recall(cache::GUIDES.to_owned(), api::list);
    let (sync, navigate) = (use_sync(), use_navigate());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let start = Callback::new(move |guide: GuideId| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            match sync.start_interview(case, guide).await {
                Ok(document) => navigate(&format!("/interviews/{document}"), Default::default()),
                Err(refusal) => {
                    failure.try_set(Some(refusal));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <Section title=t!(case::start_title) remark=t!(case::start_remark)>
            {show(guides, move |guides| view! { <Guides guides busy start /> })}
            <FailureNotice failure />
        </Section>
    }
}

#[component]
fn Guides(guides: Vec<GuideSummary>, busy: RwSignal<bool>, start: Callback<GuideId>) -> impl IntoView {
    let guides: Vec<GuideSummary> = guides.into_iter().filter(|guide| !guide.retired).collect();
    if guides.is_empty() {
        return view! { <EmptyState title=t!(guide::none) /> }.into_any();
    }
    // The newest guide is what is most often wanted.
    let row = move |(place, guide): (usize, GuideSummary)| {
        let weight = if place == 0 { Weight::Primary } else { Weight::Quiet };
        view! {
            <li class="entry entry-choice">
                <p class="entry-title"><Words text=guide.title /></p>
                <p class="entry-more row-more">
                    <span>{t!(guide::version, guide.version.clone())}</span>
                    <span>{t!(guide::questions, guide.questions as usize)}</span>
                </p>
                <div class="entry-state">
                    <Button weight icon="pen-line" busy on_press=Callback::new(move |()| start.run(guide.id))>
                        {t!(case::start)}
                    </Button>
                </div>
            </li>
        }
    };
    view! { <ul class="entries">{guides.into_iter().enumerate().map(row).collect_view()}</ul> }.into_any()
}
