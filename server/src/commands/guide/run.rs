//! `jalon guide run`: a guide on a list of answers.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{
    guide::{
        engine::Context,
        script::{self, Act, Impossible, Outcome},
    },
    language::Language,
};
use locales::server as words;

use super::files;
use crate::commands::{Trouble, say};

pub(in crate::commands) struct Run {
    pub(in crate::commands) file: PathBuf,
    pub(in crate::commands) answers: PathBuf,
    pub(in crate::commands) json: bool,
    pub(in crate::commands) partial: bool,
}

pub(in crate::commands) fn run(language: Language, options: &Run) -> Result<(), Trouble> {
    let acts = acts(&options.answers).map_err(|reason| {
        Trouble::found(words::answers_unreadable(language, options.answers.display(), reason))
    })?;
    let guide = Arc::new(files::load(language, &options.file, options.partial)?);
    let mut outcome = script::run(&guide, context(), language, &acts).map_err(|why| {
        Trouble::found(match why {
            Impossible::NoSuchPath { step, path } => words::run_no_such_path(language, path, step),
            Impossible::NotToAdd { step, path } => words::run_not_to_add(language, path, step),
            Impossible::NotToAnswer { step, path } => words::run_not_to_answer(language, path, step),
            Impossible::TooMany { step, path } => words::run_too_many(language, path, step),
        })
    })?;
    word_broken(language, &mut outcome);
    if options.json {
        let json = serde_json::to_string(&outcome).map_err(|error| Trouble::found(error.to_string()))?;
        say(language, json)
    } else {
        tell(language, &outcome)
    }
}

fn acts(file: &Path) -> Result<Vec<Act>, String> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
        text
    } else {
        std::fs::read_to_string(file).map_err(|error| error.to_string())?
    };
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())
}

fn context() -> Context {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Context { now: i64::try_from(now).unwrap_or(i64::MAX), ..Context::default() }
}

/// Where the guide has no words for what is wrong, ours.
fn word_broken(language: Language, outcome: &mut Outcome) {
    for broken in outcome.steps.iter_mut().flat_map(|step| &mut step.invalid) {
        if broken.is_no_number {
            words::run_no_number(language).clone_into(&mut broken.message);
        } else if broken.message.is_empty() {
            words::run_broken_rule(language).clone_into(&mut broken.message);
        }
    }
}

fn tell(language: Language, outcome: &Outcome) -> Result<(), Trouble> {
    for (number, step) in outcome.steps.iter().enumerate() {
        say(language, words::run_step(language, number, step.visible.len()))?;
        for (path, value) in &step.values {
            say(language, words::run_value(language, path, value))?;
        }
        for broken in &step.invalid {
            say(language, words::run_invalid(language, &broken.message, &broken.path))?;
        }
    }
    if outcome.missing.is_empty() {
        return Ok(());
    }
    say(language, words::run_missing(language, outcome.missing.join(", ")))
}
