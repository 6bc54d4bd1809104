//! How long a document with a long log takes from the opening of a socket to the whole document on the other side, on
//! a server that has just started.

use std::time::{Duration, Instant};

use domain::guide::NodeKey;
use sync::protocol::Message;

use crate::{Figure, Options, Outcome, median, running::Place, tablet::Tablet};

/// How many updates are under way at once while the log is written.
const BATCH: usize = 200;
/// How many answers the typing goes into.
const ANSWERS: usize = 40;
/// The server makes a snapshot in the background.
const SETTLED: Duration = Duration::from_secs(3);

pub(crate) async fn measure(options: &Options) -> Outcome<Vec<Figure>> {
    let place = Place::new(options.binary.clone())?;
    let interview = place.interview()?;
    write(&place, &interview, options.updates).await?;
    // A backup holds no snapshots: what is restored from it starts from the whole log.
    let (first, whole) = (place.database("first"), place.database("whole"));
    place.run(&["backup", &place.path("backup"), "--database", &first])?;
    place.run(&["restore", &place.path("backup"), "--database", &whole])?;
    let token = place.new_token("whole")?;
    let count = options.updates;
    Ok(vec![
        Figure {
            what: format!(
                "opening a document of {count} updates from its snapshot, median of {}",
                options.rounds
            ),
            unit: "ms",
            measured: open(&place, "first", &interview, &place.token, options.rounds).await?,
            asked: Some(30.0),
        },
        Figure {
            what: format!(
                "opening a document of {count} updates from its whole log, median of {}",
                options.rounds
            ),
            unit: "ms",
            measured: open(&place, "whole", &interview, &token, options.rounds).await?,
            asked: Some(250.0),
        },
    ])
}

/// Types into one answer after the other, one character an update.
async fn write(place: &Place, interview: &str, updates: usize) -> Outcome<()> {
    let server = place.serve("first")?;
    let mut tablet = Tablet::open(&server, interview, &place.token, 7).await?;
    let mut texts = vec![String::new(); ANSWERS];
    for number in 0..updates {
        let (answer, text) = (number * ANSWERS / updates, &mut texts[number * ANSWERS / updates]);
        text.push(char::from(b'a' + (number % 26) as u8));
        let before = tablet.document.state_vector();
        tablet.document.set_text(&NodeKey(format!("figures/answer{answer}")), text);
        let update = tablet.document.diff(&before)?;
        tablet.say(&Message::Update(update)).await?;
        if (number + 1) % BATCH == 0 {
            tablet.acknowledged(BATCH).await?;
        }
    }
    tablet.acknowledged(updates % BATCH).await?;
    tokio::time::sleep(SETTLED).await;
    drop(tablet);
    server.stop()
}

/// Each round on a copy of the database: opening a document may itself lead to a snapshot.
async fn open(place: &Place, name: &str, interview: &str, token: &str, rounds: usize) -> Outcome<f64> {
    let mut times = Vec::new();
    for round in 0..rounds {
        let copy = format!("{name}{round}");
        std::fs::copy(place.path(&format!("{name}.db")), place.path(&format!("{copy}.db")))?;
        let server = place.serve(&copy)?;
        // The first request of a server pays for more than the document.
        reqwest::get(server.url("/healthz")).await?.error_for_status()?;
        let started = Instant::now();
        let tablet = Tablet::open(&server, interview, token, 8).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        let answers = tablet.document.answers();
        if !answers.entries.contains_key(&NodeKey(format!("figures/answer{}", ANSWERS - 1))) {
            return Err("the document is not whole".into());
        }
        server.stop()?;
    }
    Ok(median(times))
}
