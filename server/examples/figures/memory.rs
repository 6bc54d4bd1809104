//! What the server's memory grows by with open documents and with idle sockets: its proportional set size, less that of
//! the same server with one document open.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::guide::NodeKey;
use serde_json::{Value, json};
use sync::interview::Document;
use uuid::Uuid;

use crate::{
    Figure, Options, Outcome,
    running::{Browser, Place, Running},
    tablet::Tablet,
};

/// About 10 kB of text in each document.
const TEXT: usize = 10_000;
/// How many documents one request brings up to date: it may have 4 MiB.
const BATCH: usize = 100;
/// How long it is quiet before memory is looked at.
const QUIET: Duration = Duration::from_secs(10);

pub(crate) async fn measure(options: &Options) -> Outcome<Vec<Figure>> {
    let place = Place::new(options.binary.clone())?;
    let documents = documents(&place, options.documents).await?;
    let interview = place.interview()?;

    let (server, empty, _first) = started(&place, &interview).await?;
    let mut sockets = Vec::new();
    for document in &documents {
        sockets.push(Tablet::open(&server, document, &place.token, 8).await?);
    }
    tokio::time::sleep(QUIET).await;
    let open = server.memory()? - empty;
    drop(sockets);
    drop(server);

    let (server, empty, _first) = started(&place, &interview).await?;
    let mut sockets = Vec::new();
    for _ in 0..options.sockets {
        sockets.push(Tablet::open(&server, &interview, &place.token, 8).await?);
    }
    tokio::time::sleep(QUIET).await;
    let idle = (server.memory()? - empty) / options.sockets as f64;
    let sockets_of_documents = idle * options.documents as f64;
    let count = options.documents;
    Ok(vec![
        Figure {
            what: format!("memory of {count} open documents of 10 kB, each with a socket"),
            unit: "MB",
            measured: open / 1e3,
            asked: None,
        },
        Figure {
            what: format!("memory of {count} open documents of 10 kB, less that of their sockets"),
            unit: "MB",
            measured: (open - sockets_of_documents) / 1e3,
            asked: Some(30.0),
        },
        Figure {
            what: format!("memory of an idle socket, of {}", options.sockets),
            unit: "kB",
            measured: idle,
            asked: Some(14.0),
        },
    ])
}

/// A server with one document open, and what that takes.
async fn started(place: &Place, interview: &str) -> Outcome<(Running, f64, Tablet)> {
    let server = place.serve("first")?;
    let first = Tablet::open(&server, interview, &place.token, 9).await?;
    tokio::time::sleep(QUIET / 5).await;
    let empty = server.memory()?;
    Ok((server, empty, first))
}

/// Starts interviews and fills each.
async fn documents(place: &Place, count: usize) -> Outcome<Vec<String>> {
    let server = place.serve("first")?;
    let browser = Browser::sign_in(place, &server).await?;
    let (case, guide) = case_and_guide(&browser, &server).await?;
    let mut ids = Vec::new();
    while ids.len() < count {
        let mut batch = Vec::new();
        for number in ids.len()..count.min(ids.len() + BATCH) {
            let id = Uuid::now_v7().to_string();
            let start = json!({ "id": id, "case": case, "guide": guide, "started_at": 1_000 });
            browser.call(&server, "/api/interview/start", &json!({ "start": start })).await?;
            let update = BASE64_STANDARD.encode(filled(number));
            batch.push(json!({ "id": id, "vector": "", "update": update }));
        }
        ids.extend(batch.iter().filter_map(|one| Some(one["id"].as_str()?.to_owned())));
        let answer = browser.call(&server, "/sync", &json!({ "documents": batch })).await?;
        let refused = |one: &Value| one.get("refused").is_some_and(|reason| !reason.is_null());
        if answer["documents"].as_array().is_none_or(|all| all.iter().any(refused)) {
            return Err(format!("the documents were not taken: {answer}").into());
        }
    }
    server.stop()?;
    Ok(ids)
}

/// A case of the practitioner's that has an interview, and the guide of that.
async fn case_and_guide(browser: &Browser, server: &Running) -> Outcome<(Value, Value)> {
    let cases = browser.call(server, "/api/case/list", &json!({})).await?;
    for case in cases.as_array().into_iter().flatten() {
        let open = browser.call(server, "/api/case/open", &json!({ "id": case["id"] })).await?;
        if let Some(interview) = open["interviews"].as_array().and_then(|all| all.first()) {
            return Ok((case["id"].clone(), interview["guide"].clone()));
        }
    }
    Err("the demo has no case with an interview".into())
}

/// An interview of forty answers, as a tablet would send it.
fn filled(number: usize) -> Vec<u8> {
    let document = Document::new(u32::try_from(number + 10).unwrap_or(u32::MAX));
    for answer in 0..40 {
        let words = format!("Réponse {answer} de l’entretien {number}, en toutes lettres. ");
        let text: String = words.chars().cycle().take(TEXT / 40).collect();
        document.set_text(&NodeKey(format!("figures/answer{answer}")), &text);
    }
    document.encode()
}
