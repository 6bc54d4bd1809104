//! Making an account: for whom, with which role, at which site.

use domain::{
    access::Role,
    account::{Handover, Name, NewAccount, Site},
    failure::Failure,
    id::SiteId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{accounts::role_words, api, attempt::Attempt};
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        field::Field,
        notice::FailureNotice,
        select_field::SelectField,
    },
    i18n::use_language,
    t,
};

#[component]
pub fn NewAccountDialog(open: RwSignal<bool>, made: Callback<Handover>) -> impl IntoView {
    view! {
        <Dialog open title=t!(account::new_title)>
            <NewAccountForm
                made=Callback::new(move |handover| {
                    open.set(false);
                    made.run(handover);
                })
            />
        </Dialog>
    }
}

#[component]
fn NewAccountForm(made: Callback<Handover>) -> impl IntoView {
    let (language, attempt, tried) = (use_language(), Attempt::begin(), RwSignal::new(false));
    let (display_name, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (role, site) = (RwSignal::new(Role::Practitioner.code().to_owned()), RwSignal::new(String::new()));
    let sites = sites_of(site, attempt);
    let invalid = move || locales::failure(language.get(), &Failure::Invalid { field: "name".to_owned() });
    let display_wrong = Signal::derive(move || {
        let empty = tried.get() && display_name.get().trim().is_empty();
        empty.then(|| locales::common::needed(language.get()).to_owned())
    });
    let name_wrong =
        Signal::derive(move || (tried.get() && Name::parse(&name.get()).is_none()).then(invalid));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (Some(role), Ok(site)) =
            (Role::from_code(&role.get_untracked()), site.get_untracked().parse::<SiteId>())
        else {
            return;
        };
        if display_wrong.get_untracked().is_some() || name_wrong.get_untracked().is_some() {
            return;
        }
        let (name, display_name) = (name.get_untracked(), display_name.get_untracked().trim().to_owned());
        attempt.run(async move {
            let account = NewAccount { name, display_name, role, site };
            made.run(api::create(account).await.map_err(|error| error.0)?);
            Ok(())
        });
    };
    let roles = Signal::derive(move || {
        let option = |role: Role| (role.code().to_owned(), role_words(language.get(), role).to_owned());
        Role::ALL.into_iter().map(option).collect::<Vec<_>>()
    });
    let site_options = Signal::derive(move || {
        sites.get().into_iter().map(|site| (site.id.to_string(), site.name)).collect::<Vec<_>>()
    });
    view! {
        <form class="form" on:submit=submit novalidate=true>
            <Field label=t!(account::display_name) value=display_name error=display_wrong required=true />
            <Field
                label=t!(account::name)
                hint=t!(account::name_hint)
                value=name
                error=name_wrong
                max_length=64
                required=true
                node_ref=attempt.field
            />
            <SelectField label=t!(account::role) value=role options=roles />
            <SelectField label=t!(account::site) value=site options=site_options />
            <FailureNotice failure=attempt.failure unreachable=t!(common::needs_network) />
            <div class="form-actions">
                <Button weight=Weight::Primary busy=attempt.busy>{t!(account::create)}</Button>
            </div>
        </form>
    }
}

/// The sites, with the first one chosen.
fn sites_of(site: RwSignal<String>, attempt: Attempt) -> RwSignal<Vec<Site>> {
    let sites = RwSignal::new(Vec::<Site>::new());
    spawn_local(async move {
        match api::sites().await {
            Ok(found) => {
                site.try_set(found.first().map(|site| site.id.to_string()).unwrap_or_default());
                sites.try_set(found);
            }
            Err(error) => {
                attempt.failure.try_set(Some(error.0));
            }
        }
    });
    sites
}
