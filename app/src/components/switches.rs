//! The switches of language and theme, as in the menu and on the pages before signing in.

use domain::language::Language;
use leptos::prelude::*;

use crate::{
    i18n::{choose_language, use_language},
    t,
    theme::{Theme, choose_theme, use_theme},
};

/// Each language is written in itself.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let current = use_language();
    let choice = move |language: Language| {
        view! {
            <button
                type="button"
                class="switch-choice"
                lang=language.tag()
                aria-pressed=move || (current.get() == language).to_string()
                on:click=move |_| choose_language(current, language)
            >
                {locales::common::language_name(language)}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label=t!(common::language)>
            {Language::ALL.map(choice).collect_view()}
        </div>
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let (current, language) = (use_theme(), use_language());
    let words = move |theme: Theme| match theme {
        Theme::System => locales::common::theme_system(language.get()),
        Theme::Light => locales::common::theme_light(language.get()),
        Theme::Dark => locales::common::theme_dark(language.get()),
    };
    let choice = move |theme: Theme| {
        view! {
            <button
                type="button"
                class="switch-choice"
                aria-pressed=move || (current.get() == theme).to_string()
                on:click=move |_| choose_theme(current, theme)
            >
                {move || words(theme)}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label=t!(common::theme)>
            {Theme::ALL.map(choice).collect_view()}
        </div>
    }
}
