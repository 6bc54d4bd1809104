//! The plans of a case, on its page: those the server knows, and before them those that only this device has.

use domain::{
    document::{Home, Kind},
    failure::Failure,
    id::CaseId,
    plan::{PLAN, Plan, PlanSummary},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_navigate};

use super::days;
use crate::{
    components::{
        button::Button, empty_state::EmptyState, icon::Icon, notice::FailureNotice, section::Section,
        when::When,
    },
    device::store::Start,
    i18n::{dates, use_language},
    sync::use_sync,
    t,
};

#[component]
pub fn PlansSection(case: CaseId, plans: Vec<PlanSummary>, may_start: bool) -> impl IntoView {
    let waiting = use_sync().waiting();
    let known: Vec<_> = plans.iter().map(|plan| plan.id).collect();
    let place = (Kind::Plan, Home::Case(case));
    let here = Memo::new(move |_| {
        let waits = |start: &Start| (start.kind, start.home) == place && !known.contains(&start.id);
        waiting.get().into_iter().filter(waits).collect::<Vec<_>>()
    });
    let is_empty = plans.is_empty();
    view! {
        <Section title=t!(plan::title) remark=t!(plan::remark)>
            <Show when=move || is_empty && here.with(Vec::is_empty)>
                <EmptyState title=t!(plan::none) />
            </Show>
            <ul class="entries">
                {move || here.get().into_iter().map(|start| view! { <WaitingRow start /> }).collect_view()}
                {plans.into_iter().map(|plan| view! { <PlanRow plan /> }).collect_view()}
            </ul>
            {may_start.then(|| view! { <StartPlan case /> })}
        </Section>
    }
}

#[component]
fn WaitingRow(start: Start) -> impl IntoView {
    view! {
        <li class="entry row-linked">
            <A href=format!("/plans/{}", start.id) attr:class="entry-title row-link">{t!(plan::one)}</A>
            <p class="entry-more">{t!(plan::started)}" "<When at=start.started_at after_verb=true /></p>
            <p class="entry-state entry-waiting">
                <Icon name="clock" />
                <span>{t!(case::interview_waits)}</span>
            </p>
        </li>
    }
}

#[component]
fn PlanRow(plan: PlanSummary) -> impl IntoView {
    let language = use_language();
    let by = plan.started_by;
    let state = match plan.signature {
        Some(signature) => {
            let words = move || {
                let at = dates::date(language.get(), signature.at);
                locales::plan::signed_by(language.get(), signature.by.clone(), at)
            };
            view! {
                <p class="entry-state">
                    <Icon name="check" />
                    <span>{words}</span>
                </p>
            }
            .into_any()
        }
        None => view! { <p class="entry-more">{t!(plan::changed)}" "<When at=plan.changed_at after_verb=true /></p> }
            .into_any(),
    };
    view! {
        <li class="entry row-linked">
            <A href=format!("/plans/{}", plan.id) attr:class="entry-title row-link">{t!(plan::one)}</A>
            <p class="entry-more">
                {t!(plan::started)}" "<When at=plan.started_at after_verb=true />" "{t!(case::started_by, by.clone())}
            </p>
            {state}
        </li>
    }
}

#[component]
fn StartPlan(case: CaseId) -> impl IntoView {
    let (sync, navigate) = (use_sync(), use_navigate());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let start = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            let started = sync.begin(Kind::Plan, Home::Case(case), |document| {
                if let Some(plan) = document.as_plan() {
                    plan.fill(&blank());
                }
            });
            match started.await {
                Ok(document) => navigate(&format!("/plans/{document}"), Default::default()),
                Err(refusal) => drop(failure.try_set(Some(refusal))),
            }
            busy.try_set(false);
        });
    });
    view! {
        <div class="form-actions">
            <Button icon="plus" busy on_press=start>{t!(plan::start)}</Button>
        </div>
        <FailureNotice failure />
    }
}

/// A plan that begins today.
fn blank() -> Plan {
    let mut plan = Plan::default();
    let about = plan.records.entry(PLAN.to_owned()).or_default();
    about.set_field("from", &days::today().to_string());
    about.set_field("occasion", domain::plan::Occasion::Initial.word());
    plan
}
