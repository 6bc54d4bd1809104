//! What is left to do, each with a link to it, and signing.

use domain::{failure::Failure, guide::NodeKey};
use leptos::{prelude::*, task::spawn_local};

use super::{
    runner::Runner,
    sections::{question_at, section_of},
    standing::Standing,
};
use crate::{
    components::{
        button::{Button, Weight},
        notice::{FailureNotice, Notice, Tone},
    },
    features::{
        interview::outline::section_title,
        review::{standing::sign, submit::SubmitSection},
    },
    online::use_online,
    t,
};

/// The questions to come back to, each in the first list that fits.
#[derive(Clone, Debug, Default, PartialEq)]
struct Left {
    required: Vec<NodeKey>,
    doubtful: Vec<NodeKey>,
    later: Vec<NodeKey>,
    open: Vec<NodeKey>,
}

impl Left {
    fn of(standings: &[Standing]) -> Self {
        let mut left = Self::default();
        for standing in standings {
            let list = match standing {
                one if one.required && !one.settled => &mut left.required,
                one if one.doubtful => &mut left.doubtful,
                one if one.later => &mut left.later,
                one if !one.settled => &mut left.open,
                _ => continue,
            };
            list.push(standing.key.clone());
        }
        left
    }
}

#[component]
pub fn Finish(runner: Runner) -> impl IntoView {
    let left = Memo::new(move |_| Left::of(&runner.standings().concat()));
    let list =
        move |pick: fn(&Left) -> &Vec<NodeKey>| Signal::derive(move || left.with(|left| pick(left).clone()));
    let ready =
        Signal::derive(move || left.with(|left| left.required.is_empty() && left.doubtful.is_empty()));
    let nothing = move || left.with(|left| *left == Left::default());
    view! {
        <div class="finish">
            <h1 class="conduct-title" tabindex="-1" id="section-title">{t!(interview::finish)}</h1>
            <Show when=nothing>
                <p>{t!(interview::finish_nothing_left)}</p>
            </Show>
            <LeftList runner title=Signal::derive(t!(interview::left_required)) keys=list(|left| &left.required) />
            <LeftList runner title=Signal::derive(t!(interview::left_doubtful)) keys=list(|left| &left.doubtful) />
            <LeftList runner title=Signal::derive(t!(interview::left_later)) keys=list(|left| &left.later) />
            <LeftList runner title=Signal::derive(t!(interview::left_open)) keys=list(|left| &left.open) />
            <Show
                when=move || runner.may_sign
                fallback=|| view! { <p class="sign">{t!(interview::sign_not_yours)}</p> }
            >
                <Sign runner ready />
            </Show>
            <SubmitSection runner ready />
        </div>
    }
}

#[component]
fn LeftList(runner: Runner, title: Signal<&'static str>, keys: Signal<Vec<NodeKey>>) -> impl IntoView {
    let row = move |key: NodeKey| {
        let (own, target) = (key.clone(), key.clone());
        let words = move || {
            let label = runner
                .look(|engine, _| question_at(engine.guide(), &own).map(|question| question.label.clone()));
            let words = label.map(|label| runner.words(&own, &label).0).unwrap_or_default();
            if words.is_empty() { own.name().to_owned() } else { words }
        };
        let section = move || {
            let sections = runner.sections();
            let at = section_of(&sections, &key)?;
            Some(section_title(runner, &sections[at], at))
        };
        view! {
            <li>
                <button type="button" class="left-link" on:click=move |_| runner.go(&target)>
                    <span class="left-words">{words}</span>
                    <span class="left-section">{section}</span>
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || keys.with(|keys| !keys.is_empty())>
            <section class="left">
                <h2 class="left-title">
                    {title} " " <span class="left-count">{move || keys.with(Vec::len)}</span>
                </h2>
                <ul>{move || keys.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}

#[component]
fn Sign(runner: Runner, ready: Signal<bool>) -> impl IntoView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let online = use_online();
    let sign = move || {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let outcome = sign(&runner.document()).await;
            // The page may have been left meanwhile; its signals are gone then.
            busy.try_set(false);
            failure.try_set(outcome.err());
        });
    };
    view! {
        <section class="sign">
            <h2 class="left-title">{t!(interview::sign_title)}</h2>
            <p>{t!(interview::sign_means)}</p>
            <Show when=move || !online.get()>
                <Notice tone=Tone::Waiting>
                    <p>{t!(interview::sign_offline)}</p>
                </Notice>
            </Show>
            <Show when=move || !ready.get()>
                <p class="sign-missing">{t!(interview::sign_missing)}</p>
            </Show>
            <FailureNotice failure />
            <div class="form-actions">
                <Button
                    weight=Weight::Primary
                    icon="signature"
                    busy
                    disabled=Signal::derive(move || !ready.get() || !online.get())
                    on_press=Callback::new(move |()| sign())
                >
                    {t!(interview::sign)}
                </Button>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_is_in_the_first_list_that_fits() {
        let standing = |name: &str, settled, later, required, doubtful| Standing {
            key: NodeKey(name.to_owned()),
            settled,
            later,
            required,
            doubtful,
        };
        let left = Left::of(&[
            standing("done", true, false, true, false),
            standing("must", false, true, true, false),
            standing("odd", true, false, false, true),
            standing("later", false, true, false, false),
            standing("open", false, false, false, false),
        ]);
        let names = |keys: &[NodeKey]| keys.iter().map(|key| key.0.clone()).collect::<Vec<_>>();
        assert_eq!(names(&left.required), ["must"]);
        assert_eq!(names(&left.doubtful), ["odd"]);
        assert_eq!(names(&left.later), ["later"]);
        assert_eq!(names(&left.open), ["open"]);
    }
}
