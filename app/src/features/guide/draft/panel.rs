//! What the current row says: texts side by side, type, choices, logic, guidance; or the settings of the whole guide.

use domain::guide::{
    Purpose,
    draft::{GUIDE, Nature},
};
use leptos::prelude::*;

use super::{bench::Bench, choices::Choices, conditions::Logic, problems::ProblemsOf, texts::Bilingual};
use crate::{components::fresh_id, t};

/// The types a question can have, as fields of a draft name them.
const TYPES: [&str; 15] = [
    "text",
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "range",
    "date",
    "time",
    "date_time",
    "rank",
    "note",
    "acknowledge",
    "calculate",
    "hidden",
    "metadata",
];

#[component]
pub fn Panel(bench: Bench) -> impl IntoView {
    let current = Memo::new(move |_| bench.current.get());
    move || {
        let id = current.get();
        let nature = bench.look(|draft, _| draft.node(&id).map(|node| node.nature));
        match nature {
            _ if id == GUIDE => view! { <Settings bench /> }.into_any(),
            Some(Nature::Group | Nature::Repeat) => view! { <GroupPanel bench id /> }.into_any(),
            _ => view! { <QuestionPanel bench id /> }.into_any(),
        }
    }
}

#[component]
fn QuestionPanel(bench: Bench, id: String) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let kind = Memo::new(move |_| key.with_value(|id| bench.field(id, "type")));
    let of_choices =
        move || kind.with(|kind| matches!(kind.as_str(), "select_one" | "select_multiple" | "rank"));
    let asked = move || kind.with(|kind| !matches!(kind.as_str(), "calculate" | "hidden" | "metadata"));
    let own = id.clone();
    view! {
        <section class="draft-panel" aria-label=t!(draft::question)>
            <ProblemsOf bench id=id.clone() />
            <Bilingual bench id=id.clone() field="label" label=t!(draft::label) rows=2 />
            <Bilingual bench id=id.clone() field="hint" label=t!(draft::hint) />
            <div class="draft-line">
                <TypeField bench id=id.clone() />
                <Plain bench id=id.clone() field="name" label=Box::new(t!(draft::name)) />
            </div>
            <Show when=of_choices>
                <Choices bench id=key.get_value() />
            </Show>
            <Show when=move || kind.with(|kind| kind == "range")>
                <div class="draft-line">
                    <Plain bench id=key.get_value() field="start" label=Box::new(t!(draft::from)) />
                    <Plain bench id=key.get_value() field="end" label=Box::new(t!(draft::to)) />
                    <Plain bench id=key.get_value() field="step" label=Box::new(t!(draft::step)) />
                </div>
            </Show>
            <details class="draft-part" open>
                <summary>{t!(draft::logic)}</summary>
                <Logic bench id=id.clone() field="relevant" label=Box::new(t!(draft::relevant)) />
                <Show when=asked>
                    <Required bench id=key.get_value() />
                    <Logic bench id=key.get_value() field="constraint" label=Box::new(t!(draft::constraint)) />
                    <Bilingual bench id=key.get_value() field="constraint_message" label=t!(draft::constraint_message) />
                </Show>
                <Logic bench id=id.clone() field="calculation" label=Box::new(t!(draft::calculation)) />
                <Logic bench id=id.clone() field="default" label=Box::new(t!(draft::default)) />
                <Show when=of_choices>
                    <Logic bench id=key.get_value() field="choice_filter" label=Box::new(t!(draft::choice_filter)) />
                </Show>
            </details>
            <details class="draft-part" open>
                <summary>{t!(draft::guidance)}</summary>
                <Bilingual bench id=own.clone() field="guidance_say" label=t!(draft::guidance_say) rows=2 />
                <Bilingual bench id=own.clone() field="guidance_why" label=t!(draft::guidance_why) rows=2 />
                <Bilingual bench id=own.clone() field="guidance_hint" label=t!(draft::guidance_instruction) rows=2 />
                <Bilingual bench id=own.clone() field="guidance_probes" label=t!(draft::guidance_probes) rows=2 />
                <Bilingual bench id=own field="guidance_anchors" label=t!(draft::guidance_anchors) rows=2 />
            </details>
        </section>
    }
}

#[component]
fn GroupPanel(bench: Bench, id: String) -> impl IntoView {
    let repeated = bench.look(|draft, _| draft.node(&id).is_some_and(|node| node.nature == Nature::Repeat));
    let counted = id.clone();
    view! {
        <section class="draft-panel" aria-label=t!(draft::group)>
            <ProblemsOf bench id=id.clone() />
            <Bilingual bench id=id.clone() field="label" label=t!(draft::label) />
            <Bilingual bench id=id.clone() field="hint" label=t!(draft::hint) />
            <Plain bench id=id.clone() field="name" label=Box::new(t!(draft::name)) />
            <Logic bench id=id.clone() field="relevant" label=Box::new(t!(draft::relevant)) />
            {repeated
                .then(|| view! { <Logic bench id=counted field="repeat_count" label=Box::new(t!(draft::repeat_count)) /> })}
        </section>
    }
}

