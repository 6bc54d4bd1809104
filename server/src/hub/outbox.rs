//! What waits to be sent to one connection: a bounded queue, and the word that ends it.

use axum::body::Bytes;
use domain::failure::Failure;
use sync::protocol::Message;
use tokio::sync::{mpsc, oneshot};

/// How many messages may wait for one connection. One that does not keep up is closed and asked to come back, since
/// leaving single updates out would leave it wrong without its knowing.
const QUEUE: usize = 256;

/// Why a connection ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The session has ended.
    SignedOut,
    /// The device was reported lost.
    DeviceRevoked,
    /// The server refuses what the connection sent, or that it is there at all.
    Refused(Failure),
    /// The connection did not keep up.
    Resync,
    /// What was sent could not be stored; it should be sent again later.
    Unstored,
    /// The bytes were not a message.
    Malformed,
    /// The server stops.
    GoingAway,
}

impl End {
    /// The WebSocket close code and reason.
    pub fn close(&self) -> (u16, &'static str) {
        match self {
            Self::SignedOut => (4401, "signed_out"),
            Self::DeviceRevoked => (4401, "device_revoked"),
            Self::Refused(_) => (4403, "refused"),
            Self::Resync => (1013, "resync"),
            Self::Unstored => (1013, "unstored"),
            Self::Malformed => (1007, "malformed"),
            Self::GoingAway => (1001, "going_away"),
        }
    }

    /// What is said before closing.
    pub fn farewell(&self) -> Option<Message> {
        match self {
            Self::SignedOut => Some(Message::Refused(code(&Failure::SignedOut))),
            Self::DeviceRevoked => Some(Message::Refused(code(&Failure::DeviceRevoked))),
            Self::Refused(failure) => Some(Message::Refused(code(failure))),
            Self::Resync | Self::Unstored | Self::Malformed | Self::GoingAway => None,
        }
    }
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::SignedOut => Self::SignedOut,
            Failure::DeviceRevoked => Self::DeviceRevoked,
            Failure::Storage | Failure::Server => Self::Unstored,
            other => Self::Refused(other),
        }
    }
}

/// A failure's code on the wire, such as `frozen`.
fn code(failure: &Failure) -> String {
    let json = serde_json::to_value(failure).unwrap_or_default();
    json.get("code").and_then(|code| code.as_str()).unwrap_or("server").to_owned()
}

/// The room's side of a connection.
pub struct Outbox {
    queue: mpsc::Sender<Bytes>,
    end: oneshot::Sender<End>,
    /// Whether the client asked for acknowledgements.
    pub wants_acks: bool,
}

/// The connection's side.
pub struct Mail {
    pub queue: mpsc::Receiver<Bytes>,
    pub end: oneshot::Receiver<End>,
}

/// The two sides of one connection.
pub fn outbox(wants_acks: bool) -> (Outbox, Mail) {
    let (queue, messages) = mpsc::channel(QUEUE);
    let (end, ending) = oneshot::channel();
    (Outbox { queue, end, wants_acks }, Mail { queue: messages, end: ending })
}

impl Outbox {
    /// Queues a message; false when the queue is full or the connection is gone.
    pub fn push(&self, message: Bytes) -> bool {
        self.queue.try_send(message).is_ok()
    }

    /// Ends the connection.
    pub fn end(self, end: End) {
        // A connection that is already gone needs no telling.
        let _ = self.end.send(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_name_the_failure() {
        let check = |end: End, reason: Option<&str>, code: u16| {
            assert_eq!(end.farewell(), reason.map(|reason| Message::Refused(reason.to_owned())));
            assert_eq!(end.close().0, code);
        };
        check(End::SignedOut, Some("signed_out"), 4401);
        check(End::from(Failure::SignedOut), Some("signed_out"), 4401);
        check(End::from(Failure::DeviceRevoked), Some("device_revoked"), 4401);
        check(End::from(Failure::Frozen), Some("frozen"), 4403);
        check(End::from(Failure::NotFound), Some("not_found"), 4403);
        check(End::from(Failure::Storage), None, 1013);
        check(End::Resync, None, 1013);
        check(End::GoingAway, None, 1001);
    }

    #[test]
    fn a_full_queue_refuses() {
        let (outbox, mail) = outbox(true);
        for _ in 0..QUEUE {
            assert!(outbox.push(Bytes::new()));
        }
        assert!(!outbox.push(Bytes::new()));
        outbox.end(End::Resync);
        assert_eq!(mail.end.blocking_recv(), Ok(End::Resync));
    }
}
