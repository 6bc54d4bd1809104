//! The copy of a plan for the person: plain words, in the language the person reads, without scores, codes or remarks
//! that are the service's own.

use std::sync::Arc;

use domain::{
    calendar::Day,
    language::Language,
    plan::{Activity, Agreement, Goal, Reading, Status},
};
use leptos::prelude::*;

use super::{days, page::Opened};
use crate::{
    components::{button::Button, heading::Heading, page_frame::PageFrame},
    i18n::use_language,
    t,
};

#[component]
pub fn Copy(opened: Opened) -> impl IntoView {
    let page = use_language();
    let document = opened.document;
    let (changes, id) = (document.changes, document.id);
    let code = opened.case.map(|case| case.summary.code.to_string());
    let held = StoredValue::new(document);
    let reading = Memo::new(move |_| {
        changes.track();
        Arc::new(held.with_value(|document| document.plan().read()))
    });
    let language = RwSignal::new(page.get_untracked());
    let choice = move |one: Language| {
        view! {
            <button
                type="button"
                class="switch-choice"
                lang=one.tag()
                aria-pressed=move || (language.get() == one).to_string()
                on:click=move |_| language.set(one)
            >
                {locales::common::language_name(one)}
            </button>
        }
    };
    let print = Callback::new(move |()| {
        // A browser that cannot print has said so itself.
        let _ = window().print();
    });
    view! {
        <PageFrame back=(format!("/plans/{id}"), t!(plan::one).into())>
            <div class="plan-copy-tools">
                <Heading title=t!(plan::copy) />
                <div class="switch" role="group" aria-label=t!(plan::copy_language)>
                    {Language::ALL.map(choice).collect_view()}
                </div>
                <Button icon="printer" on_press=print>{t!(interview::print)}</Button>
            </div>
            {move || {
                let sheet = Sheet { reading: reading.get(), language: language.get(), code: code.clone() };
                view! { <CopySheet sheet /> }
            }}
        </PageFrame>
    }
}

#[derive(Clone)]
struct Sheet {
    reading: Arc<Reading>,
    language: Language,
    code: Option<String>,
}

impl Sheet {
    fn day(&self, day: Day) -> String {
        days::words(self.language, day)
    }

    fn lookup(&self, key: &str) -> String {
        locales::plan::lookup(self.language, key).unwrap_or_default().to_owned()
    }

    /// `Du 3 mars au 1er juin`, as far as it is known.
    fn time(&self) -> Option<String> {
        let about = &self.reading.about;
        let (from, until) = (about.from.map(|day| self.day(day)), about.until.map(|day| self.day(day)));
        match (from, until) {
            (Some(from), Some(until)) => Some(locales::plan::copy_from_until(self.language, from, until)),
            (Some(from), None) => Some(locales::plan::copy_from(self.language, from)),
            _ => None,
        }
    }

    /// What is done, by whom, how often, in one sentence of plain words.
    fn activity(&self, activity: &Activity) -> String {
        let mut who: Vec<String> =
            activity.who.iter().map(|one| self.lookup(&format!("copy_who_{one}"))).collect();
        who.extend(Some(activity.with.trim().to_owned()).filter(|with| !with.is_empty()));
        let mut parts = vec![who.join(", ")];
        parts
            .extend(activity.frequency.as_ref().map(|one| self.lookup(&format!("frequency_{}", one.word()))));
        parts.extend(activity.from.map(|day| locales::plan::since(self.language, self.day(day))));
        parts.retain(|part| !part.is_empty());
        parts.join(" · ")
    }

    fn next_review(&self, today: Day) -> Option<&domain::plan::Review> {
        let ahead = self.reading.reviews.iter().filter(|review| review.held.is_none());
        ahead.filter(|review| review.day.is_some_and(|day| day >= today)).min_by_key(|review| review.day)
    }
}

