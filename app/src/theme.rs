//! Light or dark: as the system says, unless the person chose. The choice stays on this device.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const PREFERENCE: &str = "jalon.theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of `data-theme` on the root element; `None` leaves it to the system.
    fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// Puts the theme into context and onto the page.
pub fn provide_theme() {
    let theme = RwSignal::new(LocalStorage::get::<Theme>(PREFERENCE).unwrap_or_default());
    provide_context(theme);
    Effect::new(move || {
        let Some(root) = document().document_element() else { return };
        // Without the attribute the page follows the system, which is readable too.
        let _ = match theme.get().attribute() {
            Some(value) => root.set_attribute("data-theme", value),
            None => root.remove_attribute("data-theme"),
        };
    });
}

/// The theme signal of the page.
pub fn use_theme() -> RwSignal<Theme> {
    expect_context::<RwSignal<Theme>>()
}

/// Changes the theme and remembers it on this device.
pub fn choose_theme(signal: RwSignal<Theme>, theme: Theme) {
    signal.set(theme);
    // A browser that refuses storage only forgets the choice.
    let _ = LocalStorage::set(PREFERENCE, theme);
}
