//! The page of one draft: outline, panel, and what is wrong; and its way to publication above them.

use domain::{
    failure::Failure,
    guide::{
        draft::GUIDE,
        release::{DraftSummary, Stage},
    },
    id::DocumentId,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    bank::Bank, bench::Bench, outline::OutlinePane, panel::Panel, preview::Preview, problems::Problems,
    stage::StageBar,
};
use crate::{
    api::ApiError,
    components::{
        heading::Heading,
        loading::Loading,
        page_frame::PageFrame,
        presence::{Arrivals, Here, also_here},
        refused::Refused,
    },
    features::guide::api,
    sync::{OpenDraft, SyncHandle, use_sync},
    t,
};

/// `/guides/drafts/:id`
#[component]
pub fn DraftPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id")).and_then(|id| id.parse::<DocumentId>().ok())
    });
    move || {
        match id.get() {
        Some(id) => view! { <Loaded id /> }.into_any(),
        None => view! { <Refused failure=Failure::NotFound back=("/guides".to_owned(), t!(guide::list_title).into()) /> }.into_any(),
    }
    }
}

#[component]
fn Loaded(id: DocumentId) -> impl IntoView {
    let sync = use_sync();
    let opened = LocalResource::new(move || open(sync, id));
    move || match opened.get() {
        None => view! { <PageFrame><Loading /></PageFrame> }.into_any(),
        Some(Ok((document, summary))) => view! { <Writing document summary /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Refused failure back=("/guides".to_owned(), t!(guide::list_title).into()) /> }.into_any()
        }
    }
}

/// Without a network the draft opens all the same; where it stands is then not known.
async fn open(sync: SyncHandle, id: DocumentId) -> Result<(OpenDraft, Option<DraftSummary>), Failure> {
    let document = sync.open_draft(id).await?;
    let summary = match api::draft(id).await {
        Ok(summary) => Some(summary),
        Err(ApiError(Failure::Unreachable | Failure::SignedOut)) => None,
        Err(ApiError(failure)) => return Err(failure),
    };
    Ok((document, summary))
}

#[component]
fn Writing(document: OpenDraft, summary: Option<DraftSummary>) -> impl IntoView {
    let (frozen, peers, id) = (document.frozen, document.peers, document.id);
    let summary = RwSignal::new(summary);
    let in_draft =
        move || summary.with(|summary| summary.as_ref().is_none_or(|one| one.stage == Stage::Draft));
    let bench = Bench::new(document, Signal::derive(move || !frozen.get() && in_draft()));
    let language = bench.language;
    let (tried, bank) = (RwSignal::new(false), RwSignal::new(false));
    let title = move || {
        let words = bench.follow(GUIDE, |node| node.text("title").in_language(language.get()).0.to_owned());
        if words.is_empty() { locales::draft::untitled(language.get()).to_owned() } else { words }
    };
    view! {
        <PageFrame back=("/guides".to_owned(), t!(guide::list_title).into())>
            <div class="draft">
                <header class="draft-head">
                    <Heading title />
                    <Here peers label=also_here() />
                </header>
                <StageBar id summary bench />
                <div class="draft-line">
                    <button
                        type="button"
                        class="tool"
                        aria-pressed=move || tried.get().to_string()
                        on:click=move |_| tried.update(|tried| *tried = !*tried)
                    >
                        {t!(draft::try_it)}
                    </button>
                    <button
                        type="button"
                        class="tool"
                        disabled=move || !bench.writable.get()
                        on:click=move |_| bank.set(true)
                    >
                        {t!(draft::bank)}
                    </button>
                </div>
                <Bank bench open=bank />
                <form class="draft-columns" autocomplete="off" on:submit=|event| event.prevent_default()>
                    <div class="draft-side">
                        <button type="button" class="tool" on:click=move |_| bench.go(GUIDE)>
                            {t!(draft::settings)}
                        </button>
                        <OutlinePane bench peers />
                    </div>
                    <Panel bench />
                    <Problems bench />
                </form>
                <Show when=move || tried.get()>
                    <Preview bench />
                </Show>
            </div>
            <Arrivals peers />
        </PageFrame>
    }
}
