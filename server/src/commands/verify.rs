//! `jalon verify`: walks the chain over the log of who did what and the hash chain of every document, and says where one is
//! not what was written; then checks that every snapshot says what its log says.

use std::{fs, path::Path};

use backend::{
    Backend,
    audit::chain,
    document::{self, Broken, Verified},
};
use domain::{
    audit::{Head, Verified as VerifiedLog, Wrong},
    language::Language,
};
use locales::{audit as log_words, server as words};
use serde_json::{Value, json};

use super::{Trouble, open, say};
use crate::cli::StoreOptions;

/// Files of seals of the log: one to check against, one to write.
#[derive(Clone, Copy)]
pub(super) struct Seals<'a> {
    pub(super) kept: Option<&'a Path>,
    pub(super) taken: Option<&'a Path>,
}

pub(super) async fn run(
    language: Language,
    store: &StoreOptions,
    seals: Seals<'_>,
    json: bool,
) -> Result<(), Trouble> {
    let kept = seals.kept.map(|path| read(language, path)).transpose()?;
    let backend = open(language, store).await?;
    let found = both(&backend, kept.as_ref()).await;
    backend.close().await;
    let (log, head, verified) = found.map_err(|failure| Trouble::failure(language, &failure))?;
    if let (None, Some(path), Some(head)) = (&log.wrong, seals.taken, &head) {
        write(language, path, head)?;
    }
    if json {
        let mut object = object(&verified);
        object["log"] = json!({ "lines": log.lines, "wrong": log.wrong, "seal": head });
        say(language, object)?;
    } else {
        say(language, log_sentence(language, &log))?;
    }
    let documents = outcome(language, &verified, json);
    match log.wrong {
        Some(_) => Err(Trouble::found(words::verify_log_broken(language))),
        None => documents,
    }
}

async fn both(
    backend: &Backend,
    kept: Option<&Head>,
) -> backend::Outcome<(VerifiedLog, Option<Head>, Verified)> {
    let log = chain::verify(backend, kept).await?;
    Ok((log, chain::head(backend).await?, document::verify(backend).await?))
}

fn read(language: Language, path: &Path) -> Result<Head, Trouble> {
    let unreadable =
        |reason: String| Trouble::found(words::verify_seal_unreadable(language, path.display(), reason));
    let content = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_slice(&content).map_err(|error| unreadable(error.to_string()))
}

fn write(language: Language, path: &Path, head: &Head) -> Result<(), Trouble> {
    let failed =
        |reason: String| Trouble::found(words::verify_seal_unwritable(language, path.display(), reason));
    let json = serde_json::to_string_pretty(head).map_err(|error| failed(error.to_string()))?;
    fs::write(path, json + "\n").map_err(|error| failed(error.to_string()))
}

fn log_sentence(language: Language, log: &VerifiedLog) -> String {
    match &log.wrong {
        None => words::verify_log_whole(language, usize::try_from(log.lines).unwrap_or_default()),
        Some(Wrong::Broken { line, .. }) => log_words::seal_broken(language, line),
        Some(Wrong::PutIn { line }) => log_words::seal_put_in(language, line),
        Some(Wrong::CutShort { number }) => log_words::seal_cut_short(language, number),
        Some(Wrong::NotOurs) => log_words::seal_not_ours(language).to_owned(),
    }
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
