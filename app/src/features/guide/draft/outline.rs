//! The outline: every question and group, moved with the pointer or the keys. Only the rows in view are on the page, so
//! that a guide of thousands of questions stays quick.

use std::collections::HashSet;

use domain::guide::draft::{Nature, Node};
use leptos::{ev, html, prelude::*};
use sync::presence::{Peer, Place};
use wasm_bindgen::JsCast;

use super::{
    bench::Bench,
    rows::{Row, Way, rows, target},
};
use crate::{
    components::{
        button::{Button, Weight},
        icon::Icon,
        presence::{Here, also_here},
    },
    t,
};

/// The height of a row, as `style/features/_draft.scss` sets it.
const ROW: f64 = 44.0;
/// Rows kept on the page above and below those in view.
const SPARE: usize = 12;

#[component]
pub fn OutlinePane(bench: Bench, peers: ReadSignal<Vec<Peer>>) -> impl IntoView {
    let folded = RwSignal::new(HashSet::<String>::new());
    let words = RwSignal::new(String::new());
    let all = Memo::new(move |_| {
        folded.with(|folded| {
            words.with(|words| bench.follow_shape(|draft, outline| rows(draft, outline, folded, words)))
        })
    });
    let (scrolled, height) = (RwSignal::new(0.0_f64), RwSignal::new(640.0_f64));
    let frame = NodeRef::<html::Div>::new();
    let measure = move || {
        if let Some(frame) = frame.get_untracked() {
            scrolled.set(f64::from(frame.scroll_top()));
            height.set(f64::from(frame.client_height()));
        }
    };
    Effect::new(move || {
        frame.track();
        measure();
    });
    let window = Memo::new(move |_| {
        let count = all.with(Vec::len);
        let first = ((scrolled.get() / ROW) as usize).saturating_sub(SPARE).min(count);
        let shown = (height.get() / ROW) as usize + 2 * SPARE + 1;
        (first, (first + shown).min(count))
    });
    // The current row is kept in view, wherever the keys take it.
    Effect::new(move |before: Option<String>| {
        let current = bench.current.get();
        if before.as_ref() != Some(&current)
            && let Some(frame) = frame.get_untracked()
            && let Some(at) = all.with_untracked(|all| all.iter().position(|row| row.id == current))
        {
            let (top, view) = (at as f64 * ROW, f64::from(frame.client_height()));
            let now = f64::from(frame.scroll_top());
            if top < now {
                frame.set_scroll_top(top as i32);
            } else if top + ROW > now + view {
                frame.set_scroll_top((top + ROW - view) as i32);
            }
        }
        current
    });
    let keys = move |event: ev::KeyboardEvent| on_key(&event, bench, all, folded);
    let spacer = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let (count, (first, _)) = (all.with(Vec::len), window.get());
        if let Some(spacer) = spacer.get() {
            let style: &web_sys::HtmlElement = &spacer;
            // Without them the rows stand closer together, and are all there.
            let _ = style.style().set_property("block-size", &format!("{}px", count as f64 * ROW));
            let _ = style.style().set_property("padding-block-start", &format!("{}px", first as f64 * ROW));
        }
    });
    let drag = Drag { dragged: RwSignal::new(false), over: RwSignal::new(None) };
    let each = move || {
        let (first, end) = window.get();
        all.with(|all| all.get(first..end).map(<[Row]>::to_vec).unwrap_or_default())
    };
    view! {
        <div class="draft-outline">
            <OutlineTools bench />
            <label class="aside-aloud" for="draft-search">{t!(draft::search)}</label>
            <input
                class="field-input"
                id="draft-search"
                type="search"
                autocomplete="off"
                placeholder=t!(draft::search)
                prop:value=words
                on:input=move |event| words.set(event_target_value(&event))
            />
            <div
                class="draft-rows"
                role="tree"
                aria-label=t!(draft::outline)
                aria-multiselectable="true"
                tabindex="0"
                aria-activedescendant=move || format!("row-{}", bench.current.get())
                node_ref=frame
                on:scroll=move |_| measure()
                on:keydown=keys
            >
                <div class="draft-rows-all" role="none" node_ref=spacer>
                    <For
                        each
                        key=|row| row.clone()
                        children=move |row| view! { <OutlineRow bench row folded drag all peers /> }
                    />
                </div>
            </div>
            <p class="field-hint">{t!(draft::keys)}</p>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Drag {
    dragged: RwSignal<bool>,
    /// The row under the pointer, and whether its middle is.
    over: RwSignal<Option<(String, bool)>>,
}

#[component]
fn OutlineRow(
    bench: Bench,
    row: Row,
    folded: RwSignal<HashSet<String>>,
    drag: Drag,
    all: Memo<Vec<Row>>,
    peers: ReadSignal<Vec<Peer>>,
) -> impl IntoView {
    let id = StoredValue::new(row.id.clone());
    let language = bench.language;
    let words = Memo::new(move |_| {
        let language = language.get();
        id.with_value(|id| bench.follow(id, |node| node.words(language)))
    });
    let wrong = Memo::new(move |_| {
        bench.checked.with(|checked| id.with_value(|id| checked.found.iter().any(|found| found.node == *id)))
    });
    let chosen = Memo::new(move |_| bench.chosen.with(|chosen| id.with_value(|id| chosen.contains(id))));
    let current = Memo::new(move |_| bench.current.with(|current| id.with_value(|id| current == id)));
    let here = Memo::new(move |_| {
        let on_it =
            |peer: &&Peer| matches!(&peer.place, Some(Place::Question(key)) if id.with_value(|id| id == key));
        peers.with(|peers| peers.iter().filter(on_it).cloned().collect::<Vec<_>>())
    });
    let press = move |event: ev::MouseEvent| {
        let id = id.get_value();
        if event.ctrl_key() || event.meta_key() {
            bench.chosen.update(|chosen| match chosen.iter().position(|one| *one == id) {
                Some(at) if chosen.len() > 1 => drop(chosen.remove(at)),
                Some(_) => {}
                None => chosen.push(id.clone()),
            });
            bench.current.set(id);
        } else if event.shift_key() {
            choose_to(bench, all, &id);
        } else {
            bench.go(&id);
        }
    };
    let fold = move |event: ev::MouseEvent| {
        event.stop_propagation();
        toggle(folded, &id.get_value());
    };
    let over = move || {
        drag.over.with(|over| {
            over.as_ref().filter(|(over, _)| id.with_value(|id| id == over)).map(|(_, inside)| *inside)
        })
    };
    let level = row.depth + 1;
    let icon = if row.folded { "chevron-right" } else { "chevron-down" };
    view! {
        <div
            id=format!("row-{}", row.id)
            class=format!("draft-row draft-depth-{}", row.depth.min(8))
            class:draft-row-current=move || current.get()
            class:draft-row-chosen=move || chosen.get()
            class:draft-row-before=move || over() == Some(false)
            class:draft-row-into=move || over() == Some(true)
            role="treeitem"
            attr:aria-level=level
            aria-posinset=row.at
            aria-setsize=row.of
            aria-selected=move || chosen.get().to_string()
            aria-expanded=row.holds.then(|| (!row.folded).to_string())
            data-row=row.id.clone()
            on:click=press
        >
            <span
                class="draft-grip"
                aria-hidden="true"
                on:pointerdown=move |event| grab(&event, bench, id, drag)
                on:pointermove=move |event| hover(&event, bench, drag)
                on:pointerup=move |event| drop_on(&event, bench, drag)
                on:pointercancel=move |_| { drag.dragged.set(false); drag.over.set(None); }
            >
                <Icon name="grip-vertical" />
            </span>
            {row.holds.then(|| view! { <span class="draft-fold" aria-hidden="true" on:click=fold><Icon name=icon /></span> })}
            <span class="draft-row-words" class:draft-row-group=row.holds>{move || words.get()}</span>
            <Show when=move || wrong.get()>
                <span class="draft-row-wrong"><Icon name="circle-alert" /><span class="aside-aloud">{t!(draft::has_problems)}</span></span>
            </Show>
            <Here peers=here label=also_here() />
        </div>
    }
}

fn toggle(folded: RwSignal<HashSet<String>>, id: &str) {
    folded.update(|folded| {
        if !folded.remove(id) {
            folded.insert(id.to_owned());
        }
    });
}

/// Everything between the current row and this one.
fn choose_to(bench: Bench, all: Memo<Vec<Row>>, id: &str) {
    let from = bench.chosen.with_untracked(|chosen| chosen.first().cloned()).unwrap_or_default();
    let chosen = all.with_untracked(|all| {
        let place = |wanted: &str| all.iter().position(|row| row.id == wanted);
        let (Some(from), Some(to)) = (place(&from), place(id)) else { return vec![id.to_owned()] };
        let range = from.min(to)..=from.max(to);
        let mut ids: Vec<String> = all[range].iter().map(|row| row.id.clone()).collect();
        if from > to {
            ids.reverse();
        }
        ids
    });
    bench.chosen.set(chosen);
    bench.current.set(id.to_owned());
}

fn on_key(event: &ev::KeyboardEvent, bench: Bench, all: Memo<Vec<Row>>, folded: RwSignal<HashSet<String>>) {
    let key = event.key();
    let current = bench.current.get_untracked();
    let at = all.with_untracked(|all| all.iter().position(|row| row.id == current));
    let count = all.with_untracked(Vec::len);
    if event.alt_key() {
        let way = match key.as_str() {
            "ArrowUp" => Way::Up,
            "ArrowDown" => Way::Down,
            "ArrowRight" => Way::In,
            "ArrowLeft" => Way::Out,
            _ => return,
        };
        event.prevent_default();
        return go_way(bench, way);
    }
    if event.ctrl_key() || event.meta_key() {
        match key.as_str() {
            "z" if event.shift_key() => bench.redo(),
            "z" => bench.undo(),
            "y" => bench.redo(),
            "d" => bench.duplicate(),
            "a" => bench.chosen.set(all.with_untracked(|all| all.iter().map(|row| row.id.clone()).collect())),
            "Enter" => add_question(bench),
            _ => return,
        }
        return event.prevent_default();
    }
    let to = match (key.as_str(), at) {
        ("ArrowDown", Some(at)) => (at + 1).min(count.saturating_sub(1)),
        ("ArrowUp", Some(at)) => at.saturating_sub(1),
        ("Home", _) | ("ArrowDown" | "ArrowUp", None) => 0,
        ("End", _) => count.saturating_sub(1),
        ("ArrowRight", Some(_)) => {
            event.prevent_default();
            folded.update(|folded| {
                folded.remove(&current);
            });
            return;
        }
        ("ArrowLeft", Some(at)) => {
            event.prevent_default();
            if all.with_untracked(|all| all[at].holds && !all[at].folded) {
                folded.update(|folded| {
                    folded.insert(current);
                });
            } else {
                let parent = bench.look(|_, outline| {
                    outline.parent(&current).filter(|parent| outline.contains(parent)).map(str::to_owned)
                });
                if let Some(parent) = parent {
                    bench.go(&parent);
                }
            }
            return;
        }
        ("Enter", _) => {
            event.prevent_default();
            return focus_panel();
        }
        ("Delete", _) => {
            event.prevent_default();
            return remove(bench);
        }
        _ => return,
    };
    event.prevent_default();
    let Some(id) = all.with_untracked(|all| all.get(to).map(|row| row.id.clone())) else { return };
    if event.shift_key() { choose_to(bench, all, &id) } else { bench.go(&id) }
}

fn go_way(bench: Bench, way: Way) {
    let chosen = bench.chosen.get_untracked();
    let ids = bench.look(|_, outline| outline.outermost(&chosen));
    let target = bench.look(|draft, outline| target(outline, draft, &ids, way));
    if let Some((parent, before)) = target {
        bench.place(&ids, &parent, before.as_deref());
    }
}

fn remove(bench: Bench) {
    let chosen = bench.chosen.get_untracked();
    bench.remove(&chosen);
}

/// The first field of the panel, once it is there.
fn focus_panel() {
    request_animation_frame(|| {
        let field = document().query_selector(".draft-panel textarea, .draft-panel input").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Without the focus it is still the next thing in order.
            let _ = field.focus();
        }
    });
}

