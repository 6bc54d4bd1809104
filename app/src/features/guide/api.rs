//! Guides: reading them, checking a workbook, bringing one in.

use domain::{
    guide::{
        Guide,
        release::{DraftSummary, StartDraft, Version},
        summary::{Checked, GuideSummary, Imported},
    },
    id::{DocumentId, GuideId},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::caller::caller;

#[server(prefix = "/api/guide", endpoint = "list", input = Json, output = Json)]
pub async fn list() -> Result<Vec<GuideSummary>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::list(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/guide", endpoint = "get", input = Json, output = Json)]
pub async fn get(id: GuideId) -> Result<Guide, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::get(&connection.backend, &actor, id).await?)
}

/// `content` is the workbook in base64.
#[server(prefix = "/api/guide", endpoint = "check", input = Json, output = Json)]
pub async fn check(file_name: String, content: String) -> Result<Checked, ApiError> {
    let (_, actor) = caller().await?;
    let workbook = workbook(&content)?;
    let (guide, problems) = backend::guide::check_for(&actor, &file_name, &workbook).await?;
    let questions = guide.as_ref().map_or(0, Guide::question_count);
    let title = guide.map(|guide| guide.title);
    Ok(Checked { title, questions: u32::try_from(questions).unwrap_or(u32::MAX), problems })
}

/// `content` is the workbook in base64.
#[server(prefix = "/api/guide", endpoint = "import", input = Json, output = Json)]
pub async fn import(file_name: String, content: String) -> Result<Imported, ApiError> {
    let (connection, actor) = caller().await?;
    let workbook = workbook(&content)?;
    Ok(backend::guide::import(&connection.backend, &actor, &file_name, &workbook).await?)
}

/// Drafts that are being written or reviewed.
#[server(prefix = "/api/guide", endpoint = "drafts", input = Json, output = Json)]
pub async fn drafts() -> Result<Vec<DraftSummary>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::draft::list(&connection.backend, &actor).await?)
}

#[server(prefix = "/api/guide", endpoint = "draft", input = Json, output = Json)]
pub async fn draft(id: DocumentId) -> Result<DraftSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::draft::find(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/guide", endpoint = "start-draft", input = Json, output = Json)]
pub async fn begin_draft(start: StartDraft) -> Result<DraftSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::draft::start(&connection.backend, &actor, &start).await?)
}

#[server(prefix = "/api/guide", endpoint = "submit", input = Json, output = Json)]
pub async fn submit(id: DocumentId) -> Result<DraftSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::draft::submit(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/guide", endpoint = "return", input = Json, output = Json)]
pub async fn give_back(id: DocumentId, remark: String) -> Result<DraftSummary, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::draft::give_back(&connection.backend, &actor, id, &remark).await?)
}

#[server(prefix = "/api/guide", endpoint = "publish", input = Json, output = Json)]
pub async fn publish(id: DocumentId) -> Result<GuideSummary, ApiError> {
    let (connection, actor) = caller().await?;
    let published = backend::guide::draft::publish(&connection.backend, &actor, id).await?;
    connection.tell_signed(id);
    Ok(published)
}

#[server(prefix = "/api/guide", endpoint = "versions", input = Json, output = Json)]
pub async fn versions(id: GuideId) -> Result<Vec<Version>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::draft::versions(&connection.backend, &actor, id).await?)
}

#[server(prefix = "/api/guide", endpoint = "retire", input = Json, output = Json)]
pub async fn retire(id: GuideId) -> Result<Vec<Version>, ApiError> {
    let (connection, actor) = caller().await?;
    Ok(backend::guide::draft::retire(&connection.backend, &actor, id).await?)
}

#[cfg(feature = "ssr")]
fn workbook(content: &str) -> Result<Vec<u8>, ApiError> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let unreadable = |_| domain::failure::Failure::Invalid { field: "content".to_owned() };
    Ok(STANDARD.decode(content).map_err(unreadable)?)
}
