//! The sheet that is written on: a text that grows, and above it, at the same places, other people's carets.

use std::time::Duration;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use super::segments::{Caret, Segment, segments};
use crate::{
    components::live_text::LiveText,
    sync::{OpenNotes, clock::now},
    t,
};

const ID: &str = "notes-text";
/// A pause in typing that ends a step of what can be taken back, in milliseconds.
const PAUSE: i64 = 1_200;
/// How often it is looked who rests.
const LOOK: Duration = Duration::from_secs(2);

#[component]
pub fn Sheet(notes: OpenNotes) -> impl IntoView {
    let text = notes.text;
    notes.stand(None);
    let notes = StoredValue::new(notes);
    let typed_at = StoredValue::new(0_i64);
    let on_type = Callback::new(move |typed: String| {
        notes.with_value(|notes| {
            if now() - typed_at.get_value() > PAUSE {
                notes.end_step();
            }
            notes.set_text(&typed);
        });
        typed_at.set_value(now());
    });
    let on_leave = Callback::new(move |()| {
        notes.with_value(|notes| {
            notes.end_step();
            notes.stand(None);
        });
    });
    // After what the event did has come to the field.
    let look = move || {
        request_animation_frame(move || {
            let caret = caret();
            notes.try_with_value(|notes| notes.stand(caret));
        });
    };
    let keys = move |event: ev::KeyboardEvent| {
        if let Some(act) = step_of(&event) {
            event.prevent_default();
            notes.with_value(act);
        }
    };
    view! {
        <div
            class="sheet"
            on:keydown=keys
            on:keyup=move |_| look()
            on:input=move |_| look()
            on:click=move |_| look()
            on:select=move |_| look()
            on:focusin=move |_| look()
        >
            <label class="aside-aloud" for=ID>{t!(notes::text)}</label>
            <Mirror notes text />
            <LiveText id=ID.to_owned() text=Signal::from(text) on_type on_leave rows=12 class="sheet-text" />
        </div>
    }
}

/// Where the caret of this page is, when it is in the text.
fn caret() -> Option<u32> {
    let active = document().active_element().filter(|active| active.id() == ID)?;
    active.dyn_into::<HtmlTextAreaElement>().ok()?.selection_end().ok().flatten()
}

/// What Ctrl or Cmd with Z and Y do: the browser's own steps would take back what others wrote.
fn step_of(event: &ev::KeyboardEvent) -> Option<fn(&OpenNotes)> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match event.key().to_lowercase().as_str() {
        "z" if event.shift_key() => Some(OpenNotes::redo),
        "z" => Some(OpenNotes::undo),
        "y" => Some(OpenNotes::redo),
        _ => None,
    }
}

/// The same text in the same type, unseen: its lines break where those of the field do, so that a caret in it stands
/// at its place.
#[component]
fn Mirror(notes: StoredValue<OpenNotes>, text: ReadSignal<String>) -> impl IntoView {
    let peers = notes.with_value(|notes| notes.peers);
    let clock = RwSignal::new(now());
    if let Ok(ticking) = set_interval_with_handle(move || clock.set(now()), LOOK) {
        on_cleanup(move || ticking.clear());
    }
    let cut = Memo::new(move |_| {
        let now = clock.get().max(now());
        let carets = peers.with(|peers| {
            let place = |peer| {
                let at = notes.with_value(|notes| notes.caret_of(peer))?;
                Some((at, Caret::of(peer, now)))
            };
            peers.iter().filter_map(place).collect()
        });
        text.with(|text| segments(text, carets))
    });
    let element = NodeRef::<html::Div>::new();
    Effect::new(move || {
        cut.track();
        request_animation_frame(move || {
            if let Some(mirror) = element.get_untracked() {
                keep_inside(&mirror);
            }
        });
    });
    view! {
        <div class="sheet-mirror" aria-hidden="true" node_ref=element>
            {move || cut.get().into_iter().map(|segment| view! { <Piece segment /> }).collect_view()}
            // An empty last line is as high as any other.
            "\u{200b}"
        </div>
    }
}

#[component]
fn Piece(segment: Segment) -> impl IntoView {
    let caret = segment.caret.map(|Caret { name, color, rests }| {
        view! {
            <span class=format!("caret peer-{color}") class:caret-rests=rests>
                <span class="caret-name">{name}</span>
            </span>
        }
    });
    view! { {segment.text}{caret} }
}

/// A name that would stand beyond the edge of the sheet goes to the other side of its caret.
fn keep_inside(mirror: &Element) {
    let edge = mirror.get_bounding_client_rect().right();
    let Ok(names) = mirror.query_selector_all(".caret-name") else { return };
    for at in 0..names.length() {
        let Some(name) = names.item(at).and_then(|name| name.dyn_into::<HtmlElement>().ok()) else {
            continue;
        };
        if name.get_bounding_client_rect().right() > edge {
            // A name on the wrong side is only cut short.
            let _ = name.class_list().add_1("caret-name-before");
        }
    }
}
