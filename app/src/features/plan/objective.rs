//! The objective of a framework that a goal serves, as it read when it was chosen, and choosing one.

use domain::plan::{Objective, Pin};
use leptos::prelude::*;

use super::bench::Bench;
use crate::{
    components::{dialog::Dialog, icon::Icon},
    t,
};

#[component]
pub fn ObjectiveField(bench: Bench, id: String, goal: Signal<String>) -> impl IntoView {
    let key = StoredValue::new(id);
    let open = RwSignal::new(false);
    let pin = Memo::new(move |_| {
        let value = key.with_value(|id| bench.field(id, "pin"));
        serde_json::from_str::<Pin>(&value).ok()
    });
    let said = move || {
        let language = bench.language.get();
        pin.get().map(|pin| {
            let title = pin.title.in_language(language).0.to_owned();
            let label = pin.label.in_language(language).0.to_owned();
            view! {
                <p class="plan-objective">
                    <Icon name="target" />
                    <span>
                        {label}
                        <span class="plan-objective-of">{locales::plan::of_version(language, title, pin.version)}</span>
                    </span>
                </p>
            }
        })
    };
    let words = move || {
        let language = bench.language.get();
        if pin.with(Option::is_some) {
            locales::plan::change_objective(language)
        } else {
            locales::plan::choose_objective(language)
        }
    };
    view! {
        <div class="plan-objective-field">
            {said}
            <Show when=move || bench.writable.get()>
                <button type="button" class="tool" on:click=move |_| open.set(true)>
                    {words}
                    <span class="aside-aloud">{move || format!(": {}", goal.get())}</span>
                </button>
            </Show>
        </div>
        <Dialog open title=t!(plan::objectives)>
            <Objectives bench goal=key.get_value() open />
        </Dialog>
    }
}

#[component]
fn Objectives(bench: Bench, goal: String, open: RwSignal<bool>) -> impl IntoView {
    let key = StoredValue::new(goal);
    let current = move || key.with_value(|id| bench.field(id, "pin"));
    let choose = move |pin: Option<Pin>| {
        let value = pin.and_then(|pin| serde_json::to_string(&pin).ok()).unwrap_or_default();
        key.with_value(|id| bench.set_fields(&[(id, "pin", &value), (id, "kept", "")]));
        open.set(false);
    };
    let row = move |objective: Objective| {
        let language = bench.language.get();
        let chosen = serde_json::to_string(&objective.pin).is_ok_and(|value| value == current());
        let label = objective.pin.label.in_language(language).0.to_owned();
        let serves = objective.serves.in_language(language).0.to_owned();
        view! {
            <li>
                <button
                    type="button"
                    class="plan-choice"
                    aria-pressed=chosen.to_string()
                    on:click=move |_| choose(Some(objective.pin.clone()))
                >
                    <span>{label}</span>
                    <span class="plan-row-more">{serves}</span>
                </button>
            </li>
        }
    };
    let lists = move || {
        let language = bench.language.get();
        let Some(published) = bench.published.get() else {
            return view! { <p>{t!(plan::no_framework)}</p> }.into_any();
        };
        if published.is_empty() {
            return view! { <p>{t!(plan::none_published)}</p> }.into_any();
        }
        published
            .into_iter()
            .map(|one| {
                let title = one.framework.title.in_language(language).0.to_owned();
                view! {
                    <h3 class="plan-subtitle">{locales::plan::of_version(language, title, one.version)}</h3>
                    <ul class="plan-choices">{one.objectives().into_iter().map(row).collect_view()}</ul>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        {lists}
        <Show when=move || !current().is_empty()>
            <button type="button" class="tool" on:click=move |_| choose(None)>{t!(plan::no_objective)}</button>
        </Show>
    }
}
