//! The guide as it would be asked, on answers that nobody keeps.

use std::sync::Arc;

use domain::guide::Guide;
use leptos::prelude::*;

use super::bench::{Bench, context};
use crate::{
    features::interview::{
        items::{Items, Title},
        runner::Runner,
        sections::Section,
    },
    sync::OpenInterview,
    t,
};

/// It follows the draft: once something was changed and checked, the guide runs anew on the answers given so far.
#[component]
pub fn Preview(bench: Bench) -> impl IntoView {
    let answers = StoredValue::new(OpenInterview::aside());
    let guide = Memo::new(move |_| bench.checked.with(|checked| Run(checked.guide.clone())));
    let again = RwSignal::new(0_u32);
    let restart = move |_| {
        answers.set_value(OpenInterview::aside());
        again.update(|again| *again = again.wrapping_add(1));
    };
    view! {
        <section class="draft-preview" aria-label=t!(draft::preview)>
            <div class="draft-head">
                <h2 class="draft-title">{t!(draft::preview)}</h2>
                <button type="button" class="tool" on:click=restart>{t!(draft::preview_again)}</button>
            </div>
            {move || {
                again.track();
                let Run(guide) = guide.get();
                let runner = Runner::new(&guide, context(), answers.get_value(), bench.language);
                runner.sections().into_iter().map(|section| view! { <Part runner section /> }).collect_view()
            }}
        </section>
    }
}

/// Guides are compared by what they say: what differs in nothing does not start anew.
#[derive(Clone, PartialEq)]
struct Run(Arc<Guide>);

#[component]
fn Part(runner: Runner, section: Arc<Section>) -> impl IntoView {
    let own = section.clone();
    let words = move || runner.words(&own.key, &own.title).0;
    let titled = !section.title.is_empty();
    view! {
        {titled.then(|| view! { <Title level=3 class="group-title">{words}</Title> })}
        <Items runner items=Arc::new(section.items.clone()) parent=section.parent.clone() level=4 />
    }
}
