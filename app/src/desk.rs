//! Everything behind the door. It is most of the application, so it is loaded apart, while the person signs in: what
//! signing in needs is small enough for a slow tablet on a slow network.

use futures::FutureExt;
use leptos::{prelude::*, task::spawn_local, wasm_split::wasm_split};
use leptos_router::{
    NavigateOptions,
    components::{Outlet, ParentRoute, Redirect, Route, Routes},
    path,
};

use crate::{
    components::{
        button::{Button, Weight},
        loading::Loading,
        notice::{Notice, Tone},
        page_frame::{PageFrame, home},
    },
    device::use_device,
    features::{
        account::{accounts::AccountsPage, own::AccountPage, threshold::Threshold},
        audit::log::LogPage,
        case::{list::CasesPage, page::CasePage},
        committee::{meeting::MeetingPage, minutes::MinutesPage, page::CommitteePage},
        day::page::DayPage,
        framework::{list::FrameworksPage, page::FrameworkPage, versions::VersionsPage},
        guide::{draft::page::DraftPage, import::ImportPage, list::GuidesPage, page::GuidePage},
        interview::page::{InterviewPage, PrintPage},
        notes::{page::NotesPage, shared::SharedNotesPage},
        plan::page::{PlanCopyPage, PlanPage},
        report::{form::ReportFormPage, page::ReportPage},
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

/// How the loading of the desk stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Coming,
    Here,
    Away,
}

/// The desk, once it is loaded.
#[component]
pub fn Desk() -> impl IntoView {
    let part = RwSignal::new(Part::Coming);
    let attempt = move || {
        spawn_local(async move {
            let loaded = load().await;
            // The device may have been locked meanwhile; the signal is gone then.
            part.try_set(if loaded.is_ok() { Part::Here } else { Part::Away });
        });
    };
    attempt();
    move || match part.get() {
        Part::Coming => view! { <Threshold known=true><Loading /></Threshold> }.into_any(),
        // What is loaded opens at once.
        Part::Here => open().now_or_never().and_then(Result::ok).into_any(),
        Part::Away => {
            let again = Callback::new(move |()| {
                part.set(Part::Coming);
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
                <Route path=path!("day") view=DayPage />
                <Route path=path!("cases") view=CasesPage />
                <Route path=path!("cases/:id") view=CasePage />
                <Route path=path!("cases/:id/report") view=ReportFormPage />
                <Route path=path!("reports/:id") view=ReportPage />
                <Route path=path!("committee") view=CommitteePage />
                <Route path=path!("committee/meetings/:id") view=MeetingPage />
                <Route path=path!("frameworks") view=FrameworksPage />
                <Route path=path!("guides") view=GuidesPage />
                <Route path=path!("guides/import") view=ImportPage />
                <Route path=path!("guides/:id") view=GuidePage />
                <Route path=path!("notes") view=SharedNotesPage />
                <Route path=path!("accounts") view=AccountsPage />
                <Route path=path!("log") view=LogPage />
                <Route path=path!("account") view=AccountPage />
            </ParentRoute>
            <Route path=path!("interviews/:id") view=InterviewPage />
            <Route path=path!("interviews/:id/print") view=PrintPage />
            <Route path=path!("notes/:id") view=NotesPage />
            <Route path=path!("plans/:id") view=PlanPage />
            <Route path=path!("plans/:id/print") view=PlanCopyPage />
            <Route path=path!("committee/meetings/:id/minutes") view=MinutesPage />
            <Route path=path!("guides/drafts/:id") view=DraftPage />
            <Route path=path!("frameworks/:id") view=FrameworkPage />
            <Route path=path!("frameworks/:id/versions") view=VersionsPage />
        </Routes>
    }
}

/// The address `/`: where the role starts.
#[component]
pub fn Home() -> impl IntoView {
    let lock = use_device().lock_state();
    let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
    let role = lock.with_untracked(|lock| lock.unlocked().map(|profile| profile.role));
    role.map(|role| view! { <Redirect path=home(role) options /> })
}

/// Around the pages that share the frame, so that it stays while they change.
#[component]
fn Framed() -> impl IntoView {
    view! { <PageFrame><Outlet /></PageFrame> }
}
