//! The fields of a plan: texts that people write together, days, and choices.

use leptos::{prelude::*, text_prop::TextProp};

use super::bench::Bench;
use crate::{
    components::{fresh_id, icon::Icon, live_text::LiveText},
    t,
};

/// Pairs of a value and its words.
pub type Options = Vec<(String, String)>;

/// A text; read only where the plan may not be changed.
#[component]
pub fn Words(
    bench: Bench,
    id: String,
    field: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(default = 1)] rows: u32,
    #[prop(default = "")] class: &'static str,
) -> impl IntoView {
    let element = fresh_id("plan-text");
    let id = StoredValue::new(id);
    let text = Memo::new(move |_| id.with_value(|id| bench.text(id, field)));
    let on_type = Callback::new(move |words: String| id.with_value(|id| bench.set_text(id, field, &words)));
    let on_leave = Callback::new(move |()| bench.end_step());
    let (label_of, read_label) = (label.clone(), label);
    view! {
        <Show
            when=move || bench.writable.get()
            fallback={
                let label = read_label.clone();
                move || {
                    let label = label.clone();
                    view! { <Read label text=Signal::from(text) class /> }
                }
            }
        >
            {
                let (element, label) = (element.clone(), label_of.clone());
                view! {
                    <div class=format!("plan-field {class}")>
                        <label class="plan-label" for=element.clone()>{move || label.get()}</label>
                        <LiveText id=element text=Signal::from(text) on_type on_leave rows class="plan-text" />
                    </div>
                }
            }
        </Show>
    }
}

/// What a field says, where it cannot be changed. Nothing where it says nothing.
#[component]
fn Read(#[prop(into)] label: TextProp, text: Signal<String>, class: &'static str) -> impl IntoView {
    let label = StoredValue::new(label);
    view! {
        <Show when=move || text.with(|text| !text.trim().is_empty())>
            <div class=format!("plan-field {class}")>
                <p class="plan-label">{move || label.with_value(TextProp::get)}</p>
                <p class="plan-said">{move || text.get()}</p>
            </div>
        </Show>
    }
}

/// A day.
#[component]
pub fn DayField(
    bench: Bench,
    id: String,
    #[prop(into)] field: String,
    #[prop(into)] label: TextProp,
) -> impl IntoView {
    let element = fresh_id("plan-day");
    let place = StoredValue::new((id, field));
    let value = Memo::new(move |_| place.with_value(|(id, field)| bench.field(id, field)));
    let changed = move |event| {
        let day = event_target_value(&event);
        place.with_value(|(id, field)| bench.set_field(id, field, &day));
    };
    view! {
        <div class="plan-field plan-field-short">
            <label class="plan-label" for=element.clone()>{move || label.get()}</label>
            <input
                class="field-input"
                id=element
                type="date"
                autocomplete="off"
                min="1900-01-01"
                max="2999-12-31"
                prop:value=move || value.get()
                disabled=move || !bench.writable.get()
                on:change=changed
            />
        </div>
    }
}

/// A choice among few. `none` is what an empty value is called; where it has no name, there is none to choose.
#[component]
pub fn Choice(
    bench: Bench,
    id: String,
    #[prop(into)] field: String,
    #[prop(into)] label: TextProp,
    #[prop(into)] options: Signal<Options>,
    #[prop(optional, into)] none: Option<TextProp>,
    /// What counts while nothing is chosen.
    #[prop(default = "")]
    usual: &'static str,
    #[prop(optional)] on_choose: Option<Callback<String>>,
) -> impl IntoView {
    let element = fresh_id("plan-choice");
    let place = StoredValue::new((id, field));
    let value = Memo::new(move |_| place.with_value(|(id, field)| bench.field(id, field)));
    let choose = move |event| {
        let chosen = event_target_value(&event);
        match on_choose {
            Some(on_choose) => on_choose.run(chosen),
            None => place.with_value(|(id, field)| bench.set_field(id, field, &chosen)),
        }
    };
    let option = move |(code, words): (String, String)| {
        let own = code.clone();
        let chosen = move || value.with(|value| *value == own || (value.is_empty() && own == usual));
        view! { <option value=code prop:selected=chosen>{words}</option> }
    };
    let none = none.map(|none| {
        let chosen = move || value.with(String::is_empty);
        view! { <option value="" prop:selected=chosen>{move || none.get()}</option> }
    });
    view! {
        <div class="plan-field plan-field-short">
            <label class="plan-label" for=element.clone()>{move || label.get()}</label>
            <select
                class="field-input field-select"
                id=element
                disabled=move || !bench.writable.get()
                on:change=choose
            >
                {none}
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// The words that the locales have for each code, under `prefix_code`.
pub fn worded(bench: Bench, prefix: &'static str, codes: Vec<String>) -> Signal<Options> {
    Signal::derive(move || {
        let language = bench.language.get();
        let words = |code: &String| {
            let words = locales::plan::lookup(language, &format!("{prefix}_{code}")).unwrap_or_default();
            (code.clone(), words.to_owned())
        };
        codes.iter().map(words).collect()
    })
}

/// The codes of an enum of the wire.
macro_rules! codes {
    ($name:ty) => {
        <$name>::ALL.iter().map(|one| one.word().to_owned()).collect::<Vec<String>>()
    };
}
pub(super) use codes;

/// What is wrong with a record, each in a sentence.
#[component]
pub fn Doubts(bench: Bench, id: String) -> impl IntoView {
    let own = Memo::new(move |_| {
        let language = bench.language.get();
        bench.findings.with(|findings| {
            let here = findings.iter().filter(|finding| finding.record == id);
            here.map(|finding| locales::problem(language, &finding.problem)).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || own.with(|own| !own.is_empty())>
            <ul class="plan-doubts" aria-label=t!(plan::doubts)>
                {move || {
                    own.get()
                        .into_iter()
                        .map(|words| view! { <li><Icon name="info" /><span>{words}</span></li> })
                        .collect_view()
                }}
            </ul>
        </Show>
    }
}

/// The quiet tools at the end of a record: moving, its history, taking it out.
#[component]
pub fn RecordTools(
    bench: Bench,
    id: String,
    #[prop(default = false)] moves: bool,
    /// What is taken out, in words for a reader.
    #[prop(into)]
    about: Signal<String>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let about = move || view! { <span class="aside-aloud">{move || format!(": {}", about.get())}</span> };
    view! {
        <div class="plan-tools">
            <Show when=move || bench.writable.get() && moves>
                <button type="button" class="tool" on:click=move |_| bench.shift(&id.get_value(), -1)>
                    {t!(plan::up)} {about()}
                </button>
                <button type="button" class="tool" on:click=move |_| bench.shift(&id.get_value(), 1)>
                    {t!(plan::down)} {about()}
                </button>
            </Show>
            <button type="button" class="tool" on:click=move |_| bench.past.set(Some(Some(id.get_value())))>
                {t!(plan::history)} {about()}
            </button>
            <Show when=move || bench.writable.get()>
                <button type="button" class="tool" on:click=move |_| bench.take_out(&id.get_value())>
                    {t!(plan::take_out)} {about()}
                </button>
            </Show>
        </div>
    }
}
