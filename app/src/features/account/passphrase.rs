//! Changing one's own passphrase: at the first sign-in, and later by choice.

use domain::{
    account::{PASSPHRASE_MIN, Profile, check_passphrase},
    failure::Failure,
};
use leptos::{prelude::*, task::spawn_local};

use super::{api, attempt::Attempt};
use crate::{
    components::{
        button::{Button, Weight},
        heading::Heading,
        notice::FailureNotice,
        passphrase_field::PassphraseField,
    },
    device::{Device, use_device},
    i18n::use_language,
    t,
};

/// Shown before anything else while the passphrase is one that an administrator made.
#[component]
pub fn FirstPassphrase(profile: Profile) -> impl IntoView {
    let device = use_device();
    view! {
        <Heading title=t!(account::first_title)>
            <p>{profile.display_name.clone()}</p>
        </Heading>
        <p>{t!(account::first_text)}</p>
        <PassphraseForm name=profile.name first=true done=Callback::new(|()| ()) />
        <div class="form-actions">
            <Button weight=Weight::Plain on_press=Callback::new(move |()| spawn_local(device.sign_out()))>
                {t!(account::sign_out)}
            </Button>
        </div>
    }
}

/// The form itself; `done` is called once server and device have the new passphrase.
#[component]
pub fn PassphraseForm(name: String, first: bool, done: Callback<()>) -> impl IntoView {
    let (device, language, attempt) = (use_device(), use_language(), Attempt::begin());
    let (current, new, again) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let tried = RwSignal::new(false);
    let weak = Memo::new(move |_| {
        tried.get().then(|| check_passphrase(&new.get(), &name, Some(&current.get())).err()).flatten()
    });
    let weak_words = Signal::derive(move || {
        weak.get().map(|reason| locales::failure(language.get(), &Failure::WeakPassphrase { reason }))
    });
    let differs = Memo::new(move |_| tried.get() && new.get() != again.get());
    let differs_words = Signal::derive(move || {
        differs.get().then(|| locales::account::not_the_same(language.get()).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if weak.get_untracked().is_none() && !differs.get_untracked() {
            attempt.run(async move {
                change(device, &current.get_untracked(), &new.get_untracked()).await?;
                // At the first sign-in the form is gone by now.
                tried.try_set(false);
                for field in [current, new, again] {
                    field.try_set(String::new());
                }
                done.run(());
                Ok(())
            });
        }
    };
    let known = move || {
        if first {
            locales::account::temporary_passphrase(language.get())
        } else {
            locales::account::current_passphrase(language.get())
        }
    };
    view! {
        <form class="form" on:submit=submit>
            <PassphraseField label=known value=current node_ref=attempt.field />
            <PassphraseField
                label=t!(account::new_passphrase)
                hint=t!(account::new_passphrase_hint, PASSPHRASE_MIN)
                value=new
                error=weak_words
                current=false
            />
            <PassphraseField label=t!(account::new_passphrase_again) value=again error=differs_words current=false />
            <FailureNotice failure=attempt.failure unreachable=t!(common::needs_network) />
            <div class="form-actions">
                <Button weight=if first { Weight::Primary } else { Weight::Quiet } busy=attempt.busy>
                    {t!(account::change_passphrase)}
                </Button>
            </div>
        </form>
    }
}

/// The server first: it may refuse. Then the store on this device is sealed anew.
async fn change(device: Device, current: &str, new: &str) -> Result<(), Failure> {
    api::change_passphrase(current.to_owned(), new.to_owned()).await.map_err(|error| error.0)?;
    device.passphrase_changed(current, new).await
}
