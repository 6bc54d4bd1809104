//! After a sign-in: fetches what the person may open, so that all of it opens without a network.

use std::{collections::BTreeSet, rc::Rc};

use domain::{
    access::Relation,
    case::{CaseDetail, CaseSummary, InterviewSummary},
    document::{DocumentSummary, Home, Kind},
    failure::Failure,
    guide::Guide,
    id::{DocumentId, GuideId},
    notes::NotesSummary,
    plan::PlanSummary,
};

use leptos::prelude::*;
use sync::client::progress::Plan;

use super::{clock::now, hub::Hub, replica};
use crate::{
    api::ApiError,
    device::{
        cache,
        store::{DocumentRecord, Start, Store},
        tabs::Message,
    },
    features::{case, document, guide},
};

impl Hub {
    /// Fetches guides, cases and open documents. A second call at the same time does nothing.
    pub(crate) async fn refresh(self: &Rc<Self>) -> Result<(), Failure> {
        if !self.may_send() || self.refreshing.replace(true) {
            return Ok(());
        }
        let outcome = self.fetch_all().await;
        self.refreshing.set(false);
        match &outcome {
            Ok(()) => self.reached(true),
            Err(Failure::SignedOut) => self.session_over(true),
            Err(Failure::DeviceRevoked) => self.lose().await,
            Err(_) => {}
        }
        outcome
    }

    async fn fetch_all(self: &Rc<Self>) -> Result<(), Failure> {
        let store = self.store()?;
        // Without its guide an interview of the device does not even open.
        if let Some(guides) = permitted(guide::api::list().await)? {
            store.keep(cache::GUIDES, &guides).await?;
            for summary in guides {
                fetch_guide(&store, summary.id).await?;
            }
        }
        let mut wanted = Vec::new();
        if let Some(cases) = permitted(case::api::list().await)? {
            store.keep(cache::CASES, &cases).await?;
            for summary in cases.iter().filter(|summary| is_own(summary)) {
                let Some(detail) = permitted(case::api::open(summary.id).await)? else { continue };
                store.keep(&cache::case(summary.id), &detail).await?;
                for found in records_of(&detail) {
                    let id = found.start.id;
                    if note(&store, found).await? {
                        wanted.push(id);
                    }
                }
            }
        }
        if let Some(documents) = permitted(document::api::list().await)? {
            store.keep(cache::DOCUMENTS, &documents).await?;
            for found in documents.iter().map(record_of) {
                let id = found.start.id;
                if note(&store, found).await? {
                    wanted.push(id);
                }
            }
        }
        self.tell_tabs(&Message::Documents);
        self.list().await;
        self.fetch_documents(&store, &wanted).await
    }

    /// Fetches what is absent, then what may have changed, and shows how far that is. One tab does it for all.
    async fn fetch_documents(self: &Rc<Self>, store: &Store, wanted: &[DocumentId]) -> Result<(), Failure> {
        if !self.sends() {
            return Ok(());
        }
        let mut documents = Vec::with_capacity(wanted.len());
        for id in wanted {
            documents.push((*id, store.has(*id).await?));
        }
        let absent: BTreeSet<_> = documents.iter().filter(|(_, here)| !here).map(|(id, _)| *id).collect();
        let mut plan = Plan::new(documents);
        let outcome = loop {
            let progress = plan.progress();
            self.shown.progress.set((!progress.is_complete()).then_some(progress));
            let portion = plan.portion();
            if portion.is_empty() {
                break Ok(());
            }
            if let Err(failure) = self.catch_up(&portion).await {
                break Err(failure);
            }
            plan.arrived(portion.iter().filter(|id| absent.contains(id)).count());
        };
        self.shown.progress.set(None);
        outcome
    }

    /// The record of a document: the one kept here, else what the lists kept here say, else what the server says.
    pub(crate) async fn describe(&self, store: &Store, id: DocumentId) -> Result<DocumentRecord, Failure> {
        if let Some(record) = store.record(id).await? {
            return Ok(record);
        }
        let mut known = self.find_in_lists(store, id).await;
        if known.is_none() {
            known = self.find_in_cases(store, id).await;
        }
        let record = match known {
            Some(record) => record,
            None => match document::api::find(id).await {
                Ok(summary) => record_of(&summary),
                Err(ApiError(failure)) => said(store, id).await.ok_or(failure)?,
            },
        };
        store.put_record(&record).await?;
        Ok(record)
    }

