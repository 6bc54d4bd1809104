//! The binary, run as people run it.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::Path,
    process::Stdio,
};

use serde_json::Value;

use crate::binary::{Place, Running};

#[test]
fn help_is_complete_in_both_languages() {
    let place = Place::new();
    let help = place.run(&["--help"]);
    assert_eq!(help.code(), 0);
    for word in ["serve", "demo", "migrate", "user", "guide", "Examples:", "jalon guide check"] {
        assert!(help.out().contains(word), "{word}: {}", help.out());
    }
    let serve = place.run(&["serve", "--help"]).out();
    for word in [
        "JALON_LISTEN",
        "127.0.0.1:3000",
        "DATABASE_URL",
        "sqlite://jalon.db",
        "JALON_SITE_ROOT",
        "target/site",
    ] {
        assert!(serve.contains(word), "{word}: {serve}");
    }
    let french = place.run(&["--language", "fr", "--help"]).out();
    for english in ["Usage", "Options:\n  -h, --help  Print", "Print this help", "Commands"] {
        assert!(!french.contains(english), "{french}");
    }
    assert!(french.contains("Utilisation") && french.contains("Exemples"), "{french}");
    assert_eq!(place.run(&["--version"]).out().trim(), concat!("jalon ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_usage_that_makes_no_sense_is_exit_status_2() {
    let place = Place::new();
    let check = |arguments: &[&str], part: &str| {
        let ran = place.run(arguments);
        assert_eq!(ran.code(), 2, "{arguments:?}: {}", ran.error());
        assert!(ran.error().contains(part), "{arguments:?}: {}", ran.error());
        assert_eq!(ran.out(), "", "{arguments:?}");
    };
    check(&[], "serve");
    check(&["fly"], "fly");
    check(&["serve", "--lisen", "x"], "--lisen");
    check(&["serve", "--listen", "nowhere"], "nowhere");
    check(&["serve", "--public-url", "jalon.example"], "jalon.example");
    check(&["user"], "create");
    check(&["user", "create", "anna", "--role", "king", "--site", "Lyon"], "king");
    check(&["serve", "--database", "mysql://x"], "mysql");
    check(&["migrate", "--database", "nonsense"], "DATABASE_URL");
    check(&["migrate", "--database", "sqlite::memory:"], "sqlite://jalon.db");
}

#[test]
fn what_cannot_be_opened_is_said_with_where_and_what_to_do() {
    let place = Place::new();
    let check = |database: &str, part: &str| {
        let ran = place.run(&["migrate", "--database", database]);
        assert_eq!(ran.code(), 1, "{database}: {}", ran.error());
        assert!(ran.error().contains(part), "{database}: {}", ran.error());
    };
    check(&format!("sqlite://{}", place.path("no/such/folder/x.db")), "no/such/folder");
    std::fs::write(place.path("notes.txt"), "not a database at all, only words".repeat(100)).unwrap();
    check(&format!("sqlite://{}", place.path("notes.txt")), "notes.txt");
    check("postgres://jalon@127.0.0.1:1/jalon", "DATABASE_URL");
    check(&testkit::locked_out_url(), "password");

    let database = place.database();
    assert_eq!(place.run(&["migrate", "--database", &database]).code(), 0);
    std::fs::rename(place.path("master.key"), place.path("kept.key")).unwrap();
    check(&database, "master.key");
    let other = Place::new();
    assert_eq!(other.run(&["migrate", "--database", &other.database()]).code(), 0);
    std::fs::copy(other.path("master.key"), place.path("master.key")).unwrap();
    check(&database, "master.key");
}

#[test]
fn serves_an_empty_folder_and_stops_when_asked() {
    let place = Place::new();
    let running = Running::start(&place);
    let second = place.run(&["serve", "--listen", &running.address, "--database", &place.database()]);
    assert_eq!(second.code(), 1);
    assert_eq!(second.out(), "");
    assert!(
        second.error().contains(&running.address) && second.error().contains("--listen"),
        "{}",
        second.error()
    );
    assert_eq!(running.stop(), 0);
    assert!(Path::new(&place.path("test.db")).exists());
}

#[tokio::test]
async fn the_running_server_answers() {
    let place = Place::new();
    let running = Running::start(&place);
    let client = reqwest::Client::new();
    let url = |path: &str| format!("http://{}{path}", running.address);
    let health = client.get(url("/healthz")).send().await.unwrap();
    assert_eq!(health.json::<Value>().await.unwrap()["status"], "ok");
    let page = client.get(url("/cases")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<title>Jalon</title>"));
    let list = client.post(url("/api/case/list")).json(&serde_json::json!({})).send().await.unwrap();
    assert_eq!(list.status(), 401);
}

/// A database server that does not answer is waited for, with a sentence, before the server gives up.
#[test]
fn a_database_that_is_away_is_waited_for() {
    let place = Place::new();
    // Something listens there and never answers in PostgreSQL's language.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    drop(silent);
    let database = format!("postgres://jalon@127.0.0.1:{port}/jalon");
    let mut child = place
        .command(&["serve", "--listen", "127.0.0.1:0", "--database", &database])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let server = format!("127.0.0.1:{port}");
    let waits = lines.map(Result::unwrap).any(|line| line.contains("Trying again") && line.contains(&server));
    assert!(waits);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(out, "", "it never said that it listens");
}

#[tokio::test]
async fn a_program_works_with_a_token_until_it_is_revoked() {
    let place = Place::new();
    let database = place.database();
    let demo = place.run(&["demo", "--json", "--database", &database]);
    let demo: Value = serde_json::from_str(&demo.out()).unwrap();
    let account = demo["accounts"][0]["name"].as_str().unwrap();
    let token = |verb: &str| place.run(&["token", verb, "--account", account, "--database", &database]);
    let made = token("create");
    assert_eq!(made.code(), 0, "{}", made.error());
    let secret = made.out().trim_end().to_owned();
    assert!(
        secret.starts_with("jalon_") && !secret.contains(char::is_whitespace),
        "the token alone: {secret}"
    );
    assert_eq!(place.run(&["token", "create", "--account", "nobody", "--database", &database]).code(), 1);

    let server = Running::start(&place);
    let client = reqwest::Client::new();
    let ask = |path: &str, secret: &str, body: Value| {
        let url = format!("http://{}{path}", server.address);
        client.post(url).bearer_auth(secret).json(&body).send()
    };
    let batch = serde_json::json!({ "documents": [] });
    assert_eq!(ask("/sync", &secret, batch.clone()).await.unwrap().status(), 200);
    assert_eq!(ask("/sync", "jalon_guessed", batch.clone()).await.unwrap().status(), 401);
    let list = ask("/api/case/list", &secret, serde_json::json!({})).await.unwrap();
    assert_eq!(list.status(), 401, "a program has the sync and nothing else");
    let revoked = token("revoke");
    assert!(revoked.out().contains('1'), "{}", revoked.out());
    assert_eq!(ask("/sync", &secret, batch).await.unwrap().status(), 401);
}

#[test]
fn verify_says_whether_every_log_is_what_was_written() {
    let place = Place::new();
    let database = place.database();
    let demo = place.run(&["demo", "--json", "--database", &database]);
    let demo: Value = serde_json::from_str(&demo.out()).unwrap();
    let whole = place.run(&["verify", "--json", "--database", &database]);
    assert_eq!(whole.code(), 0, "{}", whole.error());
    let whole: Value = serde_json::from_str(&whole.out()).unwrap();
    assert_eq!(whole["documents"], demo["documents"].as_array().unwrap().len());
    assert_eq!(whole["broken"], serde_json::json!([]));
    assert!(place.run(&["verify", "--database", &database]).out().contains("every log is what was written"));
}

#[test]
fn makes_lists_resets_and_closes_accounts() {
    let place = Place::new();
    let database = place.database();
    let user = |arguments: &[&str]| place.run(&[&["user"], arguments, &["--database", &database]].concat());
    let made = user(&[
        "create",
        "awa.diallo",
        "--display-name",
        "Awa Diallo",
        "--role",
        "practitioner",
        "--site",
        "Lyon",
    ]);
    assert_eq!(made.code(), 0, "{}", made.error());
    assert!(made.out().contains("awa.diallo") && made.out().contains("passphrase"), "{}", made.out());
    let twice = user(&["create", "awa.diallo", "--role", "auditor", "--site", "Lyon"]);
    assert_eq!(twice.code(), 1);
    assert!(!twice.error().is_empty());
    let reset = user(&["reset", "awa.diallo"]);
    assert_eq!(reset.code(), 0, "{}", reset.error());
    assert_ne!(reset.out(), made.out());
    assert_eq!(user(&["reset", "nobody"]).code(), 1);
    assert_eq!(user(&["close", "awa.diallo"]).code(), 0);
    let list: Value = serde_json::from_str(&user(&["list", "--json"]).out()).unwrap();
    assert_eq!(list[0]["profile"]["name"], "awa.diallo");
    assert_eq!(list[0]["active"], false);
    assert!(user(&["list"]).out().contains("awa.diallo"));
}

#[test]
fn checks_guides_and_brings_them_in() {
    let place = Place::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/guide-entretien.xlsx");
    std::fs::write(place.path("broken.xlsx"), "not a workbook").unwrap();
    let (broken, missing) = (place.path("broken.xlsx"), place.path("missing.xlsx"));

    let checked = place.run(&["guide", "check", sample, &broken, &missing, "--json"]);
    assert_eq!(checked.code(), 1, "{}", checked.error());
    let lines: Vec<Value> = checked.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["file"], &lines[0]["ok"]),
        (&Value::from(sample), &Value::from(true)),
        "{}",
        lines[0]
    );
    for line in &lines[1..] {
        assert_eq!(line["ok"], false);
        let problem = line["problems"][0].as_object().unwrap();
        let mut keys: Vec<&str> = problem.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["code", "column", "message", "row", "severity", "sheet"]);
        assert_eq!(problem["severity"], "error");
        assert_ne!(problem["message"], problem["code"], "it is worded: {line}");
    }
    assert_eq!(place.run(&["guide", "check", sample]).code(), 0);
    let spoken = place.run(&["guide", "check", &broken, "--language", "fr"]);
    assert!(spoken.out().contains("erreur"), "{}", spoken.out());

    let database = place.database();
    let imported = place.run(&["guide", "import", sample, "--database", &database]);
    assert_eq!(imported.code(), 0, "{}", imported.error());
    let refused = place.run(&["guide", "import", &broken, "--database", &database]);
    assert_eq!(refused.code(), 1);
    assert!(refused.error().contains("broken.xlsx"), "{}", refused.error());
}

#[test]
fn fills_an_empty_database_with_the_demo_and_no_other() {
    let place = Place::new();
    let database = place.database();
    let demo = place.run(&["demo", "--database", &database, "--json"]);
    assert_eq!(demo.code(), 0, "{}", demo.error());
    let demo: Value = serde_json::from_str(&demo.out()).unwrap();
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(keys(&demo), "accounts documents");
    assert_eq!(keys(&demo["accounts"][0]), "name password role site");
    assert_eq!(keys(&demo["documents"][0]), "id kind title");
    let again = place.run(&["demo", "--database", &database]);
    assert_eq!(again.code(), 1);
    assert!(again.error().contains("test.db"), "{}", again.error());
}
