//! Figures of the sync of a built server: how long a document with a long log takes to open, from its snapshot and from
//! its whole log, and what open documents and idle sockets cost in memory. Prints a table and JSON.
//!
//! `cargo run --release -p server --features ssr --example figures -- --binary target/release/jalon`; smaller numbers with
//! `--updates`, `--documents`, `--sockets` and `--rounds`.

#![expect(clippy::print_stdout, reason = "printing figures is what it does")]

use std::{error::Error, path::PathBuf};

mod load;
mod memory;
mod running;
mod tablet;

/// A measurement that cannot be made says why and ends the program.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

struct Options {
    binary: PathBuf,
    updates: usize,
    documents: usize,
    sockets: usize,
    rounds: usize,
}

/// One line of the table.
struct Figure {
    what: String,
    unit: &'static str,
    measured: f64,
    /// The most that is asked, where there is such a line.
    asked: Option<f64>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let options = options()?;
    let mut figures = load::measure(&options).await?;
    figures.extend(memory::measure(&options).await?);
    println!("| what | asked | measured |\n| --- | ---: | ---: |");
    for Figure { what, unit, measured, asked } in &figures {
        let asked = asked.map(|asked| format!("at most {asked:.0} {unit}")).unwrap_or_default();
        println!("| {what} | {asked} | {measured:.1} {unit} |");
    }
    let object = |figure: &Figure| {
        serde_json::json!({
            "what": figure.what, "unit": figure.unit, "measured": figure.measured, "asked": figure.asked,
        })
    };
    println!("{}", serde_json::Value::from_iter(figures.iter().map(object)));
    Ok(())
}

fn options() -> Outcome<Options> {
    let mut options = Options {
        binary: "target/release/jalon".into(),
        updates: 10_000,
        documents: 1_000,
        sockets: 1_000,
        rounds: 5,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("a value is missing after {name}"))?;
        match name.as_str() {
            "--binary" => options.binary = value.into(),
            "--updates" => options.updates = value.parse()?,
            "--documents" => options.documents = value.parse()?,
            "--sockets" => options.sockets = value.parse()?,
            "--rounds" => options.rounds = value.parse()?,
            _ => return Err(format!("there is no {name}").into()),
        }
    }
    options.binary = options.binary.canonicalize()?;
    if options.updates == 0 || options.documents == 0 || options.sockets == 0 || options.rounds == 0 {
        return Err("every number must be at least 1".into());
    }
    Ok(options)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
