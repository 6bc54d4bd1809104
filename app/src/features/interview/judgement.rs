//! The structured judgement at the end of a section: what protects beside what concerns, what is not known, the answers
//! it rests on, and the appreciation. Nothing is computed from it.

use std::sync::Arc;

use domain::{
    guide::{NodeKey, Purpose},
    interview::judgement::Aspect,
    language::Language,
};
use leptos::prelude::*;

use super::{
    asked::element_id,
    fold::FoldedPart,
    runner::{Runner, margin::Given},
    sections::Section,
};
use crate::{components::live_text::LiveText, t};

pub fn aspect_words(language: Language, aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Protective => locales::judgement::protective(language),
        Aspect::Concerns => locales::judgement::concerns(language),
        Aspect::Unknown => locales::judgement::unknown(language),
        Aspect::Appreciation => locales::judgement::appreciation(language),
    }
}

fn aspect_hint(language: Language, aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Protective => locales::judgement::protective_hint(language),
        Aspect::Concerns => locales::judgement::concerns_hint(language),
        Aspect::Unknown => locales::judgement::unknown_hint(language),
        Aspect::Appreciation => locales::judgement::appreciation_hint(language),
    }
}

/// Folded until it is wanted or says something. Only conversations about a person have one.
#[component]
pub fn JudgementPart(runner: Runner, section: Arc<Section>) -> impl IntoView {
    if runner.look(|engine, _| engine.guide().purpose != Purpose::Interview) {
        return ().into_any();
    }
    let key = StoredValue::new(section.key.clone());
    let section = StoredValue::new(section);
    let written = Memo::new(move |_| key.with_value(|key| !runner.judgement(key).is_blank()));
    let open = RwSignal::new(written.get_untracked());
    let language = runner.language;
    let state = move || match written.get() {
        true => locales::judgement::written(language.get()),
        false => locales::judgement::not_written(language.get()),
    };
    let text = move |aspect: Aspect| view! { <AspectField runner key aspect /> };
    let part = key.with_value(|key| element_id(key, "judgement"));
    view! {
        <FoldedPart title=t!(judgement::title) state open part>
            <p class="judgement-means">{t!(judgement::means)}</p>
            <div class="judgement-pair">
                {text(Aspect::Protective)} {text(Aspect::Concerns)}
            </div>
            {text(Aspect::Unknown)}
            <InformedBy runner key section />
            {text(Aspect::Appreciation)}
        </FoldedPart>
    }
    .into_any()
}

#[component]
fn AspectField(runner: Runner, key: StoredValue<NodeKey>, aspect: Aspect) -> impl IntoView {
    let language = runner.language;
    let text = Memo::new(move |_| key.with_value(|key| runner.judgement(key).text(aspect).to_owned()));
    let id = key.with_value(|key| element_id(key, &format!("judged-{}", aspect.code())));
    let hint = format!("{id}-hint");
    view! {
        <div class="judgement-aspect">
            <label class="field-label" for=id.clone()>{move || aspect_words(language.get(), aspect)}</label>
            <p class="field-hint" id=hint.clone()>{move || aspect_hint(language.get(), aspect)}</p>
            <LiveText
                id
                text=text.into()
                rows=3
                described_by=hint
                on_type=Callback::new(move |text: String| {
                    key.with_value(|key| runner.judge(key, aspect, &text));
                })
                on_leave=Callback::new(|()| ())
            />
        </div>
    }
}

/// The answers of the section, each to be named or not; and those named that are not there any more.
#[component]
fn InformedBy(
    runner: Runner,
    key: StoredValue<NodeKey>,
    section: StoredValue<Arc<Section>>,
) -> impl IntoView {
    let given = Memo::new(move |_| {
        let mut given = section.with_value(|section| runner.given(section));
        let named = key.with_value(|key| runner.judgement(key).informed_by);
        let elsewhere = named.into_iter().filter(|named| !given.iter().any(|one| one.key == *named));
        let elsewhere: Vec<Given> = elsewhere
            .map(|key| Given { question: runner.question_words(&key), key, answer: String::new() })
            .collect();
        given.extend(elsewhere);
        given
    });
    let row = move |one: Given| {
        let own = StoredValue::new(one.key.clone());
        let named = Memo::new(move |_| {
            let judgement = key.with_value(|key| runner.judgement(key));
            own.with_value(|own| judgement.informed_by.contains(own))
        });
        let id = element_id(&one.key, "informs");
        view! {
            <li class="judgement-informing">
                <input
                    type="checkbox"
                    id=id.clone()
                    prop:checked=named
                    on:change=move |event| {
                        let checked = event_target_checked(&event);
                        key.with_value(|key| own.with_value(|own| runner.inform(key, own, checked)));
                    }
                />
                <label for=id>
                    <span>{one.question}</span>
                    <span class="judgement-answer">{one.answer}</span>
                </label>
            </li>
        }
    };
    view! {
        <fieldset class="judgement-aspect">
            <legend class="field-label">{t!(judgement::informed_by)}</legend>
            <Show when=move || given.with(Vec::is_empty)>
                <p class="field-hint">{t!(judgement::nothing_to_name)}</p>
            </Show>
            <ul class="judgement-list">
                <For each=move || given.get() key=|one| (one.key.clone(), one.answer.clone()) children=row />
            </ul>
        </fieldset>
    }
}
