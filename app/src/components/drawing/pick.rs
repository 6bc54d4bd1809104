//! Lists over the drawing: what a box can be connected to, its links, the keys.

use domain::framework::canvas::connect;
use leptos::{html, prelude::*};

use super::state::{Canvas, Pick};
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        fresh_id,
    },
    t,
};

#[component]
pub fn Picks(canvas: Canvas) -> impl IntoView {
    view! {
        <Over canvas pick=Pick::Target />
        <Over canvas pick=Pick::Links />
        <Over canvas pick=Pick::Keys />
    }
}

/// One of the lists, open while it is the one that is picked.
#[component]
fn Over(canvas: Canvas, pick: Pick) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(canvas.pick.get() == Some(pick)));
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        if before == Some(true) && !open && canvas.pick.get_untracked() == Some(pick) {
            canvas.pick.set(None);
            canvas.focus();
        }
        open
    });
    let name = move || canvas.active.get().map(|id| canvas.name(&id)).unwrap_or_default();
    let title = move || {
        let language = canvas.language.get();
        match pick {
            Pick::Target => locales::drawing::connect_title(language, name()),
            Pick::Links => locales::drawing::links_title(language, name()),
            Pick::Keys => locales::drawing::keys(language).to_owned(),
        }
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            {match pick {
                Pick::Target => view! { <Targets canvas open /> }.into_any(),
                Pick::Links => view! { <Links canvas open /> }.into_any(),
                Pick::Keys => view! { <Keys /> }.into_any(),
            }}
        </Dialog>
    }
}

/// Typing narrows the list; Enter takes the first.
#[component]
fn Targets(canvas: Canvas, open: RwSignal<bool>) -> impl IntoView {
    let from = canvas.active.get_untracked().unwrap_or_default();
    let from = StoredValue::new(from);
    let typed = RwSignal::new(String::new());
    let all = Memo::new(move |_| {
        canvas.sketch.with(|sketch| {
            let Some(at) = from.with_value(|from| sketch.find(from)) else { return Vec::new() };
            let shapes = connect::targets(sketch, at).into_iter().map(|to| &sketch.boxes[to]);
            shapes.map(|shape| (shape.id.clone(), shape.text.clone(), shape.kind.clone())).collect::<Vec<_>>()
        })
    });
    let found = Memo::new(move |_| {
        let wanted = typed.get().to_lowercase();
        all.with(|all| {
            all.iter()
                .filter(|(_, text, _)| text.to_lowercase().contains(&wanted))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let take = move |to: &str| {
        from.with_value(|from| canvas.connect(from, to));
        open.set(false);
    };
    let enter = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            if let Some((to, ..)) = found.with_untracked(|found| found.first().cloned()) {
                take(&to);
            }
        }
    };
    let id = fresh_id("drawing-search");
    let search = NodeRef::<html::Input>::new();
    // The dialog gives the focus to its first button; typing is what is wanted.
    Effect::new(move || {
        if let Some(field) = search.get() {
            request_animation_frame(move || {
                // A field that refuses the focus can still be pressed.
                let _ = field.focus();
            });
        }
    });
    let none = move || all.with(Vec::is_empty);
    view! {
        <Show when=move || !none() fallback=|| view! { <p>{t!(drawing::connect_none)}</p> }>
            <div class="field">
                <label class="field-label" for=id.clone()>{t!(drawing::connect_search)}</label>
                <input
                    class="field-input"
                    id=id.clone()
                    type="search"
                    autocomplete="off"
                    node_ref=search
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=enter
                />
            </div>
            <ul class="drawing-list">
                <For each=move || found.get() key=|(id, ..)| id.clone() let:item>
                    {
                        let (to, text, kind) = item;
                        let text = if text.is_empty() { canvas.name(&to) } else { text };
                        view! {
                            <li>
                                <button type="button" class="drawing-row" on:click=move |_| take(&to)>
                                    <span>{text}</span>
                                    <span class="drawing-row-kind">{move || canvas.kind_name(&kind)}</span>
                                </button>
                            </li>
                        }
                    }
                </For>
            </ul>
            <Show when=move || found.with(Vec::is_empty)>
                <p role="status">{t!(drawing::connect_no_match)}</p>
            </Show>
        </Show>
    }
}

#[component]
fn Links(canvas: Canvas, open: RwSignal<bool>) -> impl IntoView {
    let own = StoredValue::new(canvas.active.get_untracked().unwrap_or_default());
    // Arrow, the box at its other end, and whether it leads there.
    let ties = Memo::new(move |_| {
        canvas.sketch.with(|sketch| {
            let Some(at) = own.with_value(|own| sketch.find(own)) else { return Vec::new() };
            let id = |at: usize| sketch.boxes[at].id.clone();
            let to = sketch.leaving(at).map(|(_, arrow)| (arrow.id.clone(), id(arrow.to), true));
            let from = sketch.reaching(at).map(|(_, arrow)| (arrow.id.clone(), id(arrow.from), false));
            to.chain(from).collect::<Vec<_>>()
        })
    });
    let row = move |(arrow, other, leads): (String, String, bool)| {
        let name = canvas.name(&other);
        let words = move || {
            let language = canvas.language.get();
            if leads {
                locales::drawing::link_to(language, &name)
            } else {
                locales::drawing::link_from(language, &name)
            }
        };
        let go = Callback::new(move |()| {
            open.set(false);
            canvas.settle(&other);
        });
        let cut = Callback::new(move |()| canvas.remove_these(Vec::new(), vec![arrow.clone()]));
        view! {
            <li class="drawing-tie">
                <span>{words}</span>
                <Button weight=Weight::Plain icon="arrow-right" on_press=go>{t!(drawing::go_there)}</Button>
                <Show when=move || canvas.subject.editable.get()>
                    <Button weight=Weight::Danger icon="trash-2" on_press=cut>{t!(drawing::remove)}</Button>
                </Show>
            </li>
        }
    };
    view! {
        <ul class="drawing-list">
            <For each=move || ties.get() key=Clone::clone children=row />
        </ul>
        <Show when=move || ties.with(Vec::is_empty)>
            <p>{t!(drawing::links_none)}</p>
        </Show>
    }
}

#[component]
fn Keys() -> impl IntoView {
    const KEYS: [&str; 12] = [
        "go", "follow", "shift", "edit", "add", "connect", "links", "remove", "undo", "choose", "fold",
        "paths",
    ];
    let language = crate::i18n::use_language();
    let words = move |key: String| locales::drawing::lookup(language.get(), &key).unwrap_or_default();
    let row = move |key: &str| {
        let (key, does) = (format!("key_{key}"), format!("key_{key}_does"));
        view! {
            <dt>{move || words(key.clone())}</dt>
            <dd>{move || words(does.clone())}</dd>
        }
    };
    view! {
        <dl class="drawing-keys">
            {KEYS.into_iter().chain(["release", "zoom"]).map(row).collect_view()}
        </dl>
        <p>{t!(drawing::pointer)}</p>
    }
}
