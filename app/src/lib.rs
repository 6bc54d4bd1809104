//! The application in the browser: a client-rendered single page. With the feature `ssr` the same crate gives the
//! server its functions; the pages are then never rendered, only type-checked.

pub mod api;
pub mod components;
pub mod device;
pub mod features;
pub mod i18n;
pub mod online;
pub mod sync;
pub mod theme;
pub mod update;

use leptos::prelude::*;
use leptos_router::{
    components::{Redirect, Route, Router, Routes},
    path,
};

use crate::features::account::sign_in::SignInPage;

/// The whole application. Contexts are made here, once.
#[component]
pub fn App() -> impl IntoView {
    i18n::provide_language();
    theme::provide_theme();
    online::provide_online();
    components::heading::provide_heading();
    device::provide_device();
    sync::provide_sync();
    update::provide_update();
    view! {
        <Router>
            <Routes fallback=|| view! { <Redirect path="/cases" /> }>
                <Route path=path!("/sign-in") view=SignInPage />
            </Routes>
        </Router>
    }
}
