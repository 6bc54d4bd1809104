//! A device at the other end of a sync socket: a replica, and the protocol spoken by hand.

use std::{net::SocketAddr, time::Duration};

use domain::{
    guide::{NodeKey, Value},
    id::DocumentId,
};
use futures::{SinkExt, StreamExt};
use sync::{interview::Document, protocol::Message};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message as Frame, client::IntoClientRequest, http::Request},
};

const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Tablet {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) document: Document,
}

/// What came, in the order it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    Said(Message),
    /// Close code and reason.
    Closed(u16, String),
}

pub(crate) fn request(address: SocketAddr, document: &str, cookie: &str, options: &str) -> Request<()> {
    let mut request = format!("ws://{address}/sync/{document}{options}").into_client_request().unwrap();
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    request
}

impl Tablet {
    /// Opens a socket that asks for acknowledgements.
    pub(crate) async fn open(address: SocketAddr, document: &str, cookie: &str, client: u32) -> Self {
        Self::with(request(address, document, cookie, "?ack=1"), client).await
    }

    pub(crate) async fn with(request: Request<()>, client: u32) -> Self {
        let (socket, _) = connect_async(request).await.unwrap();
        Self { socket, document: Document::new(client) }
    }

    /// Opens a socket and exchanges what each side has, until both know the same.
    pub(crate) async fn joined(address: SocketAddr, document: DocumentId, cookie: &str, client: u32) -> Self {
        let mut tablet = Self::open(address, &document.to_string(), cookie, client).await;
        tablet.say(&Message::Step1(tablet.document.state_vector())).await;
        let Came::Said(Message::Step1(_)) = tablet.next().await else { panic!("the server's state vector") };
        loop {
            match tablet.next().await {
                Came::Said(Message::Step2(update)) => {
                    tablet.document.apply(&update).unwrap();
                    return tablet;
                }
                // Somebody else may be writing.
                Came::Said(Message::Update(update)) => tablet.document.apply(&update).unwrap(),
                other => panic!("what is there, not {other:?}"),
            }
        }
    }

    pub(crate) async fn say(&mut self, message: &Message) {
        self.socket.send(Frame::Binary(message.encode().into())).await.unwrap();
    }

    pub(crate) async fn say_bytes(&mut self, bytes: &[u8]) {
        self.socket.send(Frame::Binary(bytes.to_vec().into())).await.unwrap();
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.socket.send(Frame::Text(text.into())).await.unwrap();
    }

    /// Sends a frame that the server may refuse while it still arrives; true when all of it has left.
    pub(crate) async fn try_bytes(&mut self, bytes: Vec<u8>) -> bool {
        self.socket.send(Frame::Binary(bytes.into())).await.is_ok()
    }

    /// Waits until the server has ended the connection, whichever way.
    pub(crate) async fn ends(&mut self) {
        let end = async {
            while let Some(Ok(frame)) = self.socket.next().await {
                if matches!(frame, Frame::Close(_)) {
                    return;
                }
            }
        };
        timeout(PATIENCE, end).await.expect("the server ends it");
    }

    /// Changes an answer here and sends the change. Returns it.
    pub(crate) async fn write(&mut self, key: &str, text: &str) -> Vec<u8> {
        let before = self.document.state_vector();
        self.document.set_text(&NodeKey(key.to_owned()), text);
        let update = self.document.diff(&before).unwrap();
        self.say(&Message::Update(update.clone())).await;
        update
    }

    /// The next message or the end; pings are not told.
    pub(crate) async fn next(&mut self) -> Came {
        loop {
            let frame = timeout(PATIENCE, self.socket.next()).await.expect("the server says something");
            match frame {
                Some(Ok(Frame::Binary(bytes))) => return Came::Said(Message::decode(&bytes).unwrap()),
                Some(Ok(Frame::Close(Some(close)))) => {
                    return Came::Closed(close.code.into(), close.reason.to_string());
                }
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Expects an acknowledgement; its sequence number.
    pub(crate) async fn acknowledged(&mut self) -> u64 {
        match self.next().await {
            Came::Said(Message::Ack(sequence)) => sequence,
            other => panic!("an acknowledgement, not {other:?}"),
        }
    }

    /// Expects somebody else's change, and merges it.
    pub(crate) async fn hears(&mut self) {
        match self.next().await {
            Came::Said(Message::Update(update)) => self.document.apply(&update).unwrap(),
            other => panic!("an update, not {other:?}"),
        }
    }

    /// Expects silence; pings are none.
    pub(crate) async fn hears_nothing(&mut self) {
        let said = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => {}
                    said => return said,
                }
            }
        };
        let said = timeout(Duration::from_millis(200), said).await;
        assert!(said.is_err(), "silence, not {said:?}");
    }

    pub(crate) fn answer(&self, key: &str) -> Value {
        let answers = self.document.answers();
        answers.entries.get(&NodeKey(key.to_owned())).map_or(Value::Empty, |entry| entry.value.clone())
    }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
