//! The statements of a report while they are chosen and written.

use domain::{
    case::InterviewSummary,
    guide::NodeKey,
    id::DocumentId,
    interview::{
        Provenance,
        reading::{Reading, Row},
    },
    language::Language,
    report::{Item, MOST_ITEMS},
};
use leptos::prelude::*;

use super::writing::{Sheet, Writing, blank};
use crate::{
    components::{
        area::Area,
        button::{Button, Weight},
        field::Field,
        fresh_id,
        loading::Loading,
        notice::FailureNotice,
    },
    features::interview::{self, tools::provenance_words},
    i18n::{dates, use_language},
    t,
};

/// The answers of the interview that can be passed on, as the page shows them.
pub type Offered = RwSignal<Vec<(NodeKey, Item)>>;

/// Which interview, and which of its answers.
#[component]
pub fn FromInterview(writing: Writing, interviews: Vec<InterviewSummary>, offered: Offered) -> impl IntoView {
    let language = use_language();
    let id = fresh_id("interview");
    let chosen = Memo::new(move |_| writing.sheet.with(|sheet| sheet.interview));
    let option = move |interview: InterviewSummary| {
        let value = interview.id.to_string();
        let selected = move || chosen.get() == Some(interview.id);
        let words = move || {
            let title = interview.guide_title.in_language(language.get()).0.to_owned();
            let day = dates::date(language.get(), interview.started_at);
            locales::report::interview_of(language.get(), day, title)
        };
        view! { <option value=value prop:selected=selected>{words}</option> }
    };
    let choose = move |event| {
        let interview = event_target_value(&event).parse::<DocumentId>().ok();
        writing.change(|sheet| {
            sheet.interview = interview;
            sheet.chosen.clear();
        });
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{t!(report::from_interview)}</label>
            <select class="field-input field-select" id=id autocomplete="off" on:change=choose>
                <option value="" prop:selected=move || chosen.get().is_none()>{t!(report::no_interview)}</option>
                {interviews.into_iter().map(option).collect_view()}
            </select>
        </div>
        {move || chosen.get().map(|id| view! { <Answers id writing offered /> })}
    }
}

#[component]
fn Answers(id: DocumentId, writing: Writing, offered: Offered) -> impl IntoView {
    let language = use_language();
    let read = LocalResource::new(move || interview::api::reading(id, language.get()));
    Effect::new(move || {
        let Some(Ok(reading)) = read.get() else { return };
        let rows = reading.sections.into_iter().flat_map(|section| section.rows);
        offered.set(rows.filter_map(offer).collect());
    });
    on_cleanup(move || drop(offered.try_set(Vec::new())));
    move || match read.get() {
        None => view! { <Loading /> }.into_any(),
        Some(Err(error)) => {
            view! { <FailureNotice failure=Signal::derive(move || Some(error.0.clone())) /> }.into_any()
        }
        Some(Ok(_)) => view! { <Ticks writing offered /> }.into_any(),
    }
}

/// An answer that says who speaks; the others cannot be told apart from facts and are not passed on.
fn offer(row: Row) -> Option<(NodeKey, Item)> {
    let Row::Question(read) = row else { return None };
    let Reading { key, question, answer, provenance, source, .. } = *read;
    let fits = !answer.trim().is_empty() && provenance.is_some();
    fits.then_some((key, Item { question, text: answer, provenance, source }))
}

#[component]
fn Ticks(writing: Writing, offered: Offered) -> impl IntoView {
    let language = use_language();
    let row = move |(key, item): (NodeKey, Item)| {
        let kept = key.clone();
        let ticked = move || writing.sheet.with(|sheet| sheet.chosen.contains(&kept));
        let who = item.provenance;
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    autocomplete="off"
                    prop:checked=ticked
                    on:change=move |_| writing.change(|sheet| sheet.choose(&key))
                />
                <span class="choice-words">
                    <span class="statement-question">{item.question}</span>
                    <span class="statement-text">{item.text}</span>
                    <span class="statement-who">
                        {move || who.map(|who| provenance_words(language.get(), who))}
                    </span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="choices choices-long">
            <legend class="field-label">{t!(report::choose)}</legend>
            {move || {
                let all = offered.get();
                if all.is_empty() {
                    view! { <p class="field-hint">{t!(report::choose_none)}</p> }.into_any()
                } else {
                    all.into_iter().map(row).collect_view().into_any()
                }
            }}
        </fieldset>
    }
}