#[component]
fn Settings(bench: Bench) -> impl IntoView {
    let id = fresh_id("purpose");
    let purpose = Memo::new(move |_| bench.field(GUIDE, "purpose"));
    let language = bench.language;
    let option = move |one: Purpose| {
        let words = move || locales::draft::lookup(language.get(), &format!("purpose_{}", one.code()));
        let chosen = move || {
            purpose.with(|purpose| purpose == one.code() || (purpose.is_empty() && one == Purpose::Interview))
        };
        view! { <option value=one.code() prop:selected=chosen>{words}</option> }
    };
    view! {
        <section class="draft-panel" aria-label=t!(draft::settings)>
            <ProblemsOf bench id=GUIDE.to_owned() />
            <Bilingual bench id=GUIDE.to_owned() field="title" label=t!(draft::title) />
            <div class="draft-line">
                <Plain bench id=GUIDE.to_owned() field="version" label=Box::new(t!(draft::version)) />
                <div class="field">
                    <label class="field-label" for=id.clone()>{t!(draft::purpose)}</label>
                    <select
                        class="field-input field-select"
                        id=id
                        disabled=move || !bench.writable.get()
                        on:change=move |event| bench.set_field(GUIDE, "purpose", &event_target_value(&event))
                    >
                        {Purpose::ALL.map(option).collect_view()}
                    </select>
                </div>
            </div>
            <Terms bench />
        </section>
    }
}

/// The words that guidance explains.
#[component]
fn Terms(bench: Bench) -> impl IntoView {
    let terms = Memo::new(move |_| bench.follow_shape(|_, outline| outline.children("terms").to_vec()));
    let add = move |_| {
        let node = domain::guide::draft::Node { nature: Nature::Term, ..Default::default() };
        bench.add(node, "terms", None);
    };
    let term = move |id: String| {
        let gone = id.clone();
        view! {
            <li class="draft-term">
                <Bilingual bench id=id.clone() field="word" label=t!(draft::term_word) />
                <Bilingual bench id=id field="meaning" label=t!(draft::term_meaning) rows=2 />
                <button type="button" class="tool" on:click=move |_| bench.remove(std::slice::from_ref(&gone))>
                    {t!(draft::term_remove)}
                </button>
            </li>
        }
    };
    view! {
        <h3 class="draft-title">{t!(draft::glossary)}</h3>
        <ul class="draft-terms"><For each=move || terms.get() key=Clone::clone children=term /></ul>
        <button type="button" class="tool" disabled=move || !bench.writable.get() on:click=add>{t!(draft::term_add)}</button>
    }
}

#[component]
fn TypeField(bench: Bench, id: String) -> impl IntoView {
    let element = fresh_id("type");
    let key = StoredValue::new(id);
    let language = bench.language;
    let kind = Memo::new(move |_| key.with_value(|id| bench.field(id, "type")));
    let option = move |code: &'static str| {
        let words = move || locales::draft::lookup(language.get(), &format!("type_{code}"));
        let chosen = move || kind.with(|kind| kind == code || (kind.is_empty() && code == "text"));
        view! { <option value=code prop:selected=chosen>{words}</option> }
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        bench.end_step();
        key.with_value(|id| bench.set_field(id, "type", &value));
    };
    view! {
        <div class="field">
            <label class="field-label" for=element.clone()>{t!(draft::kind)}</label>
            <select class="field-input field-select" id=element disabled=move || !bench.writable.get() on:change=choose>
                {TYPES.map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Required(bench: Bench, id: String) -> impl IntoView {
    let element = fresh_id("required");
    let key = StoredValue::new(id);
    let asked = Memo::new(move |_| key.with_value(|id| bench.field(id, "required")));
    let turn = move |event| {
        let value = if event_target_checked(&event) { "true()" } else { "" };
        key.with_value(|id| bench.set_field(id, "required", value));
    };
    view! {
        <p class="draft-check">
            <input
                type="checkbox"
                id=element.clone()
                prop:checked=move || asked.with(|asked| !asked.is_empty())
                disabled=move || !bench.writable.get()
                on:change=turn
            />
            <label for=element>{t!(draft::required)}</label>
        </p>
    }
}

/// A plain value of one line. A name is changed wherever it is meant, once it is finished.
#[component]
pub fn Plain(
    bench: Bench,
    id: String,
    field: &'static str,
    label: Box<dyn Fn() -> &'static str + Send>,
) -> impl IntoView {
    let element = fresh_id("plain");
    let key = StoredValue::new(id);
    let value = Memo::new(move |_| key.with_value(|id| bench.field(id, field)));
    let renames = field == "name"
        && key
            .with_value(|id| bench.look(|draft, _| draft.node(id).is_some_and(|node| node.nature.is_item())));
    let changed = move |event| {
        let typed = event_target_value(&event).trim().to_owned();
        key.with_value(
            |id| if renames { bench.rename(id, &typed) } else { bench.set_field(id, field, &typed) },
        );
    };
    view! {
        <div class="field">
            <label class="field-label" for=element.clone()>{label}</label>
            <input
                class="field-input"
                id=element
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=move || value.get()
                readonly=move || !bench.writable.get()
                on:change=changed
            />
        </div>
    }
}
