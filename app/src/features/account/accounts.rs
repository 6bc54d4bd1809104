//! The administrator's list of accounts. It shows no content of any case.

use domain::{
    access::Role,
    account::{AccountRow, Handover},
    failure::Failure,
    id::AccountId,
    language::Language,
};
use leptos::{prelude::*, task::spawn_local};

use super::{api, devices::DevicesDialog, handover::HandoverDialog, new::NewAccountDialog};
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        heading::Heading,
        notice::FailureNotice,
        when::When,
    },
    device::use_device,
    i18n::use_language,
    recall::{Recalled, recall, show},
    t,
};

/// Under which the device keeps the list.
const KEY: &str = "accounts";

/// What the rows share.
#[derive(Clone, Copy)]
struct Listed {
    accounts: Recalled<Vec<AccountRow>>,
    handover: RwSignal<Option<Handover>>,
    failure: RwSignal<Option<Failure>>,
    /// The account about to get a new passphrase, and its name.
    resetting: RwSignal<Option<(AccountId, String)>>,
    /// The account whose devices are shown, and its name.
    devices: RwSignal<Option<(AccountId, String)>>,
}

#[component]
pub fn AccountsPage() -> impl IntoView {
    let listed = Listed {
        accounts: recall(KEY.to_owned(), api::list),
        handover: RwSignal::new(None),
        failure: RwSignal::new(None),
        resetting: RwSignal::new(None),
        devices: RwSignal::new(None),
    };
    let making = RwSignal::new(false);
    let made = Callback::new(move |handover| {
        listed.handover.set(Some(handover));
        listed.accounts.again();
    });
    view! {
        <div class="page-head">
            <Heading title=t!(account::list_title) />
            <Button weight=Weight::Primary icon="user-plus" on_press=Callback::new(move |()| making.set(true))>
                {t!(account::new_title)}
            </Button>
        </div>
        <FailureNotice failure=listed.failure unreachable=t!(common::needs_network) />
        {show(listed.accounts, move |accounts| {
            let row = move |row| view! { <Account row listed /> };
            view! { <ul class="rows">{accounts.into_iter().map(row).collect_view()}</ul> }
        })}
        <NewAccountDialog open=making made />
        <ResetDialog listed />
        <DevicesDialog of=listed.devices />
        <HandoverDialog handover=listed.handover />
    }
}

#[component]
fn Account(row: AccountRow, listed: Listed) -> impl IntoView {
    let (language, lock) = (use_language(), use_device().lock_state());
    let AccountRow { profile, active, last_seen } = row;
    let (id, own) =
        (profile.id, lock.with_untracked(|lock| lock.profile().map(|own| own.id)) == Some(profile.id));
    let name = profile.display_name.clone();
    let reset = move |()| listed.resetting.set(Some((id, name.clone())));
    let device_name = profile.display_name.clone();
    let devices = move |()| listed.devices.set(Some((id, device_name.clone())));
    let switch = move |()| change(listed, id, !active);
    let seen = match last_seen {
        Some(at) => view! { {t!(account::last_seen)}" "<When at after_verb=true /> }.into_any(),
        None => view! { {t!(account::never_seen)} }.into_any(),
    };
    let (named, named_too) = (profile.display_name.clone(), profile.display_name.clone());
    view! {
        <li class="row" class:row-closed=!active>
            <p class="row-margin">{seen}</p>
            <div class="row-main">
                <h2 class="row-title">{profile.display_name.clone()}</h2>
                <p class="row-more">
                    <span>{profile.name}</span>
                    <span>{move || role_words(language.get(), profile.role)}</span>
                    <span>{profile.site.name}</span>
                </p>
                {(!active).then(|| view! { <p><strong>{t!(account::closed)}</strong></p> })}
            </div>
            <div class="row-end row-actions">
                <Button weight=Weight::Plain icon="hard-drive" on_press=Callback::new(devices)>
                    {t!(devices::title)}
                    <Of name=profile.display_name.clone() />
                </Button>
                {active
                    .then(|| {
                        view! {
                            <Button weight=Weight::Plain icon="key-round" on_press=Callback::new(reset)>
                                {t!(account::reset)}
                                <Of name=named.clone() />
                            </Button>
                        }
                    })}
                {(!own)
                    .then(|| {
                        view! {
                            <Button
                                weight=Weight::Plain
                                icon=if active { "lock" } else { "undo-2" }
                                on_press=Callback::new(switch)
                            >
                                {move || switch_words(language.get(), active)}
                                <Of name=named_too.clone() />
                            </Button>
                        }
                    })}
            </div>
        </li>
    }
}

fn switch_words(language: Language, active: bool) -> &'static str {
    if active { locales::account::close(language) } else { locales::account::reopen(language) }
}

/// Whose button it is, for those who hear buttons one by one.
#[component]
fn Of(name: String) -> impl IntoView {
    view! { <span class="aside-aloud">" "{t!(account::of, name.clone())}</span> }
}

fn change(listed: Listed, id: AccountId, active: bool) {
    listed.failure.set(None);
    spawn_local(async move {
        match api::set_active(id, active).await {
            Ok(()) => listed.accounts.again(),
            Err(error) => {
                listed.failure.try_set(Some(error.0));
            }
        }
    });
}

#[component]
fn ResetDialog(listed: Listed) -> impl IntoView {
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    Effect::new(move || open.set(listed.resetting.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            listed.resetting.set(None);
        }
        now
    });
    let go = move |()| {
        let Some((id, _)) = listed.resetting.get_untracked() else { return };
        busy.set(true);
        listed.failure.set(None);
        spawn_local(async move {
            match api::reset(id).await {
                Ok(handover) => listed.handover.try_set(Some(handover)),
                Err(error) => listed.failure.try_set(Some(error.0)).map(|_| None),
            };
            busy.try_set(false);
            listed.resetting.try_set(None);
        });
    };
    let name = move || listed.resetting.get().map(|(_, name)| name).unwrap_or_default();
    let language = use_language();
    view! {
        <Dialog open title=t!(account::reset)>
            <p>{move || locales::account::reset_text(language.get(), name())}</p>
            <div class="form-actions">
                <Button weight=Weight::Primary busy on_press=Callback::new(go)>{t!(account::reset)}</Button>
                <Button on_press=Callback::new(move |()| open.set(false))>{t!(common::cancel)}</Button>
            </div>
        </Dialog>
    }
}

/// A role in words.
pub fn role_words(language: Language, role: Role) -> &'static str {
    locales::account::lookup(language, &format!("role_{}", role.code())).unwrap_or_default()
}
