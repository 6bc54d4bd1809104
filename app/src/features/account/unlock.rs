//! Opening the store of somebody this device knows.

use domain::account::Profile;
use leptos::{prelude::*, task::spawn_local};

use super::{
    attempt::Attempt,
    sign_in::SignInForm,
    threshold::{OfflineHint, People},
};
use crate::{
    components::{
        button::{Button, Weight},
        heading::Heading,
        notice::FailureNotice,
        passphrase_field::PassphraseField,
    },
    device::use_device,
    t,
};

/// Asks a known person for the passphrase alone.
#[component]
pub fn UnlockForm(profile: Profile) -> impl IntoView {
    let other = RwSignal::new(false);
    let passphrase = RwSignal::new(String::new());
    let (device, attempt) = (use_device(), Attempt::begin());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let passphrase = passphrase.get_untracked();
        attempt.run(async move { device.unlock(&passphrase).await });
    };
    let (id, name) = (profile.id, profile.display_name);
    view! {
        <Show when=move || !other.get() fallback=move || view! { <SignInForm chosen=Callback::new(move |()| other.set(false)) /> }>
            <Heading title=name.clone()>
                <p>{t!(account::locked)}</p>
            </Heading>
            <form class="form" on:submit=submit>
                <OfflineHint known=true />
                <PassphraseField label=t!(account::passphrase) value=passphrase node_ref=attempt.field />
                <FailureNotice failure=attempt.failure />
                <div class="form-actions">
                    <Button weight=Weight::Primary busy=attempt.busy>{t!(account::unlock)}</Button>
                    <Button weight=Weight::Plain on_press=Callback::new(move |()| other.set(true))>
                        {t!(account::someone_else)}
                    </Button>
                </div>
            </form>
            <People except=id />
        </Show>
    }
}

/// The store on this device opens with an older passphrase than the server's: asks for that, or starts afresh.
#[component]
pub fn RecoverForm(profile: Profile) -> impl IntoView {
    let old = RwSignal::new(String::new());
    let (device, attempt) = (use_device(), Attempt::begin());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let old = old.get_untracked();
        attempt.run(async move { device.recover(&old).await });
    };
    let afresh = move |()| attempt.run(async move { device.start_afresh().await });
    let leave = move |()| spawn_local(device.sign_out());
    view! {
        <Heading title=t!(account::recover_title)>
            <p>{profile.display_name}</p>
        </Heading>
        <form class="form" on:submit=submit>
            <p>{t!(account::recover_text)}</p>
            <PassphraseField label=t!(account::old_passphrase) value=old node_ref=attempt.field />
            <FailureNotice failure=attempt.failure />
            <div class="form-actions">
                <Button weight=Weight::Primary busy=attempt.busy>{t!(account::recover)}</Button>
            </div>
            <p class="field-hint">{t!(account::afresh_text)}</p>
            <div class="form-actions">
                <Button busy=attempt.busy on_press=Callback::new(afresh)>{t!(account::afresh)}</Button>
                <Button weight=Weight::Plain on_press=Callback::new(leave)>{t!(account::sign_out)}</Button>
            </div>
        </form>
    }
}
