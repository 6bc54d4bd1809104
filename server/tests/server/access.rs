//! Every server function and every route: without a session, with the wrong role, and from another site.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use server::{api, router::routes};

use crate::world::{Person, World};

/// What a server function is tried with, and who is refused by it. `None`: every role may call it.
struct Row<'a> {
    path: &'static str,
    body: Value,
    refused: Option<&'a Person>,
}

/// A row for every server function. One that is missing here fails the test.
fn table<'a>(world: &'a World, interview: &str, notes: &str) -> Vec<Row<'a>> {
    let row = |path, body, refused| Row { path, body, refused };
    let case = json!({ "id": world.case.summary.id });
    let account = json!({ "id": world.colleague.actor.account });
    let new =
        json!({ "name": "new", "display_name": "New", "role": "auditor", "site": world.owner.actor.site.id });
    let (owner, colleague, manager) = (Some(&world.owner), Some(&world.colleague), Some(&world.manager));
    let (administrator, auditor) = (Some(&world.administrator), Some(&world.auditor));
    let workbook = json!({ "file_name": "a.xlsx", "content": "" });
    let draft = json!({ "start": { "id": notes, "title": "T", "from": null, "started_at": 1 } });
    let shared = json!({
        "id": uuid::Uuid::now_v7(),
        "kind": "notes",
        "site": world.owner.actor.site.id,
        "started_at": 1,
    });
    let report = json!({
        "id": notes, "case": case["id"], "interview": null, "chosen": [], "language": "fr",
        "content": {
            "proportion": { "purpose": "a", "basis": "mission", "necessity": "b", "less_intrusive": "c" },
            "items": [], "told": { "told": "yes", "words": "d" }, "recipients": [],
        },
    });
    let ask = json!({ "id": notes, "case": case["id"], "of": null, "question": "x" });
    let meeting = json!({ "id": notes, "on": "2026-12-24", "at": "14:00", "place": "x", "agenda": [] });
    vec![
        row("/api/account/sign-in", json!({ "name": "nobody", "passphrase": "x" }), None),
        row("/api/account/sign-out", json!({}), None),
        row("/api/account/sign-out-everywhere", json!({}), None),
        row("/api/account/current", json!({}), None),
        row("/api/account/change-passphrase", json!({ "current": "a", "new": "b" }), None),
        row("/api/account/list", json!({}), owner),
        row("/api/account/sites", json!({}), owner),
        row("/api/account/create", json!({ "account": new }), manager),
        row("/api/account/reset", account.clone(), manager),
        row("/api/account/set-active", json!({ "id": account["id"], "active": false }), auditor),
        row("/api/account/devices", json!({}), None),
        row("/api/account/devices-of", account.clone(), owner),
        row(
            "/api/account/revoke-device",
            json!({ "id": account["id"], "device": world.case.summary.id }),
            manager,
        ),
        row("/api/audit/list", json!({ "before": null }), administrator),
        row("/api/audit/seal", json!({}), administrator),
        row("/api/audit/verify", json!({ "kept": null }), administrator),
        row("/api/case/list", json!({}), None),
        row("/api/case/open", case.clone(), colleague),
        row("/api/case/reveal-name", case.clone(), administrator),
        row("/api/case/create", json!({ "case": { "code": "LYN-2", "person_name": "X" } }), manager),
        row("/api/document/start", json!({ "start": shared }), auditor),
        row("/api/document/find", json!({ "id": notes }), colleague),
        row("/api/document/list", json!({}), None),
        row("/api/framework/list", json!({}), None),
        row("/api/framework/versions", json!({ "id": notes }), colleague),
        row("/api/framework/version", json!({ "id": notes, "number": 1 }), colleague),
        row("/api/framework/freeze", json!({ "freeze": { "id": notes, "remark": "" } }), auditor),
        row("/api/guide/list", json!({}), administrator),
        row("/api/guide/get", json!({ "id": world.guide.id }), auditor),
        row("/api/guide/check", workbook.clone(), administrator),
        row("/api/guide/import", workbook, auditor),
        row("/api/guide/drafts", json!({}), auditor),
        row("/api/guide/draft", json!({ "id": notes }), administrator),
        row("/api/guide/start-draft", draft, auditor),
        row("/api/guide/submit", json!({ "id": notes }), administrator),
        row("/api/guide/return", json!({ "id": notes, "remark": "x" }), auditor),
        row("/api/guide/publish", json!({ "id": notes }), owner),
        row("/api/guide/versions", json!({ "id": world.guide.id }), administrator),
        row("/api/guide/retire", json!({ "id": world.guide.id }), colleague),
        row("/api/interview/start", json!({ "start": world.start() }), manager),
        row("/api/interview/sign", json!({ "sign": { "id": interview, "state_vector": "AA==" } }), manager),
        row("/api/plan/frameworks", json!({}), None),
        row("/api/plan/history", json!({ "ask": { "id": notes } }), colleague),
        row("/api/plan/sign", json!({ "sign": { "id": notes, "state_vector": "AA==" } }), manager),
        row("/api/notes/find", json!({ "id": notes }), colleague),
        row("/api/notes/start", json!({ "start": world.start_notes() }), manager),
        row(
            "/api/review/submit",
            json!({ "submit": { "id": interview, "reader": account["id"], "state_vector": "AA==" } }),
            manager,
        ),
        row("/api/review/withdraw", json!({ "id": interview }), manager),
        row("/api/review/send-back", json!({ "back": { "id": interview, "reason": "x" } }), manager),
        row(
            "/api/review/countersign",
            json!({ "countersign": { "id": interview, "state_vector": "AA==" } }),
            colleague,
        ),
        row("/api/review/standing", json!({ "id": interview }), colleague),
        row("/api/review/waiting", json!({}), None),
        row("/api/report/submit", json!({ "submit": report }), manager),
        row("/api/report/take", json!({ "take": { "id": notes, "act": "approve" } }), owner),
        row("/api/report/open", json!({ "id": notes }), colleague),
        row("/api/report/of-case", case.clone(), colleague),
        row("/api/report/unconcerned", case.clone(), manager),
        row("/api/consultation/ask", json!({ "ask": ask }), manager),
        row("/api/consultation/answer", json!({ "reply": { "id": notes, "words": "x" } }), colleague),
        row("/api/consultation/of-case", case.clone(), colleague),
        row("/api/consultation/waiting", json!({}), None),
        row("/api/day/mine", json!({}), None),
        row("/api/committee/overview", json!({}), owner),
        row("/api/committee/name", json!({ "name": { "account": account["id"], "function": null } }), owner),
        row("/api/committee/convene", json!({ "convene": meeting }), colleague),
        row("/api/committee/open", json!({ "id": notes }), manager),
        row("/api/committee/meet", json!({ "id": notes, "act": { "act": "come" } }), auditor),
        row("/api/committee/deliberate", json!({ "id": notes, "act": { "act": "agree" } }), administrator),
        row("/api/committee/minutes", json!({ "id": notes }), colleague),
        row("/api/committee/sign", json!({ "id": notes, "hash": "x" }), auditor),
        row("/api/interview/history", json!({ "ask": { "id": interview, "language": "fr" } }), colleague),
        row("/api/interview/state", json!({ "ask": { "id": interview, "before": 1 } }), administrator),
        row("/api/interview/reading", json!({ "id": interview, "language": "fr" }), colleague),
    ]
}

