//! A drawing of boxes and arrows to look at and to change, with mouse, fingers and keys: frameworks and maps of actors.

mod act;
pub mod arrows;
pub mod bar;
pub mod boxes;
pub mod editor;
pub mod overview;
pub mod pick;
mod pointer;
pub mod state;

use std::collections::BTreeMap;

use domain::framework::{
    Framework, Kind,
    canvas::{Change, Rule, Sketch, keys},
    layout::Point,
    link::LinkKind,
};
use leptos::{ev, html, prelude::*, svg};
use wasm_bindgen::{JsCast, prelude::Closure};

use self::{
    arrows::Arrows, bar::Bar, boxes::Boxes, editor::Editor, overview::Overview, pick::Picks, state::Canvas,
};
use crate::{
    components::{
        button::{Button, Weight},
        empty_state::EmptyState,
        fresh_id,
    },
    i18n::use_language,
    t,
};

/// How a box differs from another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Added,
    Changed,
}

/// What the drawing is of, and where its changes go.
#[derive(Clone, Copy)]
pub struct Subject {
    pub framework: Signal<Framework>,
    pub rule: Rule,
    pub editable: Signal<bool>,
    /// The box that one is on.
    pub current: RwSignal<Option<String>>,
    pub on_change: Callback<Change>,
    pub on_undo: Callback<()>,
    pub on_redo: Callback<()>,
    pub marks: Signal<BTreeMap<String, Mark>>,
}

impl Subject {
    /// What a new box is and what a new arrow claims.
    fn first_kind(&self) -> Kind {
        if self.rule == Rule::Exchange { Kind::Actor } else { Kind::Final }
    }

    fn link_kind(&self) -> LinkKind {
        if self.rule == Rule::Exchange { LinkKind::Informs } else { LinkKind::Contributory }
    }
}

#[component]
pub fn Drawing(subject: Subject) -> impl IntoView {
    let language = use_language();
    let sketch = Memo::new(move |_| {
        subject.framework.with(|framework| Sketch::of(framework, language.get(), subject.rule))
    });
    let canvas = Canvas::new(subject, sketch, language);
    canvas.follow();
    let empty = move || sketch.with(|sketch| sketch.boxes.is_empty());
    view! {
        <section class="drawing">
            <Bar canvas />
            <Show when=empty>
                <Blank canvas />
            </Show>
            <div class="drawing-field" class:drawing-vacant=empty>
                <Paper canvas />
                <Overview canvas />
                <Editor canvas />
            </div>
            <Picks canvas />
            <p class="aside-aloud" role="status">{move || canvas.said.get()}</p>
        </section>
    }
}

#[component]
fn Blank(canvas: Canvas) -> impl IntoView {
    let actors = canvas.subject.rule == Rule::Exchange;
    let language = canvas.language;
    let more = move || {
        let language = language.get();
        if actors { locales::drawing::empty_actors(language) } else { locales::drawing::empty_more(language) }
    };
    let add = Callback::new(move |()| canvas.add());
    view! {
        <div class="drawing-blank">
            <EmptyState title=t!(drawing::empty) />
            <p>{more}</p>
            <Show when=move || canvas.subject.editable.get()>
                <Button weight=Weight::Primary icon="plus" on_press=add>{t!(drawing::add)}</Button>
            </Show>
        </div>
    }
}

