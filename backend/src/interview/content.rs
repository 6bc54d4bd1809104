//! The content of an interview, put together from its log and its guide.

use std::sync::Arc;

use chrono::{Local, Offset, TimeZone};
use domain::{
    case::InterviewSummary,
    failure::Failure,
    guide::{
        Guide, NodeKey,
        engine::{Context, Engine},
    },
    id::{GuideId, Timestamp},
    interview::Answers,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Connection, document::Document};
use sync::interview::Document as Replica;

use crate::{Backend, Outcome, document::read_log, hex, open::now};

pub(crate) struct Content {
    pub(super) summary: InterviewSummary,
    pub(super) guide: Arc<Guide>,
    pub(super) answers: Answers,
    started_by: String,
    updates: Vec<Vec<u8>>,
}

/// What a signature covers.
#[derive(Serialize)]
struct Signed<'a> {
    guide: GuideId,
    answers: &'a Answers,
}

impl Content {
    pub(crate) async fn load(
        backend: &Backend,
        connection: &mut Connection,
        document: &Document,
    ) -> Outcome<Self> {
        let mut summary =
            store::document::interview(connection, document.id).await?.ok_or(Failure::NotFound)?;
        let updates = read_log(backend, connection, document).await?;
        let answers = replay(&updates)?.answers();
        let guide = followed(connection, &mut summary, &answers).await?;
        let account = store::account::secret_by_id(connection, document.started_by).await?;
        let started_by = account.ok_or(Failure::Server)?.profile.name;
        Ok(Self { summary, guide: Arc::new(guide), answers, started_by, updates })
    }

    /// The guide run on the answers, as if it were `at` on the server's clock.
    pub(super) fn engine(&self, at: Timestamp) -> Engine {
        let offset =
            Local.timestamp_millis_opt(at).single().map_or(0, |time| time.offset().fix().local_minus_utc());
        let context = Context {
            now: at,
            offset_minutes: offset / 60,
            username: self.started_by.clone(),
            seed: self.summary.id.0.as_u64_pair().1,
        };
        Engine::new(Arc::clone(&self.guide), context, &self.answers)
    }

    /// A signed interview is read as of its signature: what it computes from the time of day stands still.
    pub(super) fn read_at(&self) -> Timestamp {
        self.summary.signature.as_ref().map_or_else(now, |signature| signature.at)
    }

    /// Refuses what cannot be signed: [`Failure::MissingAnswers`] with the keys of required questions that have neither
    /// an answer nor a reason for none, [`Failure::UnfitAnswers`] with those whose answer breaks their constraint.
    pub(crate) fn check_complete(&self, at: Timestamp) -> Outcome<()> {
        let engine = self.engine(at);
        let paths = |keys: Vec<NodeKey>| keys.into_iter().map(|key| key.0).collect::<Vec<_>>();
        let (missing, unfit) = (paths(engine.missing(&self.answers)), paths(engine.invalid()));
        if !missing.is_empty() {
            return Err(Failure::MissingAnswers { paths: missing });
        }
        if unfit.is_empty() { Ok(()) } else { Err(Failure::UnfitAnswers { paths: unfit }) }
    }

    /// Refuses when the replica of that state vector is not level with the log.
    pub(crate) fn check_shown(&self, state_vector: Option<&[u8]>) -> Outcome<()> {
        let Some(state_vector) = state_vector else { return Ok(()) };
        let invalid = |_| Failure::Invalid { field: "state_vector".to_owned() };
        let replica = replay(&self.updates)?;
        let level = replica.covers(state_vector).map_err(invalid)?
            && replica.covered_by(state_vector).map_err(invalid)?;
        if level { Ok(()) } else { Err(Failure::Outdated) }
    }

    /// SHA-256, in hexadecimal, of the guide's id and the answers as JSON, keys in order, without blanks.
    pub(crate) fn hash(&self) -> Outcome<String> {
        let signed = Signed { guide: self.summary.guide, answers: &self.answers };
        let json = serde_json::to_vec(&signed).map_err(|error| {
            tracing::error!(%error, "answers could not be written as JSON");
            Failure::Server
        })?;
        Ok(hex(&Sha256::digest(json)))
    }
}

/// The guide that the interview follows: the version that its document says where it has moved to one of the same guide,
/// otherwise the one it was started with.
async fn followed(
    connection: &mut Connection,
    summary: &mut InterviewSummary,
    answers: &Answers,
) -> Outcome<Guide> {
    let started = store::guide::get(connection, summary.guide).await?.ok_or(Failure::Server)?;
    let Some(id) = answers.guide.filter(|id| *id != summary.guide) else { return Ok(started) };
    match store::guide::get(connection, id).await? {
        Some(guide) if guide.form_id == started.form_id => {
            summary.guide = id;
            summary.guide_title = guide.title.clone();
            Ok(guide)
        }
        _ => Ok(started),
    }
}

/// The document at the end of its log.
fn replay(updates: &[Vec<u8>]) -> Outcome<Replica> {
    let replica = Replica::new(0);
    for update in updates {
        replica.apply(update).map_err(|error| {
            tracing::error!(%error, "a kept update cannot be applied");
            Failure::Server
        })?;
    }
    Ok(replica)
}
