//! Workbooks written as markdown tables.

use super::{Sheet, Workbook};

/// Reads markdown tables: the form in which pyxform's own tests are written. A line whose first cell is filled starts
/// a sheet of that name; lines of dashes and anything that is not a table line are skipped.
pub fn read_markdown(text: &str) -> Workbook {
    let mut sheets: Vec<Sheet> = Vec::new();
    for line in text.lines() {
        let Some(mut cells) = cells(line.trim()) else { continue };
        let rest = cells.split_off(1);
        match cells.pop() {
            Some(name) if !name.is_empty() => {
                let rows = if rest.iter().all(String::is_empty) { Vec::new() } else { vec![rest] };
                sheets.push(Sheet { name, rows });
            }
            _ => {
                if let Some(sheet) = sheets.last_mut() {
                    sheet.rows.push(rest);
                }
            }
        }
    }
    Workbook { sheets }
}

/// Writes the tables as [`read_markdown`] reads them. A line break inside a cell becomes `<br>`: a table line has none.
pub fn write_markdown(workbook: &Workbook) -> String {
    let mut text = String::new();
    for sheet in &workbook.sheets {
        text.push_str("| ");
        text.push_str(&sheet.name);
        text.push_str(" |\n");
        for (number, row) in sheet.rows.iter().enumerate() {
            line(row.iter().map(|cell| written(cell)), &mut text);
            if number == 0 {
                line(row.iter().map(|_| "---".to_owned()), &mut text);
            }
        }
        text.push('\n');
    }
    text
}

fn line(cells: impl Iterator<Item = String>, text: &mut String) {
    text.push_str("| |");
    for cell in cells {
        text.push(' ');
        text.push_str(&cell);
        text.push_str(" |");
    }
    text.push('\n');
}

fn written(cell: &str) -> String {
    cell.replace("\r\n", "<br>").replace(['\r', '\n'], "<br>").replace('|', "\\|")
}

/// The trimmed cells of a table line; `None` for a ruler or a line outside any table.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in inner.chars() {
        match (escaped, c) {
            (true, '|') => {
                if let Some(cell) = cells.last_mut() {
                    cell.pop();
                    cell.push('|');
                }
            }
            (false, '|') => cells.push(String::new()),
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
        escaped = c == '\\' && !escaped;
    }
    let cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    let is_rule = |cell: &String| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | '='));
    let ruler = cells.iter().any(is_rule) && cells.iter().all(|cell| cell.is_empty() || is_rule(cell));
    (!ruler).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(String, Vec<Vec<String>>)> {
        read_markdown(text).sheets.into_iter().map(|sheet| (sheet.name, sheet.rows)).collect()
    }

    #[test]
    fn reads_sheets_rows_and_escaped_bars() {
        let text = "| survey |\n| | type | name |\n| |------|------|\n\n| | text | a \\| b |\n| choices | list_name |\n| | c |";
        let expected = vec![
            (
                "survey".to_owned(),
                vec![vec!["type".to_owned(), "name".to_owned()], vec!["text".to_owned(), "a | b".to_owned()]],
            ),
            ("choices".to_owned(), vec![vec!["list_name".to_owned()], vec!["c".to_owned()]]),
        ];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn what_is_written_reads_back() {
        let sheet = |name: &str, rows: &[&[&str]]| Sheet {
            name: name.to_owned(),
            rows: rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect(),
        };
        let workbook = Workbook {
            sheets: vec![
                sheet("survey", &[&["type", "name"], &["text", "a | b"], &["", "c"]]),
                sheet("choices", &[&["list_name"], &["l"]]),
            ],
        };
        assert_eq!(read_markdown(&write_markdown(&workbook)), workbook);
        let broken = Workbook { sheets: vec![sheet("survey", &[&["a\nb"]])] };
        assert!(write_markdown(&broken).contains("a<br>b"));
    }

    #[test]
    fn what_is_no_table_is_skipped() {
        assert_eq!(rows("hello\n| | orphan |\n|\n||\n"), Vec::new());
    }
}
