//! The page of one follow-up plan, and that of its copy for the person.

use domain::{
    access::{CaseAction, State, may_on_case},
    case::CaseDetail,
    failure::Failure,
    id::{CaseId, DocumentId},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{copy::Copy, writing::Writing};
use crate::{
    components::{loading::Loading, page_frame::PageFrame, refused::Refused},
    device::{Device, cache, use_device},
    features::case,
    sync::{OpenPlan, SyncHandle, use_sync},
    t,
};

/// All that the page shows.
#[derive(Clone)]
pub struct Opened {
    pub document: OpenPlan,
    /// Absent offline when this device has not kept it.
    pub case: Option<CaseDetail>,
    /// As the table of rights says. Where the case is not at hand, the server says it.
    pub may_write: bool,
    pub may_start: bool,
    pub may_sign: bool,
}

impl Opened {
    /// The case's code, never a name.
    pub fn code(&self) -> Option<String> {
        self.case.as_ref().map(|case| case.summary.code.to_string())
    }

    /// Where the page belongs.
    pub fn back(&self) -> String {
        self.document.home.case().map_or_else(|| "/cases".to_owned(), |case| format!("/cases/{case}"))
    }
}

/// `/plans/:id`
#[component]
pub fn PlanPage() -> impl IntoView {
    view! { <Addressed print=false /> }
}

/// `/plans/:id/print`
#[component]
pub fn PlanCopyPage() -> impl IntoView {
    view! { <Addressed print=true /> }
}

#[component]
fn Addressed(print: bool) -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id")).and_then(|id| id.parse::<DocumentId>().ok())
    });
    move || {
        match id.get() {
        Some(id) => view! { <Loaded id print /> }.into_any(),
        None => view! { <Refused failure=Failure::NotFound back=("/cases".to_owned(), t!(common::place_cases).into()) /> }.into_any(),
    }
    }
}

#[component]
fn Loaded(id: DocumentId, print: bool) -> impl IntoView {
    let (device, sync) = (use_device(), use_sync());
    let opened = LocalResource::new(move || open(device, sync, id));
    move || match opened.get() {
        None => view! { <PageFrame><Loading /></PageFrame> }.into_any(),
        Some(Ok(opened)) if print => view! { <Copy opened /> }.into_any(),
        Some(Ok(opened)) => view! { <Writing opened /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Refused failure back=("/cases".to_owned(), t!(common::place_cases).into()) /> }
                .into_any()
        }
    }
}

async fn open(device: Device, sync: SyncHandle, id: DocumentId) -> Result<Opened, Failure> {
    let document = sync.open_plan(id).await?;
    let case = match document.home.case() {
        Some(id) => detail(device, id).await,
        None => None,
    };
    let role = device.lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.role));
    let may = |action| match (role, &case) {
        (Some(role), Some(case)) => may_on_case(role, case.summary.relation, State::Open, action),
        _ => true,
    };
    let (may_write, may_start, may_sign) =
        (may(CaseAction::Write), may(CaseAction::StartPlan), may(CaseAction::Sign));
    Ok(Opened { document, case, may_write, may_start, may_sign })
}

async fn detail(device: Device, id: CaseId) -> Option<CaseDetail> {
    match device.cached::<CaseDetail>(&cache::case(id)).await {
        Some(case) => Some(case),
        None => case::api::open(id).await.ok(),
    }
}
