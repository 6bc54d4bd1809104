//! The page of one interview: conducted while it is open, read once it is signed.

use std::sync::Arc;

use domain::{
    case::CaseDetail,
    failure::Failure,
    guide::{Guide, NodeKey},
    id::{DocumentId, GuideId},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{conduct::Conduct, read_page::ReadPage};
use crate::{
    api::ApiError,
    components::{loading::Loading, page_frame::PageFrame, refused::Refused},
    device::{Device, cache, use_device},
    features::{
        case, guide,
        review::{page::ReviewPage, standing::follow_review},
    },
    sync::{OpenInterview, SyncHandle, use_sync},
    t,
};

/// All that the page needs before it can show anything.
#[derive(Clone)]
pub struct Opened {
    pub document: OpenInterview,
    pub guide: Arc<Guide>,
    /// Where the person was.
    pub place: Option<NodeKey>,
    /// Absent offline when this device has not kept it.
    pub case: Option<CaseDetail>,
}

impl Opened {
    /// The case's code, never a name.
    pub fn code(&self) -> String {
        self.case.as_ref().map(|case| case.summary.code.to_string()).unwrap_or_default()
    }

    /// Where the page belongs.
    pub fn back(&self) -> String {
        format!("/cases/{}", self.document.case)
    }
}

/// `/interviews/:id`
#[component]
pub fn InterviewPage() -> impl IntoView {
    view! { <Addressed print=false /> }
}

/// `/interviews/:id/print`: as it is read, whether signed or not, ready to be printed.
#[component]
pub fn PrintPage() -> impl IntoView {
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
    let versions = RwSignal::new(0_u32);
    let opened = LocalResource::new(move || {
        versions.track();
        open(device, sync, id)
    });
    let reopen = Callback::new(move |()| versions.update(|versions| *versions += 1));
    move || match opened.get() {
        None => view! { <PageFrame><Loading /></PageFrame> }.into_any(),
        Some(Ok(opened)) => view! { <Page opened print reopen /> }.into_any(),
        // Whoever may only read it asks the server.
        Some(Err(Failure::Forbidden)) => view! { <ReadPage id opened=None /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Refused failure back=("/cases".to_owned(), t!(common::place_cases).into()) /> }
                .into_any()
        }
    }
}

/// How the interview is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Reading,
    Review,
    Conduct,
}

#[component]
fn Page(opened: Opened, print: bool, reopen: Callback<()>) -> impl IntoView {
    let (frozen, id) = (opened.document.frozen, opened.document.id);
    let (guide, answers) = (opened.document.guide, opened.document.answers);
    Effect::new(move || {
        // Here or on another device, the interview has moved to another version of its guide.
        if answers.with(|answers| answers.guide.is_some_and(|now| now != guide)) {
            reopen.run(());
        }
    });
    let known = opened.case.as_ref().map(|case| case.reviews.as_slice()).unwrap_or_default();
    let known = known.iter().find(|review| review.document == Some(id)).cloned();
    let standing = follow_review(id, known);
    provide_context(standing);
    let shown = Memo::new(move |_| {
        if print || frozen.get() {
            Shown::Reading
        } else if standing.review.with(|review| review.stage.is_in_review()) {
            Shown::Review
        } else {
            Shown::Conduct
        }
    });
    move || {
        let opened = opened.clone();
        match shown.get() {
            Shown::Reading => view! { <ReadPage id opened=Some(opened) /> }.into_any(),
            Shown::Review => view! { <ReviewPage opened /> }.into_any(),
            Shown::Conduct => view! { <Conduct opened /> }.into_any(),
        }
    }
}

/// Opens the document and finds its guide: on this device first, then at the server.
async fn open(device: Device, sync: SyncHandle, id: DocumentId) -> Result<Opened, Failure> {
    let document = sync.open(id).await?;
    let guide = find_guide(device, document.guide).await?;
    let key = cache::case(document.case);
    let case = match device.cached::<CaseDetail>(&key).await {
        Some(case) => Some(case),
        // Without it only the code in the header is missing.
        None => case::api::open(document.case).await.ok(),
    };
    Ok(Opened { place: device.place(id).await, guide, case, document })
}

/// A guide, from this device or else from the server.
pub async fn find_guide(device: Device, id: GuideId) -> Result<Arc<Guide>, Failure> {
    let key = cache::guide(id);
    if let Some(guide) = device.cached::<Guide>(&key).await {
        return Ok(Arc::new(guide));
    }
    let guide = guide::api::get(id).await.map_err(|ApiError(failure)| failure)?;
    device.keep(&key, &guide).await;
    Ok(Arc::new(guide))
}