fn add_question(bench: Bench) {
    let mut node = Node::default();
    node.set_field("type", "text");
    add(bench, node);
}

fn add(bench: Bench, node: Node) {
    let (parent, before) = bench.beside();
    let id = bench.add(node, &parent, before.as_deref());
    bench.go(&id);
    focus_panel();
}

/// Adding, moving, taking away and taking back, for whoever has no keys at hand.
#[component]
fn OutlineTools(bench: Bench) -> impl IntoView {
    let unable = Signal::derive(move || !bench.writable.get());
    let group = move |nature: Nature| add(bench, Node { nature, ..Node::default() });
    let button = move |icon: &'static str, words: TextOf, act: Callback<()>| {
        view! { <Button weight=Weight::Plain icon disabled=unable on_press=act>{words}</Button> }
    };
    view! {
        <div class="draft-tools" role="group" aria-label=t!(draft::tools)>
            {button("plus", Box::new(t!(draft::add_question)), Callback::new(move |()| add_question(bench)))}
            {button("folder", Box::new(t!(draft::add_group)), Callback::new(move |()| group(Nature::Group)))}
            {button("refresh-cw", Box::new(t!(draft::add_repeat)), Callback::new(move |()| group(Nature::Repeat)))}
            {button("chevron-up", Box::new(t!(draft::up)), Callback::new(move |()| go_way(bench, Way::Up)))}
            {button("chevron-down", Box::new(t!(draft::down)), Callback::new(move |()| go_way(bench, Way::Down)))}
            {button("copy", Box::new(t!(draft::duplicate)), Callback::new(move |()| bench.duplicate()))}
            {button("trash-2", Box::new(t!(draft::remove)), Callback::new(move |()| remove(bench)))}
            {button("undo-2", Box::new(t!(draft::undo)), Callback::new(move |()| bench.undo()))}
            {button("redo-2", Box::new(t!(draft::redo)), Callback::new(move |()| bench.redo()))}
        </div>
    }
}

