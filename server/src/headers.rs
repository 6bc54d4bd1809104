//! The headers every answer carries.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};

/// What the browser may do with our answers. Made once: it depends on the shell's script and on the address.
#[derive(Clone)]
pub struct Headers(Arc<Vec<(HeaderName, HeaderValue)>>);

impl Headers {
    /// `script_hash` is the SHA-256 of the shell's one inline script, in base64.
    pub fn new(script_hash: &str, https: bool) -> Result<Self, axum::http::header::InvalidHeaderValue> {
        let mut headers = vec![
            (CONTENT_SECURITY_POLICY, HeaderValue::from_str(&content_security_policy(script_hash))?),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static(
                    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
                ),
            ),
        ];
        if https {
            headers.push((STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000")));
        }
        Ok(Self(Arc::new(headers)))
    }
}

fn content_security_policy(script_hash: &str) -> String {
    [
        "default-src 'none'",
        &format!("script-src 'self' 'sha256-{script_hash}' 'wasm-unsafe-eval'"),
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
    ]
    .join("; ")
}

/// Adds the headers; an answer that says nothing of caching is not kept.
pub async fn add(State(Headers(headers)): State<Headers>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let answer = response.headers_mut();
    for (name, value) in headers.iter() {
        answer.insert(name, value.clone());
    }
    answer.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
