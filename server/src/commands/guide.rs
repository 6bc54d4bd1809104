//! `jalon guide`: checking workbooks and bringing one in.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use domain::{
    failure::Failure,
    language::Language,
    problem::{Place, Problem, Severity},
};
use locales::server as words;
use serde_json::{Value, json};

use super::{Trouble, complain, open, say};
use crate::{cli::StoreOptions, guard::limit};

pub(super) async fn check(
    language: Language,
    files: &[impl AsRef<Path>],
    as_json: bool,
) -> Result<(), Trouble> {
    let mut wrong = 0;
    for file in files {
        let file = file.as_ref();
        let problems = problems(file);
        let ok = problems.iter().all(|problem| problem.severity != Severity::Error);
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

pub(super) async fn import(language: Language, store: &StoreOptions, file: &Path) -> Result<(), Trouble> {
    let content = read(file).map_err(|problem| Trouble::found(sentence(language, file, &problem)))?;
    let backend = open(language, store).await?;
    let imported = backend::guide::import_by_operator(&backend, &name(file), &content).await;
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

fn problems(file: &Path) -> Vec<Problem> {
    match read(file) {
        Ok(content) => backend::guide::check(&name(file), &content).1,
        Err(problem) => vec![problem],
    }
}

/// Reads a workbook, never more of it than a workbook may hold.
fn read(file: &Path) -> Result<Vec<u8>, Problem> {
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

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
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
    words::problem_line(language, place.join(", "), severity, locales::problem(language, problem))
}