const HOSTILE: [(&str, &str); 4] = [
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
];

#[tokio::test]
async fn every_server_function_refuses_strangers() {
    for world in World::everywhere().await {
        let interview = world.interview().await.to_string();
        let notes = world.notes().await.to_string();
        let table = table(&world, &interview, &notes);
        let named: BTreeSet<&str> = table.iter().map(|row| row.path).collect();
        assert_eq!(named, api::paths().into_iter().collect(), "each server function has its row");
        for row in &table {
            let kind = world.kind;
            for hostile in HOSTILE {
                let reply = world.call(row.path, &row.body, Some(&world.owner), Some(hostile)).await;
                assert_eq!(
                    reply.json(),
                    json!({ "code": "foreign_origin" }),
                    "{kind} {} {hostile:?}",
                    row.path
                );
                assert_eq!(reply.status, StatusCode::FORBIDDEN);
            }
            let nobody = world.call(row.path, &row.body, None, None).await;
            assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{kind} {}", row.path);
            if let Some(person) = row.refused {
                let reply = world.call(row.path, &row.body, Some(person), None).await;
                let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&reply.status);
                assert!(refused, "{kind} {}: {} {}", row.path, reply.status, reply.text());
            }
        }
        let case = json!({ "id": world.case.summary.id });
        let reply = world.call("/api/case/open", &case, Some(&world.owner), None).await;
        assert_eq!(reply.status, StatusCode::OK, "what has been tried has changed nothing");
    }
}

