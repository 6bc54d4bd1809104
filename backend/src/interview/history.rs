//! The history of an interview: who changed which answer, when; and the interview as it was.

use std::collections::{BTreeMap, btree_map::Entry};

use domain::{
    access::CaseAction,
    document::Kind,
    failure::Failure,
    guide::{NodeKey, Value},
    id::{AccountId, DocumentId},
    interview::{
        Answers,
        history::{AskHistory, AskState, Change, HistoryEntry, HistoryPage, What},
        reading::question_words,
    },
    language::Language,
};
use store::{Connection, document::Document};
use sync::{SyncError, interview::history};

use super::content::Content;
use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::{Told, read_told},
};

/// How many entries a page has.
const PAGE: usize = 50;

/// A page of the history, newest first. Reading it is reading the interview.
pub async fn history(backend: &Backend, actor: &Actor, ask: &AskHistory) -> Outcome<HistoryPage> {
    let mut transaction = backend.begin().await?;
    let (document, told) = open(backend, &mut transaction, actor, ask.id).await?;
    let content = Content::load(backend, &mut transaction, &document).await?;
    let changes = history::changes(told.iter().map(Told::logged)).map_err(broken)?;
    let (changes, older) = page(changes, ask);
    let names = names(&mut transaction, &changes).await?;
    transaction.commit().await?;
    let reader = Reader { content: &content, names, language: ask.language };
    Ok(HistoryPage { entries: reader.entries(changes), older })
}

/// The interview as it was before an update of its log, for whoever brings it back as a new change.
pub async fn state(backend: &Backend, actor: &Actor, ask: &AskState) -> Outcome<Answers> {
    let mut transaction = backend.begin().await?;
    let (_, told) = open(backend, &mut transaction, actor, ask.id).await?;
    transaction.commit().await?;
    history::before(told.iter().map(Told::logged), ask.before).map_err(broken)
}

async fn open(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    id: DocumentId,
) -> Outcome<(Document, Vec<Told>)> {
    let (document, case) = access::document(connection, actor, id, CaseAction::Read).await?;
    if document.kind != Kind::Interview {
        return Err(Failure::NotFound);
    }
    let told = read_told(backend, connection, &document).await?;
    record(connection, actor, Event::InterviewRead, id, Some(document.site), &case.id.to_string()).await?;
    Ok((document, told))
}

fn broken(error: SyncError) -> Failure {
    tracing::error!(%error, "a kept update cannot be applied");
    Failure::Server
}

/// The wanted changes with their places, newest first, and where to go on.
fn page(changes: Vec<Change>, ask: &AskHistory) -> (Vec<(usize, Change)>, Option<usize>) {
    let wanted = |change: &Change| ask.question.as_ref().is_none_or(|question| *question == change.key);
    let end = ask.before.unwrap_or(usize::MAX);
    let mut found: Vec<(usize, Change)> = changes.into_iter().enumerate().take(end).collect();
    found.retain(|(_, change)| wanted(change));
    found.reverse();
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let older = found.last().map(|(place, _)| *place).filter(|_| more);
    (found, older)
}

/// The displayed names of those who made these changes.
async fn names(
    connection: &mut Connection,
    changes: &[(usize, Change)],
) -> Outcome<BTreeMap<AccountId, String>> {
    let mut names = BTreeMap::new();
    for (_, change) in changes {
        if let Entry::Vacant(place) = names.entry(change.actor) {
            let account = store::account::secret_by_id(connection, change.actor).await?;
            place.insert(account.map(|account| account.profile.display_name).unwrap_or_default());
        }
    }
    Ok(names)
}

struct Reader<'a> {
    content: &'a Content,
    names: BTreeMap<AccountId, String>,
    language: Language,
}

impl Reader<'_> {
    fn entries(&self, changes: Vec<(usize, Change)>) -> Vec<HistoryEntry> {
        let engine = self.content.engine(self.content.read_at());
        let words = |key: &NodeKey, value: &Value| engine.words(key, value, self.language);
        let entry = |(place, change): (usize, Change)| {
            let (before_words, after_words) = match &change.what {
                What::Value { before, after } => (words(&change.key, before), words(&change.key, after)),
                What::Note { before, after } | What::Source { before, after } => {
                    (before.clone(), after.clone())
                }
                What::NonAnswer { .. } | What::Provenance { .. } | What::Instance { .. } => {
                    Default::default()
                }
            };
            HistoryEntry {
                place,
                question: question_words(&engine, &change.key, self.language),
                before_words,
                after_words,
                by: self.names.get(&change.actor).cloned().unwrap_or_default(),
                key: change.key,
                what: change.what,
                first: change.first,
                from: change.from,
                until: change.until,
            }
        };
        changes.into_iter().map(entry).collect()
    }
}
