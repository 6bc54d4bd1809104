//! What is left to do, the answer of the person, and the signature.

use domain::{
    document::{Home, Kind},
    failure::Failure,
    plan::{Agreement, Finding, PLAN, Repin, SignPlan, Standing},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_navigate};

use super::{
    api,
    bench::Bench,
    days,
    fields::{Choice, DayField, Words, codes, worded},
    page::Opened,
};
use crate::{
    api::ApiError,
    components::{
        button::{Button, Weight},
        icon::Icon,
        notice::{FailureNotice, Notice, Tone},
    },
    online::use_online,
    sync::use_sync,
    t,
};

#[component]
pub fn Finish(bench: Bench, opened: StoredValue<Opened>) -> impl IntoView {
    view! {
        <RepinList bench />
        <LeftList bench />
        <RemovedList bench />
        <section class="plan-part-section">
            <h2 class="plan-part-title">{t!(plan::agreement)}</h2>
            <p class="plan-hint">{t!(plan::agreement_advice)}</p>
            <div class="plan-line">
                <Choice
                    bench
                    id=PLAN.to_owned()
                    field="agreement"
                    label=t!(plan::answer)
                    options=worded(bench, "agreement", codes!(Agreement))
                    none=t!(plan::not_said)
                />
                <DayField bench id=PLAN.to_owned() field="agreed_on" label=t!(plan::agreed_on) />
            </div>
            <Words bench id=PLAN.to_owned() field="agreement_words" label=t!(plan::agreement_words) rows=2 class="plan-voice" />
        </section>
        <section class="plan-part-section">
            <h2 class="plan-part-title">{t!(plan::signing)}</h2>
            <Signing bench opened />
        </section>
    }
}

/// What is missing or at odds, each with the way there.
#[component]
fn LeftList(bench: Bench) -> impl IntoView {
    let row = move |finding: Finding| {
        let words = locales::problem(bench.language.get(), &finding.problem);
        let name = bench.reading.with(|reading| name_of(reading, &finding.record));
        let error = finding.is_error();
        view! {
            <li>
                <button type="button" class="left-link" on:click=move |_| bench.go(&finding.record)>
                    <span class="left-words">
                        <Icon name=if error { "circle-alert" } else { "info" } />
                        " "
                        {words}
                    </span>
                    <span class="left-section">{name}</span>
                </button>
            </li>
        }
    };
    let is_clear = move || bench.findings.with(|findings| findings.is_empty());
    view! {
        <section class="plan-part-section">
            <h2 class="plan-part-title">{t!(plan::left)}</h2>
            <Show when=is_clear>
                <p>{t!(plan::nothing_left)}</p>
            </Show>
            <ul class="plan-left">
                {move || bench.findings.get().iter().cloned().map(row).collect_view()}
            </ul>
        </section>
    }
}

/// The words of a record, for a list in which it stands alone.
fn name_of(reading: &domain::plan::Reading, record: &str) -> String {
    let goals = reading.goals.iter();
    let found = goals.clone().find(|goal| goal.id == record).map(|goal| goal.title.as_str());
    let activity = || {
        let mut all = goals.flat_map(|goal| &goal.activities);
        all.find(|activity| activity.id == record).map(|activity| activity.what.as_str())
    };
    found.or_else(activity).unwrap_or_default().to_owned()
}

