//! The application in the browser: a client-rendered single page. With the feature `ssr` the same crate gives the
//! server its functions; the pages are then never rendered, only type-checked.
//
// A view is one type, as deep as its parts are nested.
#![recursion_limit = "256"]
#![expect(clippy::needless_pass_by_value, reason = "the properties of a component are its own")]

pub mod api;
pub mod components;
pub mod desk;
pub mod device;
pub mod features;
pub mod i18n;
pub mod online;
pub mod recall;
pub mod sync;
pub mod theme;
pub mod update;

use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::features::account::{gate::Gate, sign_in::SignInPage};

/// The application as it starts: the door, and behind it the [`desk`]. Contexts are made here, once.
#[component]
pub fn App() -> impl IntoView {
    i18n::provide_language();
    theme::provide_theme();
    online::provide_online();
    components::heading::provide_heading();
    device::provide_device();
    sync::provide_place();
    update::provide_update();
    view! {
        <Router>
            // Every address that is not the first is the second's.
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/sign-in") view=SignInPage />
                <Route path=path!("/*address") view=Gate />
            </FlatRoutes>
        </Router>
    }
}
