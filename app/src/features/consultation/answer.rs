//! The questions that wait for me, each with room for the answer.

use domain::{
    consultation::{Consultation, Reply},
    failure::Failure,
};
use leptos::{prelude::*, task::spawn_local};

use super::api;
use crate::{
    components::{
        area::Area,
        button::{Button, Weight},
        draft::use_draft,
        icon::Icon,
        notice::FailureNotice,
        section::Section,
    },
    device::cache,
    i18n::{dates, use_language},
    recall::{Recalled, recall},
    t,
};

/// Nothing at all while nothing waits.
#[component]
pub fn AskedOfMe() -> impl IntoView {
    let waiting = recall(cache::ASKED_OF_ME.to_owned(), api::waiting);
    move || {
        let asked = waiting.value.get().filter(|asked| !asked.is_empty())?;
        Some(view! {
            <Section title=t!(consultation::of_me) remark=t!(consultation::of_me_remark)>
                <ul class="entries">
                    {asked.into_iter().map(|one| view! { <Question one waiting /> }).collect_view()}
                </ul>
            </Section>
        })
    }
}

#[component]
fn Question(one: Consultation, waiting: Recalled<Vec<Consultation>>) -> impl IntoView {
    let language = use_language();
    let (id, by, due) = (one.id, one.by, one.due);
    let draft = use_draft(cache::opinion_answer(id));
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let blank = Signal::derive(move || draft.text.with(|text| text.trim().is_empty()));
    let answer = move |()| {
        let reply = Reply { id, words: draft.text.get_untracked() };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::answer(reply).await {
                Ok(now) => {
                    draft.set(String::new());
                    waiting.value.try_set(Some(now));
                }
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <li class="entry">
            <p class="entry-title">{one.code.to_string()}</p>
            <p class="entry-more">{t!(consultation::asked_by, by.clone())}</p>
            <p class="report-answer">{one.question}</p>
            <p class="entry-state entry-waiting">
                <Icon name="clock" />
                <span>{move || locales::consultation::due(language.get(), dates::day(language.get(), due))}</span>
            </p>
            <Area label=t!(consultation::answer) value=draft.text typed=Callback::new(move |text| draft.set(text)) />
            <FailureNotice failure unreachable=t!(common::needs_network) />
            <div class="form-actions">
                <Button weight=Weight::Primary icon="send" busy disabled=blank on_press=Callback::new(answer)>
                    {t!(consultation::send)}
                </Button>
            </div>
        </li>
    }
}
