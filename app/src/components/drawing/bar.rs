//! The tools above a drawing. What keys do, a button does.

use domain::framework::canvas::{Rule, Sketch, arrange::Arrange};
use leptos::prelude::*;

use super::state::{Canvas, Pick};
use crate::{
    components::{
        button::{Button, Weight},
        fresh_id,
        icon::Icon,
    },
    t,
};

#[component]
pub fn Bar(canvas: Canvas) -> impl IntoView {
    let open = RwSignal::new(false);
    let panel = fresh_id("drawing-more");
    let act = move |act: fn(Canvas)| {
        Callback::new(move |()| {
            act(canvas);
            canvas.focus();
        })
    };
    let none = Signal::derive(move || canvas.active.with(Option::is_none));
    let nothing = Signal::derive(move || {
        canvas.chosen.with(std::collections::BTreeSet::is_empty) && canvas.arrow.with(Option::is_none)
    });
    let percent = move || canvas.view.with(|view| (view.scale * 100.0).round());
    view! {
        <div class="drawing-bar" role="group" aria-label=t!(drawing::tools)>
            <Show when=move || canvas.subject.editable.get()>
                <div class="drawing-tools">
                    // The focus goes to what is written in, so that these two leave it where it is.
                    <Button weight=Weight::Plain icon="plus" on_press=Callback::new(move |()| canvas.add())>
                        {t!(drawing::add)}
                    </Button>
                    <Button weight=Weight::Plain icon="pen-line" disabled=none on_press=Callback::new(move |()| canvas.edit())>
                        {t!(drawing::edit)}
                    </Button>
                    <Button
                        weight=Weight::Plain
                        icon="spline"
                        disabled=none
                        on_press=Callback::new(move |()| canvas.open(Pick::Target))
                    >
                        {t!(drawing::connect)}
                    </Button>
                    <Button weight=Weight::Plain icon="trash-2" disabled=nothing on_press=act(Canvas::remove)>
                        {t!(drawing::remove)}
                    </Button>
                    <Button weight=Weight::Plain icon="undo-2" on_press=act(Canvas::undo)>
                        {t!(drawing::undo)}
                    </Button>
                    <Button weight=Weight::Plain icon="redo-2" on_press=act(Canvas::redo)>
                        {t!(drawing::redo)}
                    </Button>
                </div>
            </Show>
            <div class="drawing-tools drawing-sight">
                <Sight label=t!(drawing::further) icon="zoom-out" on_press=act(|canvas| canvas.zoom(0.8)) />
                <span class="drawing-scale">{move || locales::drawing::said_scale(canvas.language.get(), percent())}</span>
                <Sight label=t!(drawing::closer) icon="zoom-in" on_press=act(|canvas| canvas.zoom(1.25)) />
                <Button weight=Weight::Plain icon="maximize" on_press=act(Canvas::fit)>{t!(drawing::fit)}</Button>
                <button
                    type="button"
                    class="button button-plain"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=panel.clone()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon name=Signal::derive(move || if open.get() { "chevron-up" } else { "chevron-down" }) />
                    <span class="button-words">{t!(drawing::more)}</span>
                </button>
            </div>
            <div class="drawing-more" id=panel.clone() hidden=move || !open.get()>
                <More canvas />
            </div>
        </div>
    }
}

/// A button so common that its word is only read aloud and shown on hovering.
#[component]
fn Sight(
    label: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    icon: &'static str,
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="button button-plain" title=label on:click=move |_| on_press.run(())>
            <Icon name=icon />
            <span class="aside-aloud">{label}</span>
        </button>
    }
}

