//! One report: where it stands, what can be done, what it says, what was done.

use domain::{
    calendar::Day,
    id::ReportId,
    language::Language,
    procedure::report::State,
    report::{Recipient, Report, Summary},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    content::ContentView,
    steps::{Acts, Course},
};
use crate::{
    components::{heading::Heading, section::Section},
    device::cache,
    features::committee::words::outcome_words,
    i18n::{dates, use_language},
    recall::{Recalled, recall, show},
    t,
};

#[component]
pub fn ReportPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<ReportId>().ok())));
    move || id.get().map(|id| view! { <ReportOf id /> })
}

#[component]
fn ReportOf(id: ReportId) -> impl IntoView {
    let report = recall(cache::report(id), move || api::open(id));
    let language = use_language();
    let title = move || {
        let code = report.value.with(|report| report.as_ref().map(|report| report.summary.code.to_string()));
        let words = locales::report::title(language.get());
        code.map_or_else(|| words.to_owned(), |code| format!("{words} {code}"))
    };
    view! {
        <Heading title>
            {move || report.value.get().map(|report| view! { <Facts summary=report.summary /> })}
        </Heading>
        {show(report, move |shown| view! { <Shown shown report /> })}
    }
}

#[component]
fn Facts(summary: Summary) -> impl IntoView {
    let language = use_language();
    let (state, name) = (summary.state, summary.author_name.clone());
    view! {
        <span>{move || state_words(language.get(), state)}</span>
        <span>{t!(report::by, name.clone())}</span>
        {due(&summary).map(|(words, day)| view! { <span>{move || words(language.get(), dates::day(language.get(), day))}</span> })}
    }
}

type Due = fn(Language, String) -> String;

/// What is due next, and when.
pub fn due(summary: &Summary) -> Option<(Due, Day)> {
    match summary.state {
        State::Submitted => {
            Some((|language, day| locales::report::approval_by(language, day), summary.approval_due))
        }
        State::Approved | State::Received | State::Decided => {
            Some((|language, day| locales::report::feedback_by(language, day), summary.feedback_due?))
        }
        State::InformationAwaited => {
            Some((|language, day| locales::report::information_by(language, day), summary.information_due?))
        }
        State::Returned | State::Withdrawn | State::Answered => None,
    }
}

pub fn state_words(language: Language, state: State) -> &'static str {
    locales::report::lookup(language, &format!("state_{}", state.code())).unwrap_or_default()
}

#[component]
fn Shown(shown: Report, report: Recalled<Report>) -> impl IntoView {
    let changed = Callback::new(move |now| report.value.set(Some(now)));
    let acts = !shown.may.is_empty();
    view! {
        <Answer report=shown.clone() />
        {acts.then(|| view! { <section class="acts"><Acts report=shown.clone() changed /></section> })}
        <Section title=t!(report::what)>
            <ContentView content=shown.content.clone() seen_by=Recipient::Committee />
        </Section>
        <Section title=t!(report::course)>
            <Course steps=shown.steps.clone() />
        </Section>
    }
}

/// The decision, and the committee's words to the author.
#[component]
fn Answer(report: Report) -> impl IntoView {
    let language = use_language();
    let outcome = report.summary.outcome?;
    let words = report.steps.iter().rfind(|step| step.act == "answer").map(|step| step.words.clone());
    Some(view! {
        <Section title=t!(report::answer)>
            <p class="report-outcome">
                {move || locales::report::decision(language.get(), outcome_words(language.get(), outcome))}
            </p>
            {words.map(|words| view! { <p class="report-answer">{words}</p> })}
        </Section>
    })
}
