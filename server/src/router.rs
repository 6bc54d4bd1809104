//! Every route of the server.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};
use tower_http::compression::CompressionLayer;

use crate::{api, catch_up, export, guard, headers, health, log, service::Service, site, socket};

/// The plain routes, beside the server functions and the shell: method and pattern.
pub const PLAIN_ROUTES: [(&str, &str); 8] = [
    ("GET", "/healthz"),
    ("GET", "/sync/{document}"),
    ("POST", "/sync"),
    ("GET", "/interviews/{id}/export.json"),
    ("GET", "/interviews/{id}/export.xlsx"),
    ("GET", "/service-worker.js"),
    ("GET", "/pkg/{*file}"),
    ("GET", "/manifest.webmanifest"),
];

pub fn router(service: Service) -> Router {
    let guard = from_fn_with_state(service.origins.clone(), guard::guard);
    let headers = from_fn_with_state(service.headers.clone(), headers::add);
    Router::new()
        .route("/api/{*function}", any(api::call))
        .route("/sync/{document}", get(socket::open))
        .route("/sync", post(catch_up::catch_up))
        .route("/interviews/{id}/export.json", get(export::json))
        .route("/interviews/{id}/export.xlsx", get(export::xlsx))
        .route("/healthz", get(health::health))
        .route("/service-worker.js", get(site::worker))
        .fallback(site::file_or_shell)
        // The guard has already measured every body.
        .layer(DefaultBodyLimit::disable())
        .layer(CompressionLayer::new())
        .layer(guard)
        .layer(headers)
        .layer(from_fn(log::request))
        .with_state(service)
}
