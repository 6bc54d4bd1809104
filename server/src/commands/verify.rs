//! `jalon verify`: walks the hash chain of every document, and says where one is not what was written.

use backend::document;
use domain::language::Language;
use locales::server as words;
use serde_json::json;

use super::{Trouble, open, say};
use crate::cli::StoreOptions;

pub(super) async fn run(language: Language, store: &StoreOptions, json: bool) -> Result<(), Trouble> {
    let backend = open(language, store).await?;
    let verified = document::verify(&backend).await;
    backend.close().await;
    let verified = verified.map_err(|failure| Trouble::failure(language, &failure))?;
    if json {
        let broken = verified.broken.iter();
        let broken: Vec<_> =
            broken.map(|one| json!({ "document": one.document.to_string(), "seq": one.seq })).collect();
        say(language, json!({ "documents": verified.documents, "broken": broken }))?;
    } else {
        for one in &verified.broken {
            say(language, words::verify_broken_one(language, one.document, one.seq))?;
        }
    }
    match verified.broken.len() {
        0 if json => Ok(()),
        0 => say(language, words::verify_whole(language, verified.documents)),
        count => Err(Trouble::found(words::verify_broken(language, count))),
    }
}
