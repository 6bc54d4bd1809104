//! The choices sheet: lists of choices, with the columns that filters look at.

use std::collections::{BTreeMap, HashMap};

use super::{
    languages::Languages,
    names,
    problems::Problems,
    references::Names,
    settings::Settings,
    table::{Row, Table},
};
use crate::{
    guide::{Choice, Text},
    problem::Problem,
};

/// Choice lists by name.
pub(super) type Lists = BTreeMap<String, Vec<Choice>>;

pub(super) fn read(
    table: &Table<'_>,
    settings: &Settings<'_>,
    languages: &Languages,
    problems: &mut Problems,
) -> Lists {
    for key in ["list_name", "name"] {
        if !table.has(key) {
            problems.push(Problem::error("column_missing", table.header_place(None)).with("column", key));
        }
    }
    let extra = extra_columns(table, problems);
    let mut lists = Lists::new();
    let mut rows_of: HashMap<(&str, &str), u32> = HashMap::new();
    for row in table.rows() {
        let (list, name) = (row.text("list_name"), row.text("name"));
        if list.is_empty() {
            if !name.is_empty() && table.has("list_name") {
                problems
                    .push(Problem::warning("choice_without_list", row.place("list_name")).with("name", name));
            }
            continue;
        }
        let choices = lists.entry(list.to_owned()).or_default();
        if name.is_empty() {
            problems.push(Problem::error("choice_name_missing", row.place("name")).with("list", list));
            continue;
        }
        match rows_of.get(&(list, name)) {
            Some(first) if !settings.allow_choice_duplicates => {
                let problem = Problem::error("choice_duplicate", row.place("name"));
                problems.push(problem.with("name", name).with("list", list).with("first", first));
            }
            Some(_) => {}
            None => {
                rows_of.insert((list, name), row.number);
            }
        }
        let mut label = languages.text(row, "label");
        if label.is_empty() {
            label = Text::plain(name);
            problems.push(Problem::warning("choice_label_missing", row.place("label")).with("name", name));
        }
        let columns = columns_of(row, &extra);
        choices.push(Choice { name: name.to_owned(), label, columns });
    }
    lists
}

/// References in labels, which can name any question.
pub(super) fn check_references(table: &Table<'_>, names: &Names<'_>, problems: &mut Problems) {
    for cell in table.rows().flat_map(|row| row.cells().collect::<Vec<_>>()) {
        names.check(&cell, problems);
    }
}

/// The headers of columns for filters.
fn extra_columns<'t>(table: &'t Table<'t>, problems: &mut Problems) -> Vec<&'t str> {
    let mut extra = Vec::new();
    for column in table.columns.iter().filter(|column| !column.header.known) {
        if names::is_name(column.text) {
            extra.push(column.text);
        } else {
            problems.push(Problem::warning("choice_column_invalid", table.header_place(Some(column.text))));
        }
    }
    extra
}

fn columns_of(row: Row<'_>, extra: &[&str]) -> BTreeMap<String, String> {
    let cells = extra.iter().filter_map(|key| row.cell(key));
    cells.map(|cell| (cell.column.text.to_owned(), cell.text.to_owned())).collect()
}
