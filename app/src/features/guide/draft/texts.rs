//! Texts in the languages of the guide, side by side.

use domain::{guide::draft::GUIDE, language::Language};
use leptos::{prelude::*, text_prop::TextProp};

use super::bench::Bench;
use crate::{components::live_text::LiveText, i18n::language_name};

/// What the author calls a language.
pub fn tongue(tag: &str) -> String {
    match Language::from_tag(tag) {
        Some(language) if language.tag() == tag => language_name(language).to_owned(),
        _ => tag.to_owned(),
    }
}

/// The languages of the guide; of one that names none, the one without a name.
pub fn languages(bench: Bench) -> Vec<String> {
    let languages = bench.field(GUIDE, "languages");
    let found: Vec<String> = languages.lines().filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    if found.is_empty() { vec![String::new()] } else { found }
}

/// One text of a node, a field for each language.
#[component]
pub fn Bilingual(
    bench: Bench,
    id: String,
    field: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(default = 1)] rows: u32,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let label = StoredValue::new(label);
    let tags = Memo::new(move |_| languages(bench));
    let one = move |tag: String| {
        let element = id.with_value(|id| format!("text-{id}-{field}-{tag}"));
        let (shown, typed) = (tag.clone(), tag.clone());
        let text = Memo::new(move |_| id.with_value(|id| bench.text(id, field, &shown)));
        let on_type = Callback::new(move |words: String| {
            id.with_value(|id| bench.set_text(id, field, &typed, &words));
        });
        let on_leave = Callback::new(move |()| {
            bench.end_step();
            if field == "label" {
                id.with_value(|id| bench.name_after_label(id));
            }
        });
        let lang = (!tag.is_empty()).then(|| tag.clone());
        let named = tongue(&tag);
        view! {
            <div class="draft-text" lang=lang>
                <label class="field-label" for=element.clone()>
                    {move || label.with_value(TextProp::get)}
                    {(!named.is_empty()).then(|| view! { <span class="draft-tongue">" · "{named.clone()}</span> })}
                </label>
                <LiveText id=element text=Signal::from(text) on_type on_leave rows />
            </div>
        }
    };
    view! { <div class="draft-texts">{move || tags.get().into_iter().map(one).collect_view()}</div> }
}
