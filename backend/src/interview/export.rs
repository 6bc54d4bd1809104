//! Readable copies: one interview as JSON or as a workbook. The person's name is in neither.

use chrono::{DateTime, SecondsFormat};
use domain::{
    access::CaseAction,
    failure::Failure,
    guide::NodeKey,
    id::{DocumentId, Timestamp},
    interview::{Entry, InterviewReading, reading::Row},
    language::Language,
};

use super::Content;
use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    open::now,
};

mod json;
mod xlsx;

/// The interview as JSON, UTF-8. Texts are in `language`, everything else is codes:
///
/// ```json
/// { "format": "jalon-interview", "version": 1,
///   "meta": { "id", "case", "language", "started_at", "started_by", "exported_at", "exported_by" },
///   "guide": { "id", "title", "form_id", "version" },
///   "sections": [ { "key", "title", "answers": [
///       { "key", "question", "required", "value", "answer", "non_answer", "provenance", "source", "note" } ],
///       "judgement": { "section", "title", "protective", "concerns", "unknown", "appreciation",
///                      "informed_by": [ { "key", "question", "answer" } ] } | null } ],
///   "not_shown": [ { "key", "value", "non_answer", "provenance", "source", "note" } ],
///   "told": [ { "told", "text", "at", "recorded_by", "recorded_at" } ],
///   "judgements_elsewhere": [ as "judgement" ], "loose_notes": [ text ], "no_longer_asked": [ as in "answers" ],
///   "signature": { "by", "at", "content_hash" } | null }
/// ```
///
/// `value` is the answer as it is kept (number, text, list of names or null) and `answer` the same in words.
/// `non_answer` is `refused`, `does_not_know`, `not_asked` or `later`; `provenance` is `fact`, `words`, `appreciation`
/// or `hearsay`; both may be null. `not_shown` holds what was recorded under questions that are not, or no longer,
/// relevant or visible; `no_longer_asked` those that the guide has dropped, in the words they had. `told` says what the
/// person was told, or why not yet; `judgements_elsewhere` are those of sections that are not shown. Times are RFC 3339, UTC. `content_hash` is the SHA-256 of the guide's id and all answers.
pub async fn export_json(
    backend: &Backend,
    actor: &Actor,
    id: DocumentId,
    language: Language,
) -> Outcome<Vec<u8>> {
    let copy = Copy::take(backend, actor, id, language, "json").await?;
    json::write(&copy)
}

/// The interview as an .xlsx workbook: a sheet in words, in `language`, and a sheet of what is kept, in codes.
pub async fn export_xlsx(
    backend: &Backend,
    actor: &Actor,
    id: DocumentId,
    language: Language,
) -> Outcome<Vec<u8>> {
    let copy = Copy::take(backend, actor, id, language, "xlsx").await?;
    xlsx::write(&copy)
}

/// Everything that stands in a copy.
struct Copy {
    language: Language,
    content: Content,
    reading: InterviewReading,
    exported_at: Timestamp,
    exported_by: String,
}

impl Copy {
    async fn take(
        backend: &Backend,
        actor: &Actor,
        id: DocumentId,
        language: Language,
        format: &str,
    ) -> Outcome<Self> {
        let mut transaction = backend.begin().await?;
        let (document, case) = access::document(&mut transaction, actor, id, CaseAction::Export).await?;
        record(&mut transaction, actor, Event::InterviewExported, id, Some(document.site), format).await?;
        let content = Content::load(backend, &mut transaction, &document).await?;
        transaction.commit().await?;
        let reading = content.reading(&case, language);
        Ok(Self { language, content, reading, exported_at: now(), exported_by: actor.display_name.clone() })
    }

    /// What was recorded under this key.
    fn entry(&self, key: &NodeKey) -> Entry {
        self.content.answers.entries.get(key).cloned().unwrap_or_default()
    }

    /// What was recorded where the reading shows nothing.
    fn not_shown(&self) -> impl Iterator<Item = (&NodeKey, &Entry)> {
        let shown: std::collections::BTreeSet<&NodeKey> = self
            .reading
            .sections
            .iter()
            .flat_map(|section| &section.rows)
            .filter_map(|row| match row {
                Row::Question(reading) => Some(&reading.key),
                Row::Heading { .. } | Row::Note { .. } => None,
            })
            .collect();
        self.content.answers.entries.iter().filter(move |(key, _)| !shown.contains(key))
    }
}

/// A time as RFC 3339 in UTC, to the second.
fn time(at: Timestamp) -> String {
    DateTime::from_timestamp_millis(at)
        .map_or_else(String::new, |time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn fault(error: &dyn std::fmt::Display) -> Failure {
    tracing::error!(%error, "an export could not be written");
    Failure::Server
}