#[component]
fn CopySheet(sheet: Sheet) -> impl IntoView {
    let language = sheet.language;
    let about = sheet.reading.about.clone();
    let goals: Vec<Goal> =
        sheet.reading.goals.iter().filter(|goal| goal.status != Status::Dropped).cloned().collect();
    let strengths: Vec<String> = sheet.reading.strengths.iter().map(|one| one.what.clone()).collect();
    let obstacles: Vec<(String, String)> =
        sheet.reading.obstacles.iter().map(|one| (one.what.clone(), one.then.clone())).collect();
    let review = sheet.next_review(days::today()).cloned();
    let review = review.and_then(|review| {
        let day = sheet.day(review.day?);
        Some(view! {
            <section class="plan-copy-section">
                <h3>{locales::plan::copy_next(language)}</h3>
                <p>{locales::plan::copy_meet(language, day)}</p>
                <p class="plan-said">{review.agenda}</p>
            </section>
        })
    });
    view! {
        <article class="plan-copy" lang=language.tag()>
            <h2 class="plan-copy-title">{locales::plan::copy_title(language)}</h2>
            <p class="plan-hint">{sheet.code.clone()} {sheet.time().map(|time| format!(" · {time}"))}</p>
            <Voice title=locales::plan::copy_matters(language) words=about.words />
            <h3>{locales::plan::copy_goals(language)}</h3>
            <ol class="plan-copy-goals">
                {goals.into_iter().map(|goal| view! { <CopyGoal sheet=sheet.clone() goal /> }).collect_view()}
            </ol>
            {(!strengths.is_empty())
                .then(|| {
                    view! {
                        <section class="plan-copy-section">
                            <h3>{locales::plan::copy_strengths(language)}</h3>
                            <ul>{strengths.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
                        </section>
                    }
                })}
            {(!obstacles.is_empty())
                .then(|| {
                    let row = |(what, then): (String, String)| {
                        view! { <li>{what} {(!then.trim().is_empty()).then(|| format!(" \u{2192} {then}"))}</li> }
                    };
                    view! {
                        <section class="plan-copy-section">
                            <h3>{locales::plan::copy_obstacles(language)}</h3>
                            <ul>{obstacles.into_iter().map(row).collect_view()}</ul>
                        </section>
                    }
                })}
            {review}
            <Answer sheet />
        </article>
    }
}

#[component]
fn Voice(title: &'static str, words: String) -> impl IntoView {
    (!words.trim().is_empty()).then(|| {
        view! {
            <section class="plan-copy-section">
                <h3>{title}</h3>
                <p class="plan-said plan-voice">{words}</p>
            </section>
        }
    })
}

#[component]
fn CopyGoal(sheet: Sheet, goal: Goal) -> impl IntoView {
    let language = sheet.language;
    let expected = goal.levels[2].clone();
    let due = goal.target.map(|day| locales::plan::due_on(language, sheet.day(day)));
    let activities = goal.activities.iter().map(|activity| {
        let more = sheet.activity(activity);
        view! {
            <li>
                <p>{activity.what.clone()}</p>
                <p class="plan-row-more">{more}</p>
            </li>
        }
    });
    let state = sheet.lookup(&format!("copy_status_{}", goal.status.word()));
    view! {
        <li class="plan-copy-goal">
            <h4>{goal.title.clone()}</h4>
            <p class="plan-row-more">{state} {due.map(|due| format!(" · {due}"))}</p>
            {(!goal.words.trim().is_empty())
                .then(|| view! { <p class="plan-said plan-voice">{goal.words.clone()}</p> })}
            {(!goal.activities.is_empty())
                .then(|| {
                    view! {
                        <p class="plan-copy-label">{locales::plan::copy_do(language)}</p>
                        <ul>{activities.collect_view()}</ul>
                    }
                })}
            {(!expected.trim().is_empty())
                .then(|| {
                    view! {
                        <p class="plan-copy-label">{locales::plan::copy_reached(language)}</p>
                        <p>{expected}</p>
                    }
                })}
        </li>
    }
}

/// What the person answered, rights in plain words, and room for two signatures.
#[component]
fn Answer(sheet: Sheet) -> impl IntoView {
    let language = sheet.language;
    let about = sheet.reading.about.clone();
    let answer = about.agreement.as_ref().map(|one| match one {
        Agreement::Other(word) => word.clone(),
        known => sheet.lookup(&format!("copy_agreement_{}", known.word())),
    });
    let day = about.agreed_on.map(|day| sheet.day(day));
    view! {
        <section class="plan-copy-section">
            <h3>{locales::plan::copy_answer(language)}</h3>
            {match answer {
                Some(answer) => view! { <p>{answer} {day.map(|day| format!(" ({day})"))}</p> }.into_any(),
                None => {
                    view! {
                        <ul class="plan-copy-boxes">
                            <li>{locales::plan::copy_box_agreed(language)}</li>
                            <li>{locales::plan::copy_box_in_part(language)}</li>
                            <li>{locales::plan::copy_box_declined(language)}</li>
                        </ul>
                    }
                        .into_any()
                }
            }}
            {(!about.agreement_words.trim().is_empty())
                .then(|| view! { <p class="plan-said plan-voice">{about.agreement_words.clone()}</p> })}
            <p>{locales::plan::copy_rights(language)}</p>
            <div class="plan-copy-signatures">
                <p>{locales::plan::copy_signature_person(language)}</p>
                <p>{locales::plan::copy_signature_practitioner(language)}</p>
            </div>
        </section>
    }
}