/// Goals whose framework has moved on.
#[component]
fn RepinList(bench: Bench) -> impl IntoView {
    let list = Memo::new(move |_| {
        bench.published.with(|published| {
            let published = published.as_deref().unwrap_or_default();
            bench.reading.with(|reading| reading.to_repin(published))
        })
    });
    let row = move |one: Repin| view! { <RepinRow bench one /> };
    view! {
        <Show when=move || list.with(|list| !list.is_empty())>
            <section class="plan-part-section">
                <h2 class="plan-part-title">{t!(plan::repin)}</h2>
                <p class="plan-hint">{t!(plan::repin_advice)}</p>
                <ul class="plan-rows">{move || list.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}

#[component]
fn RepinRow(bench: Bench, one: Repin) -> impl IntoView {
    let language = bench.language.get();
    let title = bench.reading.with(|reading| name_of(reading, &one.goal));
    let was = one.was.label.in_language(language).0.to_owned();
    let became = match &one.standing {
        Standing::Same => locales::plan::standing_same(language).to_owned(),
        Standing::Reworded { now } => locales::plan::standing_reworded(language, now.in_language(language).0),
        Standing::Reconnected => locales::plan::standing_reconnected(language).to_owned(),
        Standing::Changed => locales::plan::standing_changed(language).to_owned(),
        Standing::Gone => locales::plan::standing_gone(language).to_owned(),
    };
    let (goal, newest, now) = (StoredValue::new(one.goal), one.newest, StoredValue::new(one.now));
    let keep = move |_| goal.with_value(|goal| bench.set_field(goal, "kept", &newest.to_string()));
    let adopt = move |_| {
        let value = now.with_value(|now| now.as_ref().and_then(|pin| serde_json::to_string(pin).ok()));
        if let Some(value) = value {
            goal.with_value(|goal| bench.set_field(goal, "pin", &value));
        }
    };
    view! {
        <li class="plan-remark">
            <p class="plan-row-title">{title}</p>
            <p>{was}</p>
            <p class="plan-hint">{became}</p>
            <div class="plan-tools">
                {now.with_value(Option::is_some).then(|| view! { <button type="button" class="tool" on:click=adopt>{t!(plan::adopt)}</button> })}
                <button type="button" class="tool" on:click=keep>{t!(plan::keep)}</button>
                <button type="button" class="tool" on:click=move |_| goal.with_value(|goal| bench.go(goal))>
                    {t!(plan::see_goal)}
                </button>
            </div>
        </li>
    }
}

/// What was taken out and says something: nothing written is lost.
#[component]
fn RemovedList(bench: Bench) -> impl IntoView {
    let removed = Memo::new(move |_| bench.reading.with(|reading| reading.removed.clone()));
    let row = move |one: domain::plan::Removed| {
        let kind = super::goal::lookup(bench, "nature", one.nature.code());
        view! {
            <li class="plan-removed">
                <span class="plan-row-more">{kind}</span>
                <span>{one.words}</span>
                <Show when=move || bench.writable.get()>
                    {
                        let id = one.id.clone();
                        view! {
                            <button type="button" class="tool" on:click=move |_| bench.put_back(&id)>
                                {t!(plan::put_back)}
                            </button>
                        }
                    }
                </Show>
            </li>
        }
    };
    view! {
        <Show when=move || removed.with(|removed| !removed.is_empty())>
            <details class="plan-more">
                <summary>{t!(plan::removed)}</summary>
                <ul class="plan-rows">{move || removed.get().into_iter().map(row).collect_view()}</ul>
            </details>
        </Show>
    }
}

#[component]
fn Signing(bench: Bench, opened: StoredValue<Opened>) -> impl IntoView {
    let frozen = bench.document().frozen;
    let may_sign = opened.with_value(|opened| opened.may_sign);
    view! {
        <Show
            when=move || frozen.get()
            fallback=move || {
                if may_sign {
                    view! { <Sign bench /> }.into_any()
                } else {
                    view! { <p>{t!(plan::sign_not_yours)}</p> }.into_any()
                }
            }
        >
            <Notice tone=Tone::Done>
                <p>{t!(plan::signed)}</p>
            </Notice>
            <GoOn bench opened />
        </Show>
    }
}

#[component]
fn Sign(bench: Bench) -> impl IntoView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let online = use_online();
    let obstacles = Memo::new(move |_| {
        let today = days::today();
        bench.reading.with(|reading| reading.obstacles_to_signing(today))
    });
    let press = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        let document = bench.document();
        spawn_local(async move {
            let outcome = async {
                document.send().await?;
                let sign = SignPlan { id: document.id, state_vector: document.state_vector() };
                api::sign(sign).await.map_err(|ApiError(failure)| failure)?;
                document.froze();
                Ok(())
            };
            let outcome = outcome.await;
            // The page may have been left meanwhile; its signals are gone then.
            busy.try_set(false);
            failure.try_set(outcome.err());
        });
    });
    let sentences = move || {
        let language = bench.language.get();
        let row = |finding: &Finding| {
            let (words, record) = (locales::problem(language, &finding.problem), finding.record.clone());
            let goes = record != PLAN;
            view! {
                <li>
                    {if goes {
                        view! { <button type="button" class="plan-link" on:click=move |_| bench.go(&record)>{words}</button> }.into_any()
                    } else {
                        words.into_any()
                    }}
                </li>
            }
        };
        obstacles.with(|obstacles| obstacles.iter().map(row).collect_view())
    };
    let ready = move || obstacles.with(Vec::is_empty);
    view! {
        <p>{t!(plan::sign_meaning)}</p>
        <Show when=move || !ready()>
            <div class="plan-wait">
                <p>{t!(plan::sign_waits)}</p>
                <ul>{sentences}</ul>
            </div>
        </Show>
        <Show when=move || !online.get()>
            <p class="plan-hint">{t!(plan::sign_offline)}</p>
        </Show>
        <div class="form-actions">
            <Button
                weight=Weight::Primary
                icon="pen-line"
                busy
                disabled=Signal::derive(move || !ready() || !online.get())
                on_press=press
            >
                {t!(plan::sign)}
            </Button>
        </div>
        <FailureNotice failure />
    }
}

/// A signed plan never changes; another goes on from it.
#[component]
fn GoOn(bench: Bench, opened: StoredValue<Opened>) -> impl IntoView {
    let (sync, navigate) = (use_sync(), use_navigate());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let press = Callback::new(move |()| {
        let document = bench.document();
        let Some(case) = document.home.case() else { return };
        busy.set(true);
        let (next, navigate) = (document.plan().continued(document.id), navigate.clone());
        spawn_local(async move {
            let started = sync.begin(Kind::Plan, Home::Case(case), |document| {
                if let Some(plan) = document.as_plan() {
                    plan.fill(&next);
                }
            });
            match started.await {
                Ok(id) => navigate(&format!("/plans/{id}"), Default::default()),
                Err(refused) => drop(failure.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    });
    let print = opened.with_value(|opened| format!("/plans/{}/print", opened.document.id));
    let may_start = opened.with_value(|opened| opened.may_start);
    view! {
        <div class="form-actions">
            {may_start.then(|| view! { <Button icon="arrow-right" busy on_press=press>{t!(plan::go_on)}</Button> })}
            <A href=print attr:class="button button-quiet">
                <Icon name="printer" />
                <span class="button-words">{t!(plan::copy)}</span>
            </A>
        </div>
        <FailureNotice failure />
    }
}
