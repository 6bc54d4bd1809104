//! The indicators of a node: what shows that it is reached.

use domain::framework::{edit::Edit, records::Nature};
use leptos::prelude::*;

use super::{
    bench::{Bench, fresh},
    panel::Remove,
    texts::{Bilingual, Chosen, Value},
    words,
};
use crate::{
    components::button::{Button, Weight},
    t,
};

#[component]
pub fn Indicators(bench: Bench, node: String) -> impl IntoView {
    let node = StoredValue::new(node);
    let all = Memo::new(move |_| {
        bench.framework.with(|framework| {
            let found = node.with_value(|node| framework.node(node));
            found.into_iter().flat_map(|node| &node.indicators).map(|it| it.id.clone()).collect::<Vec<_>>()
        })
    });
    let add = move |()| {
        let id = fresh();
        let record = Nature::Indicator.record(&id);
        bench.make(&[
            Edit::Indicator { id, node: node.get_value() },
            Edit::value(&record, "measure", "unit"),
            Edit::value(record, "direction", "rises"),
        ]);
    };
    view! {
        <h3 class="framework-subtitle">{t!(framework_page::indicators)}</h3>
        <For each=move || all.get() key=Clone::clone children=move |id| view! { <One bench id /> } />
        <Show when=move || bench.writable.get()>
            <Button weight=Weight::Plain icon="plus" on_press=Callback::new(add)>{t!(framework_page::add_indicator)}</Button>
        </Show>
    }
}

#[component]
fn One(bench: Bench, id: String) -> impl IntoView {
    let record = Nature::Indicator.record(&id);
    let named = record.clone();
    let name = Memo::new(move |_| {
        let own = bench.text(&named, "text", bench.language.get().tag());
        let other = || bench.text(&named, "text", "") + &bench.text(&named, "text", "fr");
        if own.is_empty() { other() } else { own }
    });
    let summary = move || match name.get() {
        name if name.is_empty() => locales::framework_page::new_indicator(bench.language.get()).to_owned(),
        name => name,
    };
    let measures = Signal::derive(move || words::measures(bench.language.get()));
    let directions = Signal::derive(move || words::directions(bench.language.get()));
    // One without words has just been added: it is open to be written.
    let open = name.get_untracked().is_empty();
    view! {
        <details class="framework-indicator" open=open>
            <summary>{summary}</summary>
            <Bilingual bench record=record.clone() field="text" label=t!(framework_page::text) />
            <div class="framework-line-of-fields">
                <Chosen bench record=record.clone() field="measure" label=t!(framework_page::measure) options=measures />
                <Chosen bench record=record.clone() field="direction" label=t!(framework_page::direction) options=directions />
            </div>
            <Bilingual bench record=record.clone() field="unit" label=t!(framework_page::unit) />
            <Bilingual bench record=record.clone() field="denominator" label=t!(framework_page::denominator) />
            <div class="framework-line-of-fields">
                <Value bench record=record.clone() field="baseline" label=t!(framework_page::baseline) />
                <Value bench record=record.clone() field="baseline_date" label=t!(framework_page::baseline_date) kind="date" />
            </div>
            <Periods bench indicator=id.clone() />
            <Bilingual bench record=record.clone() field="definition" label=t!(framework_page::definition) />
            <Bilingual bench record=record.clone() field="verification" label=t!(framework_page::verification) />
            <Bilingual bench record=record.clone() field="responsible" label=t!(framework_page::responsible) />
            <Bilingual bench record=record.clone() field="frequency" label=t!(framework_page::frequency) />
            <Remove bench record words=true />
        </details>
    }
}

/// What is aimed at and what was found, by period.
#[component]
fn Periods(bench: Bench, indicator: String) -> impl IntoView {
    let prefix = format!("{indicator}/");
    let all = {
        let prefix = prefix.clone();
        Memo::new(move |_| bench.parts(Nature::Period, &prefix))
    };
    let add = move |()| {
        bench.make(&[Edit::AddPart { record: Nature::Period.record(&format!("{prefix}{}", fresh())) }]);
    };
    let row = move |record: String| {
        view! {
            <fieldset class="framework-part">
                <legend class="aside-aloud">{t!(framework_page::period)}</legend>
                <div class="framework-line-of-fields">
                    <Value bench record=record.clone() field="start" label=t!(framework_page::from) kind="date" />
                    <Value bench record=record.clone() field="end" label=t!(framework_page::until) kind="date" />
                    <Value bench record=record.clone() field="target" label=t!(framework_page::target) />
                    <Value bench record=record.clone() field="actual" label=t!(framework_page::actual) />
                    <Remove bench record />
                </div>
            </fieldset>
        }
    };
    view! {
        <For each=move || all.get() key=Clone::clone children=row />
        <Show when=move || bench.writable.get()>
            <Button weight=Weight::Plain icon="plus" on_press=Callback::new(add.clone())>{t!(framework_page::add_period)}</Button>
        </Show>
    }
}
