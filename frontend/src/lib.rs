//! The entry point in the browser. The name `hydrate` is the one that the page's script calls.

use std::panic;

use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    panic::set_hook(Box::new(|fault| {
        console_error_panic_hook::hook(fault);
        own_up();
    }));
    leptos::mount::mount_to_body(app::App);
}

/// After a fault of ours the page answers no more. It says so, and offers to start again with what is kept.
fn own_up() {
    if let Some(notice) = document().get_element_by_id("broken") {
        // Nothing more can be done by a page whose notice cannot be shown.
        let _ = notice.remove_attribute("hidden");
    }
}
