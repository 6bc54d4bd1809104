//! Opening a case: its code, and the name, which is kept apart.

use domain::{
    case::{Code, NewCase},
    failure::Failure,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::api;
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        field::Field,
        notice::FailureNotice,
    },
    device::{cache, use_device},
    features::account::attempt::Attempt,
    i18n::use_language,
    t,
};

#[component]
pub fn NewCaseDialog(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open title=t!(case::open_new)>
            <NewCaseForm />
        </Dialog>
    }
}

#[component]
fn NewCaseForm() -> impl IntoView {
    let (device, language, navigate) = (use_device(), use_language(), use_navigate());
    let (code, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (attempt, tried) = (Attempt::begin(), RwSignal::new(false));
    let invalid = move || locales::failure(language.get(), &Failure::Invalid { field: "code".to_owned() });
    let code_wrong =
        Signal::derive(move || (tried.get() && Code::parse(&code.get()).is_none()).then(invalid));
    let name_wrong = Signal::derive(move || {
        (tried.get() && name.get().trim().is_empty())
            .then(|| locales::common::needed(language.get()).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if code_wrong.get_untracked().is_some() || name_wrong.get_untracked().is_some() {
            return;
        }
        let new = NewCase {
            code: code.get_untracked().trim().to_uppercase(),
            person_name: name.get_untracked().trim().to_owned(),
        };
        let navigate = navigate.clone();
        attempt.run(async move {
            let detail = api::create(new).await.map_err(|error| error.0)?;
            device.keep(&cache::case(detail.summary.id), &detail).await;
            navigate(&format!("/cases/{}", detail.summary.id), Default::default());
            Ok(())
        });
    };
    view! {
        <form class="form" autocomplete="off" on:submit=submit novalidate=true>
            <Field
                label=t!(case::code)
                hint=t!(case::code_hint)
                value=code
                error=code_wrong
                max_length=24
                required=true
                node_ref=attempt.field
            />
            <Field
                label=t!(case::person_name)
                hint=t!(case::person_name_hint)
                value=name
                error=name_wrong
                required=true
            />
            <FailureNotice failure=attempt.failure unreachable=t!(common::needs_network) />
            <div class="form-actions">
                <Button weight=Weight::Primary busy=attempt.busy>{t!(case::open_new)}</Button>
            </div>
        </form>
    }
}