/// The statements written for the report.
#[component]
pub fn Statements(writing: Writing) -> impl IntoView {
    let places = Memo::new(move |_| writing.sheet.with(|sheet| sheet.items.len()));
    let full = Signal::derive(move || places.get() >= MOST_ITEMS);
    let add = move |()| writing.change(|sheet| sheet.items.push(blank()));
    view! {
        {move || (0..places.get()).map(|place| view! { <Statement writing place /> }).collect_view()}
        <div class="form-actions">
            <Button icon="plus" disabled=full on_press=Callback::new(add)>{t!(report::add)}</Button>
        </div>
    }
}

#[component]
fn Statement(writing: Writing, place: usize) -> impl IntoView {
    let language = use_language();
    let item = Memo::new(move |_| writing.sheet.with(|sheet| sheet.items.get(place).cloned()));
    let text = move || item.with(|item| item.as_ref().map(|item| item.text.clone()).unwrap_or_default());
    let question = move || item.with(|item| item.as_ref().map(|item| item.question.clone()));
    let edit = move |change: &dyn Fn(&mut Item)| {
        writing.change(|sheet: &mut Sheet| {
            if let Some(item) = sheet.items.get_mut(place) {
                change(item);
            }
        });
    };
    let source = RwSignal::new(
        item.with_untracked(|item| item.as_ref().map(|item| item.source.clone())).unwrap_or_default(),
    );
    Effect::new(move |before: Option<String>| {
        let now = source.get();
        if before.is_some_and(|before| before != now) {
            let now = now.clone();
            edit(&move |item| item.source.clone_from(&now));
        }
        now
    });
    let id = fresh_id("who");
    let option = move |provenance: Provenance| {
        let selected =
            move || item.with(|item| item.as_ref().and_then(|item| item.provenance)) == Some(provenance);
        let words = move || provenance_words(language.get(), provenance);
        view! { <option value=provenance.code() prop:selected=selected>{words}</option> }
    };
    let chosen = move |event| {
        let provenance = Provenance::from_code(&event_target_value(&event));
        edit(&move |item| item.provenance = provenance);
    };
    let number = place + 1;
    let remove = move |()| {
        writing.change(|sheet| {
            sheet.items.remove(place);
            if sheet.items.is_empty() {
                sheet.items.push(blank());
            }
        });
    };
    let typed = Callback::new(move |text: String| edit(&move |item| item.text.clone_from(&text)));
    view! {
        <fieldset class="statement">
            <legend class="field-label">{t!(report::statement, number)}</legend>
            {move || question().filter(|question| !question.is_empty()).map(|question| view! { <p class="statement-question">{question}</p> })}
            <Area label=t!(report::statement_text) value=Signal::derive(text) typed />
            <div class="field">
                <label class="field-label" for=id.clone()>{t!(report::statement_who)}</label>
                <select class="field-input field-select" id=id autocomplete="off" on:change=chosen>
                    {Provenance::ALL.map(option).collect_view()}
                </select>
            </div>
            <Field label=t!(report::statement_source) value=source />
            <Button weight=Weight::Plain icon="trash-2" on_press=Callback::new(remove)>
                {t!(report::remove, number)}
            </Button>
        </fieldset>
    }
}

/// The ticked answers, in the order of the interview.
pub fn ticked(sheet: &Sheet, offered: &[(NodeKey, Item)]) -> Vec<Item> {
    offered.iter().filter(|(key, _)| sheet.chosen.contains(key)).map(|(_, item)| item.clone()).collect()
}

/// What a legal basis is called.
pub fn basis_words(language: Language, basis: domain::report::Basis) -> &'static str {
    locales::report::lookup(language, &format!("basis_{}", basis.code())).unwrap_or_default()
}
