//! Mouse, fingers and pens: what the browser says of them, and what that does.

use std::collections::BTreeSet;

use domain::framework::{
    canvas::{
        gesture::{Act, Press, Target},
        hit,
    },
    layout::Point,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::state::Canvas;

/// How far beside an arrow or a box still counts, in pixels of the screen.
const REACH: f64 = 10.0;
/// A turn of a wheel is at least this; less comes from two fingers on a pad, which move the paper.
const NOTCH: f64 = 40.0;

pub(super) fn down(canvas: Canvas, event: &ev::PointerEvent) {
    let Some(svg) = canvas.element.get_untracked() else { return };
    if !matches!(event.button(), 0 | 1) {
        return;
    }
    let corner = svg.get_bounding_client_rect();
    canvas.corner.set_value(Point { x: corner.left(), y: corner.top() });
    let on = if event.button() == 1 { Target::Ground } else { target(event) };
    let selected = match &on {
        Target::Box(id) => canvas.chosen.with_untracked(|chosen| chosen.contains(id)),
        _ => true,
    };
    // A pointer that is gone already cannot be held; the drag then ends at the edge.
    let _ = svg.set_pointer_capture(event.pointer_id());
    let press = Press {
        pointer: event.pointer_id(),
        at: place(canvas, event),
        on,
        finger: event.pointer_type() == "touch",
        selected,
        add: event.shift_key() || event.ctrl_key() || event.meta_key(),
        framing: canvas.framing.get_untracked(),
        editable: canvas.subject.editable.get_untracked(),
    };
    canvas.busy.set(true);
    let mut act = None;
    canvas.hand.update_value(|hand| act = hand.press(press));
    act.into_iter().for_each(|act| perform(canvas, act));
}

pub(super) fn moved(canvas: Canvas, event: &ev::PointerEvent) {
    if canvas.hand.with_value(domain::framework::canvas::gesture::Hand::is_idle) {
        return;
    }
    let mut acts = Vec::new();
    let at = place(canvas, event);
    canvas.hand.update_value(|hand| acts = hand.drag(event.pointer_id(), at));
    acts.into_iter().for_each(|act| perform(canvas, act));
}

pub(super) fn up(canvas: Canvas, event: &ev::PointerEvent) {
    let (mut act, at) = (None, place(canvas, event));
    canvas.hand.update_value(|hand| act = hand.lift(event.pointer_id(), at));
    let tapped = matches!(act, Some(Act::Tap { on: Target::Ground, .. }));
    if tapped {
        ground(canvas, at);
    } else {
        act.into_iter().for_each(|act| perform(canvas, act));
    }
    if canvas.hand.with_value(domain::framework::canvas::gesture::Hand::is_idle) {
        canvas.let_go();
    }
}

pub(super) fn cancelled(canvas: Canvas, event: &ev::PointerEvent) {
    let mut act = None;
    canvas.hand.update_value(|hand| act = hand.cancel(Some(event.pointer_id())));
    act.into_iter().for_each(|act| perform(canvas, act));
    if canvas.hand.with_value(domain::framework::canvas::gesture::Hand::is_idle) {
        canvas.let_go();
    }
}

pub(super) fn twice(canvas: Canvas, event: &ev::MouseEvent) {
    let Some(id) = named(event.target(), "data-box") else { return };
    canvas.settle(&id);
    canvas.edit();
}

pub(super) fn wheel(canvas: Canvas, event: &ev::WheelEvent) {
    event.prevent_default();
    let Some(svg) = canvas.element.get_untracked() else { return };
    let corner = svg.get_bounding_client_rect();
    let at = Point {
        x: f64::from(event.client_x()) - corner.left(),
        y: f64::from(event.client_y()) - corner.top(),
    };
    // Lines and pages, as some mice count, in pixels.
    let unit = match event.delta_mode() {
        0 => 1.0,
        1 => 24.0,
        _ => 400.0,
    };
    let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
    let pad = event.delta_mode() == 0 && (x != 0.0 || y.abs() < NOTCH);
    if event.shift_key() {
        canvas.look(|view| view.panned(-x - y, 0.0));
    } else if event.ctrl_key() || !pad {
        canvas.look(|view| view.zoomed(at, (-y * if event.ctrl_key() { 0.01 } else { 0.0018 }).exp()));
    } else {
        canvas.look(|view| view.panned(-x, -y));
    }
}

fn place(canvas: Canvas, event: &ev::PointerEvent) -> Point {
    let corner = canvas.corner.get_value();
    Point { x: f64::from(event.client_x()) - corner.x, y: f64::from(event.client_y()) - corner.y }
}

/// The value of an attribute of what was hit, or of what it is part of.
fn named(target: Option<web_sys::EventTarget>, attribute: &str) -> Option<String> {
    let element = target?.dyn_into::<web_sys::Element>().ok()?;
    element.closest(&format!("[{attribute}]")).ok()??.get_attribute(attribute)
}

fn target(event: &ev::PointerEvent) -> Target {
    let of = |attribute: &str| named(event.target(), attribute);
    of("data-port")
        .map(Target::Port)
        .or_else(|| of("data-fold").map(Target::Fold))
        .or_else(|| of("data-box").map(Target::Box))
        .unwrap_or(Target::Ground)
}

/// A tap beside the boxes: on an arrow, or on nothing.
fn ground(canvas: Canvas, at: Point) {
    let view = canvas.view.get_untracked();
    let found = canvas.scene.with_untracked(|scene| {
        let arrow = hit::arrow_at(scene, view.to_drawing(at), REACH / view.scale)?;
        Some(scene.arrows[arrow].id.clone())
    });
    canvas.chosen.set(BTreeSet::new());
    canvas.active.set(None);
    canvas.arrow.set(found);
}

fn perform(canvas: Canvas, act: Act) {
    match act {
        Act::Pan(by) => canvas.look(|view| view.panned(by.x, by.y)),
        Act::Pinch { at, factor, pan } => {
            canvas.look(|view| view.panned(pan.x, pan.y).zoomed(at, factor));
        }
        Act::Tap { on, add } => tap(canvas, on, add),
        Act::Grab(id) => {
            if !canvas.chosen.with_untracked(|chosen| chosen.contains(&id)) {
                canvas.active.set(Some(id.clone()));
                canvas.chosen.set(BTreeSet::from([id]));
            }
            canvas.carried.set(canvas.chosen.get_untracked());
        }
        Act::Move { by, .. } => {
            let scale = canvas.view.with_untracked(|view| view.scale);
            canvas.by.set(Point { x: by.x / scale, y: by.y / scale });
            canvas.over.set(over(canvas));
        }
        Act::Drop { by, .. } => drop_here(canvas, by),
        Act::Draw { from, at } => {
            let at = canvas.view.with_untracked(|view| view.to_drawing(at));
            canvas.pull.set(Some((from, at)));
        }
        Act::Connect { from, at } => {
            if let Some(to) = box_at(canvas, at) {
                canvas.connect(&from, &to);
            }
        }
        Act::Frame(rect) => canvas.frame.set(Some(rect)),
        Act::Framed { rect, add } => framed(canvas, rect, add),
        Act::Abort => canvas.let_go(),
    }
}

fn tap(canvas: Canvas, on: Target, add: bool) {
    match on {
        Target::Box(id) if add || canvas.framing.get_untracked() => canvas.add_to_selection(&id),
        Target::Box(id) => {
            canvas.active.set(Some(id.clone()));
            canvas.chosen.set(BTreeSet::from([id]));
            canvas.arrow.set(None);
        }
        Target::Port(id) => {
            canvas.settle(&id);
            canvas.open(super::state::Pick::Target);
        }
        Target::Fold(id) => {
            canvas.settle(&id);
            canvas.fold();
        }
        Target::Arrow(id) => canvas.arrow.set(Some(id)),
        Target::Ground => {}
    }
}

fn box_at(canvas: Canvas, at: Point) -> Option<String> {
    let view = canvas.view.get_untracked();
    canvas.scene.with_untracked(|scene| {
        let found = hit::box_at(scene, view.to_drawing(at), REACH / view.scale)?;
        Some(scene.boxes[found].id.clone())
    })
}

/// The column under the middle of the box that is being moved.
fn over(canvas: Canvas) -> Option<i64> {
    let by = canvas.by.get_untracked();
    canvas.scene.with_untracked(|scene| {
        let id = canvas.active.get_untracked()?;
        scene.level_at(scene.find(&id)?.rect.middle().x + by.x)
    })
}

fn drop_here(canvas: Canvas, by: Point) {
    let scale = canvas.view.with_untracked(|view| view.scale);
    let by = Point { x: by.x / scale, y: by.y / scale };
    let moves = canvas.scene.with_untracked(|scene| {
        let carried = canvas.carried.get_untracked();
        let placed = carried.iter().filter_map(|id| scene.find(id));
        placed
            .map(|placed| {
                let middle = placed.rect.moved(by).middle();
                let own = scene.level_at(placed.rect.middle().x);
                let level = scene.level_at(middle.x).filter(|level| Some(*level) != own);
                // Within its column a box moves up and down alone; on another it stands in line with what is there.
                let x = match level.and_then(|level| scene.band(level)) {
                    Some(band) => (band.from + band.to) / 2.0,
                    None if scene.bands.is_empty() => middle.x,
                    None => placed.rect.middle().x,
                };
                (placed.id.clone(), Point { x, y: middle.y.round() }, level)
            })
            .collect()
    });
    canvas.let_go();
    canvas.put(moves);
}

fn framed(canvas: Canvas, rect: domain::framework::canvas::Rect, add: bool) {
    let view = canvas.view.get_untracked();
    let (from, to) = (Point { x: rect.x, y: rect.y }, Point { x: rect.right(), y: rect.bottom() });
    let area = domain::framework::canvas::Rect::between(view.to_drawing(from), view.to_drawing(to));
    let found: Vec<String> = canvas.scene.with_untracked(|scene| {
        hit::boxes_in(scene, area).into_iter().map(|at| scene.boxes[at].id.clone()).collect()
    });
    canvas.chosen.update(|chosen| {
        if !add {
            chosen.clear();
        }
        chosen.extend(found.iter().cloned());
    });
    canvas.active.set(found.into_iter().next());
    canvas.say_chosen();
}
