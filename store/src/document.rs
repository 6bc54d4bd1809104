//! Documents and their append-only logs of updates.

use domain::{
    case::{InterviewSummary, Signature},
    document::{DocumentSummary, Home, Kind},
    id::{AccountId, CaseId, DeviceId, DocumentId, GuideId, SiteId, Timestamp},
};
use sqlx::{AssertSqlSafe, FromRow, Row, any::AnyRow};

use crate::{
    Connection, Result,
    case::Member,
    row::{coded, decode, home_of, parsed, parsed_option},
};

/// How many ids one statement names.
const AT_ONCE: usize = 500;
/// How many rows of a log one statement adds. Each number of rows is a statement that the database keeps prepared.
const ROWS: usize = 32;

/// A document without its content.
#[derive(Clone, Debug)]
pub struct Document {
    pub id: DocumentId,
    /// For a document of the unit, where it was started.
    pub site: SiteId,
    pub home: Home,
    pub kind: Kind,
    pub guide: Option<GuideId>,
    pub started_by: AccountId,
    pub started_at: Timestamp,
    pub seq: i64,
    pub head_hash: Vec<u8>,
    pub frozen_at: Option<Timestamp>,
}

impl FromRow<'_, AnyRow> for Document {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: parsed(row, "id")?,
            site: parsed(row, "site_id")?,
            home: home_of(row)?,
            kind: coded(row, "kind", Kind::from_code)?,
            guide: parsed_option(row, "guide_id")?,
            started_by: parsed(row, "started_by")?,
            started_at: row.try_get("started_at")?,
            seq: row.try_get("seq")?,
            head_hash: row.try_get("head_hash")?,
            frozen_at: row.try_get("frozen_at")?,
        })
    }
}

pub async fn get(connection: &mut Connection, id: DocumentId) -> Result<Option<Document>> {
    let row = sqlx::query_as(
        "SELECT id, site_id, home, case_id, kind, guide_id, started_by, started_at, seq, head_hash, frozen_at \
         FROM documents WHERE id = $1",
    );
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?)
}

/// The document, and how the account is named on its case; the little that admitting an update takes.
pub async fn get_as(
    connection: &mut Connection,
    account: AccountId,
    id: DocumentId,
) -> Result<Option<(Document, Option<Member>)>> {
    let row = sqlx::query(
        "SELECT d.id, d.site_id, d.home, d.case_id, d.kind, d.guide_id, d.started_by, d.started_at, d.seq, d.head_hash, \
         d.frozen_at, m.relation AS member FROM documents d \
         LEFT JOIN case_members m ON m.case_id = d.case_id AND m.account_id = $1 WHERE d.id = $2",
    );
    let row = row.bind(account.to_string()).bind(id.to_string()).fetch_optional(connection).await?;
    Ok(row.map(|row| Ok::<_, sqlx::Error>((Document::from_row(&row)?, Member::of_row(&row)?))).transpose()?)
}

struct Listed(DocumentSummary);

impl FromRow<'_, AnyRow> for Listed {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let frozen_at: Option<Timestamp> = row.try_get("frozen_at")?;
        Ok(Self(DocumentSummary {
            id: parsed(row, "id")?,
            kind: coded(row, "kind", Kind::from_code)?,
            home: home_of(row)?,
            guide: parsed_option(row, "guide_id")?,
            started_at: row.try_get("started_at")?,
            started_by: row.try_get("started_by_name")?,
            changed_at: row.try_get("changed_at")?,
            frozen: frozen_at.is_some(),
            may_write: false,
        }))
    }
}

macro_rules! select_listed {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.site_id, d.home, d.case_id, d.kind, d.guide_id, d.started_at, d.changed_at, d.frozen_at, \
             a.display_name AS started_by_name \
             FROM documents d JOIN accounts a ON a.id = d.started_by WHERE ",
            $rest
        )
    };
}

