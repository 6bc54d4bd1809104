//! The application in the browser: a client-rendered single page. With the feature `ssr` the same crate gives the
//! server its functions; the pages are then never rendered, only type-checked.
//
// A view is one type, as deep as its parts are nested.
#![recursion_limit = "256"]
#![expect(clippy::needless_pass_by_value, reason = "the properties of a component are its own")]

pub mod api;
pub mod components;
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
    components::{Outlet, ParentRoute, Redirect, Route, Router, Routes},
    path,
};

use crate::{
    components::page_frame::PageFrame,
    features::{
        account::{
            accounts::AccountsPage,
            gate::{Gate, Home},
            own::AccountPage,
            sign_in::SignInPage,
        },
        audit::log::LogPage,
        case::{list::CasesPage, page::CasePage},
        guide::{import::ImportPage, list::GuidesPage, page::GuidePage},
        interview::page::{InterviewPage, PrintPage},
    },
};

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
            <Routes fallback=|| view! { <Redirect path="/" /> }>
                <Route path=path!("/sign-in") view=SignInPage />
                <ParentRoute path=path!("/") view=Gate>
                    <Route path=path!("") view=Home />
                    <ParentRoute path=path!("") view=Framed>
                        <Route path=path!("cases") view=CasesPage />
                        <Route path=path!("cases/:id") view=CasePage />
                        <Route path=path!("guides") view=GuidesPage />
                        <Route path=path!("guides/import") view=ImportPage />
                        <Route path=path!("guides/:id") view=GuidePage />
                        <Route path=path!("accounts") view=AccountsPage />
                        <Route path=path!("log") view=LogPage />
                        <Route path=path!("account") view=AccountPage />
                    </ParentRoute>
                    <Route path=path!("interviews/:id") view=InterviewPage />
                    <Route path=path!("interviews/:id/print") view=PrintPage />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Around the pages that share the frame, so that it stays while they change.
#[component]
fn Framed() -> impl IntoView {
    view! { <PageFrame><Outlet /></PageFrame> }
}
