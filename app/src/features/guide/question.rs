//! A question of a guide, to read.

use domain::{
    guide::{Guidance, Guide, Kind, Question, Text},
    language::Language,
};
use leptos::prelude::*;

use crate::{
    i18n::{Words, use_language},
    t,
};

#[component]
pub fn QuestionToRead(question: Question, guide: StoredValue<Guide>) -> impl IntoView {
    let language = use_language();
    let Question { kind, label, hint, guidance, required, name, .. } = question;
    let label = if label.is_empty() { Text::plain(name) } else { label };
    if kind == Kind::Note {
        return view! { <p class="guide-note"><Words text=label /></p> }.into_any();
    }
    let choices =
        kind.list().map(|list| guide.with_value(|guide| guide.lists.get(list).cloned().unwrap_or_default()));
    let required = required.is_some();
    view! {
        <div class="guide-question">
            <p class="guide-label"><Words text=label /></p>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint"><Words text=hint /></p> })}
            <p class="guide-kind">
                {move || kind_words(language.get(), &kind)}
                {required.then(|| view! { " · "{t!(guide::required)} })}
            </p>
            {choices
                .map(|choices| {
                    view! {
                        <ul class="guide-choices">
                            {choices
                                .into_iter()
                                .map(|choice| view! { <li><Words text=choice.label /></li> })
                                .collect_view()}
                        </ul>
                    }
                })}
            {(!guidance.is_empty()).then(|| view! { <GuidanceToRead guidance /> })}
        </div>
    }
    .into_any()
}

/// The layers that the author filled, folded away.
#[component]
fn GuidanceToRead(guidance: Guidance) -> impl IntoView {
    let Guidance { say, instruction, probes, anchors, why } = guidance;
    let layer = |title: &'static str, text: Text| {
        let language = use_language();
        let title = move || locales::guide::lookup(language.get(), title);
        (!text.is_empty()).then(|| view! { <dt>{title}</dt><dd><Words text /></dd> })
    };
    view! {
        <details class="guide-guidance">
            <summary>{t!(guide::guidance)}</summary>
            <dl>
                {layer("guidance_say", say)}
                {layer("guidance_instruction", instruction)}
                {layer("guidance_probes", probes)}
                {layer("guidance_anchors", anchors)}
                {layer("guidance_why", why)}
            </dl>
        </details>
    }
}

fn kind_words(language: Language, kind: &Kind) -> String {
    use locales::guide;
    match kind {
        Kind::Text => guide::kind_text(language).to_owned(),
        Kind::Integer => guide::kind_integer(language).to_owned(),
        Kind::Decimal => guide::kind_decimal(language).to_owned(),
        Kind::Range { start, end, .. } => guide::kind_range(language, start, end),
        Kind::Date => guide::kind_date(language).to_owned(),
        Kind::Time => guide::kind_time(language).to_owned(),
        Kind::DateTime => guide::kind_date_time(language).to_owned(),
        Kind::SelectOne { .. } => guide::kind_select_one(language).to_owned(),
        Kind::SelectMultiple { .. } => guide::kind_select_multiple(language).to_owned(),
        Kind::Rank { .. } => guide::kind_rank(language).to_owned(),
        Kind::Acknowledge => guide::kind_acknowledge(language).to_owned(),
        Kind::Unsupported { what } => guide::kind_unsupported(language, what),
        Kind::Note | Kind::Calculate | Kind::Hidden | Kind::Metadata { .. } => String::new(),
    }
}
