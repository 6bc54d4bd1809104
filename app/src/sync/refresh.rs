//! After a sign-in: fetches what the person may open, so that all of it opens without a network.

use domain::{
    access::Relation,
    case::{CaseDetail, CaseSummary, InterviewSummary},
    failure::Failure,
    guide::Guide,
    id::{DocumentId, GuideId},
    interview::StartInterview,
};

use sync::interview::Document;

use super::{clock::now, hub::Hub};
use crate::{
    api::ApiError,
    device::{
        cache,
        store::{DocumentRecord, Store},
    },
    features::{case, guide},
};

impl Hub {
    /// Fetches cases, guides and open interviews. A second call at the same time does nothing.
    pub(crate) async fn refresh(&self) -> Result<(), Failure> {
        if !self.may_send() || self.refreshing.replace(true) {
            return Ok(());
        }
        let outcome = self.fetch_all().await;
        self.refreshing.set(false);
        match &outcome {
            Ok(()) => self.reached(true),
            Err(Failure::SignedOut) => self.session_over(),
            Err(Failure::DeviceRevoked) => self.lose().await,
            Err(_) => {}
        }
        outcome
    }

    async fn fetch_all(&self) -> Result<(), Failure> {
        let store = self.store()?;
        let mut wanted = Vec::new();
        if let Some(cases) = permitted(case::api::list().await)? {
            store.keep(cache::CASES, &cases).await?;
            for summary in cases.iter().filter(|summary| is_own(summary)) {
                let Some(detail) = permitted(case::api::open(summary.id).await)? else { continue };
                store.keep(&cache::case(summary.id), &detail).await?;
                for interview in &detail.interviews {
                    if note(&store, interview).await? {
                        wanted.push(interview.id);
                    }
                }
            }
        }
        if let Some(guides) = permitted(guide::api::list().await)? {
            store.keep(cache::GUIDES, &guides).await?;
            for summary in guides {
                fetch_guide(&store, summary.id).await?;
            }
        }
        if wanted.is_empty() { Ok(()) } else { self.catch_up(&wanted).await }
    }

    /// The record of a document: the one kept here, else what the document says of itself, else what its case says.
    pub(crate) async fn describe(
        &self,
        store: &Store,
        id: DocumentId,
        document: &Document,
    ) -> Result<DocumentRecord, Failure> {
        if let Some(record) = store.record(id).await? {
            return Ok(record);
        }
        let read = |field: &str| document.meta(field);
        let said = || {
            let (guide, case) = (read("guide")?.parse().ok()?, read("case")?.parse().ok()?);
            let start = StartInterview { id, case, guide, started_at: now() };
            Some(DocumentRecord { start, registered: true, frozen: false, refused: None })
        };
        let found = self.find_in_cases(store, id).await.as_ref().map(record_of);
        let record = found.or_else(said).ok_or(Failure::NotFound)?;
        store.put_record(&record).await?;
        Ok(record)
    }

    /// What is known of a document from the copies of cases kept here.
    async fn find_in_cases(&self, store: &Store, document: DocumentId) -> Option<InterviewSummary> {
        let cases: Vec<CaseSummary> = store.cached(cache::CASES).await.ok()??;
        for summary in cases {
            let detail: Option<CaseDetail> = store.cached(&cache::case(summary.id)).await.ok().flatten();
            let interviews = detail.map(|detail| detail.interviews).unwrap_or_default();
            if let Some(found) = interviews.into_iter().find(|interview| interview.id == document) {
                return Some(found);
            }
        }
        None
    }
}

/// The record of a document that the server knows.
fn record_of(interview: &InterviewSummary) -> DocumentRecord {
    DocumentRecord {
        start: StartInterview {
            id: interview.id,
            case: interview.case,
            guide: interview.guide,
            started_at: interview.started_at,
        },
        registered: true,
        frozen: interview.signature.is_some(),
        refused: None,
    }
}

/// Notes an interview of a case; true when its content is wanted here.
async fn note(store: &Store, interview: &InterviewSummary) -> Result<bool, Failure> {
    let record = match store.record(interview.id).await? {
        // The right to change it may have been given back.
        Some(known) => DocumentRecord { registered: true, frozen: interview.signature.is_some(), ..known },
        None if interview.signature.is_some() => return Ok(false),
        None => record_of(interview),
    };
    store.put_record(&record).await?;
    Ok(!record.frozen)
}

async fn fetch_guide(store: &Store, id: GuideId) -> Result<(), Failure> {
    let key = cache::guide(id);
    if store.cached::<Guide>(&key).await?.is_none()
        && let Some(guide) = permitted(guide::api::get(id).await)?
    {
        store.keep(&key, &guide).await?;
    }
    Ok(())
}

fn is_own(summary: &CaseSummary) -> bool {
    matches!(summary.relation, Relation::Owner | Relation::CoOwner)
}

/// What a role may not read is not kept; that is no reason to stop.
fn permitted<T>(answer: Result<T, ApiError>) -> Result<Option<T>, Failure> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(ApiError(Failure::Forbidden | Failure::NotFound)) => Ok(None),
        Err(ApiError(failure)) => Err(failure),
    }
}
