//! The outline: a line for each node, under what it leads to. Complete by keyboard, and by buttons for whoever has none.

use domain::framework::{
    Kind,
    edit::{Edit, tag},
    outline::{Outline, Row, rows},
    records::Nature,
};
use leptos::{ev, prelude::*};
use sync::presence::{Peer, Place};
use wasm_bindgen::JsCast;

use super::{
    bench::{Bench, fresh},
    texts::Typed,
    words,
};
use crate::{
    components::{
        button::{Button, Weight},
        icon::Icon,
        presence::{Here, also_here},
    },
    t,
};

#[derive(Clone, Copy)]
enum Key {
    Enter,
    In,
    Out,
    Up,
    Down,
    Remove,
}

#[component]
pub fn OutlineView(bench: Bench, peers: ReadSignal<Vec<Peer>>) -> impl IntoView {
    let all = Memo::new(move |_| bench.framework.with(rows));
    // After Escape the tab key leaves the outline.
    let free = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let press = Callback::new(move |(key, id): (Key, String)| act(bench, key, &id, said));
    view! {
        <div class="framework-outline">
            <Tools bench press />
            <p class="field-hint" id="outline-keys">{t!(framework_page::outline_keys)}</p>
            <Show when=move || all.with(Vec::is_empty)>
                <p class="framework-none">{t!(framework_page::empty)}</p>
            </Show>
            <ul class="framework-rows" aria-label=t!(framework_page::outline)>
                <For
                    each=move || all.get()
                    key=|row| row.id.clone()
                    children=move |row| view! { <Line bench id=row.id all free press peers /> }
                />
            </ul>
            <p class="aside-aloud" role="status">{move || said.get()}</p>
        </div>
    }
}

/// What the keys do, for whoever has none at hand.
#[component]
fn Tools(bench: Bench, press: Callback<(Key, String)>) -> impl IntoView {
    let unable = Signal::derive(move || !bench.writable.get());
    let on = move |key: Key| Callback::new(move |()| press.run((key, chosen(bench))));
    view! {
        <div class="framework-tools" role="group" aria-label=t!(framework_page::tools)>
            <Button weight=Weight::Plain icon="plus" disabled=unable on_press=on(Key::Enter)>
                {t!(framework_page::add)}
            </Button>
            <Button weight=Weight::Plain icon="arrow-right" disabled=unable on_press=on(Key::In)>
                {t!(framework_page::lower)}
            </Button>
            <Button weight=Weight::Plain icon="arrow-left" disabled=unable on_press=on(Key::Out)>
                {t!(framework_page::higher)}
            </Button>
            <Button weight=Weight::Plain icon="chevron-up" disabled=unable on_press=on(Key::Up)>
                {t!(framework_page::up)}
            </Button>
            <Button weight=Weight::Plain icon="chevron-down" disabled=unable on_press=on(Key::Down)>
                {t!(framework_page::down)}
            </Button>
            <Button weight=Weight::Plain icon="trash-2" disabled=unable on_press=on(Key::Remove)>
                {t!(framework_page::remove)}
            </Button>
        </div>
    }
}

/// The node that the panel shows; empty when it shows something else.
fn chosen(bench: Bench) -> String {
    bench.chosen.with_untracked(|record| match Nature::of(record) {
        Some((Nature::Node, id)) => id.to_owned(),
        _ => String::new(),
    })
}