#[component]
fn More(canvas: Canvas) -> impl IntoView {
    let act = move |act: fn(Canvas)| {
        Callback::new(move |()| {
            act(canvas);
            canvas.focus();
        })
    };
    let none = Signal::derive(move || canvas.active.with(Option::is_none));
    let few = Signal::derive(move || canvas.chosen.with(|chosen| chosen.len() < 2));
    let unfoldable = Signal::derive(move || {
        let foldable =
            |id: &String| canvas.scene.with(|scene| scene.find(id).is_some_and(|placed| placed.foldable));
        !canvas.active.with(|active| active.as_ref().is_some_and(foldable))
    });
    let is_folded = move || {
        let folded = |id: &String| canvas.folded.with(|folded| folded.contains(id));
        canvas.active.with(|active| active.as_ref().is_some_and(folded))
    };
    let fold_words = move || {
        let language = canvas.language.get();
        if is_folded() { locales::drawing::unfold(language) } else { locales::drawing::fold(language) }
    };
    let path_words = move || {
        let language = canvas.language.get();
        if canvas.lighting.get() {
            locales::drawing::paths_off(language)
        } else {
            locales::drawing::paths(language)
        }
    };
    view! {
        <Button weight=Weight::Plain disabled=none on_press=act(Canvas::toggle_paths)>{path_words}</Button>
        <Button weight=Weight::Plain disabled=unfoldable on_press=act(Canvas::fold)>{fold_words}</Button>
        <Button weight=Weight::Plain disabled=none on_press=Callback::new(move |()| canvas.open(Pick::Links))>
            {t!(drawing::links)}
        </Button>
        <button
            type="button"
            class="button button-plain"
            aria-pressed=move || if canvas.framing.get() { "true" } else { "false" }
            on:click=move |_| canvas.framing.update(|framing| *framing = !*framing)
        >
            <span class="button-words">{t!(drawing::several)}</span>
        </button>
        <Show when=move || canvas.subject.editable.get()>
            <Button weight=Weight::Plain disabled=few on_press=act(|canvas| canvas.arrange(Arrange::Top))>
                {t!(drawing::align_top)}
            </Button>
            <Button weight=Weight::Plain disabled=few on_press=act(|canvas| canvas.arrange(Arrange::Middle))>
                {t!(drawing::align_middle)}
            </Button>
            <Button weight=Weight::Plain disabled=few on_press=act(|canvas| canvas.arrange(Arrange::Bottom))>
                {t!(drawing::align_bottom)}
            </Button>
            <Button weight=Weight::Plain disabled=few on_press=act(|canvas| canvas.arrange(Arrange::Spread))>
                {t!(drawing::spread)}
            </Button>
            <Button weight=Weight::Plain disabled=none on_press=act(Canvas::release)>{t!(drawing::release)}</Button>
            <Level canvas />
        </Show>
        <Button weight=Weight::Plain icon="circle-help" on_press=Callback::new(move |()| canvas.pick.set(Some(Pick::Keys)))>
            {t!(drawing::keys)}
        </Button>
    }
}

/// The level of the box, to choose without dragging.
#[component]
fn Level(canvas: Canvas) -> impl IntoView {
    let id = fresh_id("drawing-level");
    let own = Memo::new(move |_| {
        let active = canvas.active.get()?;
        canvas.sketch.with(|sketch| sketch.boxes[sketch.find(&active)?].kind.level())
    });
    let levels = Memo::new(move |_| {
        canvas.sketch.with(|sketch| {
            sketch
                .levels
                .iter()
                .filter_map(|level| Some((*level, Sketch::kind_on(*level)?)))
                .collect::<Vec<_>>()
        })
    });
    let choose = move |event: leptos::ev::Event| {
        if let (Some(active), Ok(level)) = (canvas.active.get_untracked(), event_target_value(&event).parse())
        {
            canvas.move_to_level(&active, level);
        }
    };
    let options = move || {
        levels
            .get()
            .into_iter()
            .map(|(level, kind)| {
                view! {
                    <option value=level.to_string() selected=move || own.get() == Some(level)>
                        {canvas.kind_name(&kind)}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || canvas.subject.rule == Rule::Causal && own.get().is_some()>
            <label class="drawing-level" for=id.clone()>
                <span>{t!(drawing::level)}</span>
                <select class="field-input field-select" id=id.clone() on:change=choose>{options}</select>
            </label>
        </Show>
    }
}
