//! `jalon verify`: walks the hash chain of every document, and says where one is not what was written; then checks that
//! every snapshot says what its log says.

use backend::document::{self, Broken, Verified};
use domain::language::Language;
use locales::server as words;
use serde_json::{Value, json};

use super::{Trouble, open, say};
use crate::cli::StoreOptions;

pub(super) async fn run(language: Language, store: &StoreOptions, json: bool) -> Result<(), Trouble> {
    let backend = open(language, store).await?;
    let verified = document::verify(&backend).await;
    backend.close().await;
    let verified = verified.map_err(|failure| Trouble::failure(language, &failure))?;
    if json {
        say(language, object(&verified))?;
    }
    outcome(language, &verified, json)
}

/// Says what is wrong, and answers as the command does that found it. Programs have been told already.
pub(super) fn outcome(language: Language, verified: &Verified, json: bool) -> Result<(), Trouble> {
    if !json {
        report(language, verified)?;
    }
    let (broken, wrong) = (verified.broken.len(), verified.wrong_snapshots.len());
    match (broken, wrong) {
        (0, 0) if json => Ok(()),
        (0, 0) => say(language, words::verify_whole(language, verified.documents)),
        (0, wrong) => Err(Trouble::found(words::verify_snapshots(language, wrong))),
        (broken, _) => Err(Trouble::found(words::verify_broken(language, broken))),
    }
}

fn report(language: Language, verified: &Verified) -> Result<(), Trouble> {
    for one in &verified.broken {
        say(language, words::verify_broken_one(language, one.document, one.seq))?;
    }
    for one in &verified.wrong_snapshots {
        say(language, words::verify_snapshot_one(language, one.document, one.seq))?;
    }
    Ok(())
}

/// What checking every log found, for programs.
pub(super) fn object(verified: &Verified) -> Value {
    let list = |some: &[Broken]| -> Vec<Value> {
        some.iter().map(|one| json!({ "document": one.document.to_string(), "seq": one.seq })).collect()
    };
    json!({
        "documents": verified.documents,
        "broken": list(&verified.broken),
        "snapshots": verified.snapshots,
        "wrong_snapshots": list(&verified.wrong_snapshots),
    })
}
