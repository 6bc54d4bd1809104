//! What is typed in a field that belongs to no document yet, kept on this device until it is sent.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use crate::device::{Device, use_device};

/// Milliseconds after the last letter.
const PAUSE: u64 = 250;

#[derive(Clone, Copy)]
pub struct Draft {
    pub text: RwSignal<String>,
    key: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
    device: Device,
}

/// The draft under a key of [`crate::device::cache`], as it was left.
pub fn use_draft(key: String) -> Draft {
    let device = use_device();
    let draft = Draft {
        text: RwSignal::new(String::new()),
        key: StoredValue::new(key.clone()),
        timer: StoredValue::new(None),
        device,
    };
    spawn_local(async move {
        let kept = device.cached::<String>(&key).await.unwrap_or_default();
        // Whoever was quicker than the disk has begun anew.
        if draft.text.try_with_untracked(String::is_empty) == Some(true) && !kept.is_empty() {
            draft.text.set(kept);
        }
    });
    on_cleanup(move || draft.keep_now());
    draft
}

impl Draft {
    pub fn set(self, text: String) {
        self.text.set(text);
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        let keep = move || {
            self.timer.try_set_value(None);
            self.keep();
        };
        self.timer.set_value(set_timeout_with_handle(keep, Duration::from_millis(PAUSE)).ok());
    }

    /// What still waits for its pause goes to the disk when the field goes away.
    fn keep_now(self) {
        if let Some(Some(timer)) = self.timer.try_get_value() {
            timer.clear();
            self.keep();
        }
    }

    fn keep(self) {
        let (Some(text), Some(key)) = (self.text.try_get_untracked(), self.key.try_get_value()) else {
            return;
        };
        let device = self.device;
        spawn_local(async move { device.keep(&key, &text).await });
    }
}
