//! .xls files, and .xlsx files with a password, are OLE containers: a small file system. This reads just enough of one
//! to know what it is, and whether its tables are of a size that can be read.

use std::collections::HashMap;

use super::{MAX_CELLS, MAX_SHEETS, Refusal};

pub(super) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Sector numbers from here on end a chain.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;

const DIRECTORY_ENTRY: usize = 128;

/// Streams shorter than this live in small sectors of their own stream.
const SMALL_STREAM: u64 = 4096;

const SMALL_SECTOR: usize = 64;

/// Cells that a sheet may announce: all that the format has room for, since formatting a whole sheet announces them.
const MAX_ANNOUNCED: u64 = 65_537 * 257;

pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let container = Container::open(bytes).ok_or(Refusal::Unreadable)?;
    if container.has("EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    if container.has("_VBA_PROJECT_CUR") || container.has("_VBA_PROJECT") {
        return Err(Refusal::Macros);
    }
    let book = container.stream("Workbook").or_else(|| container.stream("Book")).ok_or(Refusal::Format)?;
    check_records(&book)
}

struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// The sector after each sector.
    next: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Self { bytes, sector, next: Vec::new(), directory: Vec::new() };
        let mut tables: Vec<u32> = (0..109).filter_map(|index| u32_at(bytes, 76 + 4 * index)).collect();
        let mut more = u32_at(bytes, 68)?;
        for _ in 0..=bytes.len() / sector {
            if more >= LAST_SECTOR {
                break;
            }
            let sector = container.sector(more)?;
            let mut numbers: Vec<u32> = numbers(sector).collect();
            more = numbers.pop()?;
            tables.extend(numbers);
        }
        for table in tables.into_iter().filter(|table| *table < LAST_SECTOR) {
            let numbers: Vec<u32> = numbers(container.sector(table)?).collect();
            container.next.extend(numbers);
        }
        container.directory = container.chain(u32_at(bytes, 48)?)?;
        Some(container)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut number = first;
        // A chain that is longer than the file runs in circles.
        for _ in 0..=self.bytes.len() / self.sector {
            if number >= LAST_SECTOR {
                return Some(content);
            }
            content.extend_from_slice(self.sector(number)?);
            number = *self.next.get(number as usize)?;
        }
        None
    }

    fn entries(&self) -> impl Iterator<Item = (String, &[u8])> {
        self.directory.chunks_exact(DIRECTORY_ENTRY).map(|entry| {
            let length = usize::from(u16_at(entry, 64).unwrap_or(0)).saturating_sub(2).min(64);
            let units: Vec<u16> = (0..length / 2).filter_map(|index| u16_at(entry, 2 * index)).collect();
            (String::from_utf16_lossy(&units), entry)
        })
    }

    fn entry(&self, name: &str) -> Option<&[u8]> {
        self.entries().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, entry)| entry)
    }

    fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let (first, length) = (u32_at(entry, 116)?, u64::from(u32_at(entry, 120)?));
        if length >= SMALL_STREAM {
            let mut content = self.chain(first)?;
            content.truncate(usize::try_from(length).ok()?);
            return Some(content);
        }
        let small = self.chain(u32_at(self.entries().next()?.1, 116)?)?;
        let next: Vec<u32> = numbers(&self.chain(u32_at(self.bytes, 60)?)?).collect();
        let mut content = Vec::new();
        let mut number = first;
        for _ in 0..=small.len() / SMALL_SECTOR {
            if number >= LAST_SECTOR {
                break;
            }
            let start = (number as usize).checked_mul(SMALL_SECTOR)?;
            content.extend_from_slice(small.get(start..start.checked_add(SMALL_SECTOR)?)?);
            number = *next.get(number as usize)?;
        }
        Some(content)
    }
}

/// Walks the records of a workbook, to know how large its tables are before they are made.
fn check_records(book: &[u8]) -> Result<(), Refusal> {
    let mut sheets = HashMap::new();
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(book, at), u16_at(book, at + 2)) {
        let end = at + 4 + usize::from(length);
        let Some(data) = book.get(at + 4..end) else { break };
        match kind {
            0x002F if u16_at(data, 0).is_some_and(|method| method != 0) => return Err(Refusal::Encrypted),
            0x0085 => {
                let start = u32_at(data, 0).ok_or(Refusal::Unreadable)? as usize;
                *sheets.entry(start).or_insert(0_usize) += 1;
            }
            _ => {}
        }
        at = end;
    }
    if sheets.values().sum::<usize>() > MAX_SHEETS {
        return Err(Refusal::Inflated);
    }
    let mut left = MAX_CELLS as u64;
    for (start, times) in sheets {
        let sheet = book.get(start..).ok_or(Refusal::Unreadable)?;
        let cells = sheet_size(sheet)?.saturating_mul(times as u64);
        left = left.checked_sub(cells).ok_or(Refusal::Inflated)?;
    }
    Ok(())
}

/// The cells that a table takes: all between the outermost ones.
fn sheet_size(sheet: &[u8]) -> Result<u64, Refusal> {
    let (mut rows, mut columns) = ((u64::MAX, 0), (u64::MAX, 0));
    let (mut at, mut depth) = (0, 0_usize);
    while let (Some(kind), Some(length)) = (u16_at(sheet, at), u16_at(sheet, at + 2)) {
        let end = at + 4 + usize::from(length);
        let Some(data) = sheet.get(at + 4..end) else { break };
        at = end;
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            0x0200 if announced(data).ok_or(Refusal::Unreadable)? > MAX_ANNOUNCED => {
                return Err(Refusal::Inflated);
            }
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x00BD | 0x0006 => {
                let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                // One record can hold a run of numbers, six bytes each.
                let run = if kind == 0x00BD { u64::from(length) / 6 } else { 0 };
                widen(&mut rows, u64::from(row), 0);
                widen(&mut columns, u64::from(column), run);
            }
            _ => {}
        }
    }
    let extent = |(first, last): (u64, u64)| if first > last { 0 } else { last - first + 1 };
    Ok(extent(rows).saturating_mul(extent(columns)))
}

fn widen(range: &mut (u64, u64), at: u64, run: u64) {
    range.0 = range.0.min(at);
    range.1 = range.1.max(at + run);
}

/// The area that a sheet says it has; `None` when it ends before it starts.
fn announced(data: &[u8]) -> Option<u64> {
    let (first_row, last_row, first_column, last_column) = match data.len() {
        10 => (u64::from(u16_at(data, 0)?), u64::from(u16_at(data, 2)?), u16_at(data, 4)?, u16_at(data, 6)?),
        _ => (u64::from(u32_at(data, 0)?), u64::from(u32_at(data, 4)?), u16_at(data, 8)?, u16_at(data, 10)?),
    };
    let rows = last_row.checked_sub(first_row)? + 1;
    let columns = u64::from(last_column.max(first_column)) + 1;
    Some(rows.saturating_mul(columns))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|chunk| chunk.try_into().ok().map(u32::from_le_bytes))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
