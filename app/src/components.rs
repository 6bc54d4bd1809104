//! Parts that pages are made of. Each has its style in `style/components/`.

pub mod area;
pub mod button;
pub mod caret;
pub mod dialog;
pub mod download;
pub mod draft;
pub mod drawing;
pub mod empty_state;
pub mod field;
pub mod heading;
pub mod icon;
pub mod live_text;
pub mod loading;
pub mod mark;
pub mod menu;
pub mod notice;
pub mod page_frame;
pub mod passphrase_field;
pub mod presence;
pub mod refused;
pub mod section;
pub mod select_field;
pub mod session_banner;
pub mod status_line;
pub mod switches;
pub mod thread;
pub mod update_banner;
pub mod when;

use std::sync::atomic::{AtomicUsize, Ordering};

/// An id for an element that no other element of the page has.
pub fn fresh_id(prefix: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
