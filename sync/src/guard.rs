//! Walks bytes from the network before yrs decodes them. yrs reserves memory by lengths that the sender wrote and
//! recurses as deep as the sender nested, so a few hostile bytes could end the process.

use crate::{SyncError, reader::Reader};

/// The largest update accepted, in bytes: the bound of a WebSocket message.
pub const MAX_UPDATE: usize = 4 * 1024 * 1024;
const MAX_DEPTH: u8 = 32;

const KIND: u8 = 0x1f;
const GC: u8 = 0;
const SKIP: u8 = 10;
const HAS_ORIGIN: u8 = 0x80;
const HAS_RIGHT_ORIGIN: u8 = 0x40;
const HAS_PARENT_SUB: u8 = 0x20;

/// Checks a Yjs update (encoding version 1) and that nothing follows it.
pub fn check_update(bytes: &[u8]) -> Result<(), SyncError> {
    has_holes(bytes).map(drop)
}

/// The same; and whether the update leaves room for changes of a client that come before others of it.
pub(crate) fn has_holes(bytes: &[u8]) -> Result<bool, SyncError> {
    if bytes.len() > MAX_UPDATE {
        return Err(SyncError::Oversized);
    }
    let mut reader = Reader::new(bytes);
    let mut holes = false;
    for _ in 0..reader.count(3)? {
        let blocks = reader.count(2)?;
        reader.unsigned()?;
        let mut clock = reader.clock()?;
        for _ in 0..blocks {
            holes |= reader.peek()? & KIND == SKIP;
            let length = block(&mut reader)?;
            clock = clock.checked_add(length).ok_or(SyncError::Malformed)?;
        }
    }
    for _ in 0..reader.count(2)? {
        reader.unsigned()?;
        for _ in 0..reader.count(2)? {
            let start = reader.clock()?;
            let length = reader.clock()?;
            start.checked_add(length).ok_or(SyncError::Malformed)?;
        }
    }
    end(&reader).map(|()| holes)
}

/// Checks a state vector.
pub fn check_state_vector(bytes: &[u8]) -> Result<(), SyncError> {
    let mut reader = Reader::new(bytes);
    for _ in 0..reader.count(2)? {
        reader.unsigned()?;
        reader.clock()?;
    }
    end(&reader)
}

fn end(reader: &Reader<'_>) -> Result<(), SyncError> {
    if reader.is_empty() { Ok(()) } else { Err(SyncError::Malformed) }
}

/// Passes over one block and returns how many clock ticks it covers.
fn block(reader: &mut Reader<'_>) -> Result<u32, SyncError> {
    let info = reader.byte()?;
    let kind = info & KIND;
    if matches!(kind, GC | SKIP) {
        return nonzero(reader.clock()?);
    }
    for flag in [HAS_ORIGIN, HAS_RIGHT_ORIGIN] {
        if info & flag != 0 {
            id(reader)?;
        }
    }
    if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN) == 0 {
        match reader.unsigned()? {
            1 => {
                reader.text()?;
            }
            0 => id(reader)?,
            _ => return Err(SyncError::Malformed),
        }
        if info & HAS_PARENT_SUB != 0 {
            reader.text()?;
        }
    }
    content(reader, kind)
}

fn id(reader: &mut Reader<'_>) -> Result<(), SyncError> {
    reader.unsigned()?;
    reader.clock()?;
    Ok(())
}

fn nonzero(length: u32) -> Result<u32, SyncError> {
    if length == 0 { Err(SyncError::Malformed) } else { Ok(length) }
}

fn content(reader: &mut Reader<'_>, kind: u8) -> Result<u32, SyncError> {
    match kind {
        1 => nonzero(reader.clock()?),
        2 => {
            let count = reader.count(1)?;
            for _ in 0..count {
                json(reader)?;
            }
            nonzero(u32::try_from(count).map_err(|_| SyncError::Malformed)?)
        }
        3 => reader.buffer().map(|_| 1),
        4 => {
            let text = reader.text()?;
            nonzero(u32::try_from(text.encode_utf16().count()).map_err(|_| SyncError::Malformed)?)
        }
        5 => json(reader).map(|()| 1),
        6 => {
            reader.text()?;
            json(reader).map(|()| 1)
        }
        7 => match reader.unsigned()? {
            3 | 5 => reader.text().map(|_| 1),
            0..=2 | 4 | 6 => Ok(1),
            _ => Err(SyncError::Malformed),
        },
        8 => {
            let count = reader.count(1)?;
            for _ in 0..count {
                any(reader, 0)?;
            }
            nonzero(u32::try_from(count).map_err(|_| SyncError::Malformed)?)
        }
        _ => Err(SyncError::Malformed),
    }
}