/// The documents outside cases that are of this site or of the unit, newest first. It does not say who may write.
pub async fn outside_cases(connection: &mut Connection, site: SiteId) -> Result<Vec<DocumentSummary>> {
    let rows = sqlx::query_as(select_listed!(
        "d.home = 'unit' OR (d.home = 'site' AND d.site_id = $1) ORDER BY d.started_at DESC, d.id DESC"
    ));
    let rows = rows.bind(site.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Listed(summary)| summary).collect())
}

/// One document of whichever home. It does not say who may write.
pub async fn summary(connection: &mut Connection, id: DocumentId) -> Result<Option<DocumentSummary>> {
    let row = sqlx::query_as(select_listed!("d.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?.map(|Listed(summary)| summary))
}

/// Every document, for checks of the whole database.
pub async fn ids(connection: &mut Connection) -> Result<Vec<DocumentId>> {
    let ids: Vec<String> =
        sqlx::query_scalar("SELECT id FROM documents ORDER BY id").fetch_all(connection).await?;
    ids.iter().map(|id| id.parse().map_err(|error| decode("id", error).into())).collect()
}

/// How far a document's log goes, and whether it is frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub frozen: bool,
}

/// The heads of these documents, in no order; of those that are there.
pub async fn heads(connection: &mut Connection, ids: &[DocumentId]) -> Result<Vec<(DocumentId, Head)>> {
    let mut heads = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let places: Vec<String> = (1..=some.len()).map(|number| format!("${number}")).collect();
        let text = format!("SELECT id, seq, frozen_at FROM documents WHERE id IN ({})", places.join(", "));
        let query =
            some.iter().fold(sqlx::query(AssertSqlSafe(text)), |query, id| query.bind(id.to_string()));
        for row in query.fetch_all(&mut *connection).await? {
            let frozen: Option<Timestamp> = row.try_get("frozen_at")?;
            heads.push((parsed(&row, "id")?, Head { seq: row.try_get("seq")?, frozen: frozen.is_some() }));
        }
    }
    Ok(heads)
}

/// Registers the document unless its id is there already. True when it was not.
pub async fn insert(connection: &mut Connection, document: &Document, now: Timestamp) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO documents (id, site_id, case_id, kind, guide_id, started_by, started_at, registered_at, changed_at, \
         seq, head_hash, frozen_at, home) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(document.id.to_string())
    .bind(document.site.to_string())
    .bind(document.home.case().map(|case| case.to_string()))
    .bind(document.kind.code())
    .bind(document.guide.map(|guide| guide.to_string()))
    .bind(document.started_by.to_string())
    .bind(document.started_at)
    .bind(now)
    .bind(document.seq)
    .bind(document.head_hash.clone())
    .bind(document.frozen_at)
    .bind(document.home.code())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes the next `count` sequence numbers: the last number given out before, and the hash it left. `None` when the
/// document is frozen or not there. Until the transaction ends nobody else can append to, or freeze, the document.
pub async fn take_sequence(
    connection: &mut Connection,
    id: DocumentId,
    count: i64,
    now: Timestamp,
) -> Result<Option<(i64, Vec<u8>)>> {
    let row: Option<(i64, Vec<u8>)> = sqlx::query_as(
        "UPDATE documents SET seq = seq + $2, changed_at = $3 WHERE id = $1 AND frozen_at IS NULL \
         RETURNING seq, head_hash",
    )
    .bind(id.to_string())
    .bind(count)
    .bind(now)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(seq, head)| (seq - count, head)))
}

/// Freezes the document. False when it was frozen already or is not there.
pub async fn freeze(connection: &mut Connection, id: DocumentId, now: Timestamp) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE documents SET frozen_at = $2, changed_at = $2 WHERE id = $1 AND frozen_at IS NULL",
    )
    .bind(id.to_string())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn set_head(connection: &mut Connection, id: DocumentId, head_hash: &[u8]) -> Result<()> {
    sqlx::query("UPDATE documents SET head_hash = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(head_hash.to_vec())
        .execute(connection)
        .await?;
    Ok(())
}

/// A row of the log.
#[derive(Clone, Debug)]
pub struct Update {
    pub seq: i64,
    pub actor: AccountId,
    pub device: Option<DeviceId>,
    pub at: Timestamp,
    /// Sealed under the case's key.
    pub bytes: Vec<u8>,
    pub hash: Vec<u8>,
}

impl FromRow<'_, AnyRow> for Update {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            seq: row.try_get("seq")?,
            actor: parsed(row, "actor")?,
            device: parsed_option(row, "device")?,
            at: row.try_get("at")?,
            bytes: row.try_get("bytes")?,
            hash: row.try_get("hash")?,
        })
    }
}

