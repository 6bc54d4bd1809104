//! Rows of CSV (RFC 4180), separated by commas, semicolons or tabs, as spreadsheets of either language write them.

/// A row with the line it begins on, from 1.
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

/// Every row that is not blank; `Err` is the line of a quote that is never closed.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, usize> {
    let separator = separator(text);
    let mut rows = Vec::new();
    let (mut line, mut begun) = (1, 1);
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut quoted: Option<usize> = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\n' {
            line += 1;
        }
        match (quoted, c) {
            (Some(_), '"') if characters.peek() == Some(&'"') => {
                cell.push('"');
                characters.next();
            }
            (Some(_), '"') => quoted = None,
            (Some(_), _) => cell.push(c),
            (None, '"') if cell.is_empty() => quoted = Some(line),
            (None, '\r') => {}
            (None, '\n') => {
                cells.push(std::mem::take(&mut cell));
                push(&mut rows, begun, std::mem::take(&mut cells));
                begun = line;
            }
            (None, _) if c == separator => cells.push(std::mem::take(&mut cell)),
            (None, _) => cell.push(c),
        }
    }
    if let Some(line) = quoted {
        return Err(line);
    }
    cells.push(cell);
    push(&mut rows, begun, cells);
    Ok(rows)
}

fn push(rows: &mut Vec<Row>, line: usize, cells: Vec<String>) {
    if cells.iter().any(|cell| !cell.trim().is_empty()) {
        rows.push(Row { line, cells });
    }
}

/// The separator that the first line has most of.
fn separator(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    if count(';') > count(',') && count(';') >= count('\t') {
        ';'
    } else if count('\t') > count(',') {
        '\t'
    } else {
        ','
    }
}
