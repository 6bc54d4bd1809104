//! Texts and values of a record, as fields.

use domain::{framework::edit::Edit, language::Language};
use leptos::{prelude::*, text_prop::TextProp};

use super::bench::Bench;
use crate::{
    components::{fresh_id, live_text::LiveText},
    i18n::language_name,
};

/// One text of a record, a field for each language; that of the page first.
#[component]
pub fn Bilingual(
    bench: Bench,
    record: String,
    field: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(default = 1)] rows: u32,
) -> impl IntoView {
    let (record, label) = (StoredValue::new(record), StoredValue::new(label));
    // A text that came without languages keeps its own field.
    let plain = Memo::new(move |_| record.with_value(|record| !bench.text(record, field, "").is_empty()));
    let tags = Memo::new(move |_| {
        let own = bench.language.get();
        let others = Language::ALL.into_iter().filter(|language| *language != own).map(Language::tag);
        let plain = plain.get().then_some("");
        std::iter::once(own.tag()).chain(others).chain(plain).collect::<Vec<&'static str>>()
    });
    let one = move |tag: &'static str| {
        let id = fresh_id("text");
        let lang = (!tag.is_empty()).then_some(tag);
        let tongue = Language::from_tag(tag).filter(|_| !tag.is_empty()).map(language_name);
        view! {
            <div class="framework-text" lang=lang>
                <label class="field-label" for=id.clone()>
                    {move || label.with_value(TextProp::get)}
                    {tongue.map(|tongue| view! { <span class="framework-tongue">" · "{tongue}</span> })}
                </label>
                <Typed bench id record=record.get_value() field tag rows />
            </div>
        }
    };
    view! { <div class="framework-texts">{move || tags.get().into_iter().map(one).collect_view()}</div> }
}

/// The field alone; whoever uses it labels it.
#[component]
pub fn Typed(
    bench: Bench,
    id: String,
    record: String,
    field: &'static str,
    tag: &'static str,
    #[prop(default = 1)] rows: u32,
    #[prop(default = "")] class: &'static str,
) -> impl IntoView {
    let record = StoredValue::new(record);
    let text = Memo::new(move |_| record.with_value(|record| bench.text(record, field, tag)));
    let on_type = Callback::new(move |words: String| {
        record.with_value(|record| bench.type_words(record, field, tag, &words));
    });
    let on_leave = Callback::new(move |()| bench.end_step());
    let shown = move || {
        if bench.writable.get() {
            let text = Signal::from(text);
            view! { <LiveText id=id.clone() text on_type on_leave rows class /> }.into_any()
        } else {
            view! { <p id=id.clone() class="framework-read">{move || text.get()}</p> }.into_any()
        }
    };
    view! { {shown} }
}

/// A choice among words of a vocabulary; the first option may be empty.
#[component]
pub fn Chosen(
    bench: Bench,
    record: String,
    field: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional)] aloud: bool,
) -> impl IntoView {
    let id = fresh_id("choice");
    let record = StoredValue::new(record);
    let value = Memo::new(move |_| record.with_value(|record| bench.field(record, field)));
    let all = move || {
        let (now, mut options) = (value.get(), options.get());
        // A word of a later version is kept and shown.
        if !options.iter().any(|(code, _)| *code == now) {
            options.push((now.clone(), now.clone()));
        }
        options
            .into_iter()
            .map(|(code, words)| {
                let selected = code == now;
                view! { <option value=code selected=selected>{words}</option> }
            })
            .collect_view()
    };
    let change = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        bench.make(&[Edit::value(record.get_value(), field, value)]);
    };
    view! {
        <div class="field framework-choice">
            <label class="field-label" class:aside-aloud=aloud for=id.clone()>{move || label.get()}</label>
            <select
                class="field-input field-select"
                id=id.clone()
                disabled=move || !bench.writable.get()
                on:change=change
            >
                {all}
            </select>
        </div>
    }
}

/// A plain value on one line, taken when the field is left.
#[component]
pub fn Value(
    bench: Bench,
    record: String,
    field: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] aloud: bool,
) -> impl IntoView {
    let id = fresh_id("value");
    let record = StoredValue::new(record);
    let value = Memo::new(move |_| record.with_value(|record| bench.field(record, field)));
    let change = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        bench.make(&[Edit::value(record.get_value(), field, value.trim())]);
    };
    view! {
        <div class="field framework-value">
            <label class="field-label" class:aside-aloud=aloud for=id.clone()>{move || label.get()}</label>
            <input
                class="field-input"
                id=id.clone()
                type=kind
                autocomplete="off"
                disabled=move || !bench.writable.get()
                prop:value=move || value.get()
                on:change=change
            />
        </div>
    }
}
