//! From the sign-in page to the end of a session.

use std::path::Path;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{access::Role, account::NewAccount};
use serde_json::{Value, json};
use server::{router::router, service::Service};

use crate::world::{Reply, World, send};

async fn handed_over(world: &World) -> (String, String) {
    let site = world.owner.actor.site.id;
    let (name, display_name) = ("Awa.Diallo".to_owned(), "Awa Diallo".to_owned());
    let new = NewAccount { name, display_name, role: Role::Practitioner, site };
    let handover = backend::account::create_by_operator(&world.service.backend, &new).await.unwrap();
    (handover.name, handover.temporary_passphrase)
}

fn call(path: &str, body: &Value, cookie: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, cookie)
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_from_its_first_passphrase_to_its_end() {
    for world in World::everywhere().await {
        let (name, temporary) = handed_over(&world).await;
        let call = async |path: &str, body: Value, cookie: &str| world.send(call(path, &body, cookie)).await;

        let wrong = json!({ "name": name, "passphrase": "wrong horse battery staple" });
        let wrong = call("/api/account/sign-in", wrong, "").await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "{}", world.kind);
        assert_eq!(wrong.json(), json!({ "code": "wrong_credentials" }));
        assert_eq!(wrong.header("set-cookie"), "");

        let right = json!({ "name": "awa.diallo", "passphrase": temporary });
        let signed_in = call("/api/account/sign-in", right, "").await;
        assert_eq!(signed_in.status, StatusCode::OK);
        assert_eq!(signed_in.json()["display_name"], "Awa Diallo");
        assert_eq!(signed_in.json()["must_change_passphrase"], true);
        assert_eq!(signed_in.header("cache-control"), "no-store");
        let set = signed_in.header("set-cookie");
        for part in ["jalon=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age="] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains("Secure") && !set.contains("Domain"), "{set}");
        let session = cookie(&signed_in);

        let early = call("/api/case/list", json!({}), &session).await;
        assert_eq!(early.json(), json!({ "code": "passphrase_change_required" }), "{}", world.kind);
        assert_eq!(early.status, StatusCode::FORBIDDEN);

        let new = "quatre mots sans aucun lien";
        let change = json!({ "current": temporary, "new": new });
        assert_eq!(call("/api/account/change-passphrase", change, &session).await.status, StatusCode::OK);
        assert_eq!(call("/api/account/current", json!({}), &session).await.json()["name"], "awa.diallo");

        let out = call("/api/account/sign-out", json!({}), &session).await;
        assert_eq!(out.status, StatusCode::OK);
        assert!(
            out.header("set-cookie").starts_with("jalon=; ")
                && out.header("set-cookie").contains("Max-Age=0")
        );
        let after = call("/api/account/current", json!({}), &session).await;
        assert_eq!((after.status, after.json()), (StatusCode::UNAUTHORIZED, json!({ "code": "signed_out" })));

        let again = json!({ "name": "awa.diallo", "passphrase": new });
        let (first, second) = (
            call("/api/account/sign-in", again.clone(), "").await,
            call("/api/account/sign-in", again, "").await,
        );
        call("/api/account/sign-out-everywhere", json!({}), &cookie(&first)).await;
        let other = call("/api/account/current", json!({}), &cookie(&second)).await;
        assert_eq!(other.status, StatusCode::UNAUTHORIZED, "{}", world.kind);
    }
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_it() {
    let world = World::sqlite().await;
    let (name, passphrase) = handed_over(&world).await;
    let public = Some("https://jalon.example");
    let service = Service::new(world.service.backend.clone(), Path::new("none"), public).unwrap();
    let body = json!({ "name": name, "passphrase": passphrase });
    let reply = send(router(service.clone()), call("/api/account/sign-in", &body, "")).await;
    let set = reply.header("set-cookie");
    assert!(
        set.starts_with("__Host-jalon=") && set.ends_with("; Secure") && set.contains("; Path=/;"),
        "{set}"
    );
    assert!(reply.header("strict-transport-security").starts_with("max-age="));
    let current = call("/api/account/current", &json!({}), &cookie(&reply));
    assert_eq!(send(router(service), current).await.status, StatusCode::OK);
}
