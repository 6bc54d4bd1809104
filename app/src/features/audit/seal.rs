//! The seal of the log: checking the chain, taking its newest link along, and checking against one that was kept.

use domain::{
    audit::{Head, Verified, Wrong},
    failure::Failure,
    language::Language,
};
use leptos::{html, prelude::*, task::spawn_local};
use locales::audit as words;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::api;
use crate::{
    components::{
        button::Button,
        download::download,
        notice::{FailureNotice, Notice, Tone},
        section::Section,
    },
    i18n::use_language,
    t,
};

/// What the last check found, and whether it was against a kept seal.
type Found = Option<(Verified, bool)>;

#[component]
pub fn Seal() -> impl IntoView {
    let language = use_language();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let (found, empty) = (RwSignal::new(Found::default()), RwSignal::new(false));
    let input = NodeRef::<html::Input>::new();
    let run = move |task: Task| {
        busy.set(true);
        failure.set(None);
        found.set(None);
        empty.set(false);
        spawn_local(async move {
            match task.run().await {
                Ok(Outcome::Found(verified, kept)) => drop(found.try_set(Some((verified, kept)))),
                Ok(Outcome::Saved) => {}
                Ok(Outcome::Empty) => drop(empty.try_set(true)),
                Err(error) => drop(failure.try_set(Some(error))),
            }
            busy.try_set(false);
        });
    };
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file may be chosen again.
        input.set_value("");
        if let Some(file) = file {
            run(Task::Compare(file));
        }
    };
    let choose = move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <Section title=t!(audit::seal_title) remark=t!(audit::seal_remark)>
            <div class="form-actions">
                <Button icon="shield-check" busy on_press=Callback::new(move |()| run(Task::Check))>
                    {t!(audit::seal_check)}
                </Button>
                <Button icon="download" busy on_press=Callback::new(move |()| run(Task::Take))>
                    {t!(audit::seal_take)}
                </Button>
                <Button icon="file-up" busy on_press=Callback::new(choose)>{t!(audit::seal_compare)}</Button>
            </div>
            <input
                node_ref=input
                class="aside-aloud"
                type="file"
                tabindex="-1"
                aria-label=t!(audit::seal_compare)
                accept=".json,application/json"
                on:change=chosen
            />
            <Show when=move || empty.get()>
                <Notice>{t!(audit::seal_empty)}</Notice>
            </Show>
            {move || {
                let (verified, kept) = found.get()?;
                let tone = if verified.wrong.is_some() { Tone::Problem } else { Tone::Done };
                Some(view! { <Notice tone>{move || sentence(language.get(), &verified, kept)}</Notice> })
            }}
            <FailureNotice failure unreachable=t!(common::needs_network) />
        </Section>
    }
}

enum Task {
    Check,
    Take,
    Compare(File),
}

enum Outcome {
    Found(Verified, bool),
    Saved,
    Empty,
}

impl Task {
    async fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Check => Ok(Outcome::Found(api::verify(None).await.map_err(|error| error.0)?, false)),
            Self::Compare(file) => {
                let kept = read(&file).await?;
                Ok(Outcome::Found(api::verify(Some(kept)).await.map_err(|error| error.0)?, true))
            }
            Self::Take => {
                let Some(head) = api::seal().await.map_err(|error| error.0)? else {
                    return Ok(Outcome::Empty);
                };
                let json = serde_json::to_string_pretty(&head).map_err(|_| Failure::Unknown)?;
                let name = format!("jalon-journal-{}.json", head.number);
                download(&name, "application/json", &json).map_err(|_| Failure::Unknown)?;
                Ok(Outcome::Saved)
            }
        }
    }
}

async fn read(file: &File) -> Result<Head, Failure> {
    let unreadable = || Failure::Invalid { field: "log_head".to_owned() };
    let text = JsFuture::from(file.text()).await.map_err(|_| unreadable())?;
    serde_json::from_str(&text.as_string().unwrap_or_default()).map_err(|_| unreadable())
}

fn sentence(language: Language, verified: &Verified, kept: bool) -> String {
    match &verified.wrong {
        None => {
            let whole = words::seal_whole(language, usize::try_from(verified.lines).unwrap_or_default());
            if kept { format!("{whole} {}", words::seal_kept(language)) } else { whole }
        }
        Some(Wrong::Broken { line, .. }) => words::seal_broken(language, line),
        Some(Wrong::PutIn { line }) => words::seal_put_in(language, line),
        Some(Wrong::CutShort { number }) => words::seal_cut_short(language, number),
        Some(Wrong::NotOurs) => words::seal_not_ours(language).to_owned(),
    }
}
