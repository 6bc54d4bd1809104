//! One line a request: what was asked, what came of it, how long it took, by whom. Never content, secrets or queries.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use domain::id::AccountId;
use tracing::Level;

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

/// Our own crates, and the name that requests are told under.
const OURS: [&str; 7] = ["app", "backend", "domain", "jalon", "server", "store", "sync"];

/// Starts the log on standard error. `JALON_LOG` sets what is told, such as `warn` or `server=debug`. Whatever it asks,
/// the crates of others tell no more than `info`: below that, those of the wire write down every byte they carry.
pub fn start() {
    use tracing_subscriber::{
        EnvFilter, filter::filter_fn, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt,
    };
    let asked = EnvFilter::try_from_env("JALON_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let discreet = filter_fn(|metadata| may_tell(metadata.target(), *metadata.level()));
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    // A second start, as tests do, changes nothing.
    let _ = registry().with(asked).with(discreet).with(lines).try_init();
}

fn may_tell(target: &str, level: Level) -> bool {
    let name = target.split("::").next().unwrap_or(target);
    level <= Level::INFO || OURS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carries_content_says_nothing_of_it() {
        for (target, level, expected) in [
            ("tungstenite::protocol", Level::TRACE, false),
            ("hyper::proto::h1", Level::DEBUG, false),
            ("syncing", Level::TRACE, false),
            ("log", Level::TRACE, false),
            ("sqlx::query", Level::WARN, true),
            ("hyper", Level::INFO, true),
            ("server::hub", Level::TRACE, true),
            ("sync", Level::DEBUG, true),
        ] {
            assert_eq!(may_tell(target, level), expected, "{target} {level}");
        }
    }
}
