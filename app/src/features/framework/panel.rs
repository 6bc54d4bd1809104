//! The panel beside the views: everything that the chosen record says.

use domain::{
    comment::Anchor,
    framework::{
        edit::{Edit, serves},
        records::{Nature, WHOLE},
    },
};
use leptos::prelude::*;

use super::{
    bench::{Bench, fresh},
    indicators::Indicators,
    links::LinkPanel,
    texts::{Bilingual, Chosen, Value},
    words,
};
use crate::{
    components::{
        button::{Button, Weight},
        fresh_id,
        thread::Threads,
    },
    t,
};

#[component]
pub fn Panel(bench: Bench) -> impl IntoView {
    let shown = move || {
        let record = bench.chosen.get();
        match Nature::of(&record) {
            Some((Nature::Node, id)) => view! { <NodePanel bench id=id.to_owned() /> }.into_any(),
            Some((Nature::Link, id)) => view! { <LinkPanel bench id=id.to_owned() /> }.into_any(),
            _ => view! { <WholePanel bench /> }.into_any(),
        }
    };
    view! { <section class="framework-panel" aria-label=t!(framework_page::panel)>{shown}</section> }
}

#[component]
fn WholePanel(bench: Bench) -> impl IntoView {
    let schemes = Signal::derive(move || words::schemes(bench.language.get()));
    let cycles = Memo::new(move |_| {
        bench
            .framework
            .with(|framework| framework.cycles.iter().map(|cycle| cycle.number).collect::<Vec<_>>())
    });
    let add = move |()| {
        let number = cycles.with_untracked(|cycles| cycles.iter().max().map_or(1, |last| last + 1));
        let record = Nature::Cycle.record(&number.to_string());
        bench.make(&[Edit::value(&record, "number", number.to_string()), Edit::AddPart { record }]);
    };
    let cycle = move |number: u32| {
        let record = Nature::Cycle.record(&number.to_string());
        view! {
            <fieldset class="framework-part">
                <legend>{move || locales::framework_page::cycle(bench.language.get(), number)}</legend>
                <div class="framework-line-of-fields">
                    <Value bench record=record.clone() field="start" label=t!(framework_page::from) kind="date" />
                    <Value bench record=record.clone() field="end" label=t!(framework_page::until) kind="date" />
                    <Remove bench record />
                </div>
            </fieldset>
        }
    };
    view! {
        <h2 class="framework-title">{t!(framework_page::whole)}</h2>
        <Bilingual bench record=WHOLE.to_owned() field="title" label=t!(framework_page::title) />
        <Bilingual bench record=WHOLE.to_owned() field="description" label=t!(framework_page::description) rows=2 />
        <Chosen bench record=WHOLE.to_owned() field="scheme" label=t!(framework_page::scheme) options=schemes />
        <For each=move || cycles.get() key=|number| *number children=cycle />
        <Show when=move || bench.writable.get()>
            <Button weight=Weight::Plain icon="plus" on_press=Callback::new(add)>{t!(framework_page::add_cycle)}</Button>
        </Show>
        <Comments bench record=WHOLE.to_owned() />
    }
}

#[component]
fn NodePanel(bench: Bench, id: String) -> impl IntoView {
    let record = Nature::Node.record(&id);
    let there = {
        let id = id.clone();
        Memo::new(move |_| bench.framework.with(|framework| framework.node(&id).is_some()))
    };
    let id = StoredValue::new(id);
    let kinds = Signal::derive(move || words::kinds(bench.language.get()));
    let content = move || {
        let record = record.clone();
        view! {
            <Chosen bench record=record.clone() field="kind" label=t!(framework_page::kind) options=kinds />
            <Bilingual bench record=record.clone() field="text" label=t!(framework_page::text) rows=2 />
            <Bilingual bench record=record.clone() field="note" label=t!(framework_page::note) />
            <Bilingual bench record=record.clone() field="responsible" label=t!(framework_page::responsible) />
            <LinksOf bench id=id.get_value() />
            <Indicators bench node=id.get_value() />
            <Comments bench record=record.clone() />
            <Remove bench record words=true />
        }
    };
    view! {
        <h2 class="framework-title">{move || id.with_value(|id| bench.words_of(id))}</h2>
        <Show when=move || there.get() fallback=|| view! { <p class="framework-none">{t!(framework_page::not_there)}</p> }>
            {content.clone()}
        </Show>
    }
}

