//! The page before one is in: what Jalon is on one side of the stake, what is asked on the other.

use domain::{account::Profile, id::AccountId};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        button::{Button, Weight},
        mark::Mark,
        notice::{Notice, Tone},
        switches::LanguageSwitch,
        update_banner::UpdateBanner,
    },
    device::use_device,
    online::use_online,
    t,
};

/// The layout that signing in, unlocking and the first passphrase share. `known` is true for somebody who has been
/// here before: on a phone it then leaves out what Jalon is.
#[component]
pub fn Threshold(#[prop(into)] known: Signal<bool>, children: Children) -> impl IntoView {
    view! {
        <UpdateBanner />
        <div class="threshold" class:threshold-known=known>
            <header class="threshold-side">
                <p class="threshold-brand">
                    <Mark />
                    <span>{t!(common::product)}</span>
                </p>
                <p class="threshold-lead">{t!(account::what_jalon_is)}</p>
                <p class="threshold-more">{t!(account::what_jalon_keeps)}</p>
            </header>
            <div class="threshold-stake" aria-hidden="true"></div>
            <main class="threshold-main">{children()}</main>
            <footer class="threshold-foot">
                <LanguageSwitch />
            </footer>
        </div>
    }
}

/// Says, while there is no network, what still works.
#[component]
pub fn OfflineHint(known: bool) -> impl IntoView {
    let online = use_online();
    view! {
        <Show when=move || !online.get()>
            <Notice tone=Tone::Waiting>
                {if known {
                    view! { <p>{t!(account::offline_known)}</p> }.into_any()
                } else {
                    view! { <p>{t!(account::offline_unknown)}</p> }.into_any()
                }}
            </Notice>
        </Show>
    }
}

/// Those who have a store on this device, each one press away; `except` is the one already shown.
#[component]
pub fn People(
    #[prop(optional)] except: Option<AccountId>,
    #[prop(optional)] chosen: Option<Callback<()>>,
) -> impl IntoView {
    let device = use_device();
    let others = Memo::new(move |_| {
        let people = device.people().get().into_iter();
        people.filter(|person| Some(person.id) != except).collect::<Vec<_>>()
    });
    let person = move |profile: Profile| {
        let choose = move |()| {
            spawn_local(device.choose_person(profile.id));
            if let Some(chosen) = chosen {
                chosen.run(());
            }
        };
        view! {
            <li>
                <Button weight=Weight::Plain icon="user" on_press=Callback::new(choose)>
                    {profile.display_name.clone()}
                </Button>
            </li>
        }
    };
    view! {
        <Show when=move || others.with(|others| !others.is_empty())>
            <div class="threshold-people">
                <h2>{t!(account::people)}</h2>
                <ul>{move || others.get().into_iter().map(person).collect_view()}</ul>
            </div>
        </Show>
    }
}
