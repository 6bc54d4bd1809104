//! Putting choices in order: buttons, the keyboard, or dragging. As long as nobody moves anything there is no answer.

use domain::guide::Value;
use leptos::{ev, html, prelude::*};

use super::choice::offered;
use crate::{
    components::{
        button::{Button, Weight},
        icon::Icon,
    },
    features::interview::{
        asked::Asked,
        choosing::{moved, shown_order},
    },
    t,
};

#[component]
pub fn RankControl(asked: Asked) -> impl IntoView {
    let all = offered(asked);
    let order = Memo::new(move |_| {
        let names: Vec<String> = all.with(|all| all.iter().map(|(name, _)| name.clone()).collect());
        shown_order(&asked.chosen(), &names)
    });
    let list = NodeRef::<html::Ol>::new();
    let dragged = RwSignal::new(None::<String>);
    let said = RwSignal::new(String::new());
    let language = asked.runner.language;
    let words_of = move |name: &str| {
        all.with_untracked(|all| {
            all.iter().find(|(own, _)| own == name).map_or_else(String::new, |(_, words)| words.clone())
        })
    };
    let put = move |name: &str, to: usize| {
        let Some(from) = order.with_untracked(|order| order.iter().position(|own| own == name)) else {
            return;
        };
        let next = Value::Many(order.with_untracked(|order| moved(order, from, to)));
        // One drag over many places is one step of the history.
        if dragged.with_untracked(Option::is_some) {
            asked.type_in(next);
        } else {
            asked.set(next);
        }
        said.set(locales::interview::rank_now(language.get_untracked(), to + 1, words_of(name)));
    };
    let drag = move |event: ev::PointerEvent| {
        let (Some(name), Some(list)) = (dragged.get_untracked(), list.get_untracked()) else { return };
        event.prevent_default();
        let to = place_under(&list, f64::from(event.client_y()));
        if order.with_untracked(|order| order.get(to) != Some(&name)) {
            put(&name, to);
        }
    };
    let drop = move || {
        dragged.set(None);
        asked.runner.end_typing();
    };
    let unanswered = move || asked.value.with(Value::is_empty);
    view! {
        <ol
            class="rank"
            class:rank-untouched=unanswered
            node_ref=list
            on:pointermove=drag
            on:pointerup=move |_| drop()
            on:pointercancel=move |_| drop()
        >
            <For each=move || order.get() key=|name| name.clone() let(name)>
                <RankItem name order dragged put=Callback::new(move |(name, to): (String, usize)| put(&name, to)) all />
            </For>
        </ol>
        <Show when=unanswered>
            <div class="rank-keep">
                <p>{t!(interview::rank_untouched)}</p>
                <Button weight=Weight::Quiet on_press=Callback::new(move |()| asked.set(Value::Many(order.get_untracked())))>
                    {t!(interview::rank_keep)}
                </Button>
            </div>
        </Show>
        <p class="aside-aloud" role="status">{said}</p>
    }
}

/// The place in the list that a height on the screen falls on.
fn place_under(list: &web_sys::Element, height: f64) -> usize {
    let rows = list.children();
    let above = |at: &u32| {
        rows.item(*at).is_some_and(|row| {
            let place = row.get_bounding_client_rect();
            place.top() + place.height() / 2.0 < height
        })
    };
    let passed = (0..rows.length()).filter(above).count();
    passed.min((rows.length() as usize).saturating_sub(1))
}

#[component]
fn RankItem(
    name: String,
    order: Memo<Vec<String>>,
    dragged: RwSignal<Option<String>>,
    put: Callback<(String, usize)>,
    all: Memo<Vec<(String, String)>>,
) -> impl IntoView {
    let own = StoredValue::new(name);
    let place = Memo::new(move |_| {
        own.with_value(|own| order.with(|order| order.iter().position(|name| name == own))).unwrap_or(0)
    });
    let last = move || order.with(|order| place.get() + 1 >= order.len());
    let words = Memo::new(move |_| {
        own.with_value(|own| {
            all.with(|all| all.iter().find(|(name, _)| name == own).map(|(_, words)| words.clone()))
        })
        .unwrap_or_default()
    });
    let (up, down) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    let go = move |to: usize, pressed: NodeRef<html::Button>| {
        put.run((own.get_value(), to));
        // A row that moves loses the focus; at an end of the list its other button takes it.
        request_animation_frame(move || {
            let buttons = [pressed, up, down].into_iter().filter_map(|button| button.get_untracked());
            if let Some(button) = buttons.into_iter().find(|button| !button.disabled()) {
                let _ = button.focus();
            }
        });
    };
    let grab = move |event: ev::PointerEvent| {
        let handle: web_sys::Element = event_target(&event);
        // Without capture the drag only ends at the edge of the list.
        if let Ok(Some(list)) = handle.closest(".rank") {
            let _ = list.set_pointer_capture(event.pointer_id());
        }
        event.prevent_default();
        dragged.set(Some(own.get_value()));
    };
    view! {
        <li class="rank-item" class:rank-dragged=move || own.with_value(|own| dragged.with(|name| name.as_ref() == Some(own)))>
            <span class="rank-handle" aria-hidden="true" on:pointerdown=grab>
                <Icon name="grip-vertical" />
            </span>
            <span class="rank-place">{move || place.get() + 1}</span>
            <span class="rank-words">{move || words.get()}</span>
            <button
                type="button"
                class="rank-move"
                disabled=move || place.get() == 0
                node_ref=up
                on:click=move |_| go(place.get_untracked().saturating_sub(1), up)
            >
                <Icon name="chevron-up" />
                <span>{t!(interview::rank_up)}</span>
                <span class="aside-aloud">{move || words.get()}</span>
            </button>
            <button
                type="button"
                class="rank-move"
                disabled=last
                node_ref=down
                on:click=move |_| go(place.get_untracked() + 1, down)
            >
                <Icon name="chevron-down" />
                <span>{t!(interview::rank_down)}</span>
                <span class="aside-aloud">{move || words.get()}</span>
            </button>
        </li>
    }
}
