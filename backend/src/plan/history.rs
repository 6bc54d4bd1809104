//! The history of a plan: who changed which part of it, when.

use std::collections::{BTreeMap, btree_map::Entry};

use domain::{
    access::CaseAction,
    document::Kind,
    failure::Failure,
    id::AccountId,
    plan::history::{AskHistory, Change, HistoryEntry, HistoryPage},
};
use store::Connection;
use sync::plan::history::changes;

use super::broken;
use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    document::{Told, read_told},
};

/// How many entries a page has.
const PAGE: usize = 50;

/// A page of the history, newest first. Reading it is reading the plan.
pub async fn history(backend: &Backend, actor: &Actor, ask: &AskHistory) -> Outcome<HistoryPage> {
    let mut transaction = backend.begin().await?;
    let (document, case) = access::document(&mut transaction, actor, ask.id, CaseAction::Read).await?;
    if document.kind != Kind::Plan {
        return Err(Failure::NotFound);
    }
    let told = read_told(backend, &mut transaction, &document).await?;
    let (site, detail) = (Some(document.site), case.id.to_string());
    record(&mut transaction, actor, Event::PlanRead, ask.id, site, &detail).await?;
    let found = changes(told.iter().map(Told::logged)).map_err(broken)?;
    let (found, older) = page(found, ask);
    let names = names(&mut transaction, &found).await?;
    transaction.commit().await?;
    let entry = |(place, change): (usize, Change)| HistoryEntry {
        place,
        by: names.get(&change.actor).cloned().unwrap_or_default(),
        record: change.record,
        part: change.part,
        before: change.before,
        after: change.after,
        from: change.from,
        until: change.until,
    };
    Ok(HistoryPage { entries: found.into_iter().map(entry).collect(), older })
}

/// The wanted changes with their places, newest first, and where to go on.
fn page(changes: Vec<Change>, ask: &AskHistory) -> (Vec<(usize, Change)>, Option<usize>) {
    let wanted = |change: &Change| ask.record.as_ref().is_none_or(|record| *record == change.record);
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
