//! Interviews: starting, signing, reading.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    access::CaseAction,
    case::{InterviewSummary, Signature},
    document::{Home, Kind},
    failure::Failure,
    id::{DocumentId, Timestamp},
    interview::{InterviewReading, SignInterview, StartInterview, reading},
    language::Language,
};
use store::{Transaction, case::Case};

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::{New, detail, register},
    open::now,
    review,
};

mod content;
mod export;
mod history;

pub(crate) use content::Content;
pub use export::{export_json, export_xlsx};
pub use history::{history, state};

/// Registers an interview that a device has started. Sent twice, it answers the same.
pub async fn start(backend: &Backend, actor: &Actor, start: &StartInterview) -> Outcome<InterviewSummary> {
    let mut transaction = backend.begin().await?;
    let case = access::case(&mut transaction, actor, start.case, CaseAction::StartInterview).await?;
    if store::guide::summary(&mut transaction, start.guide).await?.is_none() {
        return Err(Failure::Invalid { field: "guide".to_owned() });
    }
    let new = New {
        id: start.id,
        kind: Kind::Interview,
        home: Home::Case(case.id),
        site: case.site.id,
        guide: Some(start.guide),
        started_at: start.started_at,
        now: now(),
    };
    let fresh = register(backend, &mut transaction, actor, &new).await?;
    if fresh {
        record(
            &mut transaction,
            actor,
            Event::InterviewStarted,
            start.id,
            Some(case.site.id),
            &case.id.to_string(),
        )
        .await?;
    } else {
        let kept = store::document::get(&mut transaction, start.id).await?.ok_or(Failure::Server)?;
        if (kept.home, kept.kind, kept.guide) != (new.home, Kind::Interview, Some(start.guide)) {
            return Err(Failure::Taken { field: "interview".to_owned() });
        }
    }
    let summary = store::document::interview(&mut transaction, start.id).await?.ok_or(Failure::Server)?;
    transaction.commit().await?;
    Ok(summary)
}

/// Signs the interview as the device shows it and freezes it.
///
/// [`Failure::Outdated`] when the device shows something else than what the server has, and
/// [`Failure::MissingAnswers`] with the keys of required questions that have neither an answer nor a reason for none,
/// and [`Failure::UnfitAnswers`] with those whose answer breaks their constraint.
pub async fn sign(backend: &Backend, actor: &Actor, sign: &SignInterview) -> Outcome<Signature> {
    let shown = BASE64_STANDARD.decode(&sign.state_vector);
    let shown = shown.map_err(|_| Failure::Invalid { field: "state_vector".to_owned() })?;
    let mut transaction = backend.begin().await?;
    let signature = sign_within(backend, &mut transaction, actor, sign.id, Some(&shown), now()).await?;
    transaction.commit().await?;
    Ok(signature)
}

/// The same inside a transaction of the caller. `shown` is the state vector of what the signer saw; `None` where nothing
/// but the server has the document.
pub(crate) async fn sign_within(
    backend: &Backend,
    transaction: &mut Transaction,
    actor: &Actor,
    id: DocumentId,
    shown: Option<&[u8]>,
    at: Timestamp,
) -> Outcome<Signature> {
    let right = review::right_to_sign(transaction, actor, id).await?;
    access::document(transaction, actor, id, right).await?;
    // Freezing first keeps everybody else out of the log while it is read.
    if !store::document::freeze(transaction, id, at).await? {
        return Err(Failure::Frozen);
    }
    let frozen = store::document::get(transaction, id).await?.ok_or(Failure::NotFound)?;
    let content = Content::load(backend, transaction, &frozen).await?;
    content.check_shown(shown)?;
    content.check_complete(at)?;
    let signature = Signature { by: actor.display_name.clone(), at, content_hash: content.hash()? };
    review::check_sign(transaction, actor, id, &signature.content_hash).await?;
    store::signature::insert(transaction, id, frozen.site, actor.account, frozen.seq, &signature).await?;
    let detail = detail(frozen.home);
    record(transaction, actor, Event::InterviewSigned, id, Some(frozen.site), &detail).await?;
    Ok(signature)
}

/// The interview set out to be read, signed or not.
pub async fn reading(
    backend: &Backend,
    actor: &Actor,
    id: DocumentId,
    language: Language,
) -> Outcome<InterviewReading> {
    let mut transaction = backend.begin().await?;
    let (document, case) = access::document(&mut transaction, actor, id, CaseAction::Read).await?;
    record(&mut transaction, actor, Event::InterviewRead, id, Some(document.site), &case.id.to_string())
        .await?;
    let content = Content::load(backend, &mut transaction, &document).await?;
    transaction.commit().await?;
    Ok(content.reading(&case, language))
}

impl Content {
    pub(crate) fn reading(&self, case: &Case, language: Language) -> InterviewReading {
        let engine = self.engine(self.read_at());
        let sections = reading::read(&engine, &self.answers, language);
        InterviewReading {
            summary: self.summary.clone(),
            case_code: case.code.clone(),
            aside: reading::aside(&engine, &self.answers, language, &sections),
            sections,
        }
    }
}
