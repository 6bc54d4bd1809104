//! The changes, by day, then by person.

use domain::{
    guide::NodeKey,
    id::Timestamp,
    interview::{
        history::{HistoryEntry, differences},
        reading::question_words,
    },
};
use leptos::prelude::*;

use super::{Past, Told, words};
use crate::{
    components::{button::Button, button::Weight, icon::Icon},
    features::interview::runner::Runner,
    i18n::{dates, use_language},
    t,
};

/// What one person did on one day while nobody else did anything.
#[derive(Clone, Debug, PartialEq)]
struct Sitting {
    /// Set where another day begins.
    begins: Option<String>,
    by: String,
    entries: Vec<HistoryEntry>,
}

/// `day` words the day of a moment.
fn sittings(entries: &[HistoryEntry], day: impl Fn(Timestamp) -> String) -> Vec<Sitting> {
    let mut sittings: Vec<Sitting> = Vec::new();
    let mut known = String::new();
    for entry in entries {
        let today = day(entry.until);
        let same = today == known;
        match sittings.last_mut() {
            Some(sitting) if same && sitting.by == entry.by => sitting.entries.push(entry.clone()),
            _ => sittings.push(Sitting {
                begins: (!same).then(|| today.clone()),
                by: entry.by.clone(),
                entries: vec![entry.clone()],
            }),
        }
        known = today;
    }
    sittings
}

#[component]
pub fn Entries(told: Told) -> impl IntoView {
    let language = use_language();
    let found = move || told.entries.with(|entries| sittings(entries, |at| dates::date(language.get(), at)));
    move || found().into_iter().map(|sitting| view! { <SittingView told sitting /> }).collect_view()
}

#[component]
fn SittingView(told: Told, sitting: Sitting) -> impl IntoView {
    let Sitting { begins, by, entries } = sitting;
    view! {
        {begins.map(|day| view! { <h3 class="past-day">{day}</h3> })}
        <h4 class="past-who">{by}</h4>
        <ol class="past-entries">
            {entries.into_iter().map(|entry| view! { <EntryView told entry /> }).collect_view()}
        </ol>
    }
}

#[component]
fn EntryView(told: Told, entry: HistoryEntry) -> impl IntoView {
    let language = use_language().get_untracked();
    let (before, after) = words::both(language, &entry.what, &entry.before_words, &entry.after_words);
    let part = words::part(language, &entry.what);
    let (key, question) = (entry.key.clone(), entry.question.clone());
    let alone = told.past.with_untracked(|past| matches!(past, Past::Of(_)));
    let writable = told.runner.is_some_and(|runner| !runner.frozen());
    let again = entry.clone();
    let (of, of_too) = (question.clone(), question.clone());
    let moment = entry.until;
    view! {
        <li class="past-entry">
            <p class="past-time">
                <time datetime=dates::machine(moment)>{dates::clock(language, moment)}</time>
            </p>
            <div class="past-change">
                <p class="past-question">{question}</p>
                {(!part.is_empty()).then(|| view! { <p class="past-part">{part}</p> })}
                <Change before after />
                <div class="past-actions">
                    {writable
                        .then(|| {
                            view! {
                                <Button
                                    weight=Weight::Plain
                                    icon="undo-2"
                                    on_press=Callback::new(move |()| told.restoring.set(Some(again.clone())))
                                >
                                    {t!(history::restore)}
                                    <span class="aside-aloud">" "{of.clone()}</span>
                                </Button>
                            }
                        })}
                    {(!alone)
                        .then(|| {
                            view! {
                                <Button
                                    weight=Weight::Plain
                                    on_press=Callback::new(move |()| told.past.set(Past::Of(key.clone())))
                                >
                                    {t!(history::this_answer)}
                                    <span class="aside-aloud">" "{of_too.clone()}</span>
                                </Button>
                            }
                        })}
                </div>
            </div>
        </li>
    }
}

