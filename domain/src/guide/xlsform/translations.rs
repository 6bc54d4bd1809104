//! Texts that one of the languages lacks.

use super::{
    languages::Languages,
    problems::Problems,
    table::Table,
    types::{self, Entry},
};
use crate::problem::{Place, Problem};

/// The texts a person reads, of both sheets.
const TEXTS: [&str; 9] = [
    "label",
    "hint",
    "guidance_hint",
    "guidance_say",
    "guidance_probes",
    "guidance_anchors",
    "guidance_why",
    "constraint_message",
    "required_message",
];

pub(super) fn check(table: &Table<'_>, languages: &Languages, problems: &mut Problems) {
    for key in TEXTS {
        check_key(table, key, languages, problems);
    }
}

fn check_key(table: &Table<'_>, key: &str, languages: &Languages, problems: &mut Problems) {
    let columns: Vec<(&str, &str)> = table
        .columns_of(key)
        .map(|column| (languages.of_column(&column.header, table), column.text))
        .collect();
    let has = |wanted: &str| columns.iter().any(|(language, _)| *language == wanted);
    let filled = table.rows().any(|row| row.cells_of(key).next().is_some());
    if !filled {
        return;
    }
    // A column without language stands in for any that is missing, where others name theirs.
    let fallback = has("") && columns.len() > 1;
    if !fallback {
        for language in languages.keys.iter().filter(|language| !has(language)) {
            let problem = Problem::warning("translation_column_missing", table.header_place(None));
            problems.push(problem.with("column", key).with("lang", language));
        }
    }
    for row in table.rows() {
        let cells: Vec<&str> = row.cells_of(key).map(|cell| cell.column.text).collect();
        if cells.is_empty() || cells.len() == columns.len() || !is_shown(row.text("type")) {
            continue;
        }
        let stands_in =
            columns.iter().any(|(language, header)| language.is_empty() && cells.contains(header));
        for (language, header) in
            columns.iter().filter(|(language, header)| !language.is_empty() && !cells.contains(header))
        {
            if stands_in {
                continue;
            }
            let place = Place { column: Some((*header).to_owned()), ..row.place(key) };
            problems.push(Problem::warning("translation_missing", place).with("lang", language));
        }
    }
}

/// False for rows of which nobody reads the texts.
fn is_shown(kind: &str) -> bool {
    match types::read(kind) {
        Entry::Question(ask) => ask.kind.is_shown(),
        Entry::End(_) | Entry::OutOfScope => false,
        Entry::Begin(_) | Entry::Unknown => true,
    }
}
