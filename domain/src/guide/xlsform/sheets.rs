//! Finds the sheets that make a form among all sheets of a workbook.

use super::{
    Sheet, Workbook, names,
    problems::{Problems, in_sheet},
};
use crate::problem::{Place, Problem};

/// The sheets of a form; a name beginning with `_` takes a sheet out of it.
pub(super) struct Sheets<'a> {
    pub(super) survey: Option<&'a Sheet>,
    pub(super) choices: Option<&'a Sheet>,
    pub(super) settings: Option<&'a Sheet>,
}

/// Sheets by which a form asks for something that Jalon does not do.
const OUT_OF_SCOPE: [&str; 3] = ["entities", "external_choices", "osm"];

const KNOWN: [&str; 6] = ["survey", "choices", "settings", "entities", "external_choices", "osm"];

pub(super) fn find<'a>(workbook: &'a Workbook, problems: &mut Problems) -> Sheets<'a> {
    let named = |wanted: &str| workbook.sheets.iter().find(|sheet| name(sheet) == wanted);
    let survey = named("survey").or_else(|| assumed(workbook, problems));
    if survey.is_none() {
        problems.push(missing(workbook, "survey", Place::default()));
    }
    for sheet in OUT_OF_SCOPE.iter().filter_map(|name| named(name)) {
        let sheet = sheet.name.trim();
        problems.push(Problem::error("out_of_scope", in_sheet(sheet)).with("what", sheet));
    }
    if named("settings").is_none()
        && let Some(found) = misspelt(workbook, "settings")
    {
        let problem = Problem::warning("sheet_name_similar", in_sheet(found.name.trim()));
        problems.push(problem.with("sheet", "settings"));
    }
    Sheets {
        survey,
        choices: named("choices").or_else(|| named("choices and columns")),
        settings: named("settings"),
    }
}

/// The problem that a sheet is not there, with the one that may have been meant.
pub(super) fn missing(workbook: &Workbook, wanted: &str, place: Place) -> Problem {
    match misspelt(workbook, wanted) {
        Some(found) => Problem::error("sheet_missing_near", place)
            .with("sheet", wanted)
            .with("suggestion", found.name.trim()),
        None => Problem::error("sheet_missing", place).with("sheet", wanted),
    }
}

/// A workbook's only sheet is its survey, whatever its name, unless that says otherwise.
fn assumed<'a>(workbook: &'a Workbook, problems: &mut Problems) -> Option<&'a Sheet> {
    let [only] = workbook.sheets.as_slice() else { return None };
    if KNOWN.contains(&name(only).as_str()) || only.name.starts_with('_') {
        return None;
    }
    problems.push(Problem::warning("sheet_assumed", in_sheet(only.name.trim())));
    Some(only)
}

fn misspelt<'a>(workbook: &'a Workbook, wanted: &str) -> Option<&'a Sheet> {
    let candidate = |sheet: &&Sheet| {
        let name = name(sheet);
        !name.starts_with('_') && !KNOWN.contains(&name.as_str()) && names::nearest(&name, [wanted]).is_some()
    };
    workbook.sheets.iter().find(candidate)
}

fn name(sheet: &Sheet) -> String {
    sheet.name.trim().to_lowercase()
}
