//! Whether the browser believes to have a network. It can be wrong: only an answer of the server proves it.

use leptos::{ev, prelude::*};

/// Puts the signal into context; once, in `App`.
pub fn provide_online() {
    let online = RwSignal::new(window().navigator().on_line());
    window_event_listener(ev::online, move |_| online.set(true));
    window_event_listener(ev::offline, move |_| online.set(false));
    provide_context(Online(online.read_only()));
}

#[derive(Clone, Copy)]
struct Online(ReadSignal<bool>);

pub fn use_online() -> ReadSignal<bool> {
    expect_context::<Online>().0
}
