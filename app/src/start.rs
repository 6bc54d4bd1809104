//! What the browser starts with.

use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components, device,
    features::account::{gate::Gate, sign_in::SignInPage},
    i18n, online, sync, theme, update,
};

/// The application as it starts: the door, and behind it the [desk](crate::desk). Contexts are made here, once.
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
