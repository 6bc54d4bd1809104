//! What happened and what is to come, day by day, with today between.

use domain::plan::{Event, PLAN};
use leptos::prelude::*;

use super::{bench::Bench, days, goal::lookup};
use crate::{components::empty_state::EmptyState, t};

#[component]
pub fn Timeline(bench: Bench) -> impl IntoView {
    let events = Memo::new(move |_| bench.reading.with(|reading| reading.timeline()));
    let lists = move || {
        let today = days::today();
        let (past, ahead): (Vec<Event>, Vec<Event>) =
            events.get().into_iter().partition(|event| event.day < today);
        view! {
            <ol class="plan-timeline">
                {past.into_iter().map(|event| view! { <EventRow bench event /> }).collect_view()}
                <li class="plan-today">
                    <span>{t!(plan::today)}</span>
                    " · "
                    {days::words(bench.language.get(), today)}
                </li>
                {ahead.into_iter().map(|event| view! { <EventRow bench event /> }).collect_view()}
            </ol>
        }
    };
    view! {
        <Show
            when=move || events.with(|events| !events.is_empty())
            fallback=|| view! { <EmptyState title=t!(plan::no_event) /> }
        >
            {lists}
        </Show>
    }
}

#[component]
fn EventRow(bench: Bench, event: Event) -> impl IntoView {
    let what = lookup(bench, "event", event.what.code());
    let day = days::words(bench.language.get(), event.day);
    let words = event.words.lines().next().unwrap_or_default().to_owned();
    let target = event.record.clone();
    let goes = event.record != PLAN;
    view! {
        <li class="plan-event">
            <span class="plan-event-day">{day}</span>
            <span class="plan-event-what">
                <span class="plan-event-kind">{what}</span>
                {(goes && !words.is_empty())
                    .then(|| {
                        view! {
                            <button type="button" class="plan-link" on:click=move |_| bench.go(&target)>
                                {words}
                            </button>
                        }
                    })}
            </span>
        </li>
    }
}
