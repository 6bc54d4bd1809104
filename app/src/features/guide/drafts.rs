//! The drafts on the page of guides, and starting one.

use domain::{
    failure::Failure,
    guide::release::{DraftSummary, Stage, StartDraft},
    id::{DocumentId, GuideId},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_navigate};
use uuid::Uuid;

use super::api;
use crate::{
    api::ApiError,
    components::{
        button::Button, empty_state::EmptyState, field::Field, notice::FailureNotice, section::Section,
        when::When,
    },
    i18n::use_language,
    recall::{recall, show},
    sync::clock::now,
    t,
};

#[component]
pub fn DraftsSection() -> impl IntoView {
    let drafts = recall("guide-drafts".to_owned(), api::drafts);
    let title = RwSignal::new(String::new());
    view! {
        <Section title=t!(draft::drafts) remark=t!(draft::drafts_remark)>
            {show(drafts, |drafts: Vec<DraftSummary>| {
                if drafts.is_empty() {
                    view! { <EmptyState title=t!(draft::no_draft) /> }.into_any()
                } else {
                    let rows = drafts.into_iter().map(|draft| view! { <DraftRow draft /> }).collect_view();
                    view! { <ul class="entries">{rows}</ul> }.into_any()
                }
            })}
            <Field label=t!(draft::new_title) value=title />
            <BeginDraft from=None title />
        </Section>
    }
}

#[component]
fn DraftRow(draft: DraftSummary) -> impl IntoView {
    let language = use_language();
    let title = draft.title.clone();
    let words = move || {
        let words = title.in_language(language.get()).0.to_owned();
        if words.is_empty() { locales::draft::untitled(language.get()).to_owned() } else { words }
    };
    let in_review = draft.stage == Stage::InReview;
    let stage = move || {
        let language = language.get();
        if in_review {
            locales::draft::stage_in_review(language)
        } else {
            locales::draft::stage_draft(language)
        }
    };
    view! {
        <li class="entry row-linked">
            <A href=format!("/guides/drafts/{}", draft.id) attr:class="entry-title row-link">{words}</A>
            <p class="entry-more">{draft.started_by}" · "<When at=draft.changed_at /></p>
            <p class="entry-state" class:entry-waiting=in_review>{stage}</p>
        </li>
    }
}

/// Starts a draft: blank, or the next version of a guide. It takes the server: there every draft begins.
#[component]
pub fn BeginDraft(from: Option<GuideId>, title: RwSignal<String>) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let begin = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        let title = title.get_untracked();
        let start = StartDraft { id: DocumentId(Uuid::now_v7()), title, from, started_at: now() };
        spawn_local(async move {
            match api::begin_draft(start).await {
                Ok(draft) => {
                    let address = format!("/guides/drafts/{}", draft.id);
                    navigate.try_with_value(|navigate| navigate(&address, Default::default()));
                }
                Err(ApiError(refusal)) => {
                    failure.try_set(Some(refusal));
                }
            }
            busy.try_set(false);
        });
    });
    let language = use_language();
    let words = move || {
        let language = language.get();
        if from.is_some() { locales::draft::next_version(language) } else { locales::draft::begin(language) }
    };
    view! {
        <div class="form-actions"><Button icon="pen-line" busy on_press=begin>{words}</Button></div>
        <FailureNotice failure />
    }
}
