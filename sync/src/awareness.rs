//! The payload of awareness messages (y-protocols): who is here, one state a client, the highest clock wins.

use crate::{
    SyncError,
    reader::{Reader, write_buffer, write_unsigned},
};

/// The longest state of one client, in bytes.
pub const MAX_STATE: usize = 4 * 1024;

/// What one client says of itself. The text `null` means that it has gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub client: u64,
    pub clock: u64,
    pub json: String,
}

impl State {
    /// The state that takes this client off the screens of the others.
    #[must_use]
    pub fn gone(&self) -> Self {
        Self { json: "null".to_owned(), ..self.clone() }
    }

    pub fn is_gone(&self) -> bool {
        self.json == "null"
    }
}

/// Reads the states of one message.
pub fn decode(bytes: &[u8]) -> Result<Vec<State>, SyncError> {
    let mut reader = Reader::new(bytes);
    let mut states = Vec::new();
    for _ in 0..reader.count(3)? {
        let (client, clock, json) = (reader.unsigned()?, reader.unsigned()?, reader.text()?);
        if json.len() > MAX_STATE {
            return Err(SyncError::Oversized);
        }
        states.push(State { client, clock, json: json.to_owned() });
    }
    if reader.is_empty() { Ok(states) } else { Err(SyncError::Malformed) }
}

/// The payload of one message with these states.
pub fn encode<'a>(states: impl ExactSizeIterator<Item = &'a State>) -> Vec<u8> {
    let mut out = Vec::new();
    write_unsigned(&mut out, states.len() as u64);
    for state in states {
        write_unsigned(&mut out, state.client);
        write_unsigned(&mut out, state.clock);
        write_buffer(&mut out, state.json.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_y_protocols() {
        let states = [
            State { client: 300, clock: 2, json: "{}".to_owned() },
            State { client: 1, clock: 0, json: "null".to_owned() },
        ];
        let bytes = [2, 0xac, 2, 2, 2, b'{', b'}', 1, 0, 4, b'n', b'u', b'l', b'l'];
        assert_eq!(encode(states.iter()), bytes);
        assert_eq!(decode(&bytes), Ok(states.to_vec()));
    }

    #[test]
    fn refuses_hostile_lengths() {
        assert_eq!(decode(&[0xff, 0xff, 0xff, 0xff, 0x0f]), Err(SyncError::Oversized));
        assert_eq!(decode(&[1, 1, 1, 200, 1]), Err(SyncError::Oversized));
        assert_eq!(decode(&[0, 0]), Err(SyncError::Malformed));
        let long = State { client: 1, clock: 1, json: "x".repeat(MAX_STATE + 1) };
        assert_eq!(decode(&encode([long].iter())), Err(SyncError::Oversized));
    }
}
