//! Undo and redo by the keys.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::runner::Runner;

/// Ctrl or Cmd with Z and Y, except in text, where they belong to the browser.
pub fn undo_by_keyboard(runner: Runner) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || in_text(&event) {
            return;
        }
        match event.key().to_lowercase().as_str() {
            "z" if event.shift_key() => runner.redo(),
            "z" => runner.undo(),
            "y" => runner.redo(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

fn in_text(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let selector = "textarea, input:not([type=checkbox], [type=radio], [type=range])";
    target.is_some_and(|element| element.matches(selector).unwrap_or(false))
}
