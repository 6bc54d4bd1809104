//! One's own account, and this device.

use domain::failure::Failure;
use leptos::{prelude::*, task::spawn_local};

use super::{
    api, device::DeviceSection, devices::DevicesSection, passphrase::PassphraseForm,
    set_aside::SetAsideSection,
};
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        heading::Heading,
        notice::{FailureNotice, Notice, Tone},
        section::Section,
        switches::{LanguageSwitch, ThemeSwitch},
    },
    device::use_device,
    t,
};

#[component]
pub fn AccountPage() -> impl IntoView {
    let device = use_device();
    let profile = device.lock_state().with_untracked(|lock| lock.profile().cloned());
    let name = profile.as_ref().map(|profile| profile.name.clone()).unwrap_or_default();
    view! {
        <Heading title=t!(account::own_title)>
            {profile
                .map(|profile| {
                    view! {
                        <span>{profile.display_name}</span>
                        <span>{profile.name}</span>
                        <span>{profile.site.name}</span>
                    }
                })}
        </Heading>
        <SetAsideSection />
        <Section title=t!(account::reading_comfort) remark=t!(account::comfort_remark)>
            <LanguageSwitch />
            <ThemeSwitch />
        </Section>
        <PassphraseSection name />
        <DeviceSection />
        <DevicesSection />
        <SessionsSection />
    }
}

#[component]
fn PassphraseSection(name: String) -> impl IntoView {
    let done = RwSignal::new(false);
    view! {
        <Section title=t!(account::passphrase) remark=t!(account::passphrase_remark)>
            <PassphraseForm name first=false done=Callback::new(move |()| done.set(true)) />
            <Show when=move || done.get()>
                <Notice tone=Tone::Done>
                    <p>{t!(account::passphrase_changed)}</p>
                </Notice>
            </Show>
        </Section>
    }
}

#[component]
fn SessionsSection() -> impl IntoView {
    let asking = RwSignal::new(false);
    view! {
        <Section title=t!(account::sessions) remark=t!(account::sessions_remark)>
            <div class="form-actions">
                <Button icon="log-out" on_press=Callback::new(move |()| asking.set(true))>
                    {t!(account::sign_out_everywhere)}
                </Button>
            </div>
            <Dialog open=asking title=t!(account::sign_out_everywhere)>
                <SignOutEverywhere asking />
            </Dialog>
        </Section>
    }
}

#[component]
fn SignOutEverywhere(asking: RwSignal<bool>) -> impl IntoView {
    let device = use_device();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let go = move |()| {
        busy.set(true);
        spawn_local(async move {
            match api::sign_out_everywhere().await {
                Ok(()) => device.sign_out().await,
                Err(error) => {
                    failure.try_set(Some(error.0));
                    busy.try_set(false);
                }
            }
        });
    };
    view! {
        <p>{t!(account::sign_out_everywhere_text)}</p>
        <FailureNotice failure unreachable=t!(common::needs_network) />
        <div class="form-actions">
            <Button weight=Weight::Primary busy on_press=Callback::new(go)>
                {t!(account::sign_out_everywhere)}
            </Button>
            <Button on_press=Callback::new(move |()| asking.set(false))>{t!(common::cancel)}</Button>
        </div>
    }
}
