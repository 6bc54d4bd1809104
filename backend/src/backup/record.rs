//! What is inside a backup, before it is sealed: tables by name, their columns, their rows as plain values. Numbers are
//! big-endian; a text is its length (4 bytes) and its UTF-8.

use std::io::{self, ErrorKind, Read, Write};

use store::backup::{Table, Value};

const TABLE: u8 = 1;
const ROW: u8 = 2;
const TABLE_END: u8 = 3;
const END: u8 = 4;

/// The largest text or blob: far above anything that is ever stored, far below what a machine has.
const LARGEST: u32 = 256 * 1024 * 1024;
const MOST_COLUMNS: u32 = 1_000;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Record {
    Table(Table),
    /// A row of the last table.
    Row(Vec<Value>),
    /// How many rows the last table had.
    TableEnd(u64),
    End,
}

pub(super) fn write(to: &mut impl Write, record: &Record) -> io::Result<()> {
    match record {
        Record::Table(table) => {
            to.write_all(&[TABLE])?;
            write_bytes(to, table.name.as_bytes())?;
            to.write_all(&length(table.columns.len())?)?;
            table.columns.iter().try_for_each(|column| write_bytes(to, column.as_bytes()))
        }
        Record::Row(values) => {
            to.write_all(&[ROW])?;
            values.iter().try_for_each(|value| write_value(to, value))
        }
        Record::TableEnd(rows) => {
            to.write_all(&[TABLE_END])?;
            to.write_all(&rows.to_be_bytes())
        }
        Record::End => to.write_all(&[END]),
    }
}

fn write_value(to: &mut impl Write, value: &Value) -> io::Result<()> {
    match value {
        Value::Null => to.write_all(&[0]),
        Value::Integer(number) => {
            to.write_all(&[1])?;
            to.write_all(&number.to_be_bytes())
        }
        Value::Real(number) => {
            to.write_all(&[2])?;
            to.write_all(&number.to_be_bytes())
        }
        Value::Text(text) => {
            to.write_all(&[3])?;
            write_bytes(to, text.as_bytes())
        }
        Value::Blob(bytes) => {
            to.write_all(&[4])?;
            write_bytes(to, bytes)
        }
    }
}

fn write_bytes(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&length(bytes.len())?)?;
    to.write_all(bytes)
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    let length = u32::try_from(length).ok().filter(|length| *length <= LARGEST);
    Ok(length.ok_or_else(|| io::Error::other("a value is too large for a backup"))?.to_be_bytes())
}

/// Reads the records one after the other; the last is [`Record::End`], after which there is nothing.
pub(super) struct Records<R> {
    from: R,
    columns: usize,
}

impl<R: Read> Records<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, columns: 0 }
    }

    pub(super) fn next(&mut self) -> io::Result<Record> {
        match self.byte()? {
            TABLE => {
                let name = self.text()?;
                let count = u32::from_be_bytes(self.array()?);
                if count == 0 || count > MOST_COLUMNS {
                    return Err(malformed());
                }
                let columns: Vec<String> = (0..count).map(|_| self.text()).collect::<io::Result<_>>()?;
                self.columns = columns.len();
                Ok(Record::Table(Table { name, columns }))
            }
            ROW if self.columns > 0 => {
                Ok(Record::Row((0..self.columns).map(|_| self.value()).collect::<io::Result<_>>()?))
            }
            TABLE_END if self.columns > 0 => {
                self.columns = 0;
                Ok(Record::TableEnd(u64::from_be_bytes(self.array()?)))
            }
            END if self.columns == 0 && self.from.read(&mut [0])? == 0 => Ok(Record::End),
            _ => Err(malformed()),
        }
    }

    fn value(&mut self) -> io::Result<Value> {
        Ok(match self.byte()? {
            0 => Value::Null,
            1 => Value::Integer(i64::from_be_bytes(self.array()?)),
            2 => Value::Real(f64::from_be_bytes(self.array()?)),
            3 => Value::Text(self.text()?),
            4 => Value::Blob(self.bytes()?),
            _ => return Err(malformed()),
        })
    }

    fn text(&mut self) -> io::Result<String> {
        String::from_utf8(self.bytes()?).map_err(|_| malformed())
    }

    fn bytes(&mut self) -> io::Result<Vec<u8>> {
        let length = u32::from_be_bytes(self.array()?);
        if length > LARGEST {
            return Err(malformed());
        }
        // Grows as the bytes come, so that a length alone reserves nothing.
        let mut bytes = Vec::new();
        self.from.by_ref().take(u64::from(length)).read_to_end(&mut bytes)?;
        if bytes.len() == length as usize { Ok(bytes) } else { Err(malformed()) }
    }

    fn byte(&mut self) -> io::Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => malformed(),
            _ => error,
        })?;
        Ok(bytes)
    }
}

fn malformed() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "not a record")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let table = Table { name: "cases".to_owned(), columns: vec!["id".to_owned(), "n".to_owned()] };
        let records = [
            Record::Table(table),
            Record::Row(vec![Value::Text("é".to_owned()), Value::Integer(-3)]),
            Record::Row(vec![Value::Null, Value::Real(0.5)]),
            Record::Row(vec![Value::Blob(vec![0, 255]), Value::Blob(Vec::new())]),
            Record::TableEnd(3),
            Record::End,
        ];
        let mut bytes = Vec::new();
        records.iter().for_each(|record| write(&mut bytes, record).unwrap());
        let mut reading = Records::new(bytes.as_slice());
        for record in records {
            assert_eq!(reading.next().unwrap(), record);
        }
        for end in 0..bytes.len() {
            let mut reading = Records::new(&bytes[..end]);
            let last = std::iter::repeat_with(|| reading.next())
                .find(|read| !matches!(read, Ok(record) if *record != Record::End));
            assert!(matches!(last, Some(Err(_))), "{end}");
        }
        for nonsense in [&[9_u8][..], &[ROW, 0], &[TABLE, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], &[END, END]] {
            assert!(Records::new(nonsense).next().is_err(), "{nonsense:?}");
        }
    }
}
