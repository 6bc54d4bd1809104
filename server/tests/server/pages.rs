//! What the browser loads, and under which headers.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::world::{SCRIPT, STYLE, WASM, World};

#[tokio::test]
async fn every_address_of_the_application_is_the_shell() {
    let world = World::sqlite().await;
    let first = world.get("/").await;
    for path in ["/cases", "/interviews/0192/print", "/sign-in?next=%2Fcases", "/anything/at/all"] {
        let reply = world.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-cache");
        assert_eq!(reply.body, first.body, "{path}");
    }
    let html = first.text();
    for part in [
        SCRIPT,
        WASM,
        STYLE,
        "<noscript>",
        "id=\"broken\"",
        "<html lang=\"fr\">",
        "/manifest.webmanifest",
        "theme-color",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[tokio::test]
async fn an_unchanged_shell_is_not_sent_again() {
    let world = World::sqlite().await;
    let first = world.get("/").await;
    let again = Request::get("/cases").header(header::IF_NONE_MATCH, first.header("etag"));
    let again = world.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn only_the_one_inline_script_may_run() {
    let world = World::sqlite().await;
    let page = world.get("/").await;
    let html = page.text();
    let script = html.split("<script type=\"module\">").nth(1).unwrap().split("</script>").next().unwrap();
    let policy = page.header("content-security-policy");
    let hash = BASE64_STANDARD.encode(Sha256::digest(script));
    assert!(policy.contains(&format!("script-src 'self' 'sha256-{hash}' 'wasm-unsafe-eval';")), "{policy}");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let world = World::sqlite().await;
    for path in ["/", "/healthz", "/api/case/list", "/pkg/none.js", SCRIPT, "/service-worker.js"] {
        let reply = world.get(path).await;
        let check = |name: &str, value: &str| assert_eq!(reply.header(name), value, "{path}: {name}");
        check("x-content-type-options", "nosniff");
        check("referrer-policy", "no-referrer");
        check("x-frame-options", "DENY");
        check("cross-origin-opener-policy", "same-origin");
        check("cross-origin-resource-policy", "same-origin");
        assert!(!reply.header("content-security-policy").is_empty(), "{path}");
        assert!(!reply.header("permissions-policy").is_empty(), "{path}");
        assert!(!reply.header("cache-control").is_empty(), "{path}");
        check("strict-transport-security", "");
    }
}

#[tokio::test]
async fn files_are_kept_for_good_and_missing_ones_are_missing() {
    let world = World::sqlite().await;
    let check = async |path: &str, status: StatusCode, keep: &str| {
        let reply = world.get(path).await;
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.header("cache-control").contains(keep), "{path}: {:?}", reply.headers);
    };
    check(SCRIPT, StatusCode::OK, "immutable").await;
    check(WASM, StatusCode::OK, "immutable").await;
    check("/fonts/hand.woff2", StatusCode::OK, "immutable").await;
    check("/manifest.webmanifest", StatusCode::OK, "no-cache").await;
    check("/pkg/jalon.DDDDDDDDDDDDDDDDDDDDDD.js", StatusCode::NOT_FOUND, "no-store").await;
    check("/pkg/", StatusCode::NOT_FOUND, "no-store").await;
    check("/fonts/none.woff2", StatusCode::NOT_FOUND, "no-store").await;
    check("/favicon.ico", StatusCode::NOT_FOUND, "no-store").await;
    check("/pkg/..%2f..%2fmaster.key", StatusCode::NOT_FOUND, "no-store").await;
    assert_eq!(world.get(WASM).await.header("content-type"), "application/wasm");
}

#[tokio::test]
async fn files_come_compressed() {
    let world = World::sqlite().await;
    let get = async |path: &str, accept: &str| {
        world
            .send(Request::get(path).header(header::ACCEPT_ENCODING, accept).body(Body::empty()).unwrap())
            .await
    };
    let ready = get(SCRIPT, "br").await;
    assert_eq!((ready.header("content-encoding"), ready.text().as_str()), ("br", "compressed"));
    assert_eq!(get(STYLE, "br, gzip").await.header("content-encoding"), "br");
    assert_eq!(get(STYLE, "gzip").await.header("content-encoding"), "gzip");
    assert_eq!(get(STYLE, "identity").await.header("content-encoding"), "");
}

#[tokio::test]
async fn the_service_worker_names_every_file() {
    let world = World::sqlite().await;
    let reply = world.get("/service-worker.js").await;
    assert_eq!(reply.header("content-type"), "text/javascript");
    assert_eq!(reply.header("cache-control"), "no-cache");
    let text = reply.text();
    for path in ["\"/\"", SCRIPT, WASM, STYLE, "/fonts/hand.woff2", "/manifest.webmanifest"] {
        assert!(text.contains(path), "{path}");
    }
    assert!(!text.contains("__VERSION__") && !text.contains("__FILES__") && !text.contains(".br\""));
}

#[tokio::test]
async fn pages_are_only_read() {
    let world = World::sqlite().await;
    let send = async |method: Method, path: &str| {
        let request =
            Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        world.send(request.body(Body::from("{}")).unwrap()).await.status
    };
    assert_eq!(send(Method::POST, "/cases").await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(send(Method::DELETE, "/cases").await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(send(Method::HEAD, "/cases").await, StatusCode::OK);
}
