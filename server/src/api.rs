//! `/api/<feature>/<verb>`: the server functions of `app`, with who calls and what they leave behind.

use std::sync::Arc;

use app::api::caller::{Answer, Connection};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderValue, Method, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, REFERER, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use domain::failure::Failure;
use leptos::prelude::provide_context;
use server_fn::error::SERVER_FN_ERROR_HEADER;

use crate::{clock, guard::limit, log::Account, refusal, refusal::Refusal, service::Service};

/// The addresses of all server functions.
pub fn paths() -> Vec<&'static str> {
    let mut paths: Vec<&str> = server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    paths.sort_unstable();
    paths
}

/// After these, sessions may be over that have sockets open.
const ENDS_SESSIONS: [&str; 6] = [
    "/api/account/sign-out",
    "/api/account/sign-out-everywhere",
    "/api/account/change-passphrase",
    "/api/account/reset",
    "/api/account/set-active",
    "/api/account/revoke-device",
];

pub async fn call(State(service): State<Service>, mut request: Request) -> Response {
    if !paths().contains(&request.uri().path()) {
        return Refusal(Failure::NotFound).into_response();
    }
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    // With these, the function's answer would turn into a redirection to wherever the caller says.
    request.headers_mut().remove(REFERER);
    request.headers_mut().remove(ACCEPT);
    let ends_sessions = ENDS_SESSIONS.contains(&request.uri().path());
    let answer = Arc::new(Answer::default());
    let hub = service.hub.clone();
    let connection = Connection {
        token: service.cookie.token(request.headers()),
        backend: service.backend.clone(),
        now: clock::now(),
        signed: Arc::new(move |document| hub.freeze(document)),
        answer: answer.clone(),
    };
    let call =
        leptos_axum::handle_server_fns_with_context(move || provide_context(connection.clone()), request);
    let response = call.await.into_response();
    if ends_sessions {
        service.hub.recheck_sessions();
    }
    finish(&service, response, &answer).await
}

/// Gives a refusal its status, and the browser its cookie.
async fn finish(service: &Service, response: Response, answer: &Answer) -> Response {
    let mut response = if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        refused(response).await
    } else {
        response
    };
    if let Some(token) = answer.token.get()
        && let Ok(cookie) = HeaderValue::from_str(&service.cookie.set_cookie(token.as_deref()))
    {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    if let Some(account) = answer.account.get() {
        response.extensions_mut().insert(Account(*account));
    }
    response
}

async fn refused(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, limit::SYNC).await.unwrap_or_default();
    let failure = serde_json::from_slice(&body).unwrap_or(Failure::Server);
    parts.status = refusal::status(&failure);
    parts.headers.remove(SERVER_FN_ERROR_HEADER);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, Body::from(body))
}
