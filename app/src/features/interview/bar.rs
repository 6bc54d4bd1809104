//! The bar at the bottom, under the thumbs: moving about, undo and redo, guidance, and the cover.

use leptos::prelude::*;
use sync::presence::Peer;

use super::{
    past::Past,
    runner::{Runner, Shown},
};
use crate::{
    components::{
        icon::Icon,
        presence::{Here, also_here},
    },
    t,
};

/// What the bar opens and closes besides what the runner holds.
#[derive(Clone, Copy)]
pub struct Panels {
    pub outline: RwSignal<bool>,
    pub guidance: RwSignal<bool>,
    pub covered: RwSignal<bool>,
}

/// The section before or after the one shown, over those that are not relevant.
pub fn neighbour(runner: Runner, forward: bool) -> Option<Shown> {
    let relevant: Vec<bool> =
        runner.sections().iter().map(|one| one.title.is_empty() || runner.state(&one.key).relevant).collect();
    beside(runner.shown.get(), &relevant, forward)
}

fn beside(shown: Shown, relevant: &[bool], forward: bool) -> Option<Shown> {
    let there = |at: &usize| relevant[*at];
    match (shown, forward) {
        (Shown::Section(at), true) => {
            Some((at + 1..relevant.len()).find(there).map_or(Shown::Finish, Shown::Section))
        }
        (Shown::Section(at), false) => (0..at.min(relevant.len())).rev().find(there).map(Shown::Section),
        (Shown::Finish, true) => None,
        (Shown::Finish, false) => (0..relevant.len()).rev().find(there).map(Shown::Section),
    }
}

#[component]
pub fn Bar(
    runner: Runner,
    panels: Panels,
    guidance_shown: Memo<bool>,
    peers: ReadSignal<Vec<Peer>>,
) -> impl IntoView {
    let to = move |forward: bool| {
        if let Some(shown) = untrack(|| neighbour(runner, forward)) {
            runner.show(shown);
        }
    };
    let none = move |forward: bool| Signal::derive(move || neighbour(runner, forward).is_none());
    let never = Signal::derive(|| false);
    view! {
        <div class="bar" role="group" aria-label=t!(interview::tools)>
            <Here peers label=also_here() />
            <Toggle open=panels.outline shown=panels.outline disabled=never icon="list" controls="outline">{t!(interview::outline)}</Toggle>
            <div class="bar-group bar-sections">
                <Tool icon="arrow-left" disabled=none(false) press=Callback::new(move |()| to(false))>
                    {t!(interview::previous)}
                </Tool>
                <Tool icon="arrow-right" disabled=none(true) press=Callback::new(move |()| to(true))>
                    {t!(interview::next)}
                </Tool>
            </div>
            <Tool icon="circle-help" disabled=never press=Callback::new(move |()| runner.go_to_unanswered())>
                {t!(interview::next_unanswered)}
            </Tool>
            <div class="bar-group">
                <Tool
                    icon="undo-2"
                    disabled=Signal::derive(move || !runner.can_undo())
                    press=Callback::new(move |()| runner.undo())
                >
                    {t!(interview::undo)}
                </Tool>
                <Tool
                    icon="redo-2"
                    disabled=Signal::derive(move || !runner.can_redo())
                    press=Callback::new(move |()| runner.redo())
                >
                    {t!(interview::redo)}
                </Tool>
            </div>
            <div class="bar-group bar-past">
                <Tool icon="history" disabled=never press=Callback::new(move |()| runner.past.set(Past::Whole))>
                    {t!(history::title)}
                </Tool>
            </div>
            <Tool icon="eye-off" disabled=never press=Callback::new(move |()| panels.covered.set(true))>
                {t!(interview::cover)}
            </Tool>
            <Toggle
                open=panels.guidance
                shown=guidance_shown
                // What is left to do is no question, so nothing guides it.
                disabled=Signal::derive(move || runner.shown.get() == Shown::Finish)
                icon="message-square"
                controls="guidance"
            >
                {t!(interview::guidance)}
            </Toggle>
        </div>
    }
}

#[component]
fn Tool(
    icon: &'static str,
    disabled: Signal<bool>,
    press: Callback<()>,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="bar-tool" disabled=disabled on:click=move |_| press.run(())>
            <Icon name=icon />
            <span>{children()}</span>
        </button>
    }
}

#[component]
fn Toggle(
    open: RwSignal<bool>,
    #[prop(into)] shown: Signal<bool>,
    disabled: Signal<bool>,
    icon: &'static str,
    controls: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="bar-tool"
            disabled=disabled
            aria-expanded=move || if shown.get() { "true" } else { "false" }
            aria-controls=move || shown.get().then_some(controls)
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon name=icon />
            <span>{children()}</span>
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::{Shown, beside};

    #[test]
    fn neighbours_skip_what_is_not_relevant() {
        let relevant = [true, false, true, false];
        let check = |shown, forward, expected| assert_eq!(beside(shown, &relevant, forward), expected);
        check(Shown::Section(0), true, Some(Shown::Section(2)));
        check(Shown::Section(2), true, Some(Shown::Finish));
        check(Shown::Finish, true, None);
        check(Shown::Finish, false, Some(Shown::Section(2)));
        check(Shown::Section(2), false, Some(Shown::Section(0)));
        check(Shown::Section(0), false, None);
    }
}