/// What it said and what it says.
#[component]
pub fn Change(before: String, after: String) -> impl IntoView {
    let nothing = move |text: String| match text.trim().is_empty() {
        true => view! { <span class="past-nothing">{t!(history::nothing)}</span> }.into_any(),
        false => view! { <span>{text}</span> }.into_any(),
    };
    let first = !before.trim().is_empty();
    view! {
        {first
            .then(|| {
                view! {
                    <p class="past-before">
                        <span class="aside-aloud">{t!(history::before)}" "</span>
                        <del>{before}</del>
                    </p>
                }
            })}
        <p class="past-after">
            <span class="aside-aloud">{t!(history::after)}" "</span>
            {nothing(after)}
        </p>
    }
}

/// What is on this device and has not reached the server.
#[component]
pub fn Waiting(told: Told, runner: Runner) -> impl IntoView {
    let document = runner.document();
    let answers = document.answers;
    let waiting = LocalResource::new(move || {
        // Asked again with the history, not at every letter.
        told.busy.track();
        let document = document.clone();
        async move {
            let confirmed = document.confirmed().await.ok().flatten()?;
            let now = answers.get_untracked();
            let wanted = told.past.get_untracked();
            let shown = |key: &NodeKey| match &wanted {
                Past::Of(question) => question == key,
                Past::Whole | Past::Closed => true,
            };
            let keys: Vec<_> = differences(&confirmed, &now).into_iter().filter(shown).collect();
            let line = |key: NodeKey| {
                let said = |answers: &domain::interview::Answers| {
                    answers
                        .entries
                        .get(&key)
                        .map(|entry| words::entry(runner, &key, entry))
                        .unwrap_or_default()
                };
                (question(runner, &key), said(&confirmed), said(&now))
            };
            Some(keys.into_iter().map(line).collect::<Vec<_>>()).filter(|lines| !lines.is_empty())
        }
    });
    move || {
        waiting.get().flatten().map(|lines| {
            view! {
                <section class="past-waiting">
                    <h3 class="past-day">
                        <Icon name="clock" />
                        {t!(history::waiting)}
                    </h3>
                    <ul class="past-entries">
                        {lines
                            .into_iter()
                            .map(|(question, before, after)| {
                                view! {
                                    <li class="past-entry">
                                        <p class="past-time">{t!(history::now)}</p>
                                        <div class="past-change">
                                            <p class="past-question">{question}</p>
                                            <Change before after />
                                        </div>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </section>
            }
        })
    }
}

/// The words of a question in the language of the page.
pub fn question(runner: Runner, key: &NodeKey) -> String {
    runner.look(|engine, _| question_words(engine, key, runner.language.get_untracked()))
}

#[cfg(test)]
mod tests {
    use domain::interview::history::What;

    use super::*;

    #[test]
    fn changes_stand_by_day_and_person() {
        const HOUR: Timestamp = 3_600_000;
        let entry = |by: &str, until: Timestamp| HistoryEntry {
            place: 0,
            key: NodeKey("a".to_owned()),
            question: String::new(),
            what: What::Instance { there: true },
            before_words: String::new(),
            after_words: String::new(),
            by: by.to_owned(),
            first: 1,
            from: until,
            until,
        };
        let entries = [
            entry("Léa", 50 * HOUR + 2),
            entry("Léa", 50 * HOUR + 1),
            entry("Marc", 50 * HOUR),
            entry("Léa", 49 * HOUR),
            entry("Léa", 3 * HOUR),
        ];
        let told: Vec<_> = sittings(&entries, |at| (at / (24 * HOUR)).to_string())
            .into_iter()
            .map(|sitting| (sitting.begins, sitting.by, sitting.entries.len()))
            .collect();
        let (day, text) = (|day: &str| Some(day.to_owned()), str::to_owned);
        assert_eq!(
            told,
            [
                (day("2"), text("Léa"), 2),
                (None, text("Marc"), 1),
                (None, text("Léa"), 1),
                (day("0"), text("Léa"), 1),
            ]
        );
    }
}
