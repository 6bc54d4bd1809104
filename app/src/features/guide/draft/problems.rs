//! What is wrong with the draft, told as it is written, with the way to each.

use domain::{
    guide::draft::{Found, GUIDE, Nature},
    problem::Severity,
};
use leptos::prelude::*;

use super::bench::Bench;
use crate::{components::icon::Icon, t};

/// How many are listed at once.
const LISTED: usize = 200;

#[component]
pub fn Problems(bench: Bench) -> impl IntoView {
    let language = bench.language;
    let found = Memo::new(move |_| {
        bench.checked.with(|checked| checked.found.iter().take(LISTED).cloned().collect::<Vec<_>>())
    });
    let count = move || bench.checked.with(|checked| checked.found.len());
    let row = move |found: Found| {
        let place = StoredValue::new(found.node.clone());
        let words = move || {
            let language = language.get();
            let node = place.with_value(|id| bench.follow(id, |node| node.words(language)));
            if node.is_empty() { locales::draft::whole(language).to_owned() } else { node }
        };
        let is_error = found.problem.severity == Severity::Error;
        let problem = found.problem;
        view! {
            <li class="draft-problem" class:problem-error=is_error>
                <button type="button" class="draft-jump" on:click=move |_| place.with_value(|id| go(bench, id))>
                    <Icon name=if is_error { "circle-alert" } else { "info" } />
                    <span class="draft-problem-place">{words}</span>
                    <span>{move || locales::problem(language.get(), &problem)}</span>
                </button>
            </li>
        }
    };
    view! {
        <section class="draft-problems" aria-label=t!(draft::problems)>
            <h2 class="draft-title">
                <span role="status">
                    {move || match count() {
                        0 => locales::draft::no_problem(language.get()).to_owned(),
                        count => locales::draft::problem_count(language.get(), count),
                    }}
                </span>
            </h2>
            <ul>{move || found.get().into_iter().map(row).collect_view()}</ul>
        </section>
    }
}

/// The panel where it can be mended: of a choice, that of a question with its list.
fn go(bench: Bench, id: &str) {
    let target = bench.look(|draft, outline| {
        let node = draft.node(id)?;
        let list = match node.nature {
            Nature::Choice => outline.parent(id)?.to_owned(),
            Nature::List => id.to_owned(),
            Nature::Term | Nature::Scenario => return Some(GUIDE.to_owned()),
            Nature::Question | Nature::Group | Nature::Repeat => return Some(id.to_owned()),
        };
        let uses = format!("#{list}");
        draft
            .nodes
            .iter()
            .find(|(_, node)| node.place.is_some() && node.field("list") == uses)
            .map(|(id, _)| id.clone())
    });
    bench.go(&target.unwrap_or_else(|| GUIDE.to_owned()));
}

/// Those of one node, above its fields.
#[component]
pub fn ProblemsOf(bench: Bench, id: String) -> impl IntoView {
    let language = bench.language;
    let found = Memo::new(move |_| {
        bench.checked.with(|checked| {
            checked.found.iter().filter(|found| found.node == id).cloned().collect::<Vec<_>>()
        })
    });
    let row = move |found: Found| {
        let part = found.part.clone();
        let words =
            move || locales::guide::lookup(language.get(), &format!("part_{part}")).unwrap_or_default();
        let problem = found.problem;
        view! { <li><strong>{words}</strong>" "{move || locales::problem(language.get(), &problem)}</li> }
    };
    move || {
        let all = found.get();
        (!all.is_empty())
            .then(|| view! { <ul class="draft-own-problems">{all.into_iter().map(row).collect_view()}</ul> })
    }
}
