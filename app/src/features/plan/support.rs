//! What the person can rely on, and what stands in the way: the strengths first.

use domain::plan::{Nature, PLAN};
use leptos::prelude::*;

use super::{
    bench::Bench,
    fields::{RecordTools, Words},
};
use crate::components::button::Button;

#[component]
pub fn Support(bench: Bench) -> impl IntoView {
    view! {
        <div class="plan-columns">
            <Remarks bench nature=Nature::Strength />
            <Remarks bench nature=Nature::Obstacle />
        </div>
    }
}

#[component]
fn Remarks(bench: Bench, nature: Nature) -> impl IntoView {
    let ids = Memo::new(move |_| bench.ids(nature, PLAN));
    let pick = move |strength: fn(_) -> &'static str, obstacle: fn(_) -> &'static str| {
        let words = if nature == Nature::Strength { strength } else { obstacle };
        move || words(bench.language.get())
    };
    let add = Callback::new(move |()| {
        bench.add(nature, PLAN, |_| ());
    });
    let row = move |id: String| {
        let key = StoredValue::new(id.clone());
        let named = Signal::derive(move || key.with_value(|id| bench.text(id, "what")));
        view! {
            <li class="plan-remark" id=key.get_value() tabindex="-1" on:focusin=move |_| key.with_value(|id| bench.stand(id))>
                <Words bench id=id.clone() field="what" label=pick(locales::plan::strength, locales::plan::obstacle) />
                <Words bench id=id.clone() field="then" label=pick(locales::plan::strength_then, locales::plan::obstacle_then) />
                <RecordTools bench id moves=true about=named />
            </li>
        }
    };
    view! {
        <section class="plan-remarks">
            <h2 class="plan-part-title">{pick(locales::plan::strengths, locales::plan::obstacles)}</h2>
            <ul class="plan-rows">
                <For each=move || ids.get() key=Clone::clone children=row />
            </ul>
            <Show when=move || bench.writable.get()>
                <div class="form-actions">
                    <Button icon="plus" on_press=add>{pick(locales::plan::add_strength, locales::plan::add_obstacle)}</Button>
                </div>
            </Show>
        </section>
    }
}
