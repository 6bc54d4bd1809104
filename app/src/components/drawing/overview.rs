//! The whole drawing in a corner, with the window on it, while not all of it is seen.

use std::fmt::Write as _;

use domain::framework::{
    canvas::{Rect, minimap::Minimap, stroke::short},
    layout::Point,
};
use leptos::{ev, prelude::*, svg};

use super::state::Canvas;

const WIDTH: f64 = 168.0;
const HEIGHT: f64 = 120.0;

#[component]
pub fn Overview(canvas: Canvas) -> impl IntoView {
    let element = NodeRef::<svg::Svg>::new();
    let map =
        Memo::new(move |_| canvas.scene.with(|scene| Minimap::new(scene.bounds.grown(40.0), WIDTH, HEIGHT)));
    let partly = Memo::new(move |_| {
        let seen = canvas.view.with(|view| view.window());
        canvas.scene.with(|scene| {
            let all = scene.bounds;
            let inside = |rect: Rect| {
                rect.x <= all.x
                    && rect.y <= all.y
                    && rect.right() >= all.right()
                    && rect.bottom() >= all.bottom()
            };
            !scene.boxes.is_empty() && !inside(seen.grown(30.0))
        })
    });
    let boxes = move || {
        canvas.scene.with(|scene| {
            let map = map.get();
            let mut path = String::new();
            for placed in &scene.boxes {
                let rect = map.rect(placed.rect);
                let (x, y) = (short(rect.x), short(rect.y));
                let (wide, tall) = (short(rect.width.max(1.0)), short(rect.height.max(1.0)));
                let _ = write!(path, "M{x} {y}h{wide}v{tall}h-{wide}z");
            }
            path
        })
    };
    let window = Memo::new(move |_| map.get().window(&canvas.view.get(), WIDTH, HEIGHT));
    let go = move |event: &ev::PointerEvent| {
        let Some(svg) = element.get_untracked() else { return };
        let corner = svg.get_bounding_client_rect();
        let at = Point {
            x: (f64::from(event.client_x()) - corner.left()) / corner.width() * WIDTH,
            y: (f64::from(event.client_y()) - corner.top()) / corner.height() * HEIGHT,
        };
        let to = map.get_untracked().to_drawing(at);
        canvas.look(|view| view.centred_on(to));
    };
    let press = move |event: ev::PointerEvent| {
        if let Some(svg) = element.get_untracked() {
            // A pointer that is gone cannot be held; then one look is all it gets.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
        go(&event);
    };
    view! {
        <svg
            node_ref=element
            class="drawing-overview"
            class:drawing-away=move || !partly.get()
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            aria-hidden="true"
            on:pointerdown=press
            on:pointermove=move |event| if event.buttons() != 0 { go(&event) }
        >
            <path class="drawing-small" d=boxes></path>
            <rect
                class="drawing-window"
                x=move || window.get().x
                y=move || window.get().y
                width=move || window.get().width
                height=move || window.get().height
            ></rect>
        </svg>
    }
}
