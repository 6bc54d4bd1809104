//! Measures the chain over the log: `cargo run --release -p backend --example log -- 1000000` writes so many lines into a
//! new SQLite file, chains them and walks the whole chain.

#![expect(clippy::print_stdout, reason = "a measurement says what it measured")]

use std::{error::Error, time::Instant};

use backend::{Backend, Config, audit::chain};
use domain::id::{AccountId, SiteId};
use store::{Store, audit::Entry};
use uuid::Uuid;

/// Lines written in one transaction.
const STEP: i64 = 10_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let count: i64 = std::env::args().nth(1).ok_or("say how many lines")?.parse()?;
    let folder = tempfile::tempdir()?;
    let database_url = format!("sqlite://{}", folder.path().join("log.db").display());
    let master_key_file = Some(folder.path().join("master.key"));
    let backend = Backend::open(Config { database_url: database_url.clone(), master_key_file }).await?;
    let store = Store::open(&database_url).await?;

    let started = Instant::now();
    let (actor, site) = (AccountId(Uuid::now_v7()), SiteId(Uuid::now_v7()));
    for first in (0..count).step_by(usize::try_from(STEP)?) {
        let mut transaction = store.begin().await?;
        for number in first..(first + STEP).min(count) {
            let subject = number.to_string();
            let entry = Entry {
                at: 1_700_000_000_000 + number,
                actor: Some(actor),
                action: "case_read",
                subject_kind: "case",
                subject: &subject,
                site: Some(site),
                detail: "",
            };
            store::audit::insert(&mut transaction, &entry).await?;
        }
        transaction.commit().await?;
    }
    println!("written  {count} lines in {:.1} s", started.elapsed().as_secs_f64());

    let started = Instant::now();
    let chained = chain::extend(&backend).await.map_err(|failure| format!("{failure:?}"))?;
    println!("chained  {chained} lines in {:.1} s", started.elapsed().as_secs_f64());

    let started = Instant::now();
    let verified = chain::verify(&backend, None).await.map_err(|failure| format!("{failure:?}"))?;
    println!(
        "verified {} lines in {:.1} s, wrong: {:?}",
        verified.lines,
        started.elapsed().as_secs_f64(),
        verified.wrong
    );
    Ok(())
}
