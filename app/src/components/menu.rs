//! The menu at the end of the header: who is signed in, language, theme, account, lock, sign out.

use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::components::A;

use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        fresh_id,
        icon::Icon,
        switches::{LanguageSwitch, ThemeSwitch},
    },
    device::use_device,
    features::{account::accounts::role_words, notes::shared::reads_shared_notes},
    i18n::use_language,
    sync::{Status, use_sync},
    t,
};

/// A button and what it unfolds. It folds on Escape, on a press elsewhere and when the focus leaves.
#[component]
pub fn Menu() -> impl IntoView {
    let (open, leaving) = (RwSignal::new(false), RwSignal::new(false));
    let (whole, button) = (NodeRef::<html::Div>::new(), NodeRef::<html::Button>::new());
    let panel = fresh_id("menu");
    let inside = move |target: Option<web_sys::EventTarget>| {
        use wasm_bindgen::JsCast;
        let node = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        whole.get_untracked().is_some_and(|whole| whole.contains(node.as_ref()))
    };
    let pressed = window_event_listener(ev::pointerdown, move |event| {
        if open.get_untracked() && !inside(event.target()) {
            open.set(false);
        }
    });
    on_cleanup(move || pressed.remove());
    let fold = Callback::new(move |()| {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            // Without the focus on it, the button is still the next thing in order.
            let _ = button.focus();
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            fold.run(());
        }
    };
    let left = move |event: ev::FocusEvent| {
        if event.related_target().is_some() && !inside(event.related_target()) {
            open.set(false);
        }
    };
    view! {
        <div class="menu" node_ref=whole on:keydown=key on:focusout=left>
            <button
                type="button"
                node_ref=button
                class="button button-plain"
                aria-expanded=move || open.get().to_string()
                aria-controls=panel.clone()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name="menu" />
                <span class="button-words">{t!(common::menu)}</span>
            </button>
            <div class="menu-panel" id=panel.clone() hidden=move || !open.get()>
                <MenuContent fold leaving />
            </div>
        </div>
        <LeavingDialog open=leaving />
    }
}

#[component]
fn MenuContent(fold: Callback<()>, leaving: RwSignal<bool>) -> impl IntoView {
    let device = use_device();
    let lock = move |()| {
        fold.run(());
        spawn_local(device.lock());
    };
    let role = device.lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.role));
    let shared_notes = role.is_some_and(reads_shared_notes);
    let follow = move |_| {
        // Following the link may already have changed the frame, and this menu with it.
        let _ = fold.try_run(());
    };
    view! {
        <Person />
        <div class="menu-part">
            <LanguageSwitch />
            <ThemeSwitch />
        </div>
        <div class="menu-part menu-list">
            {shared_notes
                .then(|| {
                    view! {
                        <A href="/notes" exact=true attr:class="menu-item" on:click=follow>
                            <Icon name="notebook-pen" />
                            <span>{t!(notes::shared_title)}</span>
                        </A>
                    }
                })}
            <A href="/account" exact=true attr:class="menu-item" on:click=follow>
                <Icon name="settings" />
                <span>{t!(account::own_title)}</span>
            </A>
            <Button weight=Weight::Plain icon="lock" on_press=Callback::new(lock)>
                {t!(account::lock)}
            </Button>
            <SignOutButton fold leaving />
        </div>
    }
}

#[component]
fn Person() -> impl IntoView {
    let (lock, language) = (use_device().lock_state(), use_language());
    move || {
        lock.get().profile().map(|profile| {
            view! {
                <div class="menu-part menu-person">
                    <p class="menu-name">{profile.display_name.clone()}</p>
                    <p class="menu-role">{role_words(language.get(), profile.role)} " · " {profile.site.name.clone()}</p>
                </div>
            }
        })
    }
}

/// Signs out at once when nothing waits; otherwise says first what becomes of it.
#[component]
fn SignOutButton(fold: Callback<()>, leaving: RwSignal<bool>) -> impl IntoView {
    let (device, status) = (use_device(), use_sync().status());
    let sign_out = move |()| {
        let waits = matches!(
            status.get_untracked(),
            Status::Waiting { .. } | Status::Saving | Status::CannotSave { .. }
        );
        fold.run(());
        if waits {
            leaving.set(true);
        } else {
            spawn_local(device.sign_out());
        }
    };
    view! {
        <Button weight=Weight::Plain icon="log-out" on_press=Callback::new(sign_out)>
            {t!(account::sign_out)}
        </Button>
    }
}

#[component]
fn LeavingDialog(open: RwSignal<bool>) -> impl IntoView {
    let device = use_device();
    let stay = move |()| open.set(false);
    let leave = move |()| {
        open.set(false);
        spawn_local(device.sign_out());
    };
    view! {
        <Dialog open title=t!(account::leaving_title)>
            <p>{t!(account::leaving_text)}</p>
            <div class="form-actions">
                <Button weight=Weight::Primary on_press=Callback::new(stay)>{t!(account::leaving_stay)}</Button>
                <Button on_press=Callback::new(leave)>{t!(account::leaving_leave)}</Button>
            </div>
        </Dialog>
    }
}
