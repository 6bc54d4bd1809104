//! The logframe matrix: levels down; indicators, sources and assumptions across. Cells are written in where they stand.

use domain::framework::{
    edit::{Edit, serves, tag},
    outline::below,
    records::Nature,
};
use leptos::prelude::*;

use super::{
    bench::{Bench, fresh},
    texts::Typed,
    words,
};
use crate::{
    components::{
        button::{Button, Weight},
        fresh_id,
    },
    t,
};

#[component]
pub fn MatrixView(bench: Bench) -> impl IntoView {
    let all = Memo::new(move |_| {
        bench.framework.with(|framework| {
            let mut nodes: Vec<_> =
                framework.nodes.iter().filter(|node| node.kind.level().is_some()).collect();
            nodes.sort_by_key(|node| node.kind.level());
            nodes.iter().map(|node| (node.id.clone(), node.kind.clone())).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="framework-scroll">
            <table class="framework-table framework-matrix">
                <caption class="aside-aloud">{t!(framework_page::matrix)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(framework::matrix_level)}</th>
                        <th scope="col">{t!(framework::matrix_objective)}</th>
                        <th scope="col">{t!(framework::matrix_indicator)}</th>
                        <th scope="col">{t!(framework::matrix_verification)}</th>
                        <th scope="col">{t!(framework::matrix_assumptions)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || all.get()
                        key=Clone::clone
                        children=move |(id, kind)| {
                            let name = move || {
                                bench.framework.with(|framework| words::kind(framework, &kind, bench.language.get()))
                            };
                            view! {
                                <tr>
                                    <th scope="row">{name}</th>
                                    <td><Objective bench id=id.clone() /></td>
                                    <td><Cells bench id=id.clone() part="text" /></td>
                                    <td><Cells bench id=id.clone() part="verification" /></td>
                                    <td><Assumed bench id /></td>
                                </tr>
                            }
                        }
                    />
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Objective(bench: Bench, id: String) -> impl IntoView {
    let record = Nature::Node.record(&id);
    let (label, chosen) = (fresh_id("objective"), record.clone());
    let tongue = Memo::new(move |_| {
        bench
            .framework
            .with(|framework| framework.node(&id).map_or("", |node| tag(&node.text, bench.language.get())))
    });
    let own = StoredValue::new(record);
    let add = move |()| {
        let (node, link) = (fresh(), fresh());
        let Some((Nature::Node, id)) =
            own.with_value(|own| Nature::of(own).map(|(nature, id)| (nature, id.to_owned())))
        else {
            return;
        };
        let kind =
            bench.framework.with_untracked(|framework| framework.node(&id).map(|node| below(&node.kind)));
        let Some(kind) = kind else { return };
        let after = Some(id.clone());
        bench.make(&[
            Edit::Add { id: node.clone(), kind, text: String::new(), after, place: None },
            serves(&link, &node, &id),
        ]);
    };
    view! {
        <div on:focusin=move |_| bench.choose(&chosen)>
            <label class="aside-aloud" for=label.clone()>{t!(framework::matrix_objective)}</label>
            {move || view! {
                <Typed bench id=label.clone() record=own.get_value() field="text" tag=tongue.get() rows=2 />
            }}
            <Show when=move || bench.writable.get()>
                <Button weight=Weight::Plain icon="corner-down-right" on_press=Callback::new(add)>
                    {t!(framework_page::add_below)}
                </Button>
            </Show>
        </div>
    }
}

/// One text of each indicator of a node.
#[component]
fn Cells(bench: Bench, id: String, part: &'static str) -> impl IntoView {
    let id = StoredValue::new(id);
    let all = Memo::new(move |_| {
        bench.framework.with(|framework| {
            let node = id.with_value(|id| framework.node(id));
            node.into_iter().flat_map(|node| &node.indicators).map(|it| it.id.clone()).collect::<Vec<_>>()
        })
    });
    let cell = move |indicator: String| {
        let record = StoredValue::new(Nature::Indicator.record(&indicator));
        let label = fresh_id("cell");
        let tongue = Memo::new(move |_| bench.language.get().tag());
        let words = move || {
            let language = bench.language.get();
            if part == "text" {
                locales::framework::kind_indicator(language)
            } else {
                locales::framework::matrix_verification(language)
            }
        };
        view! {
            <div class="framework-cell">
                <label class="aside-aloud" for=label.clone()>{words}</label>
                {move || view! {
                    <Typed bench id=label.clone() record=record.get_value() field=part tag=tongue.get() />
                }}
            </div>
        }
    };
    let add = move |()| {
        let indicator = fresh();
        let record = Nature::Indicator.record(&indicator);
        bench.make(&[
            Edit::Indicator { id: indicator, node: id.get_value() },
            Edit::value(&record, "measure", "unit"),
            Edit::value(record, "direction", "rises"),
        ]);
    };
    view! {
        <For each=move || all.get() key=Clone::clone children=cell />
        <Show when=move || part == "text" && bench.writable.get()>
            <Button weight=Weight::Plain icon="plus" on_press=Callback::new(add)>{t!(framework_page::add_indicator)}</Button>
        </Show>
    }
}

/// What must hold for the node to lead on.
#[component]
fn Assumed(bench: Bench, id: String) -> impl IntoView {
    let all = Memo::new(move |_| {
        bench.framework.with(|framework| {
            let own = framework.links.iter().filter(|link| link.from == id);
            own.flat_map(|link| link.assumptions.iter().map(|it| format!("{}/{}", link.id, it.id)))
                .collect::<Vec<_>>()
        })
    });
    let cell = move |path: String| {
        let record = StoredValue::new(Nature::Assumption.record(&path));
        let label = fresh_id("assumed");
        let tongue = Memo::new(move |_| bench.language.get().tag());
        view! {
            <div class="framework-cell">
                <label class="aside-aloud" for=label.clone()>{t!(framework_page::assumption)}</label>
                {move || view! {
                    <Typed bench id=label.clone() record=record.get_value() field="text" tag=tongue.get() />
                }}
            </div>
        }
    };
    view! { <For each=move || all.get() key=Clone::clone children=cell /> }
}
