//! Reads the workbooks that people bring: bytes in, tables of text out. A workbook comes from anywhere, so nothing in
//! it may take more memory or time than a large questionnaire needs.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Data, DataRef, Reader, SheetType, Xls, XlsError, Xlsx, XlsxError};
use domain::{
    guide::xlsform::{Sheet, Workbook, read_markdown},
    problem::{Place, Problem},
};

mod cell;
mod ole;
mod package;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// Cells of an .xls workbook, and texts that an .xlsx one announces.
const MAX_CELLS: usize = 2_000_000;

/// Rows and cells that are kept, empty ones before filled ones included. A stray cell at the foot of a sheet takes a
/// million rows, and people have several such sheets.
const MAX_ROOM: usize = 4_000_000;

/// Sheets in a workbook.
const MAX_SHEETS: usize = 200;

/// Columns of a row; what stands further right is no table.
const MAX_COLUMNS: u32 = 1_000;

/// Every code of this module with its parameters, as in [`domain::guide::xlsform::CODES`].
pub const CODES: &[(&str, &[&str])] = &[
    ("workbook_empty", &[]),
    ("workbook_encrypted", &[]),
    ("workbook_format", &["file"]),
    ("workbook_inflated", &[]),
    ("workbook_macros", &[]),
    ("workbook_too_large", &["limit"]),
    ("workbook_unreadable", &["file"]),
];

/// Why a workbook cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Empty,
    Encrypted,
    /// Neither .xlsx nor .xls nor .md.
    Format,
    /// It unpacks to far more than it is.
    Inflated,
    Macros,
    TooLarge,
    Unreadable,
}

/// The tables of a workbook: .xlsx or .xls whatever its name, or markdown tables in a .md file. The problem, where
/// there is one, concerns the file as a whole.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Workbook, Problem> {
    // The library that reads spreadsheets panics on some damaged ones.
    let workbook =
        catch_unwind(AssertUnwindSafe(|| tables(file_name, bytes))).unwrap_or(Err(Refusal::Unreadable));
    let filled = |workbook: &Workbook| {
        workbook
            .sheets
            .iter()
            .flat_map(|sheet| sheet.rows.iter().flatten())
            .any(|cell| !cell.trim().is_empty())
    };
    match workbook {
        Ok(workbook) if filled(&workbook) => Ok(workbook),
        Ok(_) => Err(problem(Refusal::Empty, file_name)),
        Err(refusal) => Err(problem(refusal, file_name)),
    }
}

fn problem(refusal: Refusal, file_name: &str) -> Problem {
    let because = |code: &str| Problem::error(code, Place::default());
    match refusal {
        Refusal::Empty => because("workbook_empty"),
        Refusal::Encrypted => because("workbook_encrypted"),
        Refusal::Format => because("workbook_format").with("file", file_name),
        Refusal::Inflated => because("workbook_inflated"),
        Refusal::Macros => because("workbook_macros"),
        Refusal::TooLarge => because("workbook_too_large").with("limit", MAX_BYTES / 1024 / 1024),
        Refusal::Unreadable => because("workbook_unreadable").with("file", file_name),
    }
}

fn tables(file_name: &str, bytes: &[u8]) -> Result<Workbook, Refusal> {
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if matches!(extension.as_str(), "xlsm" | "xltm" | "xlsb" | "xlam") {
        return Err(Refusal::Macros);
    }
    if bytes.starts_with(b"PK") {
        package::check(bytes)?;
        return xlsx(bytes);
    }
    if bytes.starts_with(&ole::SIGNATURE) {
        ole::check(bytes)?;
        return xls(bytes);
    }
    match extension.as_str() {
        "md" => std::str::from_utf8(bytes).map(read_markdown).map_err(|_| Refusal::Unreadable),
        "xlsx" | "xls" => Err(Refusal::Unreadable),
        _ => Err(Refusal::Format),
    }
}

/// Reads cell by cell: the library's own tables are as large as the cells are far apart.
fn xlsx(bytes: &[u8]) -> Result<Workbook, Refusal> {
    let refused = |error: &XlsxError| match error {
        XlsxError::Password => Refusal::Encrypted,
        _ => Refusal::Unreadable,
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let mut left = MAX_ROOM;
    let mut sheets = Vec::new();
    for name in worksheets(book.sheets_metadata())? {
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(refused(&error)),
        };
        let mut rows = Rows::new(&mut left);
        while let Some(found) = cells.next_cell().map_err(|error| refused(&error))? {
            if *found.get_value() != DataRef::Empty {
                rows.put(found.get_position(), cell::text(&Data::from(found.get_value().clone())))?;
            }
        }
        sheets.push(Sheet { name, rows: rows.kept });
    }
    Ok(Workbook { sheets })
}

/// The size of the tables has been checked before.
fn xls(bytes: &[u8]) -> Result<Workbook, Refusal> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Refusal::Encrypted,
        _ => Refusal::Unreadable,
    })?;
    let mut left = MAX_ROOM;
    let mut sheets = Vec::new();
    for name in worksheets(book.sheets_metadata())? {
        let range = book.worksheet_range(&name).map_err(|_| Refusal::Unreadable)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows = Rows::new(&mut left);
        for (row, column, value) in range.used_cells() {
            let at = |first: u32, offset: usize| {
                u32::try_from(offset).ok().and_then(|offset| first.checked_add(offset))
            };
            let (Some(row), Some(column)) = (at(first_row, row), at(first_column, column)) else { continue };
            rows.put((row, column), cell::text(value))?;
        }
        sheets.push(Sheet { name, rows: rows.kept });
    }
    Ok(Workbook { sheets })
}

fn worksheets(found: &[calamine::Sheet]) -> Result<Vec<String>, Refusal> {
    if found.len() > MAX_SHEETS {
        return Err(Refusal::Inflated);
    }
    let sheets = found.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    Ok(sheets.map(|sheet| sheet.name.clone()).collect())
}

/// Rows of which each is only as long as its last filled cell.
struct Rows<'a> {
    kept: Vec<Vec<String>>,
    left: &'a mut usize,
}

impl<'a> Rows<'a> {
    fn new(left: &'a mut usize) -> Self {
        Self { kept: Vec::new(), left }
    }

    /// Puts a text at a row and a column, both counted from 0.
    fn put(&mut self, (row, column): (u32, u32), text: String) -> Result<(), Refusal> {
        if text.trim().is_empty() || column >= MAX_COLUMNS {
            return Ok(());
        }
        let (row, column) = (row as usize, column as usize);
        self.take((row + 1).saturating_sub(self.kept.len()))?;
        if self.kept.len() <= row {
            self.kept.resize_with(row + 1, Vec::new);
        }
        let length = self.kept.get(row).map_or(0, Vec::len);
        self.take((column + 1).saturating_sub(length))?;
        if let Some(cells) = self.kept.get_mut(row) {
            if length <= column {
                cells.resize_with(column + 1, String::new);
            }
            if let Some(cell) = cells.get_mut(column) {
                *cell = text;
            }
        }
        Ok(())
    }

    fn take(&mut self, room: usize) -> Result<(), Refusal> {
        *self.left = self.left.checked_sub(room).ok_or(Refusal::Inflated)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
