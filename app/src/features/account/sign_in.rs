//! The sign-in page.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    attempt::Attempt,
    devices::LostNotice,
    threshold::{OfflineHint, People, Threshold},
    unlock::{RecoverForm, UnlockForm},
};
use crate::{
    components::{
        button::{Button, Weight},
        field::Field,
        heading::Heading,
        loading::Loading,
        notice::FailureNotice,
        page_frame::home,
        passphrase_field::PassphraseField,
    },
    desk,
    device::{Lock, use_device},
    t,
};

#[component]
pub fn SignInPage() -> impl IntoView {
    go_on_once_unlocked();
    desk::prepare();
    let lock = use_device().lock_state();
    view! {
        <Threshold known=Signal::derive(move || lock.with(|lock| lock.profile().is_some()))>
            {move || match lock.get() {
                Lock::Starting => view! { <Loading /> }.into_any(),
                Lock::SignedOut | Lock::Unlocked { .. } => view! { <SignInForm /> }.into_any(),
                Lock::Locked { profile } => view! { <UnlockForm profile /> }.into_any(),
                Lock::OldPassphrase { profile } => view! { <RecoverForm profile /> }.into_any(),
            }}
        </Threshold>
    }
}

/// Leaves for the address that was asked for, or for where the role starts.
fn go_on_once_unlocked() {
    let (lock, query, navigate) = (use_device().lock_state(), use_query_map(), use_navigate());
    Effect::new(move || {
        let Some(role) = lock.with(|lock| lock.unlocked().map(|profile| profile.role)) else { return };
        let wanted = query.with_untracked(|query| query.get("to")).filter(|to| is_own_address(to));
        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
        navigate(wanted.as_deref().unwrap_or(home(role)), options);
    });
}

/// An address of this application, so that a prepared link cannot lead elsewhere after signing in.
fn is_own_address(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.contains('\\')
}

/// `chosen` is called when one of those known here is chosen instead.
#[component]
pub(super) fn SignInForm(#[prop(optional)] chosen: Option<Callback<()>>) -> impl IntoView {
    let device = use_device();
    let (name, passphrase) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let attempt = Attempt::begin();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (name, passphrase) = (name.get_untracked(), passphrase.get_untracked());
        attempt.run(async move { device.sign_in(name.trim(), &passphrase).await });
    };
    view! {
        <Heading title=t!(account::sign_in) />
        <form class="form" on:submit=submit>
            <OfflineHint known=false />
            <LostNotice />
            <Field label=t!(account::name) value=name name="name" autocomplete="username" max_length=64 required=true />
            <PassphraseField label=t!(account::passphrase) value=passphrase node_ref=attempt.field />
            <FailureNotice failure=attempt.failure unreachable=t!(account::unknown_here) />
            <div class="form-actions">
                <Button weight=Weight::Primary busy=attempt.busy>{t!(account::sign_in)}</Button>
            </div>
        </form>
        <People chosen=chosen.unwrap_or_else(|| Callback::new(|()| ())) />
    }
}

#[cfg(test)]
mod tests {
    use super::is_own_address;

    #[test]
    fn only_addresses_of_the_application_are_followed() {
        let check =
            |address: &str, expected: bool| assert_eq!(is_own_address(address), expected, "{address}");
        check("/cases/0192?x=1#y", true);
        check("/", true);
        check("//evil.example/cases", false);
        check("/\\evil.example", false);
        check("https://evil.example", false);
        check("javascript:alert(1)", false);
    }
}
