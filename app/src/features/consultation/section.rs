//! The questions asked on a case, on its page, and asking one.

use domain::{
    consultation::{Ask, Colleague, Consultation, OfCase},
    failure::Failure,
    id::{AccountId, CaseId, ConsultationId},
};
use leptos::{prelude::*, task::spawn_local};

use super::api;
use crate::{
    components::{
        area::Area,
        button::{Button, Weight},
        draft::use_draft,
        fresh_id,
        icon::Icon,
        notice::FailureNotice,
        section::Section,
    },
    device::cache,
    i18n::{dates, use_language},
    recall::{Recalled, recall, show},
    t,
};

#[component]
pub fn OpinionsSection(case: CaseId) -> impl IntoView {
    let opinions = recall(cache::opinions(case), move || api::of_case(case));
    view! {
        <Section title=t!(consultation::title) remark=t!(consultation::remark)>
            {show(opinions, move |of_case| view! { <Opinions case of_case opinions /> })}
        </Section>
    }
}

#[component]
fn Opinions(case: CaseId, of_case: OfCase, opinions: Recalled<OfCase>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let OfCase { asked, colleagues } = of_case;
    let (none, may) = (asked.is_empty(), !colleagues.is_empty());
    let colleagues = StoredValue::new(colleagues);
    view! {
        {none.then(|| view! { <p class="field-hint">{t!(consultation::none)}</p> })}
        <ul class="entries">{asked.into_iter().map(|one| view! { <Asked one /> }).collect_view()}</ul>
        {may
            .then(|| {
                view! {
                    <Show
                        when=move || asking.get()
                        fallback=move || {
                            view! {
                                <div class="form-actions">
                                    <Button
                                        icon="message-square"
                                        on_press=Callback::new(move |()| asking.set(true))
                                    >
                                        {t!(consultation::ask)}
                                    </Button>
                                </div>
                            }
                        }
                    >
                        <AskForm case colleagues=colleagues.get_value() asking opinions />
                    </Show>
                }
            })}
    }
}

/// A question with its answer, or when that is due.
#[component]
fn Asked(one: Consultation) -> impl IntoView {
    let language = use_language();
    let (by, of, due) = (one.by, one.of, one.due);
    let title = move || match &of {
        Some(name) => locales::consultation::asked_of(language.get(), &by, name),
        None => locales::consultation::asked_committee(language.get(), &by),
    };
    let answer = match one.answer {
        Some(answer) => {
            let by = move || {
                let at = dates::date_time(language.get(), answer.at);
                locales::consultation::answered(language.get(), at, &answer.by)
            };
            view! {
                <div class="opinion">
                    <p class="opinion-by">{by}</p>
                    <p class="opinion-reasons">{answer.words}</p>
                </div>
            }
            .into_any()
        }
        None => view! {
            <p class="entry-state entry-waiting">
                <Icon name="clock" />
                <span>{move || locales::consultation::due(language.get(), dates::day(language.get(), due))}</span>
            </p>
        }
        .into_any(),
    };
    view! {
        <li class="entry">
            <p class="entry-more">{title}</p>
            <p class="report-answer">{one.question}</p>
            {answer}
        </li>
    }
}

#[component]
fn AskForm(
    case: CaseId,
    colleagues: Vec<Colleague>,
    asking: RwSignal<bool>,
    opinions: Recalled<OfCase>,
) -> impl IntoView {
    let draft = use_draft(cache::opinion_draft(case));
    let of = RwSignal::new(None::<AccountId>);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let (id, select) = (ConsultationId(uuid::Uuid::now_v7()), fresh_id("of"));
    let blank = Signal::derive(move || draft.text.with(|text| text.trim().is_empty()));
    let ask = move |()| {
        let ask = Ask { id, case, of: of.get_untracked(), question: draft.text.get_untracked() };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::ask(ask).await {
                Ok(now) => {
                    draft.set(String::new());
                    asking.try_set(false);
                    opinions.value.try_set(Some(now));
                }
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
            busy.try_set(false);
        });
    };
    let option = |one: Colleague| {
        let value = one.account.to_string();
        view! { <option value=value>{one.name}</option> }
    };
    view! {
        <div class="field">
            <label class="field-label" for=select.clone()>{t!(consultation::whom)}</label>
            <select
                class="field-input field-select"
                id=select
                autocomplete="off"
                on:change=move |event| of.set(event_target_value(&event).parse().ok())
            >
                <option value="">{t!(consultation::committee)}</option>
                {colleagues.into_iter().map(option).collect_view()}
            </select>
        </div>
        <Area
            label=t!(consultation::question)
            hint=t!(consultation::question_hint)
            value=draft.text
            typed=Callback::new(move |text| draft.set(text))
        />
        <FailureNotice failure unreachable=t!(common::needs_network) />
        <div class="form-actions">
            <Button weight=Weight::Primary icon="send" busy disabled=blank on_press=Callback::new(ask)>
                {t!(consultation::send)}
            </Button>
            <Button weight=Weight::Plain on_press=Callback::new(move |()| asking.set(false))>{t!(review::not_now)}</Button>
        </div>
    }
}