fn act(bench: Bench, key: Key, id: &str, said: RwSignal<String>) {
    let (node, link) = (fresh(), fresh());
    let (edits, target) = bench.framework.with_untracked(|framework| {
        let outline = Outline::new(framework);
        match key {
            Key::Enter => (outline.enter(id, &node, &link), node.clone()),
            Key::In => (outline.indent(id, &link), id.to_owned()),
            Key::Out => (outline.outdent(id, &link), id.to_owned()),
            Key::Up => (outline.shift(id, false), id.to_owned()),
            Key::Down => (outline.shift(id, true), id.to_owned()),
            Key::Remove => {
                let at = outline.position(id);
                let before = at.and_then(|at| at.checked_sub(1)).or(at.map(|at| at + 1));
                let next = before.and_then(|at| outline.rows.get(at)).map(|row| row.id.clone());
                let edits = at.map(|_| Edit::remove(Nature::Node, id)).into_iter().collect();
                (edits, next.unwrap_or_default())
            }
        }
    });
    let language = bench.language.get_untracked();
    if edits.is_empty() {
        said.set(locales::framework_page::said_nothing(language).to_owned());
        return focus(id);
    }
    bench.make(&edits);
    let kind = bench.framework.with_untracked(|framework| {
        framework.node(&target).map(|node| words::one(&node.kind, language)).unwrap_or_default()
    });
    said.set(match key {
        Key::Enter => locales::framework_page::said_added(language, kind),
        Key::In | Key::Out => locales::framework_page::said_level(language, kind),
        Key::Up | Key::Down => locales::framework_page::said_moved(language).to_owned(),
        Key::Remove => locales::framework_page::said_removed(language).to_owned(),
    });
    focus(&target);
}

/// Goes to the line of a node, once it is there.
fn focus(id: &str) {
    let id = line_id(id);
    request_animation_frame(move || {
        let field = document().get_element_by_id(&id);
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Without the focus it is still the next thing in order.
            let _ = field.focus();
        }
    });
}

fn line_id(id: &str) -> String {
    format!("outline-{id}")
}

#[component]
fn Line(
    bench: Bench,
    id: String,
    all: Memo<Vec<Row>>,
    free: RwSignal<bool>,
    press: Callback<(Key, String)>,
    peers: ReadSignal<Vec<Peer>>,
) -> impl IntoView {
    let record = Nature::Node.record(&id);
    let id = StoredValue::new(id);
    let row =
        Memo::new(move |_| id.with_value(|id| all.with(|all| all.iter().find(|row| row.id == *id).cloned())));
    let depth = move || row.with(|row| row.as_ref().map_or(0, |row| row.depth));
    let node = Memo::new(move |_| {
        bench.framework.with(|framework| {
            id.with_value(|id| {
                framework.node(id).map(|node| (node.kind.clone(), tag(&node.text, bench.language.get())))
            })
        })
    });
    let kind = move || node.with(|node| node.as_ref().map_or(Kind::Immediate, |(kind, _)| kind.clone()));
    let kind_words = move || words::one(&kind(), bench.language.get());
    let tongue = Memo::new(move |_| node.with(|node| node.as_ref().map_or("", |(_, tag)| tag)));
    let wrong = Memo::new(move |_| id.with_value(|id| findings_on(bench, id)));
    let own = record.clone();
    let current = Memo::new(move |_| bench.chosen.with(|chosen| *chosen == own));
    let own = record.clone();
    let here = Memo::new(move |_| {
        let on_it = |peer: &&Peer| matches!(&peer.place, Some(Place::Question(key)) if *key == own);
        peers.with(|peers| peers.iter().filter(on_it).cloned().collect::<Vec<_>>())
    });
    let also = move || {
        let names = row.with(|row| row.as_ref().map(|row| row.also.clone()).unwrap_or_default());
        (!names.is_empty()).then(|| {
            let names: Vec<String> = names.iter().map(|id| bench.words_of(id)).collect();
            view! {
                <p class="framework-also">
                    {locales::framework_page::also(bench.language.get(), names.join(", "))}
                </p>
            }
        })
    };
    // In another language it is there to be translated from.
    let other = move || {
        let language = bench.language.get();
        bench.framework.with(|framework| {
            id.with_value(|id| {
                let node = framework.node(id)?;
                let (words, foreign) = node.text.in_language(language);
                foreign.then(|| words.to_owned())
            })
        })
    };
    let chosen = record.clone();
    let keys = move |event: ev::KeyboardEvent| on_key(&event, id, free, press);
    let class = move || {
        let current = if current.get() { " framework-row-current" } else { "" };
        format!("framework-row framework-depth-{} framework-{}{current}", depth().min(8), kind().word())
    };
    view! {
        <li
            class=class
            on:focusin=move |_| bench.choose(&chosen)
            on:focusout=move |_| {
                // A line that goes away loses the focus after everything it belonged to is gone.
                free.try_set(false);
            }
            on:keydown=keys
        >
            <div class="framework-row-head">
                <label class="framework-kind" for=id.with_value(|id| line_id(id))>
                    <span class="aside-aloud">{move || locales::framework_page::level(bench.language.get(), depth() + 1)}" "</span>
                    {kind_words}
                </label>
                <Show when=move || wrong.get() != 0>
                    <span class="framework-wrong">
                        <Icon name="circle-alert" />
                        {move || locales::framework_page::to_see(bench.language.get(), wrong.get())}
                    </span>
                </Show>
                <Here peers=here label=also_here() />
            </div>
            {move || view! {
                <Typed
                    bench
                    id=id.with_value(|id| line_id(id))
                    record=record.clone()
                    field="text"
                    tag=tongue.get()
                    class="framework-line"
                />
            }}
            {move || other().map(|words| view! { <p class="framework-other">{words}</p> })}
            {also}
        </li>
    }
}

