//! The file of a backup: a header in clear, then sealed chunks.
//!
//! Header: `JALONBKP`; format (2 bytes, big-endian as all numbers here); schema (8); when it was made, in ms since 1970
//! (8); fingerprint of the master key (32 characters); the key of this backup, wrapped by the master key (72); SHA-256 of
//! all that (32). Chunk: length of what is sealed (4); 1 for the last chunk, else 0 (1); nonce, ciphertext and tag of up to
//! 256 KiB, deflated. The header's hash, the chunk's number and whether it is the last are sealed along, so that a chunk
//! opens in its own place of its own file only, and a file that ends early or goes on is found out.

use std::io::{self, ErrorKind, Read, Write};

use domain::id::Timestamp;
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use sha2::{Digest, Sha256};

use crate::{hex, seal::Key};

pub(super) const MAGIC: &[u8; 8] = b"JALONBKP";
pub(super) const FORMAT: u16 = 1;
/// Bytes of a wrapped key: nonce, key, tag.
const WRAPPED: usize = 24 + 32 + 16;
const FINGERPRINT: usize = 32;
/// Bytes of a chunk before it is deflated.
const CHUNK: usize = 256 * 1024;
/// What deflating and sealing may add to a chunk: at worst deflate spends nine bits on a byte, sealing 40 bytes.
const MARGIN: usize = CHUNK / 8 + 4 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) schema: i64,
    pub(super) made_at: Timestamp,
    pub(super) fingerprint: String,
    pub(super) wrapped: Vec<u8>,
}

/// Why a header cannot be used.
#[derive(Debug)]
pub(super) enum BadHeader {
    NotABackup,
    NewerFormat,
    Damaged,
    File(io::Error),
}

impl Header {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.extend_from_slice(&self.schema.to_be_bytes());
        bytes.extend_from_slice(&self.made_at.to_be_bytes());
        bytes.extend_from_slice(self.fingerprint.as_bytes());
        bytes.extend_from_slice(&self.wrapped);
        let sum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sum);
        bytes
    }

    /// Reads a header and nothing after it.
    pub(super) fn read(from: &mut impl Read) -> Result<Self, BadHeader> {
        let mut start = [0; 10];
        fill(from, &mut start).map_err(|bad| match bad {
            BadHeader::Damaged => BadHeader::NotABackup,
            other => other,
        })?;
        if start[..8] != *MAGIC {
            return Err(BadHeader::NotABackup);
        }
        match u16::from_be_bytes([start[8], start[9]]) {
            FORMAT => {}
            newer if newer > FORMAT => return Err(BadHeader::NewerFormat),
            _ => return Err(BadHeader::Damaged),
        }
        let (mut schema, mut made_at) = ([0; 8], [0; 8]);
        let (mut fingerprint, mut wrapped, mut sum) = ([0; FINGERPRINT], [0; WRAPPED], [0; 32]);
        for part in [&mut schema[..], &mut made_at, &mut fingerprint, &mut wrapped, &mut sum] {
            fill(from, part)?;
        }
        let header = Self {
            schema: i64::from_be_bytes(schema),
            made_at: i64::from_be_bytes(made_at),
            fingerprint: String::from_utf8(fingerprint.to_vec()).map_err(|_| BadHeader::Damaged)?,
            wrapped: wrapped.to_vec(),
        };
        if header.encode().ends_with(&sum) { Ok(header) } else { Err(BadHeader::Damaged) }
    }

    /// What ties chunks to this header.
    fn name(&self) -> String {
        hex(&Sha256::digest(self.encode()))
    }
}

fn fill(from: &mut impl Read, bytes: &mut [u8]) -> Result<(), BadHeader> {
    from.read_exact(bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => BadHeader::Damaged,
        _ => BadHeader::File(error),
    })
}

fn context(name: &str, number: u64, last: bool) -> String {
    format!("backup|{name}|{number}|{last}")
}

fn damaged() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "the backup is damaged")
}

/// Seals what is written into it. Without [`Sealing::finish`] the file has no last chunk and counts as damaged.
pub(super) struct Sealing<W> {
    to: W,
    key: Key,
    name: String,
    number: u64,
    waiting: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    pub(super) fn begin(mut to: W, key: Key, header: &Header) -> io::Result<Self> {
        to.write_all(&header.encode())?;
        Ok(Self { to, key, name: header.name(), number: 0, waiting: Vec::with_capacity(CHUNK) })
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.to)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflated.write_all(&self.waiting)?;
        let deflated = deflated.finish()?;
        let sealed = self.key.seal(&context(&self.name, self.number, last), &deflated);
        let sealed = sealed.map_err(|_| io::Error::other("sealing failed"))?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        self.to.write_all(&length.to_be_bytes())?;
        self.to.write_all(&[u8::from(last)])?;
        self.to.write_all(&sealed)?;
        self.waiting.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() == CHUNK {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what [`Sealing`] sealed. Whatever is not as it was written is an error of kind `InvalidData`; the end is only
/// reached where the last chunk ends the file.
pub(super) struct Opening<R> {
    from: R,
    key: Key,
    name: String,
    number: u64,
    chunk: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl<R: Read> Opening<R> {
    pub(super) fn new(from: R, key: Key, header: &Header) -> Self {
        let (name, chunk) = (header.name(), io::Cursor::default());
        Self { from, key, name, number: 0, chunk, ended: false }
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let mut start = [0; 5];
        self.exactly(&mut start)?;
        let length = u32::from_be_bytes([start[0], start[1], start[2], start[3]]) as usize;
        if length > CHUNK + MARGIN || start[4] > 1 {
            return Err(damaged());
        }
        let last = start[4] == 1;
        let mut sealed = vec![0; length];
        self.exactly(&mut sealed)?;
        let deflated = self.key.try_open(&context(&self.name, self.number, last), &sealed);
        let deflated = deflated.ok_or_else(damaged)?;
        let mut chunk = Vec::new();
        DeflateDecoder::new(deflated.as_slice()).take(CHUNK as u64 + 1).read_to_end(&mut chunk)?;
        if chunk.len() > CHUNK || (last && self.from.read(&mut [0])? != 0) {
            return Err(damaged());
        }
        self.number += 1;
        self.ended = last;
        self.chunk = io::Cursor::new(chunk);
        Ok(())
    }

    fn exactly(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.from.read_exact(bytes).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => damaged(),
            _ => error,
        })
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(bytes)?;
            if read > 0 || bytes.is_empty() || self.ended {
                return Ok(read);
            }
            self.next_chunk()?;
        }
    }
}

#[cfg(test)]
mod tests;
