//! What is wrong with an answer, under its control. The answer stays.

use std::time::Duration;

use domain::guide::{Kind, Text};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::asked::Asked;
use crate::components::icon::Icon;

/// While somebody types, the half of a number is no mistake yet.
const PATIENCE: Duration = Duration::from_millis(700);

#[component]
pub fn Message(asked: Asked) -> impl IntoView {
    let shown = RwSignal::new(untrack(|| asked.is_doubtful()));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let typed = matches!(asked.question().kind, Kind::Text | Kind::Integer | Kind::Decimal);
    Effect::new(move || {
        asked.value.track();
        let doubtful = asked.is_doubtful();
        stop();
        if !doubtful || !typed || shown.get_untracked() {
            shown.set(doubtful);
        } else {
            let show = move || {
                shown.try_set(true);
            };
            waiting.set_value(set_timeout_with_handle(show, PATIENCE).ok());
        }
    });
    on_cleanup(stop);
    view! {
        <div class="question-message" id=asked.id("message") role="alert">
            {move || shown.get().then(|| view! {
                <Icon name="circle-alert" />
                <span>{move || words(asked)}</span>
            })}
        </div>
    }
}

fn words(asked: Asked) -> String {
    let (question, language) = (asked.question(), asked.runner.language.get());
    if asked.is_junk() {
        let whole = question.kind == Kind::Integer;
        let sentence =
            if whole { locales::interview::no_whole_number } else { locales::interview::no_number };
        return sentence(language).to_owned();
    }
    let message: &Text = &question.constraint_message;
    if message.is_empty() {
        return locales::interview::does_not_fit(language).to_owned();
    }
    asked.runner.words(&asked.key(), message).0
}
