//! Locks the device after a time without input, and asks the browser for lasting storage.

use std::{cell::Cell, rc::Rc};

use domain::id::Timestamp;
use gloo_storage::{LocalStorage, Storage as _};
use gloo_timers::callback::Interval;
use leptos::prelude::{Set, window};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, StorageEstimate};

use super::{Device, Storage};
use crate::sync::clock::now;

const MINUTES: &str = "jalon.idle-minutes";
/// When there was input in any tab: one tab at work keeps the others open.
const LAST_INPUT: &str = "jalon.last-input";
const CHECK_EVERY: u32 = 15_000;

pub(crate) fn minutes() -> u32 {
    LocalStorage::get(MINUTES).unwrap_or(15)
}

/// Between 1 minute and 8 hours.
pub(crate) fn set_minutes(minutes: u32) {
    // A browser that refuses preferences keeps the usual 15 minutes.
    let _ = LocalStorage::set(MINUTES, minutes.clamp(1, 480));
}

/// Starts watching; lasts as long as the page.
pub(crate) fn watch(device: Device) {
    let input = Rc::new(Cell::new(now()));
    let noted = Rc::new(Cell::new(0));
    let seen = input.clone();
    let on_input = Closure::<dyn Fn(Event)>::new(move |_| {
        seen.set(now());
        if now() - noted.get() > i64::from(CHECK_EVERY) {
            noted.set(now());
            let _ = LocalStorage::set(LAST_INPUT, now());
        }
    });
    for event in ["pointerdown", "keydown", "input", "wheel"] {
        let _ = window().add_event_listener_with_callback(event, on_input.as_ref().unchecked_ref());
    }
    on_input.forget();
    Interval::new(CHECK_EVERY, move || {
        let elsewhere = LocalStorage::get::<Timestamp>(LAST_INPUT).unwrap_or(0).min(now());
        let idle = now() - input.get().max(elsewhere);
        if device.is_unlocked() && idle > i64::from(minutes()) * 60_000 {
            spawn_local(device.lock());
        }
    })
    .forget();
}

/// Asks the browser not to clear the storage by itself, and learns how much room there is.
pub(crate) async fn look_at_storage(device: Device, ask: bool) {
    let manager = window().navigator().storage();
    let asked = if ask { manager.persist() } else { manager.persisted() };
    let Ok(asked) = asked else { return };
    let persisted = JsFuture::from(asked).await.is_ok_and(|answer| answer.is_truthy());
    let Ok(estimate) = manager.estimate() else { return };
    if let Ok(estimate) = JsFuture::from(estimate).await {
        let estimate: StorageEstimate = estimate.unchecked_into();
        let (usage, quota) = (estimate.get_usage(), estimate.get_quota());
        let storage =
            Storage { persisted, usage: usage.unwrap_or_default(), quota: quota.unwrap_or_default() };
        device.storage.set(Some(storage));
    }
}
