//! The scale of a goal: what each of the five levels is, where things stood at the start, and how much the goal weighs.

use domain::plan::Level;
use leptos::{prelude::*, text_prop::TextProp};

use super::{
    bench::Bench,
    fields::{Choice, Options, Words},
    goal::lookup,
};
use crate::t;

#[component]
pub fn ScaleFields(bench: Bench, id: String) -> impl IntoView {
    let level = |level: Level| {
        let id = id.clone();
        view! { <Words bench id field=level.text() label=move || heading(bench, level) rows=1 /> }
    };
    let levels = Level::ALL.iter().rev().map(|one| level(*one)).collect_view();
    view! {
        <p class="plan-hint">{t!(plan::scale_advice)}</p>
        {levels}
        <div class="plan-line">
            <LevelField bench id=id.clone() of=id.clone() field="start" label=t!(plan::start_level) />
            <Choice
                bench
                id=id.clone()
                field="importance"
                label=t!(plan::importance)
                options=numbers(bench)
                none=t!(plan::not_said)
            />
            <Choice bench id field="difficulty" label=t!(plan::difficulty) options=numbers(bench) none=t!(plan::not_said) />
        </div>
    }
}

fn numbers(bench: Bench) -> Signal<Options> {
    let words = move |number: u32| (number.to_string(), lookup(bench, "weight", &number.to_string()));
    Signal::derive(move || (0..=3).map(words).collect())
}

/// `+1 · mieux que prévu`.
fn heading(bench: Bench, level: Level) -> String {
    format!("{} · {}", sign(level), lookup(bench, "level", letter(level)))
}

/// `−2` to `+2`, with the sign of mathematics.
pub fn sign(level: Level) -> String {
    match level.number() {
        number if number > 0 => format!("+{number}"),
        0 => "0".to_owned(),
        number => format!("\u{2212}{}", -number),
    }
}

/// The end of the key of a level's words: that of its text.
fn letter(level: Level) -> &'static str {
    level.text().strip_prefix("level_").unwrap_or_default()
}

/// One of the levels of the goal `of`, as its scale words them. It is kept in `field` of the record `id`.
#[component]
pub fn LevelField(
    bench: Bench,
    id: String,
    of: String,
    #[prop(into)] field: String,
    #[prop(into)] label: TextProp,
) -> impl IntoView {
    let options = Signal::derive(move || {
        let words = |level: Level| {
            let text = bench.text(&of, level.text());
            let words = if text.trim().is_empty() { lookup(bench, "level", letter(level)) } else { text };
            (level.code().to_owned(), format!("{} · {}", sign(level), words.trim()))
        };
        Level::ALL.into_iter().rev().map(words).collect::<Options>()
    });
    view! { <Choice bench id field label options none=t!(plan::not_rated) /> }
}
