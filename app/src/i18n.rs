//! The language of the page: kept in the browser's preferences, switchable at any moment without leaving the page.

use domain::language::Language;
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

/// A sentence of `locales` that follows the language: `t!(account::sign_in)`, `t!(interview::left, count)`.
#[macro_export]
macro_rules! t {
    ($feature:ident :: $key:ident $(, $argument:expr)* $(,)?) => {{
        let language = $crate::i18n::use_language();
        move || ::locales::$feature::$key(leptos::prelude::Get::get(&language) $(, $argument)*)
    }};
}
