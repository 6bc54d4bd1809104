//! A sheet as rows under named columns.

use std::collections::HashMap;

use super::{
    Sheet,
    columns::{self, Header, Vocabulary},
    problems::{Problems, in_sheet},
};
use crate::problem::{Place, Problem};

/// A sheet whose header row has been understood.
pub(super) struct Table<'a> {
    pub(super) sheet: &'a str,
    pub(super) header_row: u32,
    pub(super) columns: Vec<Column<'a>>,
    by_key: HashMap<String, Vec<usize>>,
    rows: Vec<(u32, &'a [String])>,
}

/// A column: its header as written and what it means.
pub(super) struct Column<'a> {
    index: usize,
    pub(super) text: &'a str,
    pub(super) header: Header,
}

/// A row that holds something. `number` is what a spreadsheet shows.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table<'t>,
    pub(super) number: u32,
    cells: &'t [String],
}

/// A cell that holds something.
#[derive(Clone, Copy)]
pub(super) struct Cell<'t> {
    pub(super) text: &'t str,
    pub(super) column: &'t Column<'t>,
    row: Row<'t>,
}

impl<'a> Table<'a> {
    /// Takes the first row that holds something as the header.
    pub(super) fn read(sheet: &'a Sheet, vocabulary: &Vocabulary, problems: &mut Problems) -> Self {
        let mut rows =
            (1..).zip(&sheet.rows).filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
        let (header_row, headers) =
            rows.next().map_or((1, [].as_slice()), |(number, row)| (number, row.as_slice()));
        let colons = headers.iter().any(|header| header.contains("::"));
        let columns: Vec<Column<'a>> = headers
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(index, text)| {
                let text = text.trim();
                Column { index, text, header: columns::read(text, colons, vocabulary) }
            })
            .collect();
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (position, column) in columns.iter().enumerate() {
            by_key.entry(column.header.key.clone()).or_default().push(position);
        }
        let rows = rows.map(|(number, row)| (number, row.as_slice())).collect();
        let table = Self { sheet: sheet.name.trim(), header_row, columns, by_key, rows };
        table.check_duplicates(problems);
        table
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(number, cells)| Row { table: self, number: *number, cells })
    }

    /// The columns of one meaning, one for each language.
    pub(super) fn columns_of<'s>(&'s self, key: &str) -> impl Iterator<Item = &'s Column<'a>> + use<'s, 'a> {
        self.by_key.get(key).into_iter().flatten().filter_map(|position| self.columns.get(*position))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// The place of a header; without `column`, of the header row.
    pub(super) fn header_place(&self, column: Option<&str>) -> Place {
        Place { row: Some(self.header_row), column: column.map(str::to_owned), ..in_sheet(self.sheet) }
    }

    /// Cells that hold something to the right of, or between, the headers.
    pub(super) fn strays(&self) -> impl Iterator<Item = (u32, &str)> {
        self.rows().flat_map(|row| {
            let headed = |index: usize| self.columns.iter().any(|column| column.index == index);
            row.cells
                .iter()
                .enumerate()
                .filter(move |(index, cell)| !cell.trim().is_empty() && !headed(*index))
                .map(move |(_, cell)| (row.number, cell.trim()))
        })
    }

    fn check_duplicates(&self, problems: &mut Problems) {
        let mut seen: HashMap<(&str, Option<&str>), &str> = HashMap::new();
        for column in self.columns.iter().filter(|column| !columns::is_shared(&column.header.key)) {
            let meaning = (column.header.key.as_str(), column.header.language.as_deref());
            if let Some(first) = seen.insert(meaning, column.text) {
                let place = self.header_place(Some(column.text));
                problems.push(Problem::error("column_duplicate", place).with("other", first));
            }
        }
    }
}

impl<'t> Row<'t> {
    /// The trimmed text under a column without language, `""` when there is none.
    pub(super) fn text(&self, key: &str) -> &'t str {
        self.cell(key).map_or("", |cell| cell.text)
    }

    pub(super) fn cell(&self, key: &str) -> Option<Cell<'t>> {
        self.cells_of(key).next()
    }

    /// The filled cells under all columns of one meaning.
    pub(super) fn cells_of(&self, key: &str) -> impl Iterator<Item = Cell<'t>> + use<'t> {
        let row = *self;
        row.table.columns_of(key).filter_map(move |column| row.at(column))
    }

    /// Every filled cell under a header.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell<'t>> + use<'t> {
        let row = *self;
        row.table.columns.iter().filter_map(move |column| row.at(column))
    }

    fn at(self, column: &'t Column<'t>) -> Option<Cell<'t>> {
        let text = self.cells.get(column.index)?.trim();
        (!text.is_empty()).then_some(Cell { text, column, row: self })
    }

    pub(super) fn table(&self) -> &'t Table<'t> {
        self.table
    }

    /// The place of this row in the column of that meaning; where there is none, in the one there should be.
    pub(super) fn place(&self, key: &str) -> Place {
        let column = Some(self.table.columns_of(key).next().map_or(key, |column| column.text).to_owned());
        Place { row: Some(self.number), column, ..in_sheet(self.table.sheet) }
    }
}

impl Cell<'_> {
    pub(super) fn place(&self) -> Place {
        let column = Some(self.column.text.to_owned());
        Place { row: Some(self.row.number), column, ..in_sheet(self.row.table.sheet) }
    }

    pub(super) fn error(&self, code: &str) -> Problem {
        Problem::error(code, self.place())
    }

    pub(super) fn warning(&self, code: &str) -> Problem {
        Problem::warning(code, self.place())
    }
}