type TextOf = Box<dyn Fn() -> &'static str + Send>;

fn grab(event: &ev::PointerEvent, bench: Bench, id: StoredValue<String>, drag: Drag) {
    if !bench.writable.get_untracked() {
        return;
    }
    event.prevent_default();
    let id = id.get_value();
    if !bench.chosen.with_untracked(|chosen| chosen.contains(&id)) {
        bench.go(&id);
    }
    drag.dragged.set(true);
    if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    {
        // Without it the row follows the pointer only while that is over the grip.
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

fn hover(event: &ev::PointerEvent, bench: Bench, drag: Drag) {
    if !drag.dragged.get_untracked() {
        return;
    }
    let element = document().element_from_point(event.client_x() as f32, event.client_y() as f32);
    let row = element.and_then(|element| element.closest("[data-row]").ok().flatten());
    let over = row.and_then(|row| {
        let id = row.get_attribute("data-row")?;
        let holds =
            bench.look(|draft, _| draft.node(&id).is_some_and(|node| node.nature != Nature::Question));
        let bounds = row.get_bounding_client_rect();
        let low = f64::from(event.client_y()) > bounds.top() + bounds.height() / 2.0;
        Some((id, holds && low))
    });
    drag.over.set(over);
}

fn drop_on(event: &ev::PointerEvent, bench: Bench, drag: Drag) {
    hover(event, bench, drag);
    if !drag.dragged.get_untracked() {
        return;
    }
    drag.dragged.set(false);
    let Some((over, inside)) = drag.over.get_untracked() else { return };
    drag.over.set(None);
    let chosen = bench.chosen.get_untracked();
    let ids = bench.look(|_, outline| outline.outermost(&chosen));
    if ids.contains(&over) {
        return;
    }
    if inside {
        bench.place(&ids, &over, None);
    } else if let Some(parent) = bench.look(|_, outline| outline.parent(&over).map(str::to_owned)) {
        bench.place(&ids, &parent, Some(&over));
    }
}
