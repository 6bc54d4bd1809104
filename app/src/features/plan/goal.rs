//! The goals of a plan, each with its objective, its activities and its scale.

use domain::plan::{Nature, Origin, PLAN, Status};
use leptos::prelude::*;

use super::{
    activity::Activities,
    bench::{Bench, anchor},
    days,
    fields::{Choice, DayField, Doubts, RecordTools, Words, codes, worded},
    objective::ObjectiveField,
    scale::ScaleFields,
};
use crate::{
    components::{
        button::Button,
        empty_state::EmptyState,
        icon::Icon,
        presence::{Here, also_here},
        thread::waiting_on,
    },
    t,
};

#[component]
pub fn Goals(bench: Bench) -> impl IntoView {
    let ids = Memo::new(move |_| bench.ids(Nature::Goal, PLAN));
    let add = Callback::new(move |()| {
        bench.add(Nature::Goal, PLAN, |goal| goal.set_field("origin", Origin::Person.word()));
    });
    view! {
        <div class="plan-words">
            <Words bench id=PLAN.to_owned() field="words" label=t!(plan::own_words) rows=2 class="plan-voice" />
            <Words bench id=PLAN.to_owned() field="context" label=t!(plan::context) rows=2 />
            <Frame bench />
        </div>
        <Show when=move || ids.with(Vec::is_empty)>
            <EmptyState title=t!(plan::no_goal)>
                <p>{t!(plan::no_goal_advice)}</p>
            </EmptyState>
        </Show>
        <ol class="plan-goals">
            <For each=move || ids.get() key=Clone::clone children=move |id| view! { <GoalSheet bench id /> } />
        </ol>
        <Show when=move || bench.writable.get()>
            <div class="form-actions">
                <Button icon="plus" on_press=add>{t!(plan::add_goal)}</Button>
            </div>
        </Show>
    }
}

/// Why the plan is written, and for which time.
#[component]
fn Frame(bench: Bench) -> impl IntoView {
    use domain::plan::Occasion;
    view! {
        <div class="plan-line">
            <Choice
                bench
                id=PLAN.to_owned()
                field="occasion"
                label=t!(plan::occasion)
                options=worded(bench, "occasion", codes!(Occasion))
                none=t!(plan::not_said)
            />
            <DayField bench id=PLAN.to_owned() field="from" label=t!(plan::begins) />
            <DayField bench id=PLAN.to_owned() field="until" label=t!(plan::ends) />
        </div>
        <Doubts bench id=PLAN.to_owned() />
    }
}

#[component]
fn GoalSheet(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let title = Memo::new(move |_| key.with_value(|id| bench.text(id, "title")));
    let named = Signal::derive(move || {
        let title = title.get();
        if title.trim().is_empty() {
            locales::plan::goal_untitled(bench.language.get()).to_owned()
        } else {
            title
        }
    });
    let peers = Signal::derive(move || key.with_value(|id| bench.peers_at(id)));
    let is_closed = move || {
        let status = key.with_value(|id| bench.field(id, "status"));
        matches!(Status::from(status), Status::Achieved | Status::Dropped)
    };
    view! {
        <li
            class="plan-goal"
            class:plan-goal-closed=is_closed
            id=key.get_value()
            tabindex="-1"
            on:focusin=move |_| key.with_value(|id| bench.stand(id))
        >
            <div class="plan-goal-head">
                <Standing bench id=id.clone() />
                <Here peers label=also_here() />
            </div>
            <Words bench id=id.clone() field="title" label=t!(plan::goal) rows=1 class="plan-title" />
            <Words bench id=id.clone() field="words" label=t!(plan::goal_words) rows=1 class="plan-voice" />
            <ObjectiveField bench id=id.clone() goal=named />
            <Doubts bench id=id.clone() />
            <details class="plan-more">
                <summary>{t!(plan::where_it_stands)}<span class="aside-aloud">{move || format!(": {}", named.get())}</span></summary>
                <StandingFields bench id=id.clone() />
            </details>
            <Activities bench goal=id.clone() named />
            <details class="plan-more">
                <summary>{t!(plan::scale)}<span class="aside-aloud">{move || format!(": {}", named.get())}</span></summary>
                <ScaleFields bench id=id.clone() />
            </details>
            <div class="plan-goal-foot">
                <CommentButton bench id=id.clone() named />
                <RecordTools bench id moves=true about=named />
            </div>
        </li>
    }
}

/// Where the goal stands and until when, in one quiet line.
#[component]
fn Standing(bench: Bench, id: String) -> impl IntoView {
    let words = move || {
        let language = bench.language.get();
        bench.reading.with(|reading| {
            let goal = reading.goals.iter().find(|goal| goal.id == id)?;
            let mut parts = vec![lookup(bench, "status", goal.status.word())];
            parts.extend(goal.origin.as_ref().map(|origin| lookup(bench, "origin", origin.word())));
            let due = |day| locales::plan::due_on(language, days::words(language, day));
            parts.extend(goal.target.filter(|_| !goal.is_closed()).map(due));
            Some(parts.join(" · "))
        })
    };
    view! { <p class="plan-standing">{words}</p> }
}

/// The words of a code in the page's language.
pub fn lookup(bench: Bench, prefix: &str, code: &str) -> String {
    let key = format!("{prefix}_{code}");
    locales::plan::lookup(bench.language.get(), &key).map_or_else(|| code.to_owned(), ToOwned::to_owned)
}

#[component]
fn StandingFields(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let choose = Callback::new(move |status: String| {
        let today = days::today().to_string();
        key.with_value(|id| bench.set_fields(&[(id, "status", &status), (id, "status_on", &today)]));
    });
    view! {
        <div class="plan-line">
            <Choice
                bench
                id=id.clone()
                field="status"
                label=t!(plan::status)
                options=worded(bench, "status", codes!(Status))
                usual="active"
                on_choose=choose
            />
            <DayField bench id=id.clone() field="target" label=t!(plan::target) />
            <Choice
                bench
                id=id.clone()
                field="origin"
                label=t!(plan::origin)
                options=worded(bench, "origin", codes!(Origin))
                none=t!(plan::not_said)
            />
        </div>
        <Words bench id field="why" label=t!(plan::why) rows=1 />
    }
}

#[component]
fn CommentButton(bench: Bench, id: String, named: Signal<String>) -> impl IntoView {
    let threads: Signal<Vec<domain::comment::Thread>> = bench.comments().threads.into();
    let key = StoredValue::new(id);
    let count = move || key.with_value(|id| threads.with(|threads| waiting_on(threads, &anchor(id))));
    let words = move || match count() {
        0 => locales::plan::comment(bench.language.get()).to_owned(),
        count => locales::comment::waiting(bench.language.get(), count),
    };
    view! {
        <button
            type="button"
            class="tool"
            class:tool-filled=move || count() != 0
            on:click=move |_| bench.commented.set(Some(key.get_value()))
        >
            <Icon name="message-square" />
            {words}
            <span class="aside-aloud">{move || format!(": {}", named.get())}</span>
        </button>
    }
}
