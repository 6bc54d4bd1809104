//! The committee at a glance: what waits, its meetings, what is to be looked at again, who sits on it.

use domain::committee::{MeetingSummary, Overview, Review};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    api,
    convene::ConveneDialog,
    members::MembersSection,
    words::{outcome_words, state_words},
};
use crate::{
    components::{
        button::{Button, Weight},
        heading::Heading,
        icon::Icon,
        section::Section,
    },
    device::cache,
    features::report::section::ReportRow,
    i18n::{dates, use_language},
    recall::{Recalled, recall, show},
    t,
};

#[component]
pub fn CommitteePage() -> impl IntoView {
    let overview = recall(cache::COMMITTEE.to_owned(), api::overview);
    let calling = RwSignal::new(false);
    let may_run =
        Memo::new(move |_| overview.value.with(|shown| shown.as_ref().is_some_and(|shown| shown.may_run)));
    view! {
        <div class="page-head">
            <Heading title=t!(committee::title)>
                {move || overview.value.get().map(|shown| view! { <Answered shown /> })}
            </Heading>
            <Show when=move || may_run.get()>
                <Button weight=Weight::Primary icon="plus" on_press=Callback::new(move |()| calling.set(true))>
                    {t!(committee::convene)}
                </Button>
            </Show>
        </div>
        {show(overview, move |shown| view! { <Shown shown overview /> })}
        <ConveneDialog open=calling overview />
    }
}

/// How many answers came in time, always of how many.
#[component]
fn Answered(shown: Overview) -> impl IntoView {
    let (in_time, of) = (shown.answered.in_time as usize, shown.answered.of);
    if of == 0 {
        view! { <span>{t!(committee::no_answer_yet)}</span> }.into_any()
    } else {
        view! { <span>{t!(committee::today, in_time, of)}</span> }.into_any()
    }
}

#[component]
fn Shown(shown: Overview, overview: Recalled<Overview>) -> impl IntoView {
    let Overview { members, others, reports, called, meetings, reviews, may_run, .. } = shown;
    let no_report = reports.is_empty();
    let report = move |report: domain::report::Summary| {
        let is_called = called.contains(&report.id);
        view! {
            <ReportRow report />
            {is_called.then(|| view! { <li class="entry-note">{t!(committee::called)}</li> })}
        }
    };
    view! {
        <Section title=t!(committee::reports) remark=t!(committee::reports_remark)>
            {no_report.then(|| view! { <p class="field-hint">{t!(committee::no_report)}</p> })}
            <ul class="entries">{reports.into_iter().map(report).collect_view()}</ul>
        </Section>
        <Section title=t!(committee::meetings)>
            <Meetings meetings />
        </Section>
        {(!reviews.is_empty())
            .then(|| {
                view! {
                    <Section title=t!(committee::reviews)>
                        <ul class="entries">
                            {reviews.into_iter().map(|review| view! { <ReviewRow review /> }).collect_view()}
                        </ul>
                    </Section>
                }
            })}
        <MembersSection members others may_run overview />
    }
}

#[component]
fn Meetings(meetings: Vec<MeetingSummary>) -> impl IntoView {
    if meetings.is_empty() {
        return view! { <p class="field-hint">{t!(committee::no_meeting)}</p> }.into_any();
    }
    let rows = meetings.into_iter().map(|meeting| view! { <MeetingRow meeting /> });
    view! { <ul class="entries">{rows.collect_view()}</ul> }.into_any()
}

#[component]
fn MeetingRow(meeting: MeetingSummary) -> impl IntoView {
    let language = use_language();
    let MeetingSummary { id, on, at, place, state, chair_name, items, .. } = meeting;
    let title = move || locales::committee::meeting_on(language.get(), &at, dates::day(language.get(), on));
    view! {
        <li class="entry row-linked">
            <A href=format!("/committee/meetings/{id}") attr:class="entry-title row-link">{title}</A>
            <p class="entry-more row-more">
                <span>{place}</span>
                <span>{t!(committee::chaired_by, chair_name.clone())}</span>
                <span>{t!(committee::cases, items as usize)}</span>
            </p>
            <p class="entry-state">
                <Icon name="calendar" />
                <span>{move || state_words(language.get(), state)}</span>
            </p>
        </li>
    }
}

#[component]
fn ReviewRow(review: Review) -> impl IntoView {
    let language = use_language();
    let Review { report, code, outcome, on, .. } = review;
    let day = move || dates::day(language.get(), on);
    view! {
        <li class="entry row-linked">
            <A href=format!("/reports/{report}") attr:class="entry-title row-link">
                {code.to_string()} " · " {move || outcome_words(language.get(), outcome)}
            </A>
            <p class="entry-state">
                <Icon name="clock" />
                <span>{move || locales::committee::review_on(language.get(), day())}</span>
            </p>
        </li>
    }
}
