//! Calling a meeting: when, where, and which cases.

use domain::{
    committee::{Convene, Overview},
    failure::Failure,
    id::{MeetingId, ReportId},
    procedure::report::State,
    report::Summary,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::api;
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        field::Field,
        notice::FailureNotice,
    },
    device::{cache, use_device},
    recall::Recalled,
    t,
};

#[component]
pub fn ConveneDialog(open: RwSignal<bool>, overview: Recalled<Overview>) -> impl IntoView {
    view! {
        <Dialog open title=t!(committee::convene_title)>
            {overview.value.get_untracked().map(|overview| view! { <ConveneForm overview /> })}
        </Dialog>
    }
}

#[component]
fn ConveneForm(overview: Overview) -> impl IntoView {
    let (device, navigate) = (use_device(), use_navigate());
    let id = MeetingId(uuid::Uuid::now_v7());
    let ready = |report: &Summary| report.state == State::Received && !overview.called.contains(&report.id);
    let ready: Vec<Summary> = overview.reports.iter().filter(|report| ready(report)).cloned().collect();
    let agenda = RwSignal::new(ready.iter().map(|report| report.id).collect::<Vec<ReportId>>());
    let (day, hour) = (RwSignal::new(overview.today.to_string()), RwSignal::new("14:00".to_owned()));
    let place = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(on) = day.get_untracked().parse() else {
            failure.set(Some(domain::procedure::Rule::DayNeeded.into()));
            return;
        };
        let convene = Convene {
            id,
            on,
            at: hour.get_untracked(),
            place: place.get_untracked(),
            agenda: agenda.get_untracked(),
        };
        let convene = match convene.checked() {
            Ok(convene) => convene,
            Err(refusal) => {
                failure.set(Some(refusal));
                return;
            }
        };
        busy.set(true);
        failure.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            match api::convene(convene).await {
                Ok(meeting) => {
                    device.keep(&cache::meeting(id), &meeting).await;
                    navigate(&format!("/committee/meetings/{id}"), Default::default());
                }
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
            busy.try_set(false);
        });
    };
    let none = ready.is_empty();
    view! {
        <form class="form" autocomplete="off" on:submit=submit novalidate=true>
            <Field label=t!(committee::day) value=day kind="date" required=true />
            <Field label=t!(committee::hour) value=hour kind="time" required=true />
            <Field label=t!(committee::place) value=place required=true />
            <fieldset class="choices">
                <legend class="field-label">{t!(committee::agenda)}</legend>
                {none.then(|| view! { <p class="field-hint">{t!(committee::convene_none)}</p> })}
                {ready.into_iter().map(|report| view! { <OnAgenda report agenda /> }).collect_view()}
            </fieldset>
            <FailureNotice failure unreachable=t!(common::needs_network) />
            <div class="form-actions">
                <Button weight=Weight::Primary busy disabled=none>{t!(committee::convene_now)}</Button>
            </div>
        </form>
    }
}

#[component]
fn OnAgenda(report: Summary, agenda: RwSignal<Vec<ReportId>>) -> impl IntoView {
    let id = report.id;
    let toggle = move |_| {
        agenda.update(|agenda| match agenda.iter().position(|one| *one == id) {
            Some(place) => drop(agenda.remove(place)),
            None => agenda.push(id),
        });
    };
    view! {
        <label class="choice">
            <input
                type="checkbox"
                autocomplete="off"
                prop:checked=move || agenda.with(|agenda| agenda.contains(&id))
                on:change=toggle
            />
            <span class="choice-words">
                {report.code.to_string()} " " {t!(report::by, report.author_name.clone())}
            </span>
        </label>
    }
}