/// How many findings there are on a node, those set aside left out.
fn findings_on(bench: Bench, id: &str) -> usize {
    use domain::framework::finding::Place as On;
    let is_on = |place: &On| match place {
        On::Node { node } | On::Indicator { node, .. } => node == id,
        _ => false,
    };
    bench.found.with(|found| {
        found.iter().filter(|finding| finding.set_aside.is_none() && is_on(&finding.place)).count()
    })
}

fn on_key(
    event: &ev::KeyboardEvent,
    id: StoredValue<String>,
    free: RwSignal<bool>,
    press: Callback<(Key, String)>,
) {
    let Some(area) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
    else {
        return;
    };
    if event.is_composing() {
        return;
    }
    let (caret, length) = (area.selection_start().ok().flatten(), area.value().encode_utf16().count());
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let run = |key: Key| {
        event.prevent_default();
        press.run((key, id.get_value()));
    };
    match (event.key().as_str(), event.alt_key(), event.shift_key()) {
        ("Enter", false, false) => run(Key::Enter),
        ("Tab", false, back) if !free.get_untracked() => run(if back { Key::Out } else { Key::In }),
        ("ArrowUp", true, _) => run(Key::Up),
        ("ArrowDown", true, _) => run(Key::Down),
        ("ArrowRight", true, _) => run(Key::In),
        ("ArrowLeft", true, _) => run(Key::Out),
        ("Backspace" | "Delete", false, _) if length == 0 => run(Key::Remove),
        ("ArrowUp", false, false) if caret == Some(0) => step(event, &area, false),
        ("ArrowDown", false, false) if caret == Some(length) => step(event, &area, true),
        ("Escape", ..) => free.set(true),
        _ => {}
    }
}

/// To the line above or below.
fn step(event: &ev::KeyboardEvent, area: &web_sys::HtmlTextAreaElement, down: bool) {
    let Ok(lines) = document().query_selector_all(".framework-rows .framework-line") else { return };
    let own: &web_sys::Node = area;
    let at = (0..lines.length()).find(|at| lines.get(*at).is_some_and(|line| line.is_same_node(Some(own))));
    let next = at.and_then(|at| if down { Some(at + 1) } else { at.checked_sub(1) });
    let next =
        next.and_then(|at| lines.get(at)).and_then(|line| line.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(next) = next {
        event.prevent_default();
        // The line is on the page and can take it.
        let _ = next.focus();
    }
}
