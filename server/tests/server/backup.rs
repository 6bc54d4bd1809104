//! `jalon backup` and `jalon restore` as people run them.

use serde_json::Value;

use crate::binary::{Place, Running};

#[tokio::test]
async fn a_backup_of_a_running_server_is_restored_and_checked() {
    let place = Place::new();
    let database = place.database();
    let demo = place.demo(&database);
    let password = demo["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "claire.morel")
        .unwrap()["password"]
        .clone();
    let token = place.token(&database);
    let server = Running::start(&place);
    let made = place.run(&["backup", &place.path("all"), "--database", &database, "--json"]);
    assert_eq!(made.code(), 0, "{}", made.error());
    let made: Value = serde_json::from_str(&made.out()).unwrap();
    assert!(made["tables"]["updates"].as_u64().unwrap() > 0 && made["tables"].get("tokens").is_none());
    drop(server);

    let again = format!("sqlite://{}", place.path("again.db"));
    let restored = place.run(&["restore", &place.path("all"), "--database", &again, "--json"]);
    assert_eq!(restored.code(), 0, "{}", restored.error());
    let restored: Value = serde_json::from_str(&restored.out()).unwrap();
    assert_eq!(restored["tables"], made["tables"]);
    assert_eq!((&restored["rows"], &restored["schema"]), (&made["rows"], &made["schema"]));
    assert_eq!(restored["verified"]["broken"], serde_json::json!([]));
    assert_eq!(place.run(&["verify", "--database", &again]).code(), 0);

    // People come back with their passphrase; what let programs in has to be made anew.
    let server = Running::start_on(&place, &again);
    let client = reqwest::Client::new();
    let url = format!("http://{}", server.address);
    let batch = serde_json::json!({ "documents": [] });
    let program = client.post(format!("{url}/sync")).bearer_auth(token).json(&batch).send().await.unwrap();
    assert_eq!(program.status(), 401);
    let person = serde_json::json!({ "name": "claire.morel", "passphrase": password });
    let person = client.post(format!("{url}/api/account/sign-in")).json(&person).send().await.unwrap();
    assert_eq!(person.status(), 200);
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let place = Place::new();
    let database = place.database();
    place.demo(&database);
    let (all, damaged) = (place.path("all"), place.path("damaged"));
    assert_eq!(place.run(&["backup", &all, "--database", &database]).code(), 0);
    let mut bytes = std::fs::read(&all).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&damaged, &bytes).unwrap();
    std::fs::write(place.path("words"), "only words").unwrap();
    let fresh = format!("sqlite://{}", place.path("fresh.db"));

    let check = |arguments: &[&str], code: i32, parts: &[&str]| {
        for (language, parts) in [("en", parts), ("fr", &parts[..1])] {
            let ran = place.run(&[arguments, &["--language", language]].concat());
            assert_eq!(ran.code(), code, "{arguments:?}: {}", ran.error());
            assert!(parts.iter().all(|part| ran.error().contains(part)), "{arguments:?}: {}", ran.error());
            assert_eq!(ran.out(), "", "{arguments:?}");
        }
    };
    check(&["backup", &all, "--database", &database], 1, &["all", "already"]);
    check(&["backup", "/no/such/folder/all", "--database", &database], 1, &["/no/such/folder"]);
    check(&["backup"], 2, &["FILE"]);
    check(&["restore", &damaged, "--database", &fresh], 1, &["damaged", "earlier backup"]);
    check(&["restore", &place.path("words"), "--database", &fresh], 1, &["words", "not a backup"]);
    check(&["restore", &place.path("nothing"), "--database", &fresh], 1, &["nothing"]);
    check(&["restore", &all, "--database", &database], 1, &["--database", "not empty"]);
    check(&["restore", &all, "--database", "mysql://x"], 2, &["DATABASE_URL"]);
    let other = Place::new();
    assert_eq!(other.run(&["migrate", "--database", &other.database()]).code(), 0);
    let key = other.path("master.key");
    check(
        &["restore", &all, "--database", &fresh, "--master-key-file", &key],
        1,
        &["--master-key-file", "another"],
    );
    assert!(!std::path::Path::new(&place.path("fresh.db")).exists(), "nothing was touched");
    let spoken = place.run(&["restore", &all, "--database", &fresh]);
    assert!(spoken.out().contains("updates") && spoken.out().contains("signs in again"), "{}", spoken.out());
}
