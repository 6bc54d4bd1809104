//! Readable copies of an interview, as files.

use axum::{
    extract::{Path, Query, State},
    http::{
        HeaderMap,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use backend::{account, interview};
use domain::{failure::Failure, language::Language};
use serde::Deserialize;

use crate::{clock, log::Account, refusal::Refusal, service::Service};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Default, Deserialize)]
pub struct Options {
    language: Option<String>,
}

impl Options {
    /// The language asked for; one that is not ours is the default.
    fn language(&self) -> Language {
        self.language.as_deref().and_then(Language::from_tag).unwrap_or_default()
    }
}

pub async fn json(
    State(service): State<Service>,
    Path(id): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    export(&service, &id, options.language(), &headers, Format::Json).await
}

pub async fn xlsx(
    State(service): State<Service>,
    Path(id): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    export(&service, &id, options.language(), &headers, Format::Xlsx).await
}

#[derive(Clone, Copy)]
enum Format {
    Json,
    Xlsx,
}

async fn export(
    service: &Service,
    id: &str,
    language: Language,
    headers: &HeaderMap,
    format: Format,
) -> Result<Response, Refusal> {
    let token = service.cookie.token(headers).ok_or(Failure::SignedOut)?;
    let actor = account::actor_of(&service.backend, &token, clock::now()).await?;
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let (content, kind, extension) = match format {
        Format::Json => (
            interview::export_json(&service.backend, &actor, id, language).await?,
            "application/json",
            "json",
        ),
        Format::Xlsx => (interview::export_xlsx(&service.backend, &actor, id, language).await?, XLSX, "xlsx"),
    };
    let disposition = format!("attachment; filename=\"jalon-{id}.{extension}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
    let mut response = (headers, content).into_response();
    response.extensions_mut().insert(Account(actor.account));
    Ok(response)
}
