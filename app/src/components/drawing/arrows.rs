//! The arrows of a drawing.

use domain::framework::{
    canvas::{Rect, scene::Drawn, stroke},
    layout::Point,
    link::LinkKind,
};
use leptos::prelude::*;

use super::{boxes::around_window, state::Canvas};

#[component]
pub fn Arrows(canvas: Canvas) -> impl IntoView {
    let area = around_window(canvas);
    let shown = Memo::new(move |_| {
        let area = area.get();
        canvas.scene.with(|scene| {
            let near = |arrow: &&Drawn| {
                let ends = [arrow.from, arrow.to].map(|at| scene.boxes[at].rect);
                Rect::of(ends).is_some_and(|rect| rect.touches(&area))
            };
            scene.arrows.iter().filter(near).map(|arrow| arrow.id.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <g aria-hidden="true">
            <For each=move || shown.get() key=Clone::clone let(id)>
                <ArrowShape canvas id />
            </For>
        </g>
    }
}

/// What an arrow shows.
#[derive(Clone, PartialEq)]
struct Look {
    points: Vec<Point>,
    from: (String, Rect),
    to: (String, Rect),
    kind: LinkKind,
    one_way: bool,
    arrows: Vec<String>,
}

#[component]
fn ArrowShape(canvas: Canvas, id: String) -> impl IntoView {
    let own = StoredValue::new(id);
    let look = Memo::new(move |_| {
        own.with_value(|own| {
            canvas.scene.with(|scene| {
                canvas.sketch.with(|sketch| {
                    let arrow = scene.arrow(own)?;
                    let first = sketch.arrows.get(*arrow.arrows.first()?)?;
                    let end = |at: usize| (scene.boxes[at].id.clone(), scene.boxes[at].rect);
                    let ids = arrow.arrows.iter().filter_map(|at| sketch.arrows.get(*at));
                    Some(Look {
                        points: arrow.points.clone(),
                        from: end(arrow.from),
                        to: end(arrow.to),
                        kind: first.kind.clone(),
                        one_way: first.one_way,
                        arrows: ids.map(|arrow| arrow.id.clone()).collect(),
                    })
                })
            })
        })
    });
    let held = move |id: &String| canvas.carried.with(|carried| carried.contains(id));
    let path = move || {
        look.with(|look| {
            let Some(look) = look else { return String::new() };
            let (from, to) = (held(&look.from.0), held(&look.to.0));
            if !from && !to {
                return stroke::path(&look.points);
            }
            let by = canvas.by.get();
            let rect = |held: bool, rect: Rect| if held { rect.moved(by) } else { rect };
            stroke::path(&stroke::straight(rect(from, look.from.1), rect(to, look.to.1)))
        })
    };
    let class = move || {
        let chosen = own.with_value(|own| canvas.arrow.with(|arrow| arrow.as_ref() == Some(own)));
        look.with(|look| {
            let Some(look) = look else { return String::new() };
            let mut class = format!("drawing-arrow {}", family(&look.kind));
            let lit = canvas
                .lit
                .with(|lit| lit.as_ref().map(|lit| look.arrows.iter().any(|id| lit.arrows.contains(id))));
            let near = canvas.active.with(|active| {
                active.as_ref().is_some_and(|active| *active == look.from.0 || *active == look.to.0)
            });
            for (on, name) in [
                (chosen, " drawing-chosen"),
                (lit == Some(false), " drawing-dim"),
                (lit == Some(true) || near, " drawing-lit"),
                (look.one_way, " drawing-one-way"),
                (look.arrows.len() > 1, " drawing-bundle"),
            ] {
                if on {
                    class.push_str(name);
                }
            }
            class
        })
    };
    view! { <path class=class d=path></path> }
}

fn family(kind: &LinkKind) -> &'static str {
    match kind {
        LinkKind::Feedback => "drawing-feedback",
        LinkKind::Inhibiting => "drawing-inhibiting",
        _ => "",
    }
}

/// The arrow that follows the pointer until it is connected.
#[component]
pub fn Pull(canvas: Canvas) -> impl IntoView {
    let path = move || {
        let (from, to) = canvas.pull.get()?;
        let start = canvas.scene.with(|scene| {
            let rect = scene.find(&from)?.rect;
            Some(Point { x: rect.x, y: rect.middle().y })
        })?;
        let view = canvas.view.get();
        Some(stroke::path(&[view.to_screen(start), view.to_screen(to)]))
    };
    move || path().map(|path| view! { <path class="drawing-arrow drawing-pull" d=path></path> })
}
