//! The page of one document of notes.

use domain::{
    access::{CaseAction, DocumentAction, Standing, State, may_on_case, may_outside_cases},
    case::CaseDetail,
    document::Kind,
    failure::Failure,
    id::{CaseId, DocumentId},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::writing::Writing;
use crate::{
    components::{loading::Loading, page_frame::PageFrame, refused::Refused},
    device::{Device, cache, use_device},
    features::case,
    sync::{OpenNotes, SyncHandle, use_sync},
    t,
};

/// All that the page shows.
#[derive(Clone)]
pub struct Opened {
    pub notes: OpenNotes,
    /// Absent offline when this device has not kept it.
    pub case: Option<CaseDetail>,
    /// As the table of rights says. Where the case is not at hand, the server says it.
    pub may_write: bool,
}

impl Opened {
    /// The case's code, never a name.
    pub fn code(&self) -> Option<String> {
        self.case.as_ref().map(|case| case.summary.code.to_string())
    }
}

/// `/notes/:id`
#[component]
pub fn NotesPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id")).and_then(|id| id.parse::<DocumentId>().ok())
    });
    move || {
        match id.get() {
        Some(id) => view! { <Loaded id /> }.into_any(),
        None => view! { <Refused failure=Failure::NotFound back=("/cases".to_owned(), t!(common::place_cases).into()) /> }.into_any(),
    }
    }
}

#[component]
fn Loaded(id: DocumentId) -> impl IntoView {
    let (device, sync) = (use_device(), use_sync());
    let opened = LocalResource::new(move || open(device, sync, id));
    move || match opened.get() {
        None => view! { <PageFrame><Loading /></PageFrame> }.into_any(),
        Some(Ok(opened)) => view! { <Writing opened /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Refused failure back=("/cases".to_owned(), t!(common::place_cases).into()) /> }
                .into_any()
        }
    }
}

async fn open(device: Device, sync: SyncHandle, id: DocumentId) -> Result<Opened, Failure> {
    let notes = sync.open_notes(id).await?;
    let case = match notes.home.case() {
        Some(id) => detail(device, id).await,
        None => None,
    };
    let profile = device.lock_state().with_untracked(|lock| lock.profile().cloned());
    let may_write = match (profile, &case) {
        (Some(profile), Some(case)) => {
            may_on_case(profile.role, case.summary.relation, State::Open, CaseAction::Write)
        }
        (Some(profile), None) => Standing::of(notes.home, profile.site.id).is_none_or(|standing| {
            may_outside_cases(Kind::Notes, profile.role, standing, State::Open, DocumentAction::Write)
        }),
        (None, _) => true,
    };
    Ok(Opened { notes, case, may_write })
}

async fn detail(device: Device, id: CaseId) -> Option<CaseDetail> {
    match device.cached::<CaseDetail>(&cache::case(id)).await {
        Some(case) => Some(case),
        None => case::api::open(id).await.ok(),
    }
}
