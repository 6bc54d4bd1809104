//! The column: the section shown, and the way to the next.

use std::sync::Arc;

use domain::guide::Purpose;
use leptos::prelude::*;

use super::{
    bar::neighbour,
    finish::Finish,
    items::Items,
    judgement::JudgementPart,
    outline::section_title,
    runner::{Runner, Shown},
    sections::Section,
    told::ToldPart,
};
use crate::{
    components::button::{Button, Weight},
    t,
};

/// Only one section is on the page at a time.
#[component]
pub fn Column(runner: Runner) -> impl IntoView {
    let shown = Memo::new(move |_| runner.shown.get());
    move || match shown.get() {
        Shown::Finish => view! { <Finish runner /> }.into_any(),
        Shown::Section(at) => match runner.sections().get(at) {
            Some(section) => view! { <SectionView runner at section=section.clone() /> }.into_any(),
            None => view! { <Finish runner /> }.into_any(),
        },
    }
}

#[component]
fn SectionView(runner: Runner, at: usize, section: Arc<Section>) -> impl IntoView {
    let count = runner.sections().len();
    let language = runner.language;
    let own = section.clone();
    let title = move || section_title(runner, &own, at);
    let hint_of = section.clone();
    let hint = move || runner.words(&hint_of.key, &hint_of.hint).0;
    let hinted = !section.hint.is_empty();
    let place = move || locales::interview::section_of(language.get(), at + 1, count);
    let next = move || neighbour(runner, true);
    let next_words = move || match next() {
        Some(Shown::Section(at)) => {
            runner.sections().get(at).map(|section| section_title(runner, section, at)).unwrap_or_default()
        }
        _ => locales::interview::finish(language.get()).to_owned(),
    };
    let go = move || {
        if let Some(shown) = untrack(next) {
            runner.show(shown);
        }
    };
    let about_a_person = runner.look(|engine, _| engine.guide().purpose == Purpose::Interview);
    let guide = runner.look(|engine, _| engine.guide().title.clone());
    view! {
        <section class="asked" aria-labelledby="section-title">
            <p class="section-place">
                <span class="section-guide">{move || guide.in_language(language.get()).0.to_owned()}" · "</span>
                {place}
            </p>
            <h1 class="conduct-title" id="section-title" tabindex="-1">{title}</h1>
            {hinted.then(|| view! { <p class="section-hint">{hint}</p> })}
            {(at == 0 && about_a_person).then(|| view! { <ToldPart runner /> })}
            <Items runner items=Arc::new(section.items.clone()) parent=section.parent.clone() level=2 />
            <JudgementPart runner section=section.clone() />
            <footer class="section-end">
                <span class="section-end-words">{t!(interview::next_section)}</span>
                <Button weight=Weight::Quiet icon="arrow-right" on_press=Callback::new(move |()| go())>
                    {next_words}
                </Button>
            </footer>
        </section>
    }
}
