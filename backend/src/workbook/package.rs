//! .xlsx files are zip archives: what is in one, and how much it unpacks to.

use std::io::{Cursor, Read};

use super::{MAX_CELLS, Refusal};

/// Bytes that all entries may unpack to.
const MAX_UNPACKED: u64 = 100 * 1024 * 1024;

/// Entries of an archive.
const MAX_ENTRIES: usize = 5_000;

/// Unpacks everything once, counting and keeping nothing: the sizes that an archive declares are only what it says.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Refusal::Inflated);
    }
    let names: Vec<String> =
        archive.file_names_raw().map(|name| String::from_utf8_lossy(name).to_lowercase()).collect();
    if names.iter().any(|name| name.ends_with("vbaproject.bin")) {
        return Err(Refusal::Macros);
    }
    if !names.iter().any(|name| name.ends_with("workbook.xml")) {
        return Err(Refusal::Format);
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => Refusal::Encrypted,
            _ => Refusal::Unreadable,
        })?;
        let shared = String::from_utf8_lossy(entry.name_raw()).to_lowercase().ends_with("sharedstrings.xml");
        let mut limited = entry.take(left + 1);
        let taken = if shared { shared_strings(&mut limited)? } else { count(&mut limited)? };
        left = left.checked_sub(taken).ok_or(Refusal::Inflated)?;
    }
    Ok(())
}

fn count(entry: &mut impl Read) -> Result<u64, Refusal> {
    std::io::copy(entry, &mut std::io::sink()).map_err(|_| Refusal::Unreadable)
}

/// Room is made for as many texts as this entry announces, before any is read.
fn shared_strings(entry: &mut impl Read) -> Result<u64, Refusal> {
    let mut content = Vec::new();
    entry.read_to_end(&mut content).map_err(|_| Refusal::Unreadable)?;
    let text = String::from_utf8_lossy(&content);
    for (at, word) in text.match_indices("uniqueCount") {
        let rest = text.get(at + word.len()..).unwrap_or("");
        let rest =
            rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '+'));
        let digits =
            rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| rest.get(..end).unwrap_or(""));
        if digits.len() > 7 || digits.parse::<usize>().is_ok_and(|announced| announced > MAX_CELLS) {
            return Err(Refusal::Inflated);
        }
    }
    Ok(content.len() as u64)
}
