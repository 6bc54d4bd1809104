//! What is done for a goal: who, when, how often, with what.

use domain::plan::{Activity, Frequency, Nature, Progress};
use leptos::prelude::*;

use super::{
    bench::Bench,
    days,
    fields::{Choice, DayField, Doubts, RecordTools, Words, codes, worded},
    goal::lookup,
};
use crate::{components::fresh_id, t};

#[component]
pub fn Activities(bench: Bench, goal: String, named: Signal<String>) -> impl IntoView {
    let key = StoredValue::new(goal);
    let ids = Memo::new(move |_| key.with_value(|goal| bench.ids(Nature::Activity, goal)));
    let add = move |_| {
        key.with_value(|goal| {
            bench.add(Nature::Activity, goal, |activity| activity.set_field("goal", goal));
        });
    };
    view! {
        <section class="plan-activities" aria-label=move || format!("{}: {}", locales::plan::activities(bench.language.get()), named.get())>
            <h3 class="plan-subtitle">{t!(plan::activities)}</h3>
            <ul class="plan-rows">
                <For each=move || ids.get() key=Clone::clone children=move |id| view! { <ActivityRow bench id /> } />
            </ul>
            <Show when=move || bench.writable.get()>
                <button type="button" class="tool" on:click=add>
                    {t!(plan::add_activity)}
                    <span class="aside-aloud">{move || format!(": {}", named.get())}</span>
                </button>
            </Show>
        </section>
    }
}

#[component]
fn ActivityRow(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let read = Memo::new(move |_| {
        bench.reading.with(|reading| {
            let mut all = reading.goals.iter().flat_map(|goal| &goal.activities);
            key.with_value(|id| all.find(|activity| activity.id == *id).cloned())
        })
    });
    let what = Signal::derive(move || {
        let what =
            read.with(|read| read.as_ref().map(|read| read.what.trim().to_owned()).unwrap_or_default());
        if what.is_empty() { locales::plan::activity_untitled(bench.language.get()).to_owned() } else { what }
    });
    let more = move || read.with(|read| read.as_ref().map(|read| said(bench, read)));
    view! {
        <li class="plan-row" id=key.get_value() tabindex="-1">
            <details>
                <summary>
                    <span class="plan-row-title">{what}</span>
                    <span class="plan-row-more">{more}</span>
                </summary>
                <div class="plan-row-body">
                    <Words bench id=id.clone() field="what" label=t!(plan::what) rows=1 />
                    <Who bench id=id.clone() />
                    <Words bench id=id.clone() field="with" label=t!(plan::with) />
                    <div class="plan-line">
                        <DayField bench id=id.clone() field="from" label=t!(plan::from) />
                        <DayField bench id=id.clone() field="until" label=t!(plan::until) />
                        <Choice
                            bench
                            id=id.clone()
                            field="frequency"
                            label=t!(plan::frequency)
                            options=worded(bench, "frequency", codes!(Frequency))
                            none=t!(plan::not_said)
                        />
                        <Choice
                            bench
                            id=id.clone()
                            field="progress"
                            label=t!(plan::progress)
                            options=worded(bench, "progress", codes!(Progress))
                            usual="planned"
                        />
                    </div>
                    <Words bench id=id.clone() field="resource" label=t!(plan::resource) />
                    <RecordTools bench id=id.clone() moves=true about=what />
                </div>
            </details>
            <Doubts bench id />
        </li>
    }
}

/// Who, how often, since when and how far, in one line.
fn said(bench: Bench, activity: &Activity) -> String {
    let language = bench.language.get();
    let mut parts = vec![who_words(bench, activity)];
    parts.extend(activity.frequency.as_ref().map(|one| lookup(bench, "frequency", one.word())));
    parts.extend(activity.from.map(|day| locales::plan::since(language, days::words(language, day))));
    parts.push(lookup(bench, "progress", activity.progress.word()));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// Everybody who does it.
pub fn who_words(bench: Bench, activity: &Activity) -> String {
    let mut who: Vec<String> = activity.who.iter().map(|one| lookup(bench, "who", one)).collect();
    let with = activity.with.trim();
    if !with.is_empty() {
        who.push(with.to_owned());
    }
    who.join(", ")
}

#[component]
fn Who(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id);
    let one = move |who: &'static str| {
        let element = fresh_id("plan-who");
        let field = format!("who_{who}");
        let stored = StoredValue::new(field);
        let does = move || key.with_value(|id| stored.with_value(|field| !bench.field(id, field).is_empty()));
        let turn = move |event| {
            let value = if event_target_checked(&event) { "yes" } else { "" };
            key.with_value(|id| stored.with_value(|field| bench.set_field(id, field, value)));
        };
        view! {
            <span class="plan-check">
                <input
                    type="checkbox"
                    id=element.clone()
                    prop:checked=does
                    disabled=move || !bench.writable.get()
                    on:change=turn
                />
                <label for=element>{move || lookup(bench, "who", who)}</label>
            </span>
        }
    };
    view! {
        <fieldset class="plan-checks">
            <legend class="plan-label">{t!(plan::who)}</legend>
            {Activity::WHO.map(one).collect_view()}
        </fieldset>
    }
}