    /// What is known of a document outside cases from the list of them kept here.
    async fn find_in_lists(&self, store: &Store, id: DocumentId) -> Option<DocumentRecord> {
        let documents: Vec<DocumentSummary> = store.cached(cache::DOCUMENTS).await.ok()??;
        documents.iter().find(|summary| summary.id == id).map(record_of)
    }

    /// What is known of a document from the copies of cases kept here.
    async fn find_in_cases(&self, store: &Store, document: DocumentId) -> Option<DocumentRecord> {
        let cases: Vec<CaseSummary> = store.cached(cache::CASES).await.ok()??;
        for summary in cases {
            let detail: Option<CaseDetail> = store.cached(&cache::case(summary.id)).await.ok().flatten();
            let records = detail.iter().flat_map(records_of);
            if let Some(found) = records.into_iter().find(|record| record.start.id == document) {
                return Some(found);
            }
        }
        None
    }
}

/// The records of the documents of a case, which the server knows.
fn records_of(detail: &CaseDetail) -> Vec<DocumentRecord> {
    let interviews = detail.interviews.iter().map(record_of_interview);
    let notes = detail.notes.iter().map(record_of_notes);
    interviews.chain(notes).chain(detail.plans.iter().map(record_of_plan)).collect()
}

/// What an interview that is here says of itself.
async fn said(store: &Store, id: DocumentId) -> Option<DocumentRecord> {
    let document = replica::load(store, id).await.ok()?.document;
    let read = |field: &str| document.as_interview()?.meta(field);
    let (guide, case) = (read("guide")?.parse().ok()?, read("case")?.parse().ok()?);
    let home = Home::Case(case);
    let start = Start { id, home, started_at: now(), kind: Kind::Interview, guide: Some(guide) };
    Some(DocumentRecord { start, registered: true, frozen: false, refused: None })
}

fn record_of(summary: &DocumentSummary) -> DocumentRecord {
    let DocumentSummary { id, kind, home, guide, started_at, frozen, .. } = *summary;
    let start = Start { id, home, started_at, kind, guide };
    DocumentRecord { start, registered: true, frozen, refused: None }
}

fn record_of_notes(notes: &NotesSummary) -> DocumentRecord {
    let NotesSummary { id, home, started_at, .. } = *notes;
    let start = Start { id, home, started_at, kind: Kind::Notes, guide: None };
    DocumentRecord { start, registered: true, frozen: false, refused: None }
}

fn record_of_plan(plan: &PlanSummary) -> DocumentRecord {
    let PlanSummary { id, case, started_at, .. } = *plan;
    let start = Start { id, home: Home::Case(case), started_at, kind: Kind::Plan, guide: None };
    DocumentRecord { start, registered: true, frozen: plan.signature.is_some(), refused: None }
}

fn record_of_interview(interview: &InterviewSummary) -> DocumentRecord {
    DocumentRecord {
        start: Start {
            id: interview.id,
            home: Home::Case(interview.case),
            started_at: interview.started_at,
            kind: Kind::Interview,
            guide: Some(interview.guide),
        },
        registered: true,
        frozen: interview.signature.is_some(),
        refused: None,
    }
}

/// Keeps the record of a document of a case; true when its content is wanted here.
async fn note(store: &Store, found: DocumentRecord) -> Result<bool, Failure> {
    let record = match store.record(found.start.id).await? {
        // The right to change it may have been given back.
        Some(known) => DocumentRecord { registered: true, frozen: found.frozen, ..known },
        None if found.frozen => return Ok(false),
        None => found,
    };
    store.put_record(&record).await?;
    Ok(!record.frozen)
}

/// Sees to it that a guide is on the device.
pub(crate) async fn fetch_guide(store: &Store, id: GuideId) -> Result<(), Failure> {
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