/// Adds rows to the log.
pub async fn insert_updates(
    connection: &mut Connection,
    document: DocumentId,
    site: SiteId,
    updates: &[Update],
) -> Result<()> {
    let (document, site) = (document.to_string(), site.to_string());
    for some in updates.chunks(ROWS) {
        // $1 and $2 serve every row; each row has six of its own.
        let row = |number: usize| {
            let at = 3 + 6 * number;
            format!("($1, ${at}, $2, ${}, ${}, ${}, ${}, ${})", at + 1, at + 2, at + 3, at + 4, at + 5)
        };
        let rows: Vec<String> = (0..some.len()).map(row).collect();
        let text = format!(
            "INSERT INTO updates (document_id, seq, site_id, actor, device, at, bytes, hash) VALUES {}",
            rows.join(", ")
        );
        let query = sqlx::query(AssertSqlSafe(text)).bind(document.clone()).bind(site.clone());
        let query = some.iter().fold(query, |query, update| {
            query
                .bind(update.seq)
                .bind(update.actor.to_string())
                .bind(update.device.map(|device| device.to_string()))
                .bind(update.at)
                .bind(update.bytes.clone())
                .bind(update.hash.clone())
        });
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// The updates after sequence number `after`, in order.
pub async fn updates(connection: &mut Connection, document: DocumentId, after: i64) -> Result<Vec<Update>> {
    let rows = sqlx::query_as(
        "SELECT seq, actor, device, at, bytes, hash FROM updates WHERE document_id = $1 AND seq > $2 ORDER BY seq",
    );
    Ok(rows.bind(document.to_string()).bind(after).fetch_all(connection).await?)
}

struct Interview(InterviewSummary);

impl FromRow<'_, AnyRow> for Interview {
    fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        let title: String = row.try_get("title")?;
        let signed_at: Option<Timestamp> = row.try_get("signed_at")?;
        let signature = match signed_at {
            Some(at) => Some(Signature {
                at,
                by: row.try_get("signed_by")?,
                content_hash: row.try_get("content_hash")?,
            }),
            None => None,
        };
        Ok(Self(InterviewSummary {
            id: parsed(row, "id")?,
            case: parsed(row, "case_id")?,
            guide: parsed(row, "guide_id")?,
            guide_title: serde_json::from_str(&title).map_err(|error| decode("title", error))?,
            started_at: row.try_get("started_at")?,
            started_by: row.try_get("started_by_name")?,
            signature,
        }))
    }
}

macro_rules! select_interviews {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.case_id, d.guide_id, g.title, d.started_at, a.display_name AS started_by_name, \
             n.at AS signed_at, n.content_hash, b.display_name AS signed_by \
             FROM documents d JOIN guides g ON g.id = d.guide_id JOIN accounts a ON a.id = d.started_by \
             LEFT JOIN signatures n ON n.document_id = d.id LEFT JOIN accounts b ON b.id = n.account_id \
             WHERE d.kind = 'interview' AND ",
            $rest
        )
    };
}

/// The interviews of a case, newest first.
pub async fn interviews(connection: &mut Connection, case: CaseId) -> Result<Vec<InterviewSummary>> {
    let rows = sqlx::query_as(select_interviews!("d.case_id = $1 ORDER BY d.started_at DESC, d.id DESC"));
    let rows = rows.bind(case.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Interview(summary)| summary).collect())
}

pub async fn interview(connection: &mut Connection, id: DocumentId) -> Result<Option<InterviewSummary>> {
    let row = sqlx::query_as(select_interviews!("d.id = $1"));
    Ok(row.bind(id.to_string()).fetch_optional(connection).await?.map(|Interview(summary)| summary))
}
