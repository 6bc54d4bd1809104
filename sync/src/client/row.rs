//! Rows: updates as they lie on the disk of a device.

/// The number of a row; later rows have larger ones.
pub type RowKey = u32;

/// How far a row has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// The server has it.
    Sent,
    /// The server has not confirmed it.
    Pending,
    /// The server refused it. Kept for its author, and never merged or sent again.
    Aside,
}

/// Updates one after the other, each after its length in four bytes.
pub fn frame<T: AsRef<[u8]>>(updates: &[T]) -> Vec<u8> {
    let mut row = Vec::new();
    for update in updates {
        let update = update.as_ref();
        let length = u32::try_from(update.len()).unwrap_or(u32::MAX);
        row.extend_from_slice(&length.to_le_bytes());
        row.extend_from_slice(update);
    }
    row
}

/// The updates of a row; it ends at the first that is cut short.
pub fn unframe(mut row: &[u8]) -> Vec<&[u8]> {
    let mut updates = Vec::new();
    while let Some((length, rest)) = row.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some((update, rest)) = rest.split_at_checked(length) else { break };
        updates.push(update);
        row = rest;
    }
    updates
}

#[cfg(test)]
mod tests {
    use super::{frame, unframe};

    #[test]
    fn rows_read_back_what_was_framed() {
        let check = |updates: &[&[u8]]| assert_eq!(unframe(&frame(updates)), updates);
        check(&[]);
        check(&[b""]);
        check(&[b"abc", b"", b"d"]);
        let mut cut = frame(&[b"abc".as_slice(), b"def"]);
        cut.pop();
        assert_eq!(unframe(&cut), [b"abc"]);
        assert_eq!(unframe(&[1, 0, 0]), Vec::<&[u8]>::new());
        assert_eq!(unframe(&[255, 255, 255, 255, 1]), Vec::<&[u8]>::new());
    }
}
