//! Links: the list of all, and the panel of one, with what it supposes and what supports it.

use domain::framework::{edit::Edit, records::Nature};
use leptos::prelude::*;

use super::{
    bench::{Bench, fresh},
    panel::{Comments, Remove},
    texts::{Bilingual, Chosen, Typed, Value},
    words,
};
use crate::{
    components::{
        button::{Button, Weight},
        fresh_id,
    },
    t,
};

/// Every link on a line.
#[component]
pub fn LinksView(bench: Bench) -> impl IntoView {
    let all = Memo::new(move |_| {
        bench.framework.with(|framework| {
            framework
                .links
                .iter()
                .map(|link| (link.id.clone(), link.from.clone(), link.to.clone()))
                .collect::<Vec<_>>()
        })
    });
    let row = move |(id, from, to): (String, String, String)| {
        let record = Nature::Link.record(&id);
        let (open, element) = (record.clone(), fresh_id("rationale"));
        let kinds = Signal::derive(move || words::link_kinds(bench.language.get()));
        let tag = Memo::new(move |_| bench.language.get().tag());
        let (named, labelled) = (record.clone(), element.clone());
        view! {
            <tr>
                <td>
                    <button type="button" class="framework-jump" on:click=move |_| bench.choose(&open)>
                        {move || bench.words_of(&from)}
                    </button>
                </td>
                <td>{move || bench.words_of(&to)}</td>
                <td>
                    <Chosen bench record=record.clone() field="kind" label=t!(framework_page::link_kind) options=kinds aloud=true />
                </td>
                <td>
                    <label class="aside-aloud" for=labelled>{t!(framework_page::rationale)}</label>
                    {move || view! {
                        <Typed bench id=element.clone() record=named.clone() field="rationale" tag=tag.get() />
                    }}
                </td>
                <td><Remove bench record=record.clone() /></td>
            </tr>
        }
    };
    view! {
        <div class="framework-scroll">
            <table class="framework-table">
                <caption class="aside-aloud">{t!(framework_page::links)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(framework_page::from_node)}</th>
                        <th scope="col">{t!(framework_page::to_node)}</th>
                        <th scope="col">{t!(framework_page::link_kind)}</th>
                        <th scope="col">{t!(framework_page::rationale)}</th>
                        <th scope="col"><span class="aside-aloud">{t!(framework_page::tools)}</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || all.get() key=Clone::clone children=row />
                </tbody>
            </table>
        </div>
    }
}

#[component]
pub fn LinkPanel(bench: Bench, id: String) -> impl IntoView {
    let record = Nature::Link.record(&id);
    let own = record.clone();
    let name = Memo::new(move |_| bench.name_of(&own));
    let kinds = Signal::derive(move || words::link_kinds(bench.language.get()));
    let strengths = Signal::derive(move || words::or_none(words::strengths(bench.language.get())));
    let ends = {
        let id = id.clone();
        Memo::new(move |_| {
            bench.framework.with(|framework| {
                let link = framework.links.iter().find(|link| link.id == id)?;
                Some((link.from.clone(), link.to.clone()))
            })
        })
    };
    let end = move |id: String| {
        let record = Nature::Node.record(&id);
        view! {
            <button type="button" class="framework-jump" on:click=move |_| bench.choose(&record)>
                {move || bench.words_of(&id)}
            </button>
        }
    };
    let content = move || {
        let record = record.clone();
        view! {
            <div class="framework-line-of-fields">
                <Chosen bench record=record.clone() field="kind" label=t!(framework_page::link_kind) options=kinds />
                <Chosen bench record=record.clone() field="strength" label=t!(framework_page::strength) options=strengths />
            </div>
            <Bilingual bench record=record.clone() field="rationale" label=t!(framework_page::rationale) rows=2 />
            <Assumptions bench link=id.clone() />
            <EvidenceList bench link=id.clone() />
            <Ratings bench link=id.clone() />
            <Comments bench record=record.clone() />
            <Remove bench record words=true />
        }
    };
    view! {
        <h2 class="framework-title">{t!(framework_page::link)}</h2>
        {move || ends.get().map(|(from, to)| view! {
            <p class="framework-ends">{end(from)}<span aria-hidden="true">" ↓ "</span>{end(to)}</p>
        })}
        <Show
            when=move || name.with(Option::is_some)
            fallback=|| view! { <p class="framework-none">{t!(framework_page::not_there)}</p> }
        >
            {content.clone()}
        </Show>
    }
}

