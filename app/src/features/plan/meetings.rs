//! The meetings with the person: whether they took place, what was done, what built or harmed trust.

use domain::plan::{Attendance, Nature, PLAN, Session, Way};
use leptos::prelude::*;

use super::{
    bench::Bench,
    days,
    fields::{Choice, DayField, Doubts, RecordTools, Words, codes, worded},
    goal::lookup,
};
use crate::{
    components::{button::Button, empty_state::EmptyState, fresh_id},
    device::use_device,
    t,
};

#[component]
pub fn Meetings(bench: Bench) -> impl IntoView {
    let lock = use_device().lock_state();
    // The latest first.
    let ids = Memo::new(move |_| bench.ids(Nature::Session, PLAN).into_iter().rev().collect::<Vec<_>>());
    let add = Callback::new(move |()| {
        let name = lock.with_untracked(|lock| lock.profile().map(|profile| profile.display_name.clone()));
        bench.add(Nature::Session, PLAN, |session| {
            session.set_field("day", &days::today().to_string());
            session.set_text("by", &name.unwrap_or_default());
        });
    });
    view! {
        <p class="plan-lead">{t!(plan::meetings_lead)}</p>
        <Show when=move || bench.writable.get()>
            <div class="form-actions">
                <Button icon="plus" on_press=add>{t!(plan::add_meeting)}</Button>
            </div>
        </Show>
        <Show when=move || ids.with(Vec::is_empty)>
            <EmptyState title=t!(plan::no_meeting) />
        </Show>
        <ol class="plan-rows">
            <For each=move || ids.get() key=Clone::clone children=move |id| view! { <Meeting bench id /> } />
        </ol>
    }
}

#[component]
fn Meeting(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let read = Memo::new(move |_| {
        bench.reading.with(|reading| {
            key.with_value(|id| reading.sessions.iter().find(|session| session.id == *id).cloned())
        })
    });
    let title = Signal::derive(move || {
        read.with(|read| read.as_ref().map(|one| title(bench, one)).unwrap_or_default())
    });
    let more = move || {
        read.with(|read| read.as_ref().map(|one| one.done.lines().next().unwrap_or_default().to_owned()))
    };
    view! {
        <li class="plan-row" id=key.get_value() tabindex="-1" on:focusin=move |_| key.with_value(|id| bench.stand(id))>
            <details>
                <summary>
                    <span class="plan-row-title">{title}</span>
                    <span class="plan-row-more">{more}</span>
                </summary>
                <div class="plan-row-body">
                    <div class="plan-line">
                        <DayField bench id=id.clone() field="day" label=t!(plan::day) />
                        <Choice
                            bench
                            id=id.clone()
                            field="attendance"
                            label=t!(plan::attendance)
                            options=worded(bench, "attendance", codes!(Attendance))
                            none=t!(plan::not_said)
                        />
                        <Choice
                            bench
                            id=id.clone()
                            field="way"
                            label=t!(plan::way)
                            options=worded(bench, "way", codes!(Way))
                            none=t!(plan::not_said)
                        />
                    </div>
                    <Words bench id=id.clone() field="by" label=t!(plan::by) />
                    <Words bench id=id.clone() field="done" label=t!(plan::done) rows=2 />
                    <Words bench id=id.clone() field="built" label=t!(plan::built) />
                    <Words bench id=id.clone() field="harmed" label=t!(plan::harmed) />
                    <AboutGoals bench id=id.clone() />
                    <RecordTools bench id=id.clone() about=title />
                </div>
            </details>
            <Doubts bench id />
        </li>
    }
}

/// The day, whether the person came, and how people met.
fn title(bench: Bench, session: &Session) -> String {
    let language = bench.language.get();
    let day = session.day.map(|day| days::words(language, day));
    let mut parts = vec![day.unwrap_or_else(|| locales::plan::day_missing(language).to_owned())];
    parts.extend(session.attendance.as_ref().map(|one| lookup(bench, "attendance", one.word())));
    parts.extend(session.way.as_ref().map(|one| lookup(bench, "way", one.word())));
    parts.join(" · ")
}

#[component]
fn AboutGoals(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id);
    let goals = Memo::new(move |_| {
        bench.reading.with(|reading| {
            let named = |goal: &domain::plan::Goal| (goal.id.clone(), goal.title.clone());
            reading.goals.iter().filter(|goal| !goal.title.trim().is_empty()).map(named).collect::<Vec<_>>()
        })
    });
    let one = move |(goal, title): (String, String)| {
        let element = fresh_id("plan-about");
        let field = StoredValue::new(format!("about:{goal}"));
        let is_about =
            move || key.with_value(|id| field.with_value(|field| !bench.field(id, field).is_empty()));
        let turn = move |event| {
            let value = if event_target_checked(&event) { "yes" } else { "" };
            key.with_value(|id| field.with_value(|field| bench.set_field(id, field, value)));
        };
        view! {
            <span class="plan-check">
                <input
                    type="checkbox"
                    id=element.clone()
                    prop:checked=is_about
                    disabled=move || !bench.writable.get()
                    on:change=turn
                />
                <label for=element>{title}</label>
            </span>
        }
    };
    view! {
        <Show when=move || goals.with(|goals| !goals.is_empty())>
            <fieldset class="plan-checks plan-checks-long">
                <legend class="plan-label">{t!(plan::about_goals)}</legend>
                {move || goals.get().into_iter().map(one).collect_view()}
            </fieldset>
        </Show>
    }
}
