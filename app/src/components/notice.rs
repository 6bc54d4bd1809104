//! A notice: a sentence that stands apart, with an icon and, for a reader, a role.

use domain::failure::Failure;
use leptos::prelude::*;

use crate::{components::icon::Icon, i18n::use_language};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Info,
    Waiting,
    Problem,
    Done,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Info => "notice notice-info",
            Self::Waiting => "notice notice-waiting",
            Self::Problem => "notice notice-problem",
            Self::Done => "notice notice-done",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Waiting => "clock",
            Self::Problem => "triangle-alert",
            Self::Done => "check",
        }
    }

    /// A problem interrupts the reader, the rest waits for a pause.
    fn role(self) -> &'static str {
        match self {
            Self::Problem => "alert",
            Self::Info | Self::Waiting | Self::Done => "status",
        }
    }
}

#[component]
pub fn Notice(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class=tone.class() role=tone.role()>
            <Icon name=tone.icon() />
            <div class="notice-words">{children()}</div>
        </div>
    }
}

/// The sentence of a failure, when there is one.
#[component]
pub fn FailureNotice(#[prop(into)] failure: Signal<Option<Failure>>) -> impl IntoView {
    let language = use_language();
    move || {
        let failure = failure.get()?;
        // Being without network is no fault: it waits.
        let tone = if failure == Failure::Unreachable { Tone::Waiting } else { Tone::Problem };
        let sentence = move || locales::failure(language.get(), &failure);
        Some(view! { <Notice tone><p>{sentence}</p></Notice> })
    }
}
