//! Where a person is in the interview: kept, found again, and reached.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    asked::element_id,
    page::Opened,
    runner::{Runner, Shown},
};
use crate::device::Device;

/// Comes back to where the person was, and remembers where she is.
pub fn keep_place(runner: Runner, device: Device, opened: &Opened) {
    if let Some(place) = &opened.place {
        runner.go(place);
    }
    let document = opened.document.id;
    Effect::new(move || {
        if let Some(place) = runner.focus.get() {
            spawn_local(async move { device.set_place(document, &place).await });
        }
    });
    // A section that is opened begins at its top.
    Effect::new(move |before: Option<Shown>| {
        let shown = runner.shown.get();
        if before.is_some_and(|before| before != shown) && runner.wanted.get_untracked().is_none() {
            request_animation_frame(|| {
                window().scroll_to_with_x_and_y(0.0, 0.0);
                focus_on("section-title");
            });
        }
        shown
    });
}

/// Brings the wanted question into view once it is on the page, and the keyboard to its control.
pub fn reach_wanted(runner: Runner) {
    Effect::new(move || {
        let Some(key) = runner.wanted.get() else { return };
        request_animation_frame(move || {
            runner.wanted.try_set(None);
            let Some(element) = document().get_element_by_id(&element_id(&key, "question")) else { return };
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Start);
            element.scroll_into_view_with_scroll_into_view_options(&options);
            let find = |selector: &str| element.query_selector(selector).ok().flatten();
            let first = find("input:checked")
                .or_else(|| find("input:not([type=search]), textarea, select, summary"))
                .or_else(|| find("button"));
            if let Some(control) = first.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
                let quietly = web_sys::FocusOptions::new();
                quietly.set_prevent_scroll(true);
                // A control that cannot take the focus leaves the question in view, which is what counts.
                let _ = control.focus_with_options(&quietly);
            }
        });
    });
}

fn focus_on(id: &str) {
    let element =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // Without the focus a reader stays where it was; nothing is lost.
        let _ = element.focus();
    }
}
