//! A dialog over the page: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back.

use leptos::{html, prelude::*, text_prop::TextProp};

use crate::{
    components::{fresh_id, icon::Icon},
    t,
};

/// Shown while `open` is true; closing it in any way sets `open` to false. Its content is made anew each time.
#[component]
pub fn Dialog(open: RwSignal<bool>, #[prop(into)] title: TextProp, children: ChildrenFn) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let title_id = fresh_id("dialog");
    Effect::new(move || {
        let Some(dialog) = element.get() else { return };
        if open.get() && !dialog.open() {
            // It fails only for a dialog that is shown already or not in the page.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=element
            class="dialog"
            aria-labelledby=title_id.clone()
            on:close=move |_| open.set(false)
        >
            <div class="dialog-head">
                <h2 id=title_id.clone()>{move || title.get()}</h2>
                <button type="button" class="button button-plain" on:click=move |_| open.set(false)>
                    <Icon name="x" />
                    <span class="button-words">{t!(common::close)}</span>
                </button>
            </div>
            <Show when=move || open.get()>
                <div class="dialog-body">{children()}</div>
            </Show>
        </dialog>
    }
}
