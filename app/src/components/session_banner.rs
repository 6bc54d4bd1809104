//! Says that the server no longer knows the session, and asks for the passphrase without leaving the page.

use domain::failure::Failure;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        icon::Icon,
        notice::FailureNotice,
        passphrase_field::PassphraseField,
    },
    device::use_device,
    sync::use_sync,
    t,
};

#[component]
pub fn SessionBanner() -> impl IntoView {
    let ended = use_sync().session_ended();
    let asking = RwSignal::new(false);
    view! {
        <div class="banner-place" role="status">
            <Show when=move || ended.get()>
                <div class="banner banner-waiting">
                    <Icon name="clock" />
                    <p>{t!(account::session_ended)}</p>
                    <Button weight=Weight::Plain on_press=Callback::new(move |()| asking.set(true))>
                        {t!(account::session_resume)}
                    </Button>
                </div>
            </Show>
        </div>
        <Dialog open=asking title=t!(account::session_resume)>
            <Resume done=Callback::new(move |()| asking.set(false)) />
        </Dialog>
    }
}

#[component]
fn Resume(done: Callback<()>) -> impl IntoView {
    let device = use_device();
    let passphrase = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(name) =
            device.lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.name.clone()))
        else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match device.sign_in(&name, &passphrase.get_untracked()).await {
                Ok(_) => done.run(()),
                Err(refusal) => failure.set(Some(refusal)),
            }
            busy.set(false);
        });
    };
    view! {
        <form class="form" on:submit=submit>
            <PassphraseField label=t!(account::passphrase) value=passphrase />
            <FailureNotice failure unreachable=t!(common::needs_network) />
            <div class="form-actions">
                <Button weight=Weight::Primary busy>{t!(account::sign_in)}</Button>
            </div>
        </form>
    }
}
