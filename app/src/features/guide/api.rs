//! Guides: reading them, checking a workbook, bringing one in.

use domain::{
    guide::{
        Guide,
        summary::{Checked, GuideSummary, Imported},
    },
    id::GuideId,
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

#[cfg(feature = "ssr")]
fn workbook(content: &str) -> Result<Vec<u8>, ApiError> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let unreadable = |_| domain::failure::Failure::Invalid { field: "content".to_owned() };
    Ok(STANDARD.decode(content).map_err(unreadable)?)
}
