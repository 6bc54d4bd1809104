//! Comments in the interview: on the question in focus, and all of them.

use domain::comment::{Anchor, Thread};
use leptos::prelude::*;

use super::{
    asked::{Asked, comment_anchor},
    runner::Runner,
};
use crate::{
    components::{
        dialog::Dialog,
        icon::Icon,
        thread::{AllThreads, Threads},
    },
    t,
};

/// The tool of a question that opens its comments, with how many wait.
#[component]
pub fn CommentTool(asked: Asked) -> impl IntoView {
    let language = asked.runner.language;
    let waiting = waiting(asked);
    let words = move || match waiting.get() {
        0 => locales::review::comment(language.get()).to_owned(),
        count => locales::comment::waiting(language.get(), count),
    };
    let open = move |_| asked.runner.commented.set(Some(asked.key()));
    view! {
        <button type="button" class="tool" class:tool-filled=move || waiting.get() != 0 on:click=open>
            {words}
            <span class="aside-aloud">{move || format!(": {}", asked.label.with(|(words, _)| words.clone()))}</span>
        </button>
    }
}

/// How many comments wait on a question that is not in focus.
#[component]
pub fn CommentsSaid(asked: Asked) -> impl IntoView {
    let language = asked.runner.language;
    let waiting = waiting(asked);
    view! {
        <Show when=move || waiting.get() != 0>
            <span class="said-comments">
                <Icon name="message-square" />
                {move || locales::comment::waiting(language.get(), waiting.get())}
            </span>
        </Show>
    }
}

fn waiting(asked: Asked) -> Memo<usize> {
    let threads: Option<Signal<Vec<Thread>>> =
        asked.runner.comments().map(|comments| comments.threads.into());
    Memo::new(move |_| {
        threads.map_or(0, |threads| threads.with(|threads| asked.runner.comments_on(threads, &asked.key())))
    })
}

/// The comments of the question that [`Runner::commented`] names.
#[component]
pub fn CommentsDialog(runner: Runner) -> impl IntoView {
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None);
    Effect::new(move || {
        if let Some(key) = runner.commented.get() {
            shown.set(Some(key));
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            runner.commented.set(None);
        }
    });
    let content = move || {
        let key = shown.get()?;
        let comments = runner.comments()?;
        let anchor = comment_anchor(&key);
        let about = Signal::derive(move || runner.question_words(&key));
        Some(view! {
            <p class="comments-about">{about}</p>
            <Threads comments anchor=Signal::stored(anchor) about />
        })
    };
    view! {
        <Dialog open title=t!(comment::title)>
            {content}
        </Dialog>
    }
}

/// Every comment, each with the way to its question.
#[component]
pub fn AllComments(runner: Runner, #[prop(into)] on_go: Callback<()>) -> impl IntoView {
    let place = move |anchor: Anchor| {
        let key = domain::guide::NodeKey(anchor.as_question()?.to_owned());
        let there = runner.look(|engine, _| engine.state(&key).is_some());
        there.then(|| runner.question_words(&key))
    };
    let go = move |anchor: Anchor| {
        if let Some(path) = anchor.as_question() {
            runner.go(&domain::guide::NodeKey(path.to_owned()));
            on_go.run(());
        }
    };
    runner
        .comments()
        .map(|comments| view! { <AllThreads comments place=Callback::new(place) on_go=Callback::new(go) /> })
}
