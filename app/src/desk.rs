//! Everything behind the door. It is most of the application, so it is loaded apart, while the person signs in: what
//! signing in needs is small enough for a slow tablet on a slow network.

use futures::FutureExt;
use leptos::{prelude::*, task::spawn_local, wasm_split::wasm_split};
use leptos_router::{
    components::{Outlet, ParentRoute, Redirect, Route, Routes},
    path,
};

use crate::{
    components::{
        button::{Button, Weight},
        loading::Loading as Wait,
        notice::{Notice, Tone},
        page_frame::PageFrame,
    },
    features::{
        account::{accounts::AccountsPage, gate::Home, own::AccountPage, threshold::Threshold},
        audit::log::LogPage,
        case::{list::CasesPage, page::CasePage},
        guide::{import::ImportPage, list::GuidesPage, page::GuidePage},
        interview::page::{InterviewPage, PrintPage},
    },
    sync, t,
};

/// The part could not be loaded: the network is away and the service worker does not have it yet.
struct NotLoaded;

impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

#[wasm_split(desk, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
fn open() -> Result<AnyView, NotLoaded> {
    sync::provide_sync();
    Ok(view! { <Pages /> }.into_any())
}

/// Loads the desk in the background; opening it tries again if this fails.
pub fn prepare() {
    spawn_local(async { drop(load().await) });
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    Waiting,
    Done,
    Failed,
}

/// The desk, once it is loaded.
#[component]
pub fn Desk() -> impl IntoView {
    let loading = RwSignal::new(Loading::Waiting);
    let attempt = move || {
        spawn_local(async move {
            let loaded = load().await;
            // The device may have been locked meanwhile; the signal is gone then.
            loading.try_set(if loaded.is_ok() { Loading::Done } else { Loading::Failed });
        });
    };
    attempt();
    move || match loading.get() {
        Loading::Waiting => view! { <Threshold known=true><Wait /></Threshold> }.into_any(),
        // What is loaded opens at once.
        Loading::Done => open().now_or_never().and_then(Result::ok).into_any(),
        Loading::Failed => {
            let again = Callback::new(move |()| {
                loading.set(Loading::Waiting);
                attempt();
            });
            view! { <Away again /> }.into_any()
        }
    }
}

#[component]
fn Away(again: Callback<()>) -> impl IntoView {
    view! {
        <Threshold known=true>
            <Notice tone=Tone::Waiting>
                <p>{t!(common::desk_away)}</p>
            </Notice>
            <div class="form-actions">
                <Button weight=Weight::Primary icon="refresh-cw" on_press=again>
                    {t!(common::try_again)}
                </Button>
            </div>
        </Threshold>
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=|| view! { <Redirect path="/" /> }>
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
        </Routes>
    }
}

/// Around the pages that share the frame, so that it stays while they change.
#[component]
fn Framed() -> impl IntoView {
    view! { <PageFrame><Outlet /></PageFrame> }
}
