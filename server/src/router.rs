//! Every route of the server.

use std::any::Any;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, any, get, post},
};
use domain::failure::Failure;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    api, catch_up, export, guard, headers, health, log, refusal::Refusal, service::Service, site, socket,
};

/// Every route that is not a file of the site or the shell, which are the rest.
pub fn routes() -> [(&'static str, MethodRouter<Service>); 7] {
    [
        ("/api/{*function}", any(api::call)),
        ("/sync/{document}", get(socket::open)),
        ("/sync", post(catch_up::catch_up)),
        ("/interviews/{id}/export.json", get(export::json)),
        ("/interviews/{id}/export.xlsx", get(export::xlsx)),
        ("/healthz", get(health::health)),
        ("/service-worker.js", get(site::worker)),
    ]
}

pub fn router(service: Service) -> Router {
    let guard = from_fn_with_state(service.origins.clone(), guard::guard);
    let headers = from_fn_with_state(service.headers.clone(), headers::add);
    routes()
        .into_iter()
        .fold(Router::new(), |router, (pattern, methods)| router.route(pattern, methods))
        .fallback(site::file_or_shell)
        // The guard has already measured every body.
        .layer(DefaultBodyLimit::disable())
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(guard)
        .layer(headers)
        .layer(from_fn(log::request))
        .with_state(service)
}

/// A fault of ours ends one request. What it was stands in the log, from the panic itself.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    Refusal(Failure::Server).into_response()
}
