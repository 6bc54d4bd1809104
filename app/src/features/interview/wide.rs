//! Whether the window is wide enough for three zones beside each other.

use leptos::{ev, prelude::*};

/// The same width as in `style/features/_interview.scss`.
const THREE_ZONES: &str = "(min-width: 64rem)";

fn is_wide() -> bool {
    // A browser without media queries gets the sheets, which work everywhere.
    window().match_media(THREE_ZONES).ok().flatten().is_some_and(|query| query.matches())
}

/// Follows the window, which a tablet turns.
pub fn use_wide() -> Memo<bool> {
    let wide = RwSignal::new(is_wide());
    let listener = window_event_listener(ev::resize, move |_| wide.set(is_wide()));
    on_cleanup(move || listener.remove());
    Memo::new(move |_| wide.get())
}
