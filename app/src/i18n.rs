//! The language of the page: kept in the browser's preferences, switchable at any moment without leaving the page.

pub mod dates;

use domain::{guide::Text, language::Language};
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;

const PREFERENCE: &str = "jalon.language";

/// Puts the language into context: the person's choice, else the browser's, else French.
pub fn provide_language() {
    let chosen = LocalStorage::get::<Language>(PREFERENCE).ok();
    let browser = || window().navigator().language().and_then(|tag| Language::from_tag(&tag));
    let language = RwSignal::new(chosen.or_else(browser).unwrap_or_default());
    provide_context(language);
    Effect::new(move || {
        if let Some(root) = document().document_element() {
            // The attribute only steers hyphenation and screen readers; a page without it still works.
            let _ = root.set_attribute("lang", language.get().tag());
        }
    });
}

/// The language signal of the page.
pub fn use_language() -> RwSignal<Language> {
    expect_context::<RwSignal<Language>>()
}

/// Changes the language and remembers it on this device.
pub fn choose_language(signal: RwSignal<Language>, language: Language) {
    signal.set(language);
    // A browser that refuses storage only forgets the choice.
    let _ = LocalStorage::set(PREFERENCE, language);
}

/// The name of a language, in itself.
pub fn language_name(language: Language) -> &'static str {
    locales::common::language_name(language)
}

/// A guide's text, marked with its own language where it does not exist in that of the page.
#[component]
pub fn Words(#[prop(into)] text: Signal<Text>) -> impl IntoView {
    let language = use_language();
    let words = move || text.with(|text| text.in_language(language.get()).0.to_owned());
    let foreign = move || text.with(|text| foreign_tag(text, language.get()));
    view! { <span lang=foreign>{words}</span> }
}

/// The tag of the language that [`Text::in_language`] falls back to, where it is another one and the author gave a tag.
fn foreign_tag(text: &Text, language: Language) -> Option<String> {
    let (shown, other) = text.in_language(language);
    let tag = text.0.iter().find(|(_, words)| words.as_str() == shown).map(|(tag, _)| tag)?;
    let plain = (2..=3).contains(&tag.split('-').next().unwrap_or(tag).len());
    (other && plain).then(|| tag.clone())
}

/// A sentence of `locales` that follows the language: `t!(account::sign_in)`, `t!(interview::left, count)`.
#[macro_export]
macro_rules! t {
    ($feature:ident :: $key:ident $(, $argument:expr)* $(,)?) => {{
        let language = $crate::i18n::use_language();
        move || ::locales::$feature::$key(leptos::prelude::Get::get(&language) $(, $argument)*)
    }};
}

#[cfg(test)]
mod tests {
    use super::foreign_tag;
    use domain::{guide::Text, language::Language};

    #[test]
    fn marks_a_text_that_is_in_another_language() {
        let check = |pairs: &[(&str, &str)], expected: Option<&str>| {
            let text =
                Text(pairs.iter().map(|(tag, words)| ((*tag).to_owned(), (*words).to_owned())).collect());
            assert_eq!(foreign_tag(&text, Language::French).as_deref(), expected);
        };
        check(&[("fr", "Bonjour"), ("en", "Hello")], None);
        check(&[("en", "Hello")], Some("en"));
        check(&[("", "Hello")], None);
        check(&[("Swahili", "Habari")], None);
    }
}
