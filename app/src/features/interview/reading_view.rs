//! The reading of an interview, on the screen and on paper.

use domain::{
    id::DocumentId,
    interview::reading::{Reading, Row, Section},
    language::Language,
    review::Review,
};
use leptos::prelude::*;

use super::{
    aside_view::{AsideRead, CommentsRead, JudgedRead, NoticesRead},
    calendar,
    items::Title,
    past::{Past, PastPanel},
    read_page::Sheet,
    tools::{non_answer_words, provenance_words},
};
use crate::{
    components::{
        button::{Button, Weight},
        heading::Heading,
        icon::Icon,
    },
    features::review::standing::Steps,
    i18n::{dates, use_language},
    sync::Comments,
    t,
};

#[component]
pub fn ReadingView(
    id: DocumentId,
    sheet: Sheet,
    #[prop(into)] review: Signal<Review>,
    /// Where the document is at hand.
    comments: Option<Comments>,
) -> impl IntoView {
    let language = use_language();
    let title = sheet.title.clone();
    let signed = sheet.signature.is_some();
    let past = RwSignal::new(Past::Closed);
    let held = StoredValue::new(comments);
    let stands_alone = move || signed && review.with(|review| review.steps.is_empty());
    view! {
        <article class="reading">
            <p class="reading-code">{sheet.code.clone()}</p>
            <Heading title=move || title.in_language(language.get()).0.to_owned() />
            <Origin sheet=sheet.clone() />
            <Show when=move || signed>
                <Steps review />
            </Show>
            <Show when=stands_alone>
                <p class="reading-alone">{t!(review::alone)}</p>
            </Show>
            <NoticesRead notices=sheet.aside.notices.clone() />
            <div class="reading-actions">
                <Button weight=Weight::Quiet icon="printer" on_press=Callback::new(|()| print())>
                    {t!(interview::print)}
                </Button>
                <Button weight=Weight::Quiet icon="history" on_press=Callback::new(move |()| past.set(Past::Whole))>
                    {t!(history::title)}
                </Button>
                {signed.then(|| view! { <Exports id /> })}
            </div>
            {sheet
                .sections
                .iter()
                .map(|section| view! { <SectionRead section=section.clone() comments=held /> })
                .collect_view()}
            <AsideRead aside=sheet.aside.clone() comments=held />
        </article>
        <PastPanel id past runner=None />
    }
}

fn print() {
    // A browser without printer support simply does nothing.
    let _ = window().print();
}

/// Who, when, and whether it is signed.
#[component]
fn Origin(sheet: Sheet) -> impl IntoView {
    let language = use_language();
    let started = sheet.started.clone().map(|(by, at)| {
        let words =
            move || locales::interview::started_by(language.get(), dates::date(language.get(), at), &by);
        view! { <p>{words}</p> }
    });
    let signature = match sheet.signature {
        None => view! { <p class="reading-draft">{t!(interview::draft)}</p> }.into_any(),
        Some(signature) => {
            let by = signature.by.clone();
            let words = move || {
                let at = dates::date_time(language.get(), signature.at);
                locales::interview::signed_by(language.get(), at, &by)
            };
            view! {
                <p class="reading-signed">{words}</p>
                <p class="reading-hash">
                    {t!(interview::content_hash)} " "
                    <code>{signature.content_hash}</code>
                </p>
            }
            .into_any()
        }
    };
    view! { <div class="reading-origin">{started} {signature}</div> }
}

#[component]
fn Exports(id: DocumentId) -> impl IntoView {
    let language = use_language();
    let address = move |kind: &'static str| {
        move || format!("/interviews/{id}/export.{kind}?language={}", language.get().tag())
    };
    view! {
        <a class="button button-quiet" href=address("json") rel="external" download>
            <Icon name="download" />
            <span class="button-words">{t!(interview::export_json)}</span>
        </a>
        <a class="button button-quiet" href=address("xlsx") rel="external" download>
            <Icon name="download" />
            <span class="button-words">{t!(interview::export_xlsx)}</span>
        </a>
    }
}

#[component]
fn SectionRead(section: Section, comments: StoredValue<Option<Comments>>) -> impl IntoView {
    let rows = section
        .rows
        .into_iter()
        .map(|row| match row {
            Row::Heading { title, level, .. } => {
                let level = level.saturating_add(2);
                view! { <Title level class="reading-heading">{title}</Title> }.into_any()
            }
            Row::Note { text, .. } => view! { <p class="reading-remark">{text}</p> }.into_any(),
            Row::Question(reading) => view! { <QuestionRead reading=*reading comments /> }.into_any(),
        })
        .collect_view();
    let titled = !section.title.is_empty();
    view! {
        <section class="reading-section">
            {titled.then(|| view! { <h2 class="reading-title">{section.title}</h2> })}
            {rows}
            {section.judgement.map(|judged| view! { <JudgedRead judged /> })}
        </section>
    }
}

/// The answer as it counts: the reason for none before an answer that was set aside.
fn answer_words(language: Language, reading: &Reading) -> String {
    match reading.non_answer {
        Some(reason) => non_answer_words(language, reason).to_owned(),
        None if reading.answer.trim().is_empty() => locales::interview::no_answer(language).to_owned(),
        None => calendar::or_words(&reading.answer, language),
    }
}

#[component]
pub(super) fn QuestionRead(reading: Reading, comments: StoredValue<Option<Comments>>) -> impl IntoView {
    let language = use_language();
    let missing = reading.non_answer.is_some() || reading.answer.trim().is_empty();
    let shown = reading.clone();
    let provenance = reading.provenance.map(|provenance| {
        view! { <span class="reading-who">{move || provenance_words(language.get(), provenance)}</span> }
    });
    let source = (!reading.source.is_empty()).then(|| {
        let source = reading.source.clone();
        view! { <span>{move || locales::interview::source_said(language.get(), &source)}</span> }
    });
    let told = provenance.is_some() || source.is_some();
    let note = (!reading.note.is_empty()).then(|| {
        view! {
            <p class="reading-note">
                <span class="reading-note-word">{t!(interview::note)}</span>
                {reading.note.clone()}
            </p>
        }
    });
    view! {
        <div class="reading-row">
            <p class="reading-question">{reading.question.clone()}</p>
            <p class="reading-answer" class:reading-none=missing>
                {move || answer_words(language.get(), &shown)}
            </p>
            {told.then(|| view! { <p class="reading-told">{provenance} {source}</p> })}
            {note}
            <CommentsRead key=reading.key.clone() question=reading.question.clone() comments />
        </div>
    }
}
