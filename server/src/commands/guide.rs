//! `jalon guide`: checking guides, running, comparing and writing them, and bringing one in.

use std::path::{Path, PathBuf};

use backend::guide::Format;

use domain::{
    failure::Failure,
    guide::{check::Lenience, difference::difference},
    language::Language,
    problem::{Place, Problem, Severity},
};
use locales::server as words;
use serde_json::{Value, json};

use super::{Trouble, complain, open, say};
use crate::cli::StoreOptions;

mod files;
mod run;

pub(super) use run::{Run, run};

pub(super) async fn check(
    language: Language,
    files: &[PathBuf],
    as_json: bool,
    partial: bool,
) -> Result<(), Trouble> {
    let mut wrong = 0;
    for file in files {
        let (guide, problems) = files::check(file, Lenience { partial, totals: false });
        let ok = guide.is_some();
        wrong += usize::from(!ok);
        if as_json {
            let problems: Vec<Value> = problems.iter().map(|problem| object(language, problem)).collect();
            say(language, json!({ "file": file.to_string_lossy(), "ok": ok, "problems": problems }))?;
        } else {
            report(language, file, ok, &problems)?;
        }
    }
    match wrong {
        0 => Ok(()),
        _ if as_json => Err(Trouble::found(String::new())),
        count => Err(Trouble::found(words::guides_wrong(language, count))),
    }
}

pub(super) async fn import(
    language: Language,
    store: &StoreOptions,
    file: &Path,
    partial: bool,
) -> Result<(), Trouble> {
    let content = files::read(file).map_err(|problem| Trouble::found(sentence(language, file, &problem)))?;
    let backend = open(language, store).await?;
    let name = files::name(file);
    let imported =
        backend::guide::import_by_operator(&backend, &name, &content, Lenience { partial, totals: false })
            .await;
    backend.close().await;
    match imported {
        Ok(imported) => {
            for problem in &imported.problems {
                complain(sentence(language, file, problem));
            }
            let (title, _) = imported.summary.title.in_language(language);
            say(language, words::guide_imported(language, title))
        }
        Err(Failure::Import { problems }) => {
            for problem in &problems {
                complain(sentence(language, file, problem));
            }
            Err(Trouble::found(words::guides_wrong(language, 1)))
        }
        Err(failure) => Err(Trouble::failure(language, &failure)),
    }
}

/// Writes a guide in another format.
pub(super) fn export(
    language: Language,
    file: &Path,
    format: Format,
    out: Option<&Path>,
    partial: bool,
) -> Result<(), Trouble> {
    use std::io::IsTerminal as _;
    if out.is_none() && format == Format::Xlsx && std::io::stdout().is_terminal() {
        return Err(Trouble::usage(words::export_to_terminal(language)));
    }
    let guide = files::load(language, file, partial)?;
    let content = backend::guide::export(&guide, format)
        .map_err(|problem| Trouble::found(sentence(language, file, &problem)))?;
    files::write(language, out, &content)
}

/// Says what has changed between two guides.
pub(super) fn diff(language: Language, before: &Path, after: &Path, as_json: bool) -> Result<(), Trouble> {
    let [before, after] = [files::load(language, before, true)?, files::load(language, after, true)?];
    let changes = difference(&before, &after);
    if as_json {
        let changes: Vec<Value> = changes
            .iter()
            .map(|change| {
                let mut object = serde_json::to_value(change).unwrap_or_default();
                object["message"] = locales::difference::change(language, change).into();
                object
            })
            .collect();
        return say(language, json!({ "changes": changes }));
    }
    if changes.is_empty() {
        return say(language, locales::guide::diff_none(language));
    }
    changes.iter().try_for_each(|change| say(language, locales::difference::change(language, change)))
}

fn report(language: Language, file: &Path, ok: bool, problems: &[Problem]) -> Result<(), Trouble> {
    for problem in problems {
        say(language, sentence(language, file, problem))?;
    }
    if ok { say(language, words::guide_fine(language, file.display())) } else { Ok(()) }
}

fn object(language: Language, problem: &Problem) -> Value {
    json!({
        "severity": problem.severity,
        "code": problem.code,
        "sheet": problem.place.sheet,
        "row": problem.place.row,
        "column": problem.place.column,
        "message": locales::problem(language, problem),
    })
}

/// `file, sheet, row 4, column type: error: what is wrong`.
fn sentence(language: Language, file: &Path, problem: &Problem) -> String {
    let Place { sheet, row, column } = &problem.place;
    let severity = match problem.severity {
        Severity::Error => words::severity_error(language),
        Severity::Warning => words::severity_warning(language),
    };
    let place: Vec<String> = [
        Some(file.display().to_string()),
        sheet.as_ref().map(|sheet| words::place_sheet(language, sheet)),
        row.map(|row| words::place_row(language, row)),
        column.as_ref().map(|column| words::place_column(language, column)),
    ]
    .into_iter()
    .flatten()
    .collect();
    words::problem_line(language, locales::problem(language, problem), place.join(", "), severity)
}
