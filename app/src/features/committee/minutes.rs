//! The minutes of a meeting: to be read, signed and printed.

use domain::{
    committee::{Minutes, MinutesItem, MinutesText, Seat, Signature},
    failure::Failure,
    id::MeetingId,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

use super::{
    api,
    proposal::{Dissents, ProposalView},
    words::{function_words, stage_words},
};
use crate::{
    components::{
        button::{Button, Weight},
        heading::Heading,
        notice::FailureNotice,
        page_frame::PageFrame,
    },
    device::cache,
    i18n::{dates, use_language},
    recall::{Recalled, recall, show},
    t,
};

#[component]
pub fn MinutesPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<MeetingId>().ok()))
    });
    move || id.get().map(|id| view! { <MinutesOf id /> })
}

#[component]
fn MinutesOf(id: MeetingId) -> impl IntoView {
    let minutes = recall(cache::minutes(id), move || api::minutes(id));
    let back = format!("/committee/meetings/{id}");
    view! {
        <PageFrame back=(back, t!(committee::title).into())>
            {show(minutes, move |shown| view! { <Shown id shown minutes /> })}
        </PageFrame>
    }
}

#[component]
fn Shown(id: MeetingId, shown: Minutes, minutes: Recalled<Minutes>) -> impl IntoView {
    let language = use_language();
    let on = shown.text.on;
    let title = move || locales::committee::minutes_of(language.get(), dates::day(language.get(), on));
    view! {
        <article class="reading minutes">
            <Heading title />
            <Signing id shown=shown.clone() minutes />
            <TextView text=shown.text />
            <footer class="minutes-end">
                <ul>{shown.signatures.into_iter().map(|signature| view! { <Signed signature /> }).collect_view()}</ul>
                <p class="reading-hash">{t!(committee::hash)} " " <code>{shown.hash}</code></p>
            </footer>
        </article>
    }
}

#[component]
fn Signed(signature: Signature) -> impl IntoView {
    let language = use_language();
    let words = move || {
        let at = dates::date_time(language.get(), signature.at);
        locales::committee::signed(language.get(), at, &signature.by)
    };
    view! { <li class="reading-signed">{words}</li> }
}

#[component]
fn Signing(id: MeetingId, shown: Minutes, minutes: Recalled<Minutes>) -> impl IntoView {
    let language = use_language();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let Minutes { hash, complete, may_sign, due, .. } = shown;
    let sign = move |()| {
        let hash = hash.clone();
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::sign(id, hash).await {
                Ok(now) => drop(minutes.value.try_set(Some(now))),
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
            busy.try_set(false);
        });
    };
    let standing = move || match complete {
        true => locales::committee::complete(language.get()).to_owned(),
        false => locales::committee::sign_by(language.get(), dates::day(language.get(), due)),
    };
    view! {
        <div class="minutes-signing">
            <p>{standing}</p>
            {may_sign.then(|| view! { <p class="field-hint">{t!(committee::sign_means)}</p> })}
            <FailureNotice failure unreachable=t!(common::needs_network) />
            <div class="form-actions">
                {may_sign
                    .then(|| {
                        view! {
                            <Button weight=Weight::Primary icon="signature" busy on_press=Callback::new(sign)>
                                {t!(committee::sign)}
                            </Button>
                        }
                    })}
                <Button icon="printer" on_press=Callback::new(|()| print())>{t!(committee::print)}</Button>
            </div>
        </div>
    }
}

fn print() {
    // A browser without printer support simply does nothing.
    let _ = window().print();
}

#[component]
fn TextView(text: MinutesText) -> impl IntoView {
    let language = use_language();
    let seat = move |seat: Seat| {
        let presence = move || match seat.present {
            true => locales::committee::present(language.get()),
            false => locales::committee::absent(language.get()),
        };
        view! {
            <li class="row-more">
                <span>{seat.name}</span>
                <span>{move || function_words(language.get(), seat.function)}</span>
                <span>{presence}</span>
            </li>
        }
    };
    view! {
        <p class="row-more">
            <span>{text.site}</span>
            <span>{text.place}</span>
            <span>{text.at}</span>
            <span>{t!(committee::chaired_by, text.chair.clone())}</span>
        </p>
        <h2 class="reading-title">{t!(committee::here)}</h2>
        <ul class="minutes-seats">{text.seats.into_iter().map(seat).collect_view()}</ul>
        {text.items.into_iter().map(|item| view! { <ItemRead item /> }).collect_view()}
    }
}

#[component]
fn ItemRead(item: MinutesItem) -> impl IntoView {
    let language = use_language();
    let MinutesItem { code, reported_by, stage, recused, proposal, agreeing, answered, dissents, note } =
        item;
    let (recused, decided) = (recused.join(", "), proposal.is_some());
    let aside = recused.clone();
    view! {
        <section class="reading-section">
            <h2 class="reading-title">{code.to_string()}</h2>
            <p class="row-more">
                <span>{t!(committee::reported_by, reported_by.clone())}</span>
                <span>{move || stage_words(language.get(), stage)}</span>
            </p>
            {(!recused.is_empty()).then(|| view! { <p>{t!(committee::recused, aside.clone())}</p> })}
            {proposal.map(|proposal| view! { <ProposalView proposal /> })}
            {decided.then(|| view! { <p>{t!(committee::agreeing, agreeing as usize, answered)}</p> })}
            <Dissents dissents />
            {(!note.is_empty()).then(|| view! { <p class="report-answer">{note}</p> })}
        </section>
    }
}
