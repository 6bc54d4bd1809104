//! Free notes as lists show them.

use domain::{
    id::{CaseId, DocumentId},
    notes::NotesSummary,
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    row::{home_of, parsed},
};

struct Notes(NotesSummary);

impl FromRow<'_, AnyRow> for Notes {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self(NotesSummary {
            id: parsed(row, "id")?,
            home: home_of(row)?,
            started_at: row.try_get("started_at")?,
            started_by: row.try_get("started_by_name")?,
            changed_at: row.try_get("changed_at")?,
        }))
    }
}

macro_rules! select_notes {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.home, d.case_id, d.site_id, d.started_at, d.changed_at, a.display_name AS started_by_name \
             FROM documents d JOIN accounts a ON a.id = d.started_by WHERE d.kind = 'notes' AND ",
            $rest
        )
    };
}

/// The notes of a case, newest first.
pub async fn of_case(connection: &mut Connection, case: CaseId) -> Result<Vec<NotesSummary>> {
    let rows = sqlx::query_as(select_notes!("d.case_id = $1 ORDER BY d.started_at DESC, d.id DESC"));
    let rows = rows.bind(case.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Notes(summary)| summary).collect())
}

pub async fn get(connection: &mut Connection, id: DocumentId) -> Result<Option<NotesSummary>> {
    let row = sqlx::query_as(select_notes!("d.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?.map(|Notes(summary)| summary))
}
