//! Fifty planted strings go through the real server, which tells everything it can into its log; none of them is found
//! in the log, in the files of the database, or in a backup.

use std::{net::SocketAddr, path::Path, process::Stdio};

use domain::guide::NodeKey;
use serde_json::{Value, json};
use sync::protocol::Message;

use crate::{
    binary::{Place, Running},
    tablet::{Came, Tablet},
};

const PLANTED: usize = 50;

fn planted(n: usize) -> String {
    format!("Quetzalcoatl{n:02}Zyx")
}

/// Which of the words stand in a file: as they are, in UTF-16, as bytes in hexadecimal or in figures, or in base64 at any
/// offset.
fn found(file: &Path, words: &[String]) -> Vec<String> {
    use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
    // What is no text in the file becomes another character, and every form looked for is ASCII.
    let content = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
    let forms = |word: &String| -> Vec<String> {
        let wide = word.chars().flat_map(|letter| [letter, '\0']).collect();
        let hex = word.bytes().map(|byte| format!("{byte:02x}")).collect();
        let numbers: Vec<String> = word.bytes().map(|byte| byte.to_string()).collect();
        let base64 = (0..3).map(|before| {
            let text =
                BASE64_STANDARD_NO_PAD.encode([vec![b' '; before].as_slice(), word.as_bytes()].concat());
            // The first and last characters hold bits of what stands around the word.
            text[(before * 8_usize).div_ceil(6)..text.len() - 2].to_owned()
        });
        [word.clone(), wide, hex, numbers.join(", ")].into_iter().chain(base64).collect()
    };
    words.iter().filter(|word| forms(word).iter().any(|form| content.contains(form))).cloned().collect()
}

#[test]
fn the_scan_finds_what_is_there() {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    let words: Vec<String> = (0..3).map(planted).collect();
    for before in ["", "x", "xy", "xyz"] {
        let line = format!("{before}{} and so on", words[1]);
        let wide: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hex: String = line.bytes().map(|byte| format!("{byte:02x}")).collect();
        let listed = format!("{:?}", line.as_bytes());
        let texts = [line.clone(), BASE64_STANDARD.encode(&line), hex, listed].map(String::into_bytes);
        for content in texts.into_iter().chain([wide]) {
            std::fs::write(&file, content).unwrap();
            assert_eq!(found(&file, &words), words[1..2], "{before:?}");
        }
    }
}

/// Signs in as a browser does; the cookie.
async fn sign_in(client: &reqwest::Client, url: &str, account: &Value) -> String {
    let body = json!({ "name": account["name"], "passphrase": account["password"] });
    let reply = client.post(format!("{url}/api/account/sign-in")).json(&body).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let cookie = reply.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    cookie.to_owned()
}

#[tokio::test]
async fn nothing_that_is_written_is_found_in_logs_database_files_and_backups() {
    let place = Place::new();
    let database = place.database();
    let demo = place.demo(&database);
    let accounts = demo["accounts"].as_array().unwrap();
    let practitioner = accounts.iter().find(|account| account["name"] == "claire.morel").unwrap();
    let document =
        demo["documents"].as_array().unwrap().iter().find(|one| one["kind"] == "interview").unwrap();
    let log = std::fs::File::create(place.path("log")).unwrap();
    let server = Running::start_logging(&place, &database, "trace", Stdio::from(log));
    let (url, address) =
        (format!("http://{}", server.address), server.address.parse::<SocketAddr>().unwrap());
    let client = reqwest::Client::new();
    let cookie = sign_in(&client, &url, practitioner).await;
    let call = async |path: &str, body: Value| {
        let request = client.post(format!("{url}{path}")).header("cookie", &cookie).json(&body);
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 200, "{path}");
        reply.json::<Value>().await.unwrap()
    };

    let words: Vec<String> = (0..PLANTED).map(planted).collect();
    let (names, rest) = words.split_at(10);
    let mut case = Value::Null;
    for (n, name) in names.iter().enumerate() {
        case =
            call("/api/case/create", json!({ "case": { "code": format!("SEC-{n}"), "person_name": name } }))
                .await;
    }
    let shown = call("/api/case/reveal-name", json!({ "id": case["summary"]["id"] })).await;
    assert_eq!(shown, names[9], "it went in and comes out");
    let id = document["id"].as_str().unwrap();
    let mut tablet = Tablet::open(address, id, &cookie, 7).await;
    assert!(matches!(tablet.next().await, Came::Said(Message::Step1(_))));
    for (n, word) in rest.iter().enumerate() {
        let key = NodeKey(format!("opening/planted{n}"));
        let before = tablet.document.state_vector();
        match n % 3 {
            0 => tablet.document.set_text(&key, word),
            1 => tablet.document.set_note(&key, word),
            _ => tablet.document.set_source(&key, word),
        }
        tablet.say(&Message::Update(tablet.document.diff(&before).unwrap())).await;
        tablet.acknowledged().await;
    }
    // Also by request, and read back.
    let wanted = json!({ "documents": [{ "id": id, "vector": "", "update": "" }] });
    assert!(call("/sync", wanted).await["documents"][0]["update"].as_str().unwrap().len() > 1_000);
    call("/api/interview/reading", json!({ "id": id, "language": "fr" })).await;
    let backup = place.path("backup");
    let made = place.run(&["backup", &backup, "--database", &database]);
    assert_eq!(made.code(), 0, "{}", made.error());

    let scan = |name: &str, control: &str| {
        let file = place.path(name);
        let file = Path::new(&file);
        assert_eq!(found(file, &words), Vec::<String>::new(), "{name}");
        assert_eq!(found(file, &[control.to_owned()]), [control], "{name}: what is not sealed is found");
    };
    // While it runs, what was written last is in the file beside the database.
    scan("test.db-wal", "interview_written");
    drop(tablet);
    assert_eq!(server.stop(), 0);
    scan("test.db", "claire.morel");
    scan("log", "/api/case/reveal-name");
    scan("backup", "JALONBKP");
}
