//! What can be done with a report now, and what has been done.

use domain::{
    failure::Failure,
    report::{Act, Report, Step, Take},
};
use leptos::{prelude::*, task::spawn_local};

use super::api;
use crate::{
    components::{
        area::Area,
        button::{Button, ButtonLink, Weight},
        draft::use_draft,
        notice::FailureNotice,
    },
    device::cache,
    i18n::{dates, use_language},
    t,
};

/// The words of a button.
fn act_words(act: Act) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let language = use_language();
    move || locales::report::lookup(language.get(), &format!("do_{}", act.code())).unwrap_or_default()
}

fn icon(act: Act) -> &'static str {
    match act {
        Act::Approve | Act::Receive | Act::Read => "check",
        Act::Return | Act::Withdraw => "undo-2",
        Act::Answer | Act::Complete => "send",
        Act::Rectify | Act::Resubmit => "pen-line",
    }
}

/// What moves the report on is the one primary button.
fn weight(act: Act) -> Weight {
    match act {
        Act::Approve | Act::Receive | Act::Read | Act::Answer | Act::Complete | Act::Resubmit => {
            Weight::Primary
        }
        Act::Return | Act::Withdraw => Weight::Quiet,
        Act::Rectify => Weight::Plain,
    }
}

/// A step about to be sent, and what follows once it is taken.
struct Said {
    act: Act,
    words: String,
    done: Callback<()>,
}

/// The buttons, and the words that some of them take.
#[component]
pub fn Acts(report: Report, changed: Callback<Report>) -> impl IntoView {
    let id = report.summary.id;
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let open = RwSignal::new(None::<Act>);
    let take = Callback::new(move |Said { act, words, done }: Said| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::take(Take { id, act, words }).await {
                Ok(report) => {
                    done.try_run(());
                    changed.try_run(report);
                }
                Err(error) => drop(failure.try_set(Some(error.0))),
            }
            busy.try_set(false);
        });
    });
    let button = move |act: Act| {
        if act == Act::Resubmit {
            let href = format!("/cases/{}/report?again={id}", report.summary.case);
            return view! {
                <ButtonLink href weight=weight(act) icon=icon(act)>{t!(report::again)}</ButtonLink>
            }
            .into_any();
        }
        let press = move |()| {
            if act.needs_words() {
                open.set(Some(act));
            } else {
                take.run(Said { act, words: String::new(), done: Callback::new(|()| {}) });
            }
        };
        view! {
            <Button weight=weight(act) icon=icon(act) busy on_press=Callback::new(press)>{act_words(act)}</Button>
        }
        .into_any()
    };
    let approves = report.may.contains(&Act::Approve);
    let may = report.may.clone();
    view! {
        {approves.then(|| view! { <p>{t!(report::approve_means)}</p> })}
        <FailureNotice failure unreachable=t!(common::needs_network) />
        <div class="form-actions">{may.into_iter().map(button).collect_view()}</div>
        {move || open.get().map(|act| view! { <WithWords act id open take busy /> })}
    }
}

#[component]
fn WithWords(
    act: Act,
    id: domain::id::ReportId,
    open: RwSignal<Option<Act>>,
    take: Callback<Said>,
    busy: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let draft = use_draft(cache::report_words(id, act.code()));
    let label =
        move || locales::report::lookup(language.get(), &format!("words_{}", act.code())).unwrap_or_default();
    let blank = Signal::derive(move || draft.text.with(|text| text.trim().is_empty()));
    let send = move |()| {
        // What is refused stays as it was typed.
        let done = Callback::new(move |()| draft.set(String::new()));
        take.run(Said { act, words: draft.text.get_untracked(), done });
    };
    view! {
        <Area label value=draft.text rows=5 typed=Callback::new(move |text| draft.set(text)) />
        <div class="form-actions">
            <Button weight=Weight::Primary icon="send" busy disabled=blank on_press=Callback::new(send)>
                {t!(report::send)}
            </Button>
            <Button weight=Weight::Plain on_press=Callback::new(move |()| open.set(None))>{t!(review::not_now)}</Button>
        </div>
    }
}

/// Every step, oldest first.
#[component]
pub fn Course(steps: Vec<Step>) -> impl IntoView {
    let language = use_language();
    let row = move |step: Step| {
        let words = step.words.clone();
        let said = move || {
            let key = format!("step_{}", step.act);
            let template = locales::report::lookup(language.get(), &key).unwrap_or_default();
            let at = dates::date_time(language.get(), step.at);
            template.replace("{name}", &step.by).replace("{at}", &at)
        };
        view! {
            <li class="review-step">
                <p>{said}</p>
                {(!words.is_empty()).then(|| view! { <p class="review-reason">{words}</p> })}
            </li>
        }
    };
    view! { <ol class="review-steps">{steps.into_iter().map(row).collect_view()}</ol> }
}
