//! The content of an interview, put together from its log and its guide.

use std::sync::Arc;

use chrono::{Local, Offset, TimeZone};
use domain::{
    case::InterviewSummary,
    failure::Failure,
    guide::{
        Guide,
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

pub(super) struct Content {
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
    pub(super) async fn load(
        backend: &Backend,
        connection: &mut Connection,
        document: &Document,
    ) -> Outcome<Self> {
        let summary = store::document::interview(connection, document.id).await?.ok_or(Failure::NotFound)?;
        let guide = store::guide::get(connection, summary.guide).await?.ok_or(Failure::Server)?;
        let account = store::account::secret_by_id(connection, document.started_by).await?;
        let started_by = account.ok_or(Failure::Server)?.profile.name;
        let updates = read_log(backend, connection, document).await?;
        let answers = replay(&updates)?.answers();
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

    /// Refuses when the replica of that state vector is not level with the log.
    pub(super) fn check_shown(&self, state_vector: Option<&[u8]>) -> Outcome<()> {
        let Some(state_vector) = state_vector else { return Ok(()) };
        let invalid = |_| Failure::Invalid { field: "state_vector".to_owned() };
        let replica = replay(&self.updates)?;
        let level = replica.covers(state_vector).map_err(invalid)?
            && replica.covered_by(state_vector).map_err(invalid)?;
        if level { Ok(()) } else { Err(Failure::Outdated) }
    }

    /// SHA-256, in hexadecimal, of the guide's id and the answers as JSON, keys in order, without blanks.
    pub(super) fn hash(&self) -> Outcome<String> {
        let signed = Signed { guide: self.summary.guide, answers: &self.answers };
        let json = serde_json::to_vec(&signed).map_err(|error| {
            tracing::error!(%error, "answers could not be written as JSON");
            Failure::Server
        })?;
        Ok(hex(&Sha256::digest(json)))
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
