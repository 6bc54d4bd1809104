//! What is too large or not JSON is refused before anything reads it.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::json;

use crate::world::World;

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

#[tokio::test]
async fn bodies_are_limited_by_address() {
    let world = World::sqlite().await;
    let check = async |path: &str, size: usize, limit: Option<usize>| {
        let body = json!({ "padding": "x".repeat(size) });
        let reply = world.call(path, &body, Some(&world.owner), None).await;
        match limit {
            Some(limit) => {
                assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path} {size}");
                assert_eq!(
                    reply.json(),
                    json!({ "code": "too_large", "limit_bytes": limit }),
                    "{path} {size}"
                );
            }
            None => assert_ne!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path} {size}"),
        }
    };
    check("/api/account/sign-in", 15 * KIB, None).await;
    check("/api/account/sign-in", MIB, Some(16 * KIB)).await;
    check("/api/case/list", MIB - KIB, None).await;
    check("/api/case/list", MIB, Some(MIB)).await;
    check("/api/guide/check", 20 * MIB, None).await;
    check("/api/guide/check", 23 * MIB, Some(16 * MIB)).await;
    check("/api/guide/import", 23 * MIB, Some(16 * MIB)).await;
    check("/sync", 3 * MIB, None).await;
    check("/sync", 4 * MIB, Some(4 * MIB)).await;
}

#[tokio::test]
async fn only_json_is_read() {
    let world = World::sqlite().await;
    let status = async |content_type: &str| {
        let request = Request::post("/api/case/list")
            .header(header::CONTENT_TYPE, content_type)
            .header(header::COOKIE, world.owner.cookie());
        world.send(request.body(Body::from("{}")).unwrap()).await.status
    };
    assert_eq!(status("application/json").await, StatusCode::OK);
    assert_eq!(status("application/json; charset=utf-8").await, StatusCode::OK);
    for other in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        assert_eq!(status(other).await, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
    }
}

#[tokio::test]
async fn a_request_that_is_not_understood_is_told_so() {
    let world = World::sqlite().await;
    for body in [json!({}), json!({ "id": 3 }), json!([])] {
        let reply = world.call("/api/case/open", &body, Some(&world.owner), None).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(reply.json(), json!({ "code": "invalid", "field": "request" }), "{body}");
        assert_eq!(reply.header("content-type"), "application/json");
    }
    let unknown = world.call("/api/case/burn", &json!({}), Some(&world.owner), None).await;
    assert_eq!((unknown.status, unknown.json()), (StatusCode::NOT_FOUND, json!({ "code": "not_found" })));
    assert_eq!(world.get("/api/case/list").await.status, StatusCode::METHOD_NOT_ALLOWED);
}