/// The links of a node, both ways, and a field to add one.
#[component]
fn LinksOf(bench: Bench, id: String) -> impl IntoView {
    let id = StoredValue::new(id);
    let list = move |out: bool| {
        Memo::new(move |_| {
            bench.framework.with(|framework| {
                let ends = framework.links.iter().map(|link| {
                    if out { (&link.from, &link.to, link) } else { (&link.to, &link.from, link) }
                });
                let own = ends.filter(|(own, _, _)| id.with_value(|id| *own == id));
                own.map(|(_, other, link)| (link.id.clone(), other.clone())).collect::<Vec<_>>()
            })
        })
    };
    let row = move |(link, other): (String, String)| {
        let record = Nature::Link.record(&link);
        view! {
            <li class="framework-link">
                <button type="button" class="framework-jump" on:click=move |_| bench.choose(&record)>
                    {move || bench.words_of(&other)}
                </button>
            </li>
        }
    };
    let (leads, comes) = (list(true), list(false));
    let part = move |title: TextOf, links: Memo<Vec<(String, String)>>| {
        view! {
            <div class="framework-links-part">
                <h3 class="framework-subtitle">{title}</h3>
                <ul class="framework-links">
                    <For each=move || links.get() key=Clone::clone children=row />
                </ul>
            </div>
        }
    };
    view! {
        {part(Box::new(t!(framework_page::leads_to)), leads)}
        <Show when=move || bench.writable.get()>
            <NewLink bench from=id.get_value() />
        </Show>
        {part(Box::new(t!(framework_page::comes_from)), comes)}
    }
}

type TextOf = Box<dyn Fn() -> &'static str + Send>;

/// Which node this one is to lead to as well.
#[component]
fn NewLink(bench: Bench, from: String) -> impl IntoView {
    let element = fresh_id("link-to");
    let from = StoredValue::new(from);
    let targets = move || {
        let language = bench.language.get();
        bench.framework.with(|framework| {
            let own = from.with_value(|from| framework.node(from).and_then(|node| node.kind.level()));
            let above = |level: Option<i64>| own.is_none() || level.is_none() || level <= own;
            let known = |to: &str| {
                from.with_value(|from| {
                    from == to || framework.links.iter().any(|link| link.from == *from && link.to == to)
                })
            };
            let nodes = framework.nodes.iter().filter(|node| above(node.kind.level()) && !known(&node.id));
            nodes
                .map(|node| view! { <option value=node.id.clone()>{super::bench::words(node, language)}</option> })
                .collect_view()
        })
    };
    let add = move |event: leptos::ev::Event| {
        let to = event_target_value(&event);
        if !to.is_empty() {
            from.with_value(|from| bench.make(&[serves(&fresh(), from, &to)]));
        }
    };
    view! {
        <div class="field framework-choice">
            <label class="field-label" for=element.clone()>{t!(framework_page::add_link)}</label>
            <select class="field-input field-select" id=element.clone() on:change=add prop:value="">
                <option value="">"–"</option>
                {targets}
            </select>
        </div>
    }
}

/// Takes a record away; what somebody else writes in it meanwhile keeps it there.
#[component]
pub fn Remove(bench: Bench, record: String, #[prop(optional)] words: bool) -> impl IntoView {
    let record = StoredValue::new(record);
    let remove = move |()| {
        let record = record.get_value();
        let whole = bench.chosen.with_untracked(|chosen| *chosen == record);
        bench.make(&[Edit::Remove { record }]);
        if whole {
            bench.choose(WHOLE);
        }
    };
    view! {
        <Show when=move || bench.writable.get()>
            <Button weight=if words { Weight::Danger } else { Weight::Plain } icon="trash-2" on_press=Callback::new(remove)>
                {t!(framework_page::remove)}
            </Button>
        </Show>
    }
}

/// What is said about a record.
#[component]
pub fn Comments(bench: Bench, record: String) -> impl IntoView {
    let anchor = anchor(&record);
    let about = Signal::derive(move || {
        let whole = || locales::framework_page::whole(bench.language.get()).to_owned();
        bench.name_of(&record).unwrap_or_else(whole)
    });
    let comments = bench.document().comments();
    view! {
        <h3 class="framework-subtitle">{t!(comment::title)}</h3>
        <Threads comments anchor=Signal::stored(anchor) about />
    }
}

fn anchor(record: &str) -> Anchor {
    match Nature::of(record) {
        Some((Nature::Node, id)) => Anchor(format!("node:{id}")),
        Some((Nature::Link, id)) => Anchor(format!("link:{id}")),
        _ => Anchor("cell:whole".to_owned()),
    }
}

/// The record that a thread hangs on.
pub fn record_of(anchor: &Anchor) -> String {
    let part = |start: &str| anchor.0.strip_prefix(start);
    match (part("node:"), part("link:")) {
        (Some(id), _) => Nature::Node.record(id),
        (_, Some(id)) => Nature::Link.record(id),
        _ => WHOLE.to_owned(),
    }
}
