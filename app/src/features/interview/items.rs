//! The questions, groups and repeats of a section, one after the other.

use std::sync::Arc;

use domain::guide::{Group, Item, NodeKey};
use leptos::prelude::*;

use super::{asked::element_id, controls::repeat::RepeatView, question::QuestionView, runner::Runner};

/// `level` is that of the headings of groups in it.
#[component]
pub fn Items(runner: Runner, items: Arc<Vec<Item>>, parent: NodeKey, level: u8) -> impl IntoView {
    let one = |item: &Item| {
        let key = parent.child(item.name());
        match item {
            Item::Question(question) if !question.kind.is_shown() => ().into_any(),
            Item::Question(question) => {
                view! { <QuestionView runner key question=Arc::new(question.as_ref().clone()) /> }.into_any()
            }
            Item::Group(group) => {
                view! { <GroupView runner key group=Arc::new(group.clone()) level /> }.into_any()
            }
            Item::Repeat(repeat) => {
                view! { <RepeatView runner key repeat=Arc::new(repeat.clone()) level /> }.into_any()
            }
        }
    };
    items.iter().map(one).collect::<Vec<_>>()
}

/// A group inside a section: a heading, where it has words, and its questions.
#[component]
fn GroupView(runner: Runner, key: NodeKey, group: Arc<Group>, level: u8) -> AnyView {
    let key = StoredValue::new(key);
    let group = StoredValue::new(group);
    let relevant = Memo::new(move |_| key.with_value(|key| runner.state(key).relevant));
    let words = move || key.with_value(|key| group.with_value(|group| runner.words(key, &group.label).0));
    let hint = move || key.with_value(|key| group.with_value(|group| runner.words(key, &group.hint).0));
    let titled = group.with_value(|group| !group.label.is_empty());
    let hinted = group.with_value(|group| !group.hint.is_empty());
    let below = if titled { level.saturating_add(1) } else { level };
    view! {
        <Show when=move || relevant.get()>
            <div class="group" class:group-titled=titled id=key.with_value(|key| element_id(key, "question"))>
                {titled
                    .then(|| view! { <Title level class="group-title">{words}</Title> })}
                {hinted.then(|| view! { <p class="question-hint">{hint}</p> })}
                <Items
                    runner
                    items=Arc::new(group.with_value(|group| group.items.clone()))
                    parent=key.get_value()
                    level=below
                />
            </div>
        </Show>
    }
    .into_any()
}

/// A heading of a level that the nesting decides.
#[component]
pub fn Title(level: u8, class: &'static str, children: Children) -> impl IntoView {
    match level {
        0..=2 => view! { <h2 class=class>{children()}</h2> }.into_any(),
        3 => view! { <h3 class=class>{children()}</h3> }.into_any(),
        4 => view! { <h4 class=class>{children()}</h4> }.into_any(),
        5 => view! { <h5 class=class>{children()}</h5> }.into_any(),
        _ => view! { <h6 class=class>{children()}</h6> }.into_any(),
    }
}
