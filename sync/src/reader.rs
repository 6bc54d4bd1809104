//! Reads lib0's variable-length encoding with every length checked against what is left, before anybody allocates.

use crate::SyncError;

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, SyncError> {
        let (first, rest) = self.bytes.split_first().ok_or(SyncError::Truncated)?;
        self.bytes = rest;
        Ok(*first)
    }

    pub(crate) fn take(&mut self, length: u64) -> Result<&'a [u8], SyncError> {
        let length = usize::try_from(length).map_err(|_| SyncError::Oversized)?;
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(SyncError::Oversized)?;
        self.bytes = rest;
        Ok(taken)
    }

    /// An unsigned integer of at most 53 bits, as JavaScript can hold.
    pub(crate) fn unsigned(&mut self) -> Result<u64, SyncError> {
        let mut value = 0_u64;
        for shift in (0..).step_by(7).take(8) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return if value < 1 << 53 { Ok(value) } else { Err(SyncError::Malformed) };
            }
        }
        Err(SyncError::Malformed)
    }

    /// An unsigned integer that must fit 32 bits: clocks and lengths of blocks.
    pub(crate) fn clock(&mut self) -> Result<u32, SyncError> {
        u32::try_from(self.unsigned()?).map_err(|_| SyncError::Malformed)
    }

    /// How many things follow, each at least `least` bytes long.
    pub(crate) fn count(&mut self, least: u64) -> Result<u64, SyncError> {
        let count = self.unsigned()?;
        if count > self.bytes.len() as u64 / least { Err(SyncError::Oversized) } else { Ok(count) }
    }

    pub(crate) fn buffer(&mut self) -> Result<&'a [u8], SyncError> {
        let length = self.unsigned()?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, SyncError> {
        std::str::from_utf8(self.buffer()?).map_err(|_| SyncError::Malformed)
    }

    /// Passes over a signed integer.
    pub(crate) fn skip_signed(&mut self) -> Result<(), SyncError> {
        for _ in 0..10 {
            if self.byte()? < 0x80 {
                return Ok(());
            }
        }
        Err(SyncError::Malformed)
    }
}

pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn write_buffer(out: &mut Vec<u8>, bytes: &[u8]) {
    write_unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