/// The window onto the drawing: one stop of the tab key, in which the arrow keys move.
#[component]
fn Paper(canvas: Canvas) -> impl IntoView {
    let element = canvas.element;
    let hint = fresh_id("drawing-keys");
    watch_size(canvas);
    let language = canvas.language;
    let actors = canvas.subject.rule == Rule::Exchange;
    let label = move || {
        let language = language.get();
        if actors { locales::drawing::canvas_actors(language) } else { locales::drawing::canvas(language) }
    };
    let current = move || canvas.active.with(|active| active.as_ref().map(|id| canvas.dom_id(id)));
    let press = move |event: ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let held = keys::Held {
            ctrl: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            shift: event.shift_key(),
        };
        if let Some(command) = keys::command(&event.key(), held)
            && canvas.carry_out(command)
        {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let far = move || canvas.view.with(|view| view.scale < 0.4);
    let transform = move || {
        let view = canvas.view.get();
        format!("translate({:.2} {:.2}) scale({:.5})", view.x, view.y, view.scale)
    };
    view! {
        <svg
            node_ref=element
            class="drawing-paper"
            class:drawing-far=far
            class:drawing-busy=move || canvas.busy.get()
            tabindex="0"
            role="listbox"
            aria-multiselectable="true"
            aria-label=label
            aria-describedby=hint.clone()
            aria-activedescendant=current
            on:keydown=press
            on:focus=move |_| canvas.arrive()
            on:pointerdown=move |event| pointer::down(canvas, &event)
            on:pointermove=move |event| pointer::moved(canvas, &event)
            on:pointerup=move |event| pointer::up(canvas, &event)
            on:pointercancel=move |event| pointer::cancelled(canvas, &event)
            on:dblclick=move |event| pointer::twice(canvas, &event)
            on:wheel=move |event| pointer::wheel(canvas, &event)
        >
            <g transform=transform>
                <Columns canvas />
                <Arrows canvas />
                <Boxes canvas />
            </g>
            <arrows::Pull canvas />
            <ColumnNames canvas />
            <FrameRect canvas />
        </svg>
        <p class="aside-aloud" id=hint>{t!(drawing::keys_hint)}</p>
    }
}

fn watch_size(canvas: Canvas) {
    let element = canvas.element;
    Effect::new(move || {
        let Some(svg) = element.get() else { return };
        let svg: web_sys::Element = svg.unchecked_into();
        let seen = svg.clone();
        let changed = Closure::<dyn Fn()>::new(move || {
            let size = seen.get_bounding_client_rect();
            canvas.resized(size.width(), size.height());
        });
        // A browser without such observers shows the drawing at a fixed size.
        if let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) {
            observer.observe(&svg);
            let held = StoredValue::new_local((observer, changed));
            on_cleanup(move || {
                held.try_with_value(|(observer, _)| observer.disconnect());
            });
        }
    });
}

/// Hairlines between columns, and a wash under the one that something is about to be put on.
#[component]
fn Columns(canvas: Canvas) -> impl IntoView {
    const REACH: f64 = 200_000.0;
    let edges = move || {
        canvas.scene.with(|scene| {
            let inner = scene.bands.iter().skip(1);
            inner.map(|band| format!("M{} {}V{}", band.from, -REACH, REACH)).collect::<String>()
        })
    };
    let over =
        Memo::new(move |_| canvas.over.get().and_then(|level| canvas.scene.with(|scene| scene.band(level))));
    view! {
        <g aria-hidden="true">
            {move || over.get().map(|band| view! {
                <rect class="drawing-over" x=band.from y=-REACH width=band.to - band.from height=2.0 * REACH></rect>
            })}
            <path class="drawing-edges" d=edges></path>
        </g>
    }
}

/// What the columns are called, above them wherever the drawing is moved.
#[component]
fn ColumnNames(canvas: Canvas) -> impl IntoView {
    let names = Memo::new(move |_| {
        canvas.scene.with(|scene| {
            let name =
                |level: i64| Sketch::kind_on(level).map(|kind| canvas.kind_name(&kind)).unwrap_or_default();
            scene.bands.iter().map(|band| (*band, name(band.level))).collect::<Vec<_>>()
        })
    });
    let shown = move || {
        let view = canvas.view.get();
        names.with(|names| {
            names
                .iter()
                .map(|(band, name)| {
                    let across = |x: f64| view.to_screen(Point { x, y: 0.0 }).x;
                    let x = across(band.left).max(8.0);
                    let room = (across(band.to) - x - 8.0) / 15.0;
                    let words = domain::framework::canvas::wrap::wrap(name, room, 1).concat();
                    view! { <text x=format!("{x:.1}") y="23">{words}</text> }
                })
                .collect_view()
        })
    };
    view! {
        <Show when=move || names.with(|names| !names.is_empty())>
            <g class="drawing-names" aria-hidden="true">
                <rect width="100%" height="34"></rect>
                <path d="M0 34H100000"></path>
                {shown}
            </g>
        </Show>
    }
}

/// The rectangle that is being drawn around boxes.
#[component]
fn FrameRect(canvas: Canvas) -> impl IntoView {
    move || {
        canvas.frame.get().map(|rect| {
            view! {
                <rect class="drawing-frame" x=rect.x y=rect.y width=rect.width height=rect.height></rect>
            }
        })
    }
}

type PaperRef = NodeRef<svg::Svg>;
type FieldRef = NodeRef<html::Textarea>;
