//! A text that grows with what is typed and that two people can type in at once.

use leptos::{html, prelude::*};

use crate::components::caret;

/// `text` is what the document says. `on_type` gets the whole text after each letter. What somebody else types
/// appears without moving the caret from its letter, and waits while an input method composes one.
#[component]
pub fn LiveText(
    id: String,
    text: Signal<String>,
    on_type: Callback<String>,
    on_leave: Callback<()>,
    #[prop(default = 1)] rows: u32,
    #[prop(optional, into)] described_by: Option<String>,
    #[prop(optional, into)] wrong: Signal<bool>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let element = NodeRef::<html::Textarea>::new();
    // What the field showed when the document last agreed with it, and whether a letter is being composed.
    let base = StoredValue::new(text.get_untracked());
    let composing = StoredValue::new(false);
    let typed = move || {
        let Some(area) = element.get_untracked() else { return };
        let mine = area.value();
        let merged = base.with_value(|base| caret::merge(base, &mine, &text.get_untracked()));
        base.set_value(mine);
        on_type.run(merged);
    };
    let refresh = move |text: &str| {
        let Some(area) = element.get_untracked() else { return };
        let shown = area.value();
        if composing.get_value() || shown == text {
            return;
        }
        let caret_of = |end: Option<u32>| {
            end.map(|at| u32::try_from(caret::caret_after(&shown, text, at as usize)).unwrap_or(at))
        };
        let start = caret_of(area.selection_start().ok().flatten());
        let end = caret_of(area.selection_end().ok().flatten());
        area.set_value(text);
        base.set_value(text.to_owned());
        let focused = document().active_element().is_some_and(|active| active == **area);
        if let (true, Some(start), Some(end)) = (focused, start, end) {
            // A field that refuses a selection leaves the caret at the end.
            let _ = area.set_selection_range(start, end);
        }
    };
    Effect::new(move || {
        element.track();
        text.with(|text| refresh(text));
    });
    let composed = move || {
        composing.set_value(false);
        typed();
        text.with_untracked(|text| refresh(text));
    };
    // A field that goes away while it has the focus loses it after everything it belonged to is gone.
    let leave = move || {
        on_leave.try_run(());
    };
    view! {
        <textarea
            node_ref=element
            id=id
            autocomplete="off"
            class=format!("field-input live-text {class}")
            rows=rows
            aria-describedby=described_by
            aria-invalid=move || wrong.get().then_some("true")
            on:input=move |_| typed()
            on:compositionstart=move |_| composing.set_value(true)
            on:compositionend=move |_| composed()
            on:blur=move |_| leave()
        ></textarea>
    }
}
