//! The reports of a case, on its page: where each stands, writing one, or saying that nothing is of concern.

use domain::{
    failure::Failure,
    id::CaseId,
    report::{OfCase, Summary},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::{
    api,
    page::{due, state_words},
};
use crate::{
    components::{
        button::{Button, ButtonLink, Weight},
        dialog::Dialog,
        icon::Icon,
        notice::{FailureNotice, Notice},
        section::Section,
        when::When,
    },
    device::cache,
    features::committee::words::outcome_words,
    i18n::{dates, use_language},
    recall::{Recalled, recall, show},
    t,
};

#[component]
pub fn ReportsSection(case: CaseId) -> impl IntoView {
    let reports = recall(cache::reports(case), move || api::of_case(case));
    view! {
        <Section title=t!(report::list) remark=t!(report::remark)>
            {show(reports, move |of_case| view! { <Reports case of_case reports /> })}
        </Section>
    }
}

#[component]
fn Reports(case: CaseId, of_case: OfCase, reports: Recalled<OfCase>) -> impl IntoView {
    let language = use_language();
    let asking = RwSignal::new(false);
    let open = of_case.reports.iter().any(|report| report.state.is_open());
    let (none, may) = (of_case.reports.is_empty(), of_case.may_report && !open);
    let concluded = of_case.concluded.map(|concluded| {
        let said = move || {
            let day = dates::date(language.get(), concluded.at);
            let until = dates::day(language.get(), concluded.keep_until);
            locales::report::concluded(language.get(), day, &concluded.by, until)
        };
        view! { <Notice><p>{said}</p></Notice> }
    });
    let no_concern = concluded.is_none();
    view! {
        {concluded}
        {none.then(|| view! { <p class="field-hint">{t!(report::none)}</p> })}
        <ul class="entries">{of_case.reports.into_iter().map(|report| view! { <ReportRow report /> }).collect_view()}</ul>
        {may
            .then(|| {
                view! {
                    <div class="form-actions">
                        <ButtonLink href=format!("/cases/{case}/report") icon="send">{t!(report::write)}</ButtonLink>
                        {no_concern
                            .then(|| {
                                view! {
                                    <Button
                                        weight=Weight::Plain
                                        icon="check"
                                        on_press=Callback::new(move |()| asking.set(true))
                                    >
                                        {t!(report::unconcerned)}
                                    </Button>
                                }
                            })}
                    </div>
                }
            })}
        <Dialog open=asking title=t!(report::unconcerned_title)>
            <Unconcerned case asking reports />
        </Dialog>
    }
}

#[component]
fn Unconcerned(case: CaseId, asking: RwSignal<bool>, reports: Recalled<OfCase>) -> impl IntoView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let close = move |()| {
        busy.set(true);
        spawn_local(async move {
            match api::unconcerned(case).await {
                Ok(of_case) => {
                    asking.try_set(false);
                    reports.value.try_set(Some(of_case));
                }
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <p>{t!(report::unconcerned_means)}</p>
        <FailureNotice failure unreachable=t!(common::needs_network) />
        <div class="form-actions">
            <Button weight=Weight::Primary icon="check" busy on_press=Callback::new(close)>
                {t!(report::unconcerned_yes)}
            </Button>
        </div>
    }
}

/// One report in a list, with what is due next.
#[component]
pub fn ReportRow(report: Summary) -> impl IntoView {
    let language = use_language();
    let due = due(&report);
    let Summary { id, code, state, author_name, submitted_at, outcome, .. } = report;
    let words = move || match outcome {
        Some(outcome) => {
            format!("{} · {}", state_words(language.get(), state), outcome_words(language.get(), outcome))
        }
        None => state_words(language.get(), state).to_owned(),
    };
    view! {
        <li class="entry row-linked">
            <A href=format!("/reports/{id}") attr:class="entry-title row-link">
                {code.to_string()} " · " {words}
            </A>
            <p class="entry-more">
                {t!(report::by, author_name.clone())} ", " <When at=submitted_at />
            </p>
            {due
                .map(|(words, day)| {
                    view! {
                        <p class="entry-state entry-waiting">
                            <Icon name="clock" />
                            <span>{move || words(language.get(), dates::day(language.get(), day))}</span>
                        </p>
                    }
                })}
        </li>
    }
}
