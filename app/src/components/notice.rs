//! A notice: a sentence that stands apart, with an icon and, for a reader, a role.

use domain::failure::Failure;
use leptos::{prelude::*, text_prop::TextProp};

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

/// The sentence of a failure, when there is one. `unreachable` replaces the usual sentence for being without network,
/// which promises that work goes on: some things need the server.
#[component]
pub fn FailureNotice(
    #[prop(into)] failure: Signal<Option<Failure>>,
    #[prop(optional, into)] unreachable: Option<TextProp>,
) -> impl IntoView {
    let language = use_language();
    move || {
        let failure = failure.get()?;
        // Being without network is no fault: it waits.
        let away = failure == Failure::Unreachable;
        let tone = if away { Tone::Waiting } else { Tone::Problem };
        let unreachable = unreachable.clone().filter(|_| away);
        let sentence = move || match &unreachable {
            Some(sentence) => sentence.get().to_string(),
            None => locales::failure(language.get(), &failure),
        };
        Some(view! { <Notice tone><p>{sentence}</p></Notice> })
    }
}
