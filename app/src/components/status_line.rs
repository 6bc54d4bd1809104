//! Where what was typed is right now. It says what [`Status`] proves and nothing more.

use domain::language::Language;
use leptos::prelude::*;
use locales::common;
use sync::client::progress::Progress;

use crate::{
    components::icon::Icon,
    i18n::{dates, use_language},
    sync::{Status, Why, use_sync},
};

#[component]
pub fn StatusLine() -> impl IntoView {
    let (sync, language) = (use_sync(), use_language());
    let (status, progress) = (sync.status(), sync.progress());
    let saving = move || status.with(|status| *status == Status::Saving);
    view! {
        <div class=move || status.with(class)>
            // While something is being saved the line is busy: a screen reader waits for what comes of it.
            <p role="status" aria-live="polite" aria-busy=move || saving().then_some("true")>
                <Icon name=Signal::derive(move || status.with(icon)) />
                <span>{move || status.with(|status| words(language.get(), status))}</span>
            </p>
            // Nobody needs to hear each document arrive.
            {move || progress.get().map(|Progress { here, all }| view! {
                <p class="status-progress">{common::status_fetching(language.get(), all, here)}</p>
            })}
        </div>
    }
}

fn words(language: Language, status: &Status) -> String {
    match status {
        Status::Saving => common::status_saving(language).to_owned(),
        Status::Saved => common::status_saved(language).to_owned(),
        Status::Waiting { count } => common::status_waiting(language, *count),
        Status::Sent { at } => common::status_sent(language, dates::clock(language, *at)),
        Status::CannotSave { why: Why::Full } => common::status_full(language).to_owned(),
        Status::CannotSave { why: Why::Unavailable } => common::status_unavailable(language).to_owned(),
    }
}

fn icon(status: &Status) -> &'static str {
    match status {
        Status::Saving => "pen-line",
        Status::Saved => "hard-drive",
        Status::Waiting { .. } => "clock",
        Status::Sent { .. } => "check",
        Status::CannotSave { .. } => "triangle-alert",
    }
}

fn class(status: &Status) -> &'static str {
    match status {
        Status::Saving | Status::Saved | Status::Sent { .. } => "status",
        Status::Waiting { .. } => "status status-waiting",
        Status::CannotSave { .. } => "status status-fault",
    }
}
