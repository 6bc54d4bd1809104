//! Writing in a box, where it stands.

use domain::framework::canvas::{Change, sketch};
use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::{FieldRef, state::Canvas};
use crate::t;

/// How long a pause in typing is before the words go into the document.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(300);

#[component]
pub fn Editor(canvas: Canvas) -> impl IntoView {
    move || canvas.editing.get().map(|id| view! { <Field canvas id /> })
}

#[component]
fn Field(canvas: Canvas, id: String) -> impl IntoView {
    let element = FieldRef::new();
    let own = StoredValue::new(id);
    let before = own.with_value(|own| {
        canvas.sketch.with_untracked(|sketch| {
            sketch.find(own).map(|at| sketch.boxes[at].text.clone()).unwrap_or_default()
        })
    });
    let (first, kept) = (StoredValue::new(before.clone()), StoredValue::new(before.clone()));
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let keep = move |text: &str| {
        if kept.try_with_value(|kept| kept.as_str() != text) == Some(true) {
            kept.set_value(text.to_owned());
            let id = own.get_value();
            canvas.change(Change::Rename { id, text: text.to_owned() });
        }
    };
    let typed = move || {
        let Some(text) = element.get_untracked().map(|field| field.value()) else { return };
        if let Some(waiting) = pause.get_value() {
            waiting.clear();
        }
        pause.set_value(set_timeout_with_handle(move || keep(&text), PAUSE).ok());
    };
    let done = move || {
        if let Some(waiting) = pause.try_get_value().flatten() {
            waiting.clear();
        }
        if let Some(field) = element.get_untracked() {
            keep(field.value().trim());
        }
        if own.try_with_value(|own| canvas.editing.with_untracked(|editing| editing.as_ref() == Some(own)))
            == Some(true)
        {
            canvas.editing.set(None);
        }
    };
    let press = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" if !event.is_composing() && !event.shift_key() => {
                event.prevent_default();
                done();
                canvas.focus();
            }
            "Escape" => {
                event.prevent_default();
                if let Some(field) = element.get_untracked() {
                    first.with_value(|first| field.set_value(first));
                }
                done();
                canvas.focus();
            }
            _ => {}
        }
    };
    Effect::new(move || {
        if let Some(field) = element.get() {
            field.set_value(&before);
            // A field that refuses the focus can still be pressed.
            let _ = field.focus();
            field.select();
        }
    });
    let rect = Memo::new(move |_| {
        let rect = own.with_value(|own| canvas.scene.with(|scene| scene.find(own).map(|placed| placed.rect)));
        rect.map(|rect| {
            (canvas.view.with(|view| view.rect_to_screen(rect)), canvas.view.with(|view| view.scale))
        })
    });
    let pixels = move |of: fn(&domain::framework::canvas::Rect) -> f64| {
        move || rect.get().map(|(rect, _)| format!("{:.1}px", of(&rect)))
    };
    let font = move || rect.get().map(|(_, scale)| format!("{:.1}px", (sketch::FONT * scale).max(14.0)));
    view! {
        <textarea
            node_ref=element
            class="drawing-writing"
            class:drawing-away=move || rect.with(Option::is_none)
            aria-label=t!(drawing::words)
            autocomplete="off"
            style:left=pixels(|rect| rect.x)
            style:top=pixels(|rect| rect.y)
            style:width=pixels(|rect| rect.width.max(200.0))
            style:min-height=pixels(|rect| rect.height)
            style:font-size=font
            on:input=move |_| typed()
            on:keydown=press
            on:blur=move |_| done()
        ></textarea>
    }
}
