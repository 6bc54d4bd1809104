//! The files that the commands on guides read and write.

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::Path,
};

use domain::{
    guide::{Guide, check::Lenience},
    language::Language,
    problem::{Place, Problem, Severity},
};
use locales::server as words;

use super::sentence;
use crate::{
    commands::{Trouble, complain},
    guard::limit,
};

/// Reads a file, never more of it than a workbook may hold.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable =
        |error: io::Error| Problem::error("workbook_unreadable", Place::default()).with("reason", error);
    let mut content = Vec::new();
    let most = limit::WORKBOOK as u64;
    File::open(file).map_err(unreadable)?.take(most + 1).read_to_end(&mut content).map_err(unreadable)?;
    if content.len() > limit::WORKBOOK {
        return Err(Problem::error("workbook_too_large", Place::default()).with("limit", most / 1_048_576));
    }
    Ok(content)
}

pub(super) fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The guide that a file holds, and everything found.
pub(super) fn check(file: &Path, lenience: Lenience) -> (Option<Guide>, Vec<Problem>) {
    match read(file) {
        Ok(content) => backend::guide::check(&name(file), &content, lenience),
        Err(problem) => (None, vec![problem]),
    }
}

/// The guide that a file holds, to be run, compared or written and not to be used; without one, everything that is wrong with it has been told.
pub(super) fn load(language: Language, file: &Path, partial: bool) -> Result<Guide, Trouble> {
    let (guide, problems) = check(file, Lenience { partial, totals: true });
    let found = |problem: &&Problem| guide.is_none() || (partial && problem.severity == Severity::Warning);
    for problem in problems.iter().filter(found) {
        complain(sentence(language, file, problem));
    }
    guide.ok_or_else(|| Trouble::found(words::guides_wrong(language, 1)))
}

/// Writes to a file, or to standard output.
pub(super) fn write(language: Language, file: Option<&Path>, content: &[u8]) -> Result<(), Trouble> {
    match file {
        Some(file) => std::fs::write(file, content)
            .map_err(|error| Trouble::found(words::file_not_written(language, file.display(), error))),
        None => {
            let mut out = io::stdout().lock();
            let written = out.write_all(content).and_then(|()| out.flush());
            written.map_err(|error| Trouble::found(words::output(language, error)))
        }
    }
}
