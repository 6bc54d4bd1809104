//! The reviews of a plan: when, about what, how far each goal was reached, and what the set of goals says.

use domain::plan::{Goal, Nature, PLAN, Review, Score};
use leptos::prelude::*;

use super::{
    bench::Bench,
    days,
    fields::{DayField, Doubts, RecordTools, Words},
    scale::LevelField,
};
use crate::{
    components::{button::Button, empty_state::EmptyState},
    i18n::dates,
    t,
};

#[component]
pub fn Reviews(bench: Bench) -> impl IntoView {
    let ids = Memo::new(move |_| bench.ids(Nature::Review, PLAN).into_iter().rev().collect::<Vec<_>>());
    let add = Callback::new(move |()| {
        bench.add(Nature::Review, PLAN, |_| ());
    });
    view! {
        <p class="plan-lead">{t!(plan::reviews_lead)}</p>
        <Show when=move || bench.writable.get()>
            <div class="form-actions">
                <Button icon="plus" on_press=add>{t!(plan::add_review)}</Button>
            </div>
        </Show>
        <Show when=move || ids.with(Vec::is_empty)>
            <EmptyState title=t!(plan::no_review) />
        </Show>
        <ol class="plan-rows">
            <For each=move || ids.get() key=Clone::clone children=move |id| view! { <ReviewRow bench id /> } />
        </ol>
    }
}

#[component]
fn ReviewRow(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let read = Memo::new(move |_| {
        bench.reading.with(|reading| {
            key.with_value(|id| reading.reviews.iter().find(|review| review.id == *id).cloned())
        })
    });
    let title = Signal::derive(move || {
        read.with(|read| read.as_ref().map(|one| title(bench, one)).unwrap_or_default())
    });
    let more = move || {
        read.with(|read| {
            let words = read.as_ref().map(|one| if one.held.is_some() { &one.outcome } else { &one.agenda });
            words.map(|words| words.lines().next().unwrap_or_default().to_owned())
        })
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
                        <DayField bench id=id.clone() field="day" label=t!(plan::review_day) />
                        <DayField bench id=id.clone() field="held" label=t!(plan::review_held) />
                    </div>
                    <Words bench id=id.clone() field="agenda" label=t!(plan::agenda) rows=2 />
                    <Words bench id=id.clone() field="outcome" label=t!(plan::outcome) rows=2 />
                    <Ratings bench review=id.clone() />
                    <RecordTools bench id=id.clone() about=title />
                </div>
            </details>
            <Doubts bench id />
        </li>
    }
}

fn title(bench: Bench, review: &Review) -> String {
    let language = bench.language.get();
    match (review.held, review.day) {
        (Some(held), _) => locales::plan::held_on(language, days::words(language, held)),
        (None, Some(day)) => locales::plan::planned_on(language, days::words(language, day)),
        (None, None) => locales::plan::day_missing(language).to_owned(),
    }
}

/// How far each goal with a scale was reached, and the score of those that were rated.
#[component]
fn Ratings(bench: Bench, review: String) -> impl IntoView {
    let key = StoredValue::new(review);
    let goals = Memo::new(move |_| {
        bench.reading.with(|reading| {
            let rated = |goal: &&Goal| goal.has_scale() && goal.status.counts();
            let named = |goal: &Goal| (goal.id.clone(), goal.title.clone());
            reading.goals.iter().filter(rated).map(named).collect::<Vec<_>>()
        })
    });
    let score = Memo::new(move |_| {
        let all = bench.reading.with(|reading| reading.scores());
        all.into_iter().find(|score| key.with_value(|id| score.review == *id))
    });
    let one = move |(goal, title): (String, String)| {
        let field = key.with_value(|id| format!("rating:{id}"));
        view! { <LevelField bench id=goal.clone() of=goal field=field label=title /> }
    };
    view! {
        <section class="plan-ratings">
            <h3 class="plan-subtitle">{t!(plan::ratings)}</h3>
            <Show when=move || goals.with(Vec::is_empty)>
                <p class="plan-hint">{t!(plan::no_scale_yet)}</p>
            </Show>
            <For each=move || goals.get() key=Clone::clone children=one />
            {move || score.get().map(|score| view! { <ScoreRead bench score /> })}
        </section>
    }
}

/// The T-score of a set of goals, beside that of the start, and what it is not.
#[component]
fn ScoreRead(bench: Bench, score: Score) -> impl IntoView {
    let words = move || {
        let language = bench.language.get();
        let number = |value: f64| dates::number(language, (value * 10.0).round() / 10.0);
        locales::plan::score(language, score.goals, number(score.start), number(score.now))
    };
    view! {
        <p class="plan-score">{words}</p>
        <p class="plan-hint">{t!(plan::score_meaning)}</p>
    }
}