/// What a plain route is tried with: the address, and the statuses without a session and for somebody without a right.
#[tokio::test]
async fn every_route_refuses_strangers() {
    for world in World::everywhere().await {
        let interview = world.interview().await;
        let json = format!("/interviews/{interview}/export.json");
        let xlsx = format!("/interviews/{interview}/export.xlsx?language=en");
        let socket = format!("/sync/{interview}");
        let (unauthorized, forbidden) = (StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN);
        let open = StatusCode::OK;
        // Pattern, method, address, status without a session, status from another site.
        let table = [
            ("/api/{*function}", "POST", "/api/case/list", unauthorized, forbidden),
            ("/sync/{document}", "GET", socket.as_str(), unauthorized, forbidden),
            ("/sync", "POST", "/sync", unauthorized, forbidden),
            ("/interviews/{id}/export.json", "GET", json.as_str(), unauthorized, forbidden),
            ("/interviews/{id}/export.xlsx", "GET", xlsx.as_str(), unauthorized, forbidden),
            // These tell nothing about anybody.
            ("/healthz", "GET", "/healthz", open, open),
            ("/service-worker.js", "GET", "/service-worker.js", open, open),
        ];
        let named: Vec<&str> = table.iter().map(|row| row.0).collect();
        let known: Vec<&str> = routes().iter().map(|(pattern, _)| *pattern).collect();
        assert_eq!(named, known, "each route has its row");
        for (pattern, method, address, without_session, foreign) in table {
            let send = async |extra: Option<(&str, &str)>, person: Option<&Person>| {
                let mut request = Request::builder()
                    .method(method)
                    .uri(address)
                    .header(header::HOST, "jalon.test")
                    .header(header::CONTENT_TYPE, "application/json");
                if pattern == "/sync/{document}" && extra.is_some() {
                    request = request.header(header::UPGRADE, "websocket");
                }
                if let Some((name, value)) = extra {
                    request = request.header(name, value);
                }
                if let Some(person) = person {
                    request = request.header(header::COOKIE, person.cookie());
                }
                world.send(request.body(Body::from(r#"{"documents":[]}"#)).unwrap()).await.status
            };
            assert_eq!(send(None, None).await, without_session, "{} {pattern}", world.kind);
            for hostile in HOSTILE {
                assert_eq!(send(Some(hostile), Some(&world.owner)).await, foreign, "{pattern} {hostile:?}");
            }
        }
    }
}

#[tokio::test]
async fn exports_are_for_who_may_read() {
    for world in World::everywhere().await {
        let interview = world.interview().await;
        for (extension, kind) in [("json", "application/json"), ("xlsx", "openxmlformats")] {
            let path = format!("/interviews/{interview}/export.{extension}?language=fr");
            let get = async |person: &Person| {
                let request = Request::get(&path).header(header::COOKIE, person.cookie());
                world.send(request.body(Body::empty()).unwrap()).await
            };
            let reply = get(&world.owner).await;
            assert_eq!(reply.status, StatusCode::OK, "{} {path}: {}", world.kind, reply.text());
            assert!(reply.header("content-type").contains(kind));
            let expected = format!("attachment; filename=\"jalon-{interview}.{extension}\"");
            assert_eq!(reply.header("content-disposition"), expected);
            assert_eq!(reply.header("cache-control"), "no-store");
            for person in [&world.colleague, &world.administrator, &world.auditor] {
                let status = get(person).await.status;
                assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status), "{path}: {status}");
            }
        }
    }
}
