//! The guidance beside the question in focus: only the layers it has, one below the other.

use domain::{
    guide::{Guidance, NodeKey, Text, glossary::pieces},
    language::Language,
};
use leptos::prelude::*;

use super::{runner::Runner, sections::question_at};
use crate::{components::icon::Icon, t};

/// The layers of a question that say something, in the order of use: first what helps while speaking.
pub fn layers(guidance: &Guidance) -> Vec<(Layer, &Text)> {
    let all = [
        (Layer::Say, &guidance.say),
        (Layer::Instruction, &guidance.instruction),
        (Layer::Probes, &guidance.probes),
        (Layer::Anchors, &guidance.anchors),
        (Layer::Why, &guidance.why),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    Say,
    Instruction,
    Probes,
    Anchors,
    Why,
}

impl Layer {
    fn title(self, language: Language) -> &'static str {
        match self {
            Self::Say => locales::interview::guidance_say(language),
            Self::Instruction => locales::interview::guidance_instruction(language),
            Self::Probes => locales::interview::guidance_probes(language),
            Self::Anchors => locales::interview::guidance_anchors(language),
            Self::Why => locales::interview::guidance_why(language),
        }
    }

    fn class(self) -> &'static str {
        if self == Self::Say { "layer layer-say" } else { "layer" }
    }
}

/// Shown while `open`; closing it is remembered by whoever holds the signal.
#[component]
pub fn GuidancePanel(runner: Runner, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let focus = runner.focus;
    let words = move || {
        let key = focus.get()?;
        let read = |key: &NodeKey| {
            let guidance = runner.look(|engine, _| {
                question_at(engine.guide(), key).map(|question| question.guidance.clone())
            })?;
            let worded: Vec<(Layer, String)> = layers(&guidance)
                .into_iter()
                .map(|(layer, text)| (layer, runner.words(key, text).0))
                .collect();
            (!worded.is_empty()).then_some(worded)
        };
        read(&key)
    };
    let words = Memo::new(move |_| words());
    let language = runner.language;
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            on_close.run(());
        }
    };
    view! {
        <aside class="guidance" id="guidance" aria-label=t!(interview::guidance) on:keydown=escape>
            <div class="guidance-head">
                <h2 class="guidance-title">{t!(interview::guidance)}</h2>
                <button type="button" class="tool" on:click=move |_| on_close.run(())>
                    <Icon name="x" />
                    <span>{t!(interview::fold)}</span>
                </button>
            </div>
            {move || match words.get() {
                None => view! { <p class="guidance-none">{t!(interview::guidance_none)}</p> }.into_any(),
                Some(layers) => layers
                    .into_iter()
                    .map(|(layer, text)| view! {
                        <section class=layer.class()>
                            <h3 class="layer-title">{move || layer.title(language.get())}</h3>
                            <Explained runner text />
                        </section>
                    })
                    .collect_view()
                    .into_any(),
            }}
        </aside>
    }
}

/// The words with those of the guide's glossary marked, and what these mean below.
#[component]
fn Explained(runner: Runner, text: String) -> impl IntoView {
    let language = runner.language.get_untracked();
    let terms = runner.look(|engine, _| engine.guide().glossary.clone());
    let words: Vec<&str> = terms.iter().map(|term| term.word.in_language(language).0).collect();
    let pieces = pieces(&text, &words);
    let meanings = pieces
        .iter()
        .filter_map(|piece| terms.get(piece.term?))
        .map(|term| {
            let (word, meaning) = (term.word.in_language(language).0, term.meaning.in_language(language).0);
            view! { <dt>{word.to_owned()}</dt><dd>{meaning.to_owned()}</dd> }
        })
        .collect_view();
    let marked = pieces
        .iter()
        .map(|piece| {
            let words = piece.text.to_owned();
            if piece.term.is_some() { view! { <dfn>{words}</dfn> }.into_any() } else { words.into_any() }
        })
        .collect_view();
    let explains = pieces.iter().any(|piece| piece.term.is_some());
    view! {
        <p class="layer-words">{marked}</p>
        {explains.then(|| view! { <dl class="layer-terms">{meanings}</dl> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_layers_that_say_something_are_shown() {
        let guidance = Guidance {
            why: Text::plain("because"),
            say: Text::plain("hello"),
            probes: Text::plain("  "),
            ..Guidance::default()
        };
        let found: Vec<Layer> = layers(&guidance).into_iter().map(|(layer, _)| layer).collect();
        assert_eq!(found, [Layer::Say, Layer::Why]);
    }
}
