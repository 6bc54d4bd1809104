//! `/healthz`: whether the service can do its work now.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::service::Service;

pub async fn health(State(service): State<Service>) -> Response {
    match service.backend.ping().await {
        Ok(()) => Json(json!({ "status": "ok" })).into_response(),
        Err(failure) => {
            let body = Json(json!({ "status": "unavailable", "database": failure }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}
