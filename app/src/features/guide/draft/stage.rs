//! The way of a draft: submitted by one, published by another, or returned with the reason.

use domain::{
    access::{Action, may},
    failure::Failure,
    guide::release::{DraftSummary, Stage},
    id::DocumentId,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_navigate};

use super::bench::Bench;
use crate::{
    api::ApiError,
    components::{
        button::{Button, Weight},
        field::Field,
        notice::{FailureNotice, Notice, Tone},
    },
    device::use_device,
    features::guide::api,
    t,
};

#[component]
pub fn StageBar(id: DocumentId, summary: RwSignal<Option<DraftSummary>>, bench: Bench) -> impl IntoView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let remark = RwSignal::new(String::new());
    let language = bench.language;
    let profile = use_device().lock_state().with_untracked(|lock| lock.profile().cloned());
    let publishes = profile.as_ref().is_some_and(|profile| may(profile.role, Action::PublishGuides));
    let me = profile.map(|profile| profile.id);
    let stage = Memo::new(move |_| summary.with(|summary| summary.as_ref().map(|one| one.stage)));
    let by_me = move || summary.with(|summary| summary.as_ref().is_some_and(|one| one.submitted_by == me));
    let took = move |outcome: Result<DraftSummary, ApiError>| {
        match outcome {
            Ok(now) => drop(summary.try_set(Some(now))),
            Err(ApiError(refusal)) => drop(failure.try_set(Some(refusal))),
        }
        busy.try_set(false);
    };
    let begin = move || {
        busy.set(true);
        failure.set(None);
    };
    let submit = Callback::new(move |()| {
        begin();
        spawn_local(async move { took(api::submit(id).await) });
    });
    let give_back = Callback::new(move |()| {
        begin();
        let remark = remark.get_untracked();
        spawn_local(async move { took(api::give_back(id, remark).await) });
    });
    let navigate = StoredValue::new_local(use_navigate());
    let publish = Callback::new(move |()| {
        begin();
        spawn_local(async move {
            match api::publish(id).await {
                Ok(guide) => {
                    navigate.try_with_value(|navigate| {
                        navigate(&format!("/guides/{}", guide.id), Default::default());
                    });
                }
                Err(ApiError(refusal)) => {
                    failure.try_set(Some(refusal));
                    busy.try_set(false);
                }
            }
        });
    });
    let returned =
        move || summary.with(|summary| summary.as_ref().map(|one| one.remark.clone()).unwrap_or_default());
    let published = move || summary.with(|summary| summary.as_ref().and_then(|one| one.published));
    view! {
        <div class="draft-stage">
            {move || match stage.get() {
                Some(Stage::Draft) => view! {
                    <Show when=move || !returned().is_empty()>
                        <Notice tone=Tone::Waiting><p>{t!(draft::returned)}" "{returned}</p></Notice>
                    </Show>
                    <Button icon="send" busy on_press=submit>{t!(draft::submit)}</Button>
                }
                .into_any(),
                Some(Stage::InReview) => view! {
                    <Notice tone=Tone::Info><p>{t!(draft::in_review)}</p></Notice>
                    <Field label=t!(draft::remark) value=remark max_length=2000 />
                    <div class="form-actions">
                        <Button icon="undo-2" busy on_press=give_back>{t!(draft::give_back)}</Button>
                        {(publishes && !by_me())
                            .then(|| view! {
                                <Button weight=Weight::Primary icon="check" busy on_press=publish>{t!(draft::publish)}</Button>
                            })}
                    </div>
                    <Show when=by_me><p class="field-hint">{t!(draft::by_another)}</p></Show>
                }
                .into_any(),
                Some(Stage::Published | Stage::Retired) => published()
                    .map(|guide| view! {
                        <Notice tone=Tone::Info>
                            <p><A href=format!("/guides/{guide}")>{t!(draft::is_published)}</A></p>
                        </Notice>
                    })
                    .into_any(),
                None => ().into_any(),
            }}
            <FailureNotice failure />
            {move || match failure.get() {
                Some(Failure::NotReady { problems }) => problems
                    .into_iter()
                    .map(|problem| view! { <p class="draft-reason">{move || locales::problem(language.get(), &problem)}</p> })
                    .collect_view()
                    .into_any(),
                _ => ().into_any(),
            }}
        </div>
    }
}
