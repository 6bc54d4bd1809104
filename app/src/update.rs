//! New versions of the application: when one is ready, and changing over to it without losing a word.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Interval;
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, EventTarget, RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache, VisibilityState,
};

use crate::device::{Device, use_device};

const WORKER: &str = "/service-worker.js";
const HOUR: u32 = 3_600_000;

/// The service worker as pages use it.
#[derive(Clone, Copy)]
pub struct Update {
    ready: RwSignal<bool>,
    registration: StoredValue<Option<ServiceWorkerRegistration>, LocalStorage>,
    device: Device,
}

/// Registers the service worker and puts [`Update`] into context; once, in `App`, after the device.
pub fn provide_update() {
    let update = Update {
        ready: RwSignal::new(false),
        registration: StoredValue::new_local(None),
        device: use_device(),
    };
    provide_context(update);
    spawn_local(async move {
        // Without a service worker the application works as long as the network does.
        let _ = update.register().await;
    });
}

pub fn use_update() -> Update {
    expect_context::<Update>()
}

impl Update {
    /// True when a newer version has been fetched whole and waits.
    pub fn ready(self) -> ReadSignal<bool> {
        self.ready.read_only()
    }

    /// Saves everything that is open, then changes over; all tabs reload. What cannot be saved prevents it.
    pub async fn apply(self) {
        let waiting = self.registration.get_value().and_then(|registration| registration.waiting());
        let Some(waiting) = waiting else { return };
        if self.device.flush().await.is_err() {
            return;
        }
        let message = Object::new();
        let named = Reflect::set(&message, &"type".into(), &"skip-waiting".into());
        if named.and_then(|_| waiting.post_message(&message)).is_err() {
            leptos::logging::warn!("the waiting version cannot be reached");
        }
    }

    async fn register(self) -> Result<(), JsValue> {
        let container = container();
        if container.is_undefined() {
            return Ok(());
        }
        self.follow(&container);
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registered = container.register_with_options(WORKER, &options);
        let registration: ServiceWorkerRegistration = JsFuture::from(registered).await?.unchecked_into();
        self.registration.set_value(Some(registration.clone()));
        self.look(&registration);
        let found = registration.clone();
        listen(&registration, "updatefound", move || {
            if let Some(installing) = found.installing() {
                let (worker, found) = (installing.clone(), found.clone());
                listen(&installing, "statechange", move || {
                    if worker.state() == ServiceWorkerState::Installed {
                        self.look(&found);
                    }
                });
            }
        });
        let checked = Rc::new(registration);
        let again = checked.clone();
        listen(&document(), "visibilitychange", move || {
            if document().visibility_state() == VisibilityState::Visible {
                check(&again);
            }
        });
        Interval::new(HOUR, move || check(&checked)).forget();
        Ok(())
    }

    /// Reloads the page, once, when another version has taken over, whichever tab asked for it. The first version
    /// that takes over is the one that the page came with.
    fn follow(self, container: &ServiceWorkerContainer) {
        let served = Cell::new(container.controller().is_some());
        let reloading = Cell::new(false);
        listen(container, "controllerchange", move || {
            if served.replace(true) && !reloading.replace(true) {
                spawn_local(async move {
                    // What cannot be saved keeps the page: it is whole, and works with either version.
                    if self.device.flush().await.is_ok() {
                        let _ = window().location().reload();
                    }
                });
            }
        });
    }

    /// A version that waits is news only to a page that runs on another one.
    fn look(self, registration: &ServiceWorkerRegistration) {
        if registration.waiting().is_some() && container().controller().is_some() {
            self.ready.set(true);
        }
    }
}

fn container() -> ServiceWorkerContainer {
    window().navigator().service_worker()
}

/// Asks the server for a newer version; without a network there is none.
fn check(registration: &ServiceWorkerRegistration) {
    if let Ok(asked) = registration.update() {
        spawn_local(async move {
            let _ = JsFuture::from(asked).await;
        });
    }
}

/// Listens as long as the page lasts.
fn listen(target: &EventTarget, event: &str, then: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn(Event)>::new(move |_| then());
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}
