//! Tables as an .xlsx workbook.

use domain::{
    guide::xlsform::{Sheet, Workbook},
    problem::{Place, Problem},
};
use rust_xlsxwriter::{Format, Workbook as Book, Worksheet, XlsxError};

/// The most characters that a cell of a workbook holds.
const MAX_CELL: usize = 32_767;

pub(super) fn write(workbook: &Workbook) -> Result<Vec<u8>, Problem> {
    let mut book = Book::new();
    for sheet in &workbook.sheets {
        if let Some(place) = too_long(sheet) {
            return Err(Problem::error("text_too_long", place).with("limit", MAX_CELL));
        }
        fill(book.add_worksheet(), sheet).map_err(|error| unwritable(&error))?;
    }
    book.save_to_buffer().map_err(|error| unwritable(&error))
}

/// Cells are texts, whatever they look like: `=1+1` is a label and no formula.
fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    worksheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (row, cells) in (0_u32..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            if row == 0 {
                worksheet.set_column_width(column, 24)?;
                worksheet.write_string_with_format(row, column, cell, &bold)?;
            } else {
                worksheet.write_string(row, column, cell)?;
            }
        }
    }
    Ok(())
}

fn too_long(sheet: &Sheet) -> Option<Place> {
    (1_u32..).zip(&sheet.rows).find_map(|(number, row)| {
        let column = row.iter().position(|cell| cell.encode_utf16().count() > MAX_CELL)?;
        let head = sheet.rows.first().and_then(|head| head.get(column)).cloned();
        Some(Place { sheet: Some(sheet.name.clone()), row: Some(number), column: head })
    })
}

fn unwritable(error: &XlsxError) -> Problem {
    Problem::error("json_unreadable", Place::default()).with("reason", error)
}
