//! The boxes of a drawing. Those far out of sight are left out, so that a large drawing stays quick.

use domain::framework::{
    Kind,
    canvas::{
        Rect,
        scene::Placed,
        sketch::{BOX_WIDTH, LINE, PADDING, Shape},
    },
    layout::Point,
};
use leptos::prelude::*;

use super::state::Canvas;

/// The window is looked at in steps of this many pixels, so that what is drawn changes seldom while it moves.
const STEP: f64 = 600.0;

/// What is drawn: the window and as much again around it, in coarse steps.
pub(super) fn around_window(canvas: Canvas) -> Memo<Rect> {
    Memo::new(move |_| {
        let window = canvas.view.with(|view| view.window());
        let step = STEP.max(window.width.max(window.height) / 2.0);
        // The step itself goes by doubles, else every change of scale would be one.
        let step = 2.0_f64.powf(step.log2().ceil());
        let low = |from: f64| ((from / step).floor() - 1.0) * step;
        let high = |to: f64| ((to / step).ceil() + 1.0) * step;
        Rect::between(
            Point { x: low(window.x), y: low(window.y) },
            Point { x: high(window.right()), y: high(window.bottom()) },
        )
    })
}

#[component]
pub fn Boxes(canvas: Canvas) -> impl IntoView {
    let area = around_window(canvas);
    let shown = Memo::new(move |_| {
        let (area, active) = (area.get(), canvas.active.get());
        canvas.scene.with(|scene| {
            let near = |placed: &&Placed| placed.rect.touches(&area) || active.as_ref() == Some(&placed.id);
            scene.boxes.iter().filter(near).map(|placed| placed.id.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <For each=move || shown.get() key=Clone::clone let(id)>
            <BoxShape canvas id />
        </For>
    }
}

#[component]
fn BoxShape(canvas: Canvas, id: String) -> impl IntoView {
    let own = StoredValue::new(id.clone());
    let is = move |other: &String| own.with_value(|own| own == other);
    let placed =
        Memo::new(move |_| canvas.scene.with(|scene| own.with_value(|own| scene.find(own).cloned())));
    let shape = Memo::new(move |_| {
        canvas.sketch.with(|sketch| own.with_value(|own| sketch.find(own).map(|at| sketch.boxes[at].clone())))
    });
    let carried =
        Memo::new(move |_| own.with_value(|own| canvas.carried.with(|carried| carried.contains(own))));
    let chosen = Memo::new(move |_| own.with_value(|own| canvas.chosen.with(|chosen| chosen.contains(own))));
    let active = Memo::new(move |_| canvas.active.with(|active| active.as_ref().is_some_and(is)));
    let dimmed = Memo::new(move |_| {
        own.with_value(|own| canvas.lit.with(|lit| lit.as_ref().is_some_and(|lit| !lit.boxes.contains(own))))
    });
    let transform = move || {
        let corner = placed.with(|placed| placed.as_ref().map(|placed| placed.rect)).unwrap_or_default();
        let by = if carried.get() { canvas.by.get() } else { Point::default() };
        format!("translate({:.1} {:.1})", corner.x + by.x, corner.y + by.y)
    };
    let class = move || {
        let kind = shape.with(|shape| shape.as_ref().map(|shape| family(&shape.kind)));
        let by_hand = shape.with(|shape| shape.as_ref().is_some_and(|shape| shape.place.is_some()));
        let mut class = format!("drawing-box {}", kind.unwrap_or_default());
        for (on, name) in [
            (chosen.get(), " drawing-chosen"),
            (active.get(), " drawing-active"),
            (dimmed.get(), " drawing-dim"),
            (carried.get(), " drawing-carried"),
            (by_hand, " drawing-by-hand"),
        ] {
            if on {
                class.push_str(name);
            }
        }
        class
    };
    let height = move || shape.with(|shape| shape.as_ref().map_or(0.0, Shape::height));
    let words = move || shape.with(|shape| shape.as_ref().map(|shape| lines(&shape.lines)));
    let label = move || own.with_value(|own| canvas.spoken(own));
    view! {
        <g data-box=id.clone() class=class transform=transform>
            <g
                id=canvas.dom_id(&id)
                role="option"
                aria-selected=move || if chosen.get() { "true" } else { "false" }
                aria-label=label
            >
                <rect class="drawing-face" width=BOX_WIDTH height=height rx="4"></rect>
                <text class="drawing-words" aria-hidden="true">{words}</text>
            </g>
            <FoldMark placed id=id.clone() />
            <ChangeMark canvas id=id.clone() />
            {move || {
                let may = active.get() && canvas.subject.editable.get() && !carried.get();
                may.then(|| own.with_value(|own| port(own, height())))
            }}
        </g>
    }
}

fn lines(lines: &[String]) -> impl IntoView + use<> {
    let line = |(at, words): (usize, &String)| {
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        let y = PADDING + LINE * (f64::from(number) + 0.66);
        view! { <tspan x=PADDING y=format!("{y:.1}")>{format!("{words} ")}</tspan> }
    };
    lines.iter().enumerate().map(line).collect_view()
}

/// What a box is, for its look.
fn family(kind: &Kind) -> &'static str {
    match kind {
        Kind::Final => "drawing-final",
        Kind::Activity | Kind::Resource | Kind::Output => "drawing-means",
        kind if kind.level().is_none() && *kind != Kind::Actor => "drawing-beside",
        _ => "",
    }
}

/// The handle that new arrows are pulled from, with room for a finger around it.
fn port(id: &str, height: f64) -> impl IntoView + use<> {
    let y = height / 2.0;
    view! {
        <g class="drawing-port" data-port=id.to_owned() aria-hidden="true">
            <circle class="drawing-reach" cx="-4" cy=y r="22"></circle>
            <circle class="drawing-knob" cx="0" cy=y r="7"></circle>
        </g>
    }
}

#[component]
fn FoldMark(placed: Memo<Option<Placed>>, id: String) -> impl IntoView {
    let own = StoredValue::new(id);
    move || {
        let placed = placed.get().filter(|placed| placed.foldable)?;
        // At a corner, where no arrow ends.
        let (x, y) = (placed.rect.width - 16.0, placed.rect.height);
        let sign = if placed.folded { format!("+{}", placed.behind) } else { "−".to_owned() };
        let wide = if placed.folded { 34.0 } else { 20.0 };
        Some(view! {
            <g class="drawing-fold" class:drawing-folded=placed.folded data-fold=own.get_value() aria-hidden="true">
                <rect class="drawing-reach" x=x - 20.0 y=y - 22.0 width="44" height="44"></rect>
                <rect class="drawing-knob" x=x - wide / 2.0 y=y - 10.0 width=wide height="20" rx="10"></rect>
                <text x=x y=y + 5.0>{sign}</text>
            </g>
        })
    }
}

/// What has changed since the version that is compared with.
#[component]
fn ChangeMark(canvas: Canvas, id: String) -> impl IntoView {
    move || {
        let mark = canvas.subject.marks.with(|marks| marks.get(&id).copied())?;
        let words = mark.words(canvas.language.get());
        Some(view! {
            <g class="drawing-mark" aria-hidden="true">
                <rect x=BOX_WIDTH - 78.0 y="-11" width="70" height="20" rx="3"></rect>
                <text x=BOX_WIDTH - 43.0 y="3">{words}</text>
            </g>
        })
    }
}