/// JSON text: the parser recurses on brackets, so their depth is bounded here.
fn json(reader: &mut Reader<'_>) -> Result<(), SyncError> {
    let (mut depth, mut in_text, mut escaped) = (0_u8, false, false);
    for byte in reader.text()?.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(SyncError::TooDeep);
                }
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

fn any(reader: &mut Reader<'_>, depth: u8) -> Result<(), SyncError> {
    if depth > MAX_DEPTH {
        return Err(SyncError::TooDeep);
    }
    match reader.byte()? {
        127 | 126 | 121 | 120 => Ok(()),
        125 => reader.skip_signed(),
        124 => reader.take(4).map(|_| ()),
        123 | 122 => reader.take(8).map(|_| ()),
        119 => reader.text().map(|_| ()),
        118 => {
            for _ in 0..reader.count(2)? {
                reader.text()?;
                any(reader, depth + 1)?;
            }
            Ok(())
        }
        117 => {
            for _ in 0..reader.count(1)? {
                any(reader, depth + 1)?;
            }
            Ok(())
        }
        116 => reader.buffer().map(|_| ()),
        _ => Err(SyncError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yrs::{Any, Array, Doc, Map, ReadTxn, StateVector, Text, Transact, updates::encoder::Encode};

    use super::{SyncError, check_state_vector, check_update};

    /// An update with every kind of content that our documents and a stock client write.
    fn sample() -> Vec<u8> {
        let doc = Doc::with_client_id(7);
        let (text, map, list) =
            (doc.get_or_insert_text("t"), doc.get_or_insert_map("m"), doc.get_or_insert_array("l"));
        let mut txn = doc.transact_mut();
        text.insert(&mut txn, 0, "Bonjour 🌿, ça va ?");
        text.remove_range(&mut txn, 2, 4);
        map.insert(&mut txn, "n", 3.5);
        map.insert(&mut txn, "deep", Any::from_json(r#"{"a":[1,{"b":null}],"c":true}"#).unwrap());
        map.insert(&mut txn, "n", -12);
        list.push_back(&mut txn, "x");
        list.push_back(&mut txn, Any::from(vec![1_u8, 2, 3]));
        txn.encode_state_as_update_v1(&StateVector::default())
    }

    #[test]
    fn accepts_what_yrs_writes() {
        assert_eq!(check_update(&sample()), Ok(()));
        let doc = Doc::with_client_id(3);
        doc.get_or_insert_text("t").insert(&mut doc.transact_mut(), 0, "x");
        assert_eq!(check_state_vector(&doc.transact().state_vector().encode_v1()), Ok(()));
        assert_eq!(check_update(&[0, 0]), Ok(()));
    }

    #[test]
    fn refuses_hostile_lengths_and_depths() {
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
        assert_eq!(check_update(&huge), Err(SyncError::Oversized));
        assert_eq!(check_state_vector(&huge), Err(SyncError::Oversized));
        assert_eq!(check_state_vector(&[0xff; 12]), Err(SyncError::Malformed));
        let mut nested = vec![1, 1, 5, 0, 8, 1, 1, b't', 1];
        for _ in 0..1000 {
            nested.extend_from_slice(&[117, 1]);
        }
        nested.extend_from_slice(&[126, 0]);
        assert_eq!(check_update(&nested), Err(SyncError::TooDeep));
        let mut trailing = sample();
        trailing.push(0);
        assert_eq!(check_update(&trailing), Err(SyncError::Malformed));
    }

    #[test]
    fn refuses_every_truncation() {
        let whole = sample();
        for length in 0..whole.len() {
            assert!(check_update(&whole[..length]).is_err(), "{length}");
        }
    }

    proptest! {
        /// Whatever passes the guard is decoded by yrs without an abort.
        #[test]
        fn what_passes_can_be_decoded(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            use yrs::updates::decoder::Decode;
            let mut bytes = sample();
            for (at, value) in flips {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            if check_update(&bytes).is_ok() {
                // A changed byte may still be refused by yrs (JSON text, for one); it must only never abort.
                let _ = yrs::Update::decode_v1(&bytes);
            }
        }
    }
}
