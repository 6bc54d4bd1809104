//! The history of a plan, or of one of its records: who changed what, when. It is asked from the server.

use domain::{
    failure::Failure,
    language::Language,
    plan::history::{AskHistory, HistoryEntry, PLACE},
};
use leptos::{prelude::*, task::spawn_local};

use super::{api, bench::Bench, goal::lookup};
use crate::{
    api::ApiError,
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        loading::Loading,
        notice::FailureNotice,
    },
    features::interview::calendar,
    i18n::dates,
    t,
};

#[component]
pub fn PastDialog(bench: Bench) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        if bench.past.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            bench.past.set(None);
        }
    });
    view! {
        <Dialog open title=t!(plan::history)>
            {move || bench.past.get().map(|record| view! { <Entries bench record /> })}
        </Dialog>
    }
}

#[component]
fn Entries(bench: Bench, record: Option<String>) -> impl IntoView {
    let (entries, older) = (RwSignal::new(Vec::<HistoryEntry>::new()), RwSignal::new(None::<usize>));
    let (busy, failure) = (RwSignal::new(true), RwSignal::new(None::<Failure>));
    let id = bench.document().id;
    let ask = Callback::new(move |before: Option<usize>| {
        let ask = AskHistory { id, record: record.clone(), before };
        busy.set(true);
        spawn_local(async move {
            match api::history(ask).await {
                Ok(page) => {
                    entries.try_update(|entries| entries.extend(page.entries));
                    older.try_set(page.older);
                }
                Err(ApiError(refused)) => drop(failure.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    });
    ask.run(None);
    view! {
        <FailureNotice failure unreachable=t!(plan::history_away) />
        <Show when=move || busy.get()>
            <Loading />
        </Show>
        <ol class="plan-history">
            {move || entries.get().into_iter().map(|entry| view! { <EntryRow bench entry /> }).collect_view()}
        </ol>
        {move || {
            older
                .get()
                .map(|before| {
                    let more = Callback::new(move |()| ask.run(Some(before)));
                    view! { <Button weight=Weight::Quiet busy on_press=more>{t!(plan::older)}</Button> }
                })
        }}
    }
}

#[component]
fn EntryRow(bench: Bench, entry: HistoryEntry) -> impl IntoView {
    let language = bench.language.get();
    let at = dates::date_time(language, entry.until);
    let part = part_words(bench, &entry.part);
    let [before, after] =
        [&entry.before, &entry.after].map(|value| value_words(&entry.part, value, language));
    view! {
        <li class="plan-history-entry">
            <p class="plan-row-more">{entry.by} " · " {at}</p>
            <p class="plan-history-part">{part}</p>
            {(!before.is_empty()).then(|| view! { <p><del>{before}</del></p> })}
            {(!after.is_empty()).then(|| view! { <p><ins>{after}</ins></p> })}
        </li>
    }
}

/// What a part is called; ratings and goals of a meeting have an id behind their name.
fn part_words(bench: Bench, part: &str) -> String {
    lookup(bench, "part", part.split_once(':').map_or(part, |(name, _)| name))
}

fn value_words(part: &str, value: &str, language: Language) -> String {
    if value.is_empty() {
        return String::new();
    }
    let known = |key: &str| locales::plan::lookup(language, key).map(ToOwned::to_owned);
    match part {
        PLACE => known("in_plan").unwrap_or_default(),
        "pin" => serde_json::from_str::<domain::plan::Pin>(value)
            .map(|pin| pin.label.in_language(language).0.to_owned())
            .unwrap_or_default(),
        _ if value == "yes" => known("yes").unwrap_or_default(),
        _ => known(&format!("{part}_{value}")).unwrap_or_else(|| calendar::or_words(value, language)),
    }
}
