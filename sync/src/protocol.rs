//! The messages of `/sync/{document}`: y-protocols (sync version 1 and awareness), so that a stock y-websocket client
//! works, and one of ours. A client that asks for it (`?ack=1`) gets [`Message::Ack`] once an update of its own is
//! committed and fsynced.
//!
//! A connection goes so: each side sends [`Message::Step1`] with its state vector; each answers with
//! [`Message::Step2`], what the other lacks; from then on [`Message::Update`] both ways.

use crate::{
    SyncError, guard,
    reader::{Reader, write_buffer, write_unsigned},
};

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
/// Outside the range y-protocols uses; stock clients never get it, since they do not ask.
const ACK: u64 = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The sender's state vector.
    Step1(Vec<u8>),
    /// An update with what the receiver lacks.
    Step2(Vec<u8>),
    Update(Vec<u8>),
    /// Who is here; opaque, relayed as it came, never stored.
    Awareness(Vec<u8>),
    QueryAwareness,
    /// The server refuses; the reason is a code of `domain::failure::Failure`.
    Refused(String),
    /// One update of the client's is committed, the earliest that had not been acknowledged; the document's sequence
    /// number then. Updates are acknowledged one by one, in the order they were sent.
    Ack(u64),
}

impl Message {
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Step1(bytes) => sync(&mut out, 0, bytes),
            Self::Step2(bytes) => sync(&mut out, 1, bytes),
            Self::Update(bytes) => sync(&mut out, 2, bytes),
            Self::Awareness(bytes) => {
                write_unsigned(&mut out, AWARENESS);
                write_buffer(&mut out, bytes);
            }
            Self::QueryAwareness => write_unsigned(&mut out, QUERY_AWARENESS),
            Self::Refused(reason) => {
                write_unsigned(&mut out, AUTH);
                write_unsigned(&mut out, 0);
                write_buffer(&mut out, reason.as_bytes());
            }
            Self::Ack(sequence) => {
                write_unsigned(&mut out, ACK);
                write_unsigned(&mut out, *sequence);
            }
        }
        out
    }

    /// Reads one message. State vectors and updates have passed the guard when this returns.
    pub fn decode(bytes: &[u8]) -> Result<Self, SyncError> {
        let mut reader = Reader::new(bytes);
        let message = match reader.unsigned()? {
            SYNC => {
                let step = reader.unsigned()?;
                let payload = reader.buffer()?;
                match step {
                    0 => guard::check_state_vector(payload).map(|()| Self::Step1(payload.to_vec()))?,
                    1 => guard::check_update(payload).map(|()| Self::Step2(payload.to_vec()))?,
                    2 => guard::check_update(payload).map(|()| Self::Update(payload.to_vec()))?,
                    _ => return Err(SyncError::Malformed),
                }
            }
            AWARENESS => Self::Awareness(reader.buffer()?.to_vec()),
            AUTH => match reader.unsigned()? {
                0 => Self::Refused(reader.text()?.to_owned()),
                _ => return Err(SyncError::Malformed),
            },
            QUERY_AWARENESS => Self::QueryAwareness,
            ACK => Self::Ack(reader.unsigned()?),
            _ => return Err(SyncError::Malformed),
        };
        if reader.is_empty() { Ok(message) } else { Err(SyncError::Malformed) }
    }
}

fn sync(out: &mut Vec<u8>, step: u64, payload: &[u8]) {
    write_unsigned(out, SYNC);
    write_unsigned(out, step);
    write_buffer(out, payload);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Message;
    use crate::SyncError;

    #[test]
    fn bytes_are_those_of_y_protocols() {
        let check = |message: Message, bytes: &[u8]| {
            assert_eq!(message.encode(), bytes);
            assert_eq!(Message::decode(bytes), Ok(message));
        };
        check(Message::Step1(vec![0]), &[0, 0, 1, 0]);
        check(Message::Step2(vec![0, 0]), &[0, 1, 2, 0, 0]);
        check(Message::Update(vec![0, 0]), &[0, 2, 2, 0, 0]);
        check(Message::Awareness(vec![9, 8]), &[1, 2, 9, 8]);
        check(Message::QueryAwareness, &[3]);
        check(Message::Refused("frozen".to_owned()), &[2, 0, 6, b'f', b'r', b'o', b'z', b'e', b'n']);
        check(Message::Ack(300), &[100, 0xac, 2]);
    }

    #[test]
    fn refuses_what_is_not_a_message() {
        let check = |bytes: &[u8], expected| assert_eq!(Message::decode(bytes), Err(expected));
        check(&[], SyncError::Truncated);
        check(&[0, 2, 200, 1, 0], SyncError::Oversized);
        check(&[42], SyncError::Malformed);
        check(&[3, 3], SyncError::Malformed);
        check(&[0, 0, 3, 0xff, 0xff, 1], SyncError::Oversized);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(message) = Message::decode(&bytes) {
                // Numbers may be padded on the way in, so only the meaning is compared.
                prop_assert_eq!(Message::decode(&message.encode()), Ok(message));
            }
        }
    }
}