#[component]
fn Assumptions(bench: Bench, link: String) -> impl IntoView {
    let prefix = StoredValue::new(format!("{link}/"));
    let all = Memo::new(move |_| prefix.with_value(|prefix| bench.parts(Nature::Assumption, prefix)));
    let standings = Signal::derive(move || words::standings(bench.language.get()));
    let row = move |record: String| {
        view! {
            <fieldset class="framework-part">
                <legend class="aside-aloud">{t!(framework_page::assumption)}</legend>
                <Bilingual bench record=record.clone() field="text" label=t!(framework_page::assumption) />
                <div class="framework-line-of-fields">
                    <Chosen bench record=record.clone() field="standing" label=t!(framework_page::standing) options=standings />
                    <Remove bench record />
                </div>
            </fieldset>
        }
    };
    let add = move |()| {
        let record = prefix.with_value(|prefix| Nature::Assumption.record(&format!("{prefix}{}", fresh())));
        bench
            .make(&[Edit::AddPart { record: record.clone() }, Edit::value(record, "standing", "unreviewed")]);
    };
    view! {
        <h3 class="framework-subtitle">{t!(framework_page::assumptions)}</h3>
        <For each=move || all.get() key=Clone::clone children=row />
        <Show when=move || bench.writable.get()>
            <Button weight=Weight::Plain icon="plus" on_press=Callback::new(add)>{t!(framework_page::add_assumption)}</Button>
        </Show>
    }
}

#[component]
fn EvidenceList(bench: Bench, link: String) -> impl IntoView {
    let prefix = StoredValue::new(format!("{link}/"));
    let all = Memo::new(move |_| prefix.with_value(|prefix| bench.parts(Nature::Evidence, prefix)));
    let stances = Signal::derive(move || words::stances(bench.language.get()));
    let row = move |record: String| {
        view! {
            <fieldset class="framework-part">
                <legend class="aside-aloud">{t!(framework_page::evidence)}</legend>
                <Bilingual bench record=record.clone() field="text" label=t!(framework_page::finding) />
                <Bilingual bench record=record.clone() field="source" label=t!(framework_page::source) />
                <div class="framework-line-of-fields">
                    <Chosen bench record=record.clone() field="stance" label=t!(framework_page::stance) options=stances />
                    <Value bench record=record.clone() field="address" label=t!(framework_page::address) kind="url" />
                    <Remove bench record />
                </div>
            </fieldset>
        }
    };
    let add = move |()| {
        let record = prefix.with_value(|prefix| Nature::Evidence.record(&format!("{prefix}{}", fresh())));
        bench.make(&[Edit::AddPart { record: record.clone() }, Edit::value(record, "stance", "for")]);
    };
    view! {
        <h3 class="framework-subtitle">{t!(framework_page::evidence)}</h3>
        <For each=move || all.get() key=Clone::clone children=row />
        <Show when=move || bench.writable.get()>
            <Button weight=Weight::Plain icon="plus" on_press=Callback::new(add)>{t!(framework_page::add_evidence)}</Button>
        </Show>
    }
}

/// What each cycle thought of the link.
#[component]
fn Ratings(bench: Bench, link: String) -> impl IntoView {
    let cycles = Memo::new(move |_| {
        bench.framework.with(|framework| framework.cycles.iter().map(|it| it.number).collect::<Vec<_>>())
    });
    let strengths = Signal::derive(move || words::or_none(words::strengths(bench.language.get())));
    let row = move |cycle: u32| {
        let record = Nature::Rating.record(&format!("{link}/{cycle}"));
        let label = move || locales::framework_page::cycle(bench.language.get(), cycle);
        view! {
            <fieldset class="framework-part">
                <legend class="aside-aloud">{label}</legend>
                <Chosen bench record=record.clone() field="strength" label options=strengths />
                <Bilingual bench record field="reason" label=t!(framework_page::reason) />
            </fieldset>
        }
    };
    view! {
        <Show when=move || cycles.with(|cycles| !cycles.is_empty())>
            <h3 class="framework-subtitle">{t!(framework_page::ratings)}</h3>
            <For each=move || cycles.get() key=|cycle| *cycle children=row.clone() />
        </Show>
    }
}
