//! The settings sheet: title, identifier, languages, and what is said about choices.

use super::{
    columns, languages,
    problems::Problems,
    table::{Row, Table},
};
use crate::{
    guide::{Purpose, xlsform::names},
    problem::{Place, Problem},
};

/// Settings as written; a setting that is absent is empty.
pub(super) struct Settings<'t> {
    pub(super) row: Option<Row<'t>>,
    pub(super) default_language: Option<String>,
    pub(super) allow_choice_duplicates: bool,
    pub(super) purpose: Purpose,
    /// The name of the root of all paths.
    pub(super) root: String,
}

impl<'t> Settings<'t> {
    pub(super) fn read(table: Option<&'t Table<'t>>, form_name: &str, problems: &mut Problems) -> Self {
        let row = table.and_then(|table| table.rows().next());
        let text = |key: &str| row.map_or("", |row| row.text(key));
        if let Some(table) = table {
            check_headers(table, row, problems);
        }
        let mut root = form_name.to_owned();
        let mut place = Place::default();
        if let Some(row) = row.filter(|row| !row.text("name").is_empty()) {
            row.text("name").clone_into(&mut root);
            place = row.place("name");
        }
        if !names::is_name(&root) {
            problems.push(Problem::error("form_name_invalid", place).with("name", &root));
        }
        let default = text("default_language");
        Self {
            row,
            default_language: (!default.is_empty())
                .then(|| languages::key(default))
                .filter(|key| !key.is_empty()),
            allow_choice_duplicates: is_yes(text("allow_choice_duplicates")),
            purpose: row.map_or_else(Purpose::default, |row| purpose(row, problems)),
            root,
        }
    }

    pub(super) fn text(&self, key: &str) -> &'t str {
        self.row.map_or("", |row| row.text(key))
    }
}

/// What `guide_use` says; nothing means an interview.
fn purpose(row: Row<'_>, problems: &mut Problems) -> Purpose {
    let Some(cell) = row.cell("guide_use") else { return Purpose::default() };
    Purpose::from_code(&cell.text.to_lowercase()).unwrap_or_else(|| {
        let allowed = Purpose::ALL.map(Purpose::code).join(", ");
        problems.push(cell.error("guide_use_unknown").with("value", cell.text).with("allowed", allowed));
        Purpose::default()
    })
}

fn check_headers(table: &Table<'_>, row: Option<Row<'_>>, problems: &mut Problems) {
    for column in &table.columns {
        let filled = row.is_some_and(|row| row.cells().any(|cell| cell.column.text == column.text));
        let place = table.header_place(Some(column.text));
        if column.header.key == "submission" {
            if filled {
                problems.push(Problem::warning("setting_ignored", place).with("setting", column.text));
            }
        } else if !column.header.known {
            let known = columns::names(&columns::SETTINGS);
            let problem =
                problems.suggest(Problem::warning("setting_unknown", place), "setting", column.text, known);
            problems.push(problem);
        }
    }
}

fn is_yes(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "yes" | "true" | "true()" | "1" | "oui")
}
