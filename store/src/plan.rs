//! Follow-up plans as their case lists them. Who signed one stands in `signatures`.

use domain::{
    case::Signature,
    id::{CaseId, DocumentId},
    plan::PlanSummary,
};
use sqlx::{FromRow, Row, any::AnyRow};

use crate::{Connection, Result, row::parsed};

struct Plan(PlanSummary);

impl FromRow<'_, AnyRow> for Plan {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let signed_at: Option<i64> = row.try_get("signed_at")?;
        let signature = match signed_at {
            Some(at) => Some(Signature {
                by: row.try_get("signed_by_name")?,
                at,
                content_hash: row.try_get("content_hash")?,
            }),
            None => None,
        };
        Ok(Self(PlanSummary {
            id: parsed(row, "id")?,
            case: parsed(row, "case_id")?,
            started_at: row.try_get("started_at")?,
            started_by: row.try_get("started_by_name")?,
            changed_at: row.try_get("changed_at")?,
            signature,
        }))
    }
}

macro_rules! select_plans {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.case_id, d.started_at, d.changed_at, a.display_name AS started_by_name, \
             n.at AS signed_at, n.content_hash, b.display_name AS signed_by_name \
             FROM documents d JOIN accounts a ON a.id = d.started_by \
             LEFT JOIN signatures n ON n.document_id = d.id LEFT JOIN accounts b ON b.id = n.account_id \
             WHERE d.kind = 'plan' AND ",
            $rest
        )
    };
}

/// The plans of a case, newest first.
pub async fn of_case(connection: &mut Connection, case: CaseId) -> Result<Vec<PlanSummary>> {
    let rows = sqlx::query_as(select_plans!("d.case_id = $1 ORDER BY d.started_at DESC, d.id DESC"));
    let rows = rows.bind(case.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Plan(summary)| summary).collect())
}

pub async fn get(connection: &mut Connection, id: DocumentId) -> Result<Option<PlanSummary>> {
    let row = sqlx::query_as(select_plans!("d.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?.map(|Plan(summary)| summary))
}
