//! Where the review of the interview on the page stands, asked again while the page is looked at: the other person
//! works elsewhere.

use domain::{
    failure::Failure,
    id::{AccountId, DocumentId},
    interview::SignInterview,
    language::Language,
    review::{Countersign, Review, SendBack, Stage, Step, Submit},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use super::api;
use crate::{
    api::ApiError,
    device::use_device,
    features::interview,
    i18n::{dates, use_language},
    sync::OpenInterview,
};

/// Milliseconds between two questions to the server.
const PAUSE: u32 = 15_000;

#[derive(Clone, Copy)]
pub struct Standing {
    pub review: RwSignal<Review>,
    /// Who is at this device.
    pub me: Option<AccountId>,
    id: DocumentId,
}

/// Follows a review from what is known of it. Without network that is what stays.
pub fn follow_review(id: DocumentId, known: Option<Review>) -> Standing {
    let me = use_device().lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.id));
    let standing = Standing { review: RwSignal::new(known.unwrap_or_default()), me, id };
    spawn_local(async move {
        loop {
            if !document().hidden() && standing.ask().await.is_none() {
                return;
            }
            TimeoutFuture::new(PAUSE).await;
            if standing.review.try_get_untracked().is_none() {
                return;
            }
        }
    });
    standing
}

impl Standing {
    /// `None` once the page is gone.
    async fn ask(self) -> Option<()> {
        if let Ok(review) = api::standing(self.id).await {
            return self.show(review);
        }
        self.review.try_get_untracked().map(drop)
    }

    fn show(self, review: Review) -> Option<()> {
        let same = self.review.try_with_untracked(|known| *known == review)?;
        if !same {
            self.review.try_set(review);
        }
        Some(())
    }

    fn heard(self, answer: Result<Review, ApiError>) -> Result<(), Failure> {
        let review = answer.map_err(|ApiError(failure)| failure)?;
        self.show(review);
        Ok(())
    }

    pub async fn submit(self, document: &OpenInterview, reader: AccountId) -> Result<(), Failure> {
        document.send().await?;
        let submit = Submit { id: self.id, reader, state_vector: document.state_vector() };
        self.heard(api::submit(submit).await)
    }

    pub async fn withdraw(self) -> Result<(), Failure> {
        self.heard(api::withdraw(self.id).await)
    }

    pub async fn send_back(self, document: &OpenInterview, reason: String) -> Result<(), Failure> {
        // The comments that explain it go with it.
        document.send().await?;
        self.heard(api::send_back(SendBack { id: self.id, reason }).await)
    }

    pub async fn countersign(self, document: &OpenInterview) -> Result<(), Failure> {
        document.send().await?;
        let countersign = Countersign { id: self.id, state_vector: document.state_vector() };
        self.heard(api::countersign(countersign).await)
    }

    /// True for whoever it waits for now.
    pub fn is_mine_to_read(self) -> bool {
        let Some(me) = self.me else { return false };
        self.review.with(|review| match &review.stage {
            Stage::Submitted { reader, .. } | Stage::Countersigned { reader, .. } => *reader == me,
            Stage::Open | Stage::Signed => false,
        })
    }

    pub fn is_mine(self) -> bool {
        let Some(me) = self.me else { return false };
        self.review.with(|review| match &review.stage {
            Stage::Submitted { by, .. } | Stage::Countersigned { by, .. } => *by == me,
            Stage::Open | Stage::Signed => false,
        })
    }
}

/// Sends what is left, signs what this device shows, and freezes it here.
pub async fn sign(document: &OpenInterview) -> Result<(), Failure> {
    document.send().await?;
    let request = SignInterview { id: document.id, state_vector: document.state_vector() };
    interview::api::sign(request).await.map_err(|ApiError(failure)| failure)?;
    document.signed();
    Ok(())
}

/// A step in words.
pub fn step_words(language: Language, step: &Step) -> String {
    let (by, at) = (step.by.as_str(), dates::date_time(language, step.at));
    match step.act.as_str() {
        "submitted" => locales::review::submitted(language, by, &step.reader, at),
        "withdrawn" => locales::review::withdrawn(language, by, at),
        "returned" => locales::review::returned(language, by, at),
        _ => locales::review::countersigned(language, by, at),
    }
}

/// Every step, oldest first. Nothing for an interview that was never submitted.
#[component]
pub fn Steps(#[prop(into)] review: Signal<Review>) -> impl IntoView {
    let language = use_language();
    let row = move |step: Step| {
        let reason = step.reason.clone();
        view! {
            <li class="review-step">
                <p>{move || step_words(language.get(), &step)}</p>
                {(!reason.is_empty()).then(|| view! { <p class="review-reason">{reason}</p> })}
            </li>
        }
    };
    view! {
        <Show when=move || review.with(|review| !review.steps.is_empty())>
            <ol class="review-steps">
                {move || review.with(|review| review.steps.clone()).into_iter().map(row).collect_view()}
            </ol>
        </Show>
    }
}
