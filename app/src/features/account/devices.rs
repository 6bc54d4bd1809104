//! The devices an account was used on, and reporting one lost.

use domain::{
    account::{DeviceKind, DeviceRow},
    failure::Failure,
    id::AccountId,
    language::Language,
};
use leptos::{prelude::*, task::spawn_local};

use super::api;
use crate::{
    api::ApiError,
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        icon::Icon,
        loading::Loading,
        notice::{FailureNotice, Notice, Tone},
        section::Section,
        when::When,
    },
    device::{
        identity::{self, Lost},
        use_device,
    },
    i18n::use_language,
    t,
};

/// One's own devices.
#[component]
pub fn DevicesSection() -> impl IntoView {
    let account = use_device().lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.id));
    view! {
        <Section title=t!(devices::own_title) remark=t!(devices::own_remark)>
            {account.map(|account| view! { <Devices account own=true /> })}
        </Section>
    }
}

/// Those of somebody else; open while `of` names an account.
#[component]
pub fn DevicesDialog(of: RwSignal<Option<(AccountId, String)>>) -> impl IntoView {
    let language = use_language();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(of.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            of.set(None);
        }
        now
    });
    let title = move || {
        let name = of.get().map(|(_, name)| name).unwrap_or_default();
        locales::devices::of(language.get(), name)
    };
    view! {
        <Dialog open title=title>
            {move || of.get().map(|(account, _)| view! { <Devices account own=false /> })}
        </Dialog>
    }
}

/// On the page of who signs in: what became of what a lost device kept.
#[component]
pub fn LostNotice() -> impl IntoView {
    identity::lost().map(|lost| {
        view! {
            <Notice tone=Tone::Waiting>
                {match lost {
                    Lost::Emptied => view! { <p>{t!(devices::lost_emptied)}</p> }.into_any(),
                    Lost::SetAside => view! { <p>{t!(devices::lost_set_aside)}</p> }.into_any(),
                }}
            </Notice>
        }
    })
}

#[component]
fn Devices(account: AccountId, own: bool) -> impl IntoView {
    let failure = RwSignal::new(None::<Failure>);
    let asked = RwSignal::new(0_u32);
    let revoking = RwSignal::new(None::<DeviceRow>);
    let listed = LocalResource::new(move || {
        asked.track();
        async move { if own { api::devices().await } else { api::devices_of(account).await } }
    });
    let revoke = move |device| {
        failure.set(None);
        revoking.set(None);
        spawn_local(async move {
            match api::revoke_device(account, device).await {
                Ok(()) => drop(asked.try_update(|asked| *asked += 1)),
                Err(ApiError(refusal)) => drop(failure.try_set(Some(refusal))),
            }
        });
    };
    view! {
        <FailureNotice failure unreachable=t!(common::needs_network) />
        {move || match listed.get() {
            None => view! { <Loading /> }.into_any(),
            Some(Err(ApiError(failure))) => {
                let failure = Signal::derive(move || Some(failure.clone()));
                view! { <FailureNotice failure unreachable=t!(common::needs_network) /> }.into_any()
            }
            Some(Ok(rows)) if rows.is_empty() => view! { <p>{t!(devices::none)}</p> }.into_any(),
            Some(Ok(rows)) => {
                let rows = rows.into_iter().map(|row| view! { <DeviceView row revoking /> }).collect_view();
                view! { <ul class="entries">{rows}</ul> }.into_any()
            }
        }}
        {move || revoking.get().map(|row| view! { <Confirm row revoking revoke=Callback::new(revoke) /> })}
    }
}

fn words(language: Language, kind: &DeviceKind) -> String {
    let word = |part: &str, code: &str| {
        let known = locales::devices::lookup(language, &format!("{part}_{code}"));
        let other = || locales::devices::lookup(language, &format!("{part}_other"));
        known.or_else(other).unwrap_or_default()
    };
    locales::devices::named(language, word("browser", &kind.browser), word("platform", &kind.platform))
}

#[component]
fn DeviceView(row: DeviceRow, revoking: RwSignal<Option<DeviceRow>>) -> impl IntoView {
    let language = use_language();
    let (kind, again, seen) = (row.kind.clone(), row.clone(), row.last_seen);
    let here = identity::own_id() == Some(row.id);
    let state = match row.revoked_at {
        Some(at) => view! {
            <p class="entry-state entry-waiting">
                <Icon name="lock" />
                <span>{t!(devices::revoked)}" "<When at after_verb=true /></span>
            </p>
        }
        .into_any(),
        None => view! {
            <div class="form-actions">
                <Button
                    weight=Weight::Plain
                    icon="lock"
                    on_press=Callback::new(move |()| revoking.set(Some(again.clone())))
                >
                    {t!(devices::revoke)}
                </Button>
            </div>
        }
        .into_any(),
    };
    view! {
        <li class="entry">
            <p class="entry-title">{move || words(language.get(), &kind)}</p>
            <p class="entry-more">
                {t!(devices::seen)}" "<When at=seen after_verb=true />
                {here.then(|| view! { " · "{t!(devices::this)} })}
            </p>
            {state}
        </li>
    }
}

/// Says what reporting does before it is done.
#[component]
fn Confirm(
    row: DeviceRow,
    revoking: RwSignal<Option<DeviceRow>>,
    revoke: Callback<domain::id::DeviceId>,
) -> impl IntoView {
    let language = use_language();
    let (id, kind) = (row.id, row.kind);
    let text = move || {
        let language = language.get();
        locales::devices::revoke_text(language, words(language, &kind))
    };
    view! {
        <div class="device-confirm" role="group" aria-label=t!(devices::revoke)>
            <p>{text}</p>
            <div class="form-actions">
                <Button weight=Weight::Danger on_press=Callback::new(move |()| revoke.run(id))>
                    {t!(devices::revoke)}
                </Button>
                <Button on_press=Callback::new(move |()| revoking.set(None))>{t!(common::cancel)}</Button>
            </div>
        </div>
    }
}
