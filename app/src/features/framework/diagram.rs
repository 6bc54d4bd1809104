//! The diagram: the drawing of boxes and arrows, on the same document.

use std::collections::BTreeMap;

use domain::framework::{
    canvas::{Change, Rule},
    edit::of_change,
    records::Nature,
};
use leptos::prelude::*;

use super::bench::Bench;
use crate::components::drawing::{Drawing, Subject};

#[component]
pub fn Diagram(bench: Bench) -> impl IntoView {
    let on_change = Callback::new(move |change: Change| {
        let language = bench.language.get_untracked();
        let edits = bench.framework.with_untracked(|framework| of_change(&change, framework, language));
        bench.make(&edits);
    });
    let node = |record: &String| match Nature::of(record) {
        Some((Nature::Node, id)) => Some(id.to_owned()),
        _ => None,
    };
    let current = RwSignal::new(bench.chosen.with_untracked(node));
    // The panel follows the drawing.
    Effect::new(move || {
        if let Some(id) = current.get() {
            bench.choose(&Nature::Node.record(&id));
        }
    });
    let subject = Subject {
        framework: bench.framework.into(),
        rule: Rule::Causal,
        editable: bench.writable,
        current,
        on_change,
        on_undo: Callback::new(move |()| bench.undo()),
        on_redo: Callback::new(move |()| bench.redo()),
        marks: Signal::stored(BTreeMap::new()),
    };
    view! { <Drawing subject /> }
}
