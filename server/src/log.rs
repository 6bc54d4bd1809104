//! One line a request: what was asked, what came of it, how long it took, by whom. Never content, secrets or queries.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use domain::id::AccountId;

/// Who called, left by a handler in the answer's extensions.
#[derive(Clone, Copy)]
pub struct Account(pub AccountId);

pub async fn request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = route(&request);
    let response = next.run(request).await;
    let account = response.extensions().get::<Account>().map(|Account(id)| id.to_string());
    tracing::info!(
        target: "jalon::request",
        %method,
        route,
        status = response.status().as_u16(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        account,
        "request"
    );
    response
}

/// The pattern of the route; for a server function, which holds no id, its address.
fn route(request: &Request) -> String {
    let path = request.uri().path();
    if crate::api::paths().contains(&path) {
        return path.to_owned();
    }
    let pattern = request.extensions().get::<MatchedPath>();
    pattern.map_or("page", MatchedPath::as_str).to_owned()
}

/// Starts the log on standard error. `JALON_LOG` sets what is told, such as `warn` or `server=debug`.
pub fn start() {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_env("JALON_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // A second start, as tests do, changes nothing.
    let _ = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).try_init();
}
