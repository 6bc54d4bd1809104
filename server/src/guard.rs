//! The one layer before every route: it refuses what another site sends, what is too large, and calls that are not JSON.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, Method,
        header::{CONTENT_TYPE, HOST, ORIGIN, UPGRADE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::failure::Failure;

use crate::refusal::Refusal;

pub mod limit;

/// The address under which people know this server, where it is configured, such as `https://jalon.example`.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    pub public: Option<String>,
}

impl Origins {
    /// True when the request comes from our own pages, or from no page at all. Browsers set `Sec-Fetch-Site` and no
    /// page can forge it, so it decides; older browsers send `Origin`; a client that is not a browser sends neither.
    pub fn accept(&self, headers: &HeaderMap) -> bool {
        if let Some(site) = headers.get("sec-fetch-site") {
            return site == "same-origin" || site == "none";
        }
        let Some(origin) = headers.get(ORIGIN) else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        if self.public.as_deref().is_some_and(|public| public.eq_ignore_ascii_case(origin)) {
            return true;
        }
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let origin_host = origin.split_once("://").map(|(_, host)| host);
        matches!((host, origin_host), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b))
    }
}

/// See the module.
pub async fn guard(State(origins): State<Origins>, request: Request, next: Next) -> Response {
    if changes_something(&request) && !origins.accept(request.headers()) {
        return Refusal(Failure::ForeignOrigin).into_response();
    }
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    if !is_json(request.headers()) {
        return Refusal(Failure::Invalid { field: "content_type".to_owned() }).into_response();
    }
    match within_limit(request).await {
        Ok(request) => next.run(request).await,
        Err(failure) => Refusal(failure).into_response(),
    }
}

/// Every method that is not safe, opening a socket, and taking a copy out.
fn changes_something(request: &Request) -> bool {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let upgrade = request.headers().contains_key(UPGRADE);
    let export = request.uri().path().contains("/export.");
    !safe || upgrade || export
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// Reads the body, at most as much as its address allows.
async fn within_limit(request: Request) -> Result<Request, Failure> {
    let limit = limit::of(request.uri().path());
    let (parts, body) = request.into_parts();
    // Reading fails when the body is longer or when the client went away, which nobody is left to be told about.
    let bytes =
        to_bytes(body, limit.body).await.map_err(|_| Failure::TooLarge { limit_bytes: limit.told })?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_and_other_programs_are_accepted() {
        let check = |pairs: &[(&str, &str)], expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "127.0.0.1:3000".parse().unwrap());
            for (name, value) in pairs {
                headers.insert(axum::http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
            }
            let origins = Origins { public: Some("https://jalon.example".to_owned()) };
            assert_eq!(origins.accept(&headers), expected, "{pairs:?}");
        };
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")], false);
        check(&[("origin", "http://127.0.0.1:3000")], true);
        check(&[("origin", "https://jalon.example")], true);
        check(&[("origin", "https://evil.example")], false);
        check(&[("origin", "http://127.0.0.1:3001")], false);
        check(&[("origin", "null")], false);
    }
}
