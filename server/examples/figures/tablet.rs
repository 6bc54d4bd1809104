//! The other end of a sync socket.

use futures::{SinkExt, StreamExt};
use sync::{interview::Document, protocol::Message};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message as Frame, client::IntoClientRequest},
};

use crate::{Outcome, running::Running};

pub(crate) struct Tablet {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) document: Document,
}

impl Tablet {
    /// Opens a socket and takes in everything that the document holds.
    pub(crate) async fn open(server: &Running, document: &str, token: &str, client: u32) -> Outcome<Self> {
        let mut request = format!("ws://{}/sync/{document}?ack=1", server.address).into_client_request()?;
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
        let (socket, _) = connect_async(request).await?;
        let mut tablet = Self { socket, document: Document::new(client) };
        tablet.say(&Message::Step1(tablet.document.state_vector())).await?;
        loop {
            if let Message::Step2(update) = tablet.next().await? {
                tablet.document.apply(&update)?;
                return Ok(tablet);
            }
        }
    }

    pub(crate) async fn say(&mut self, message: &Message) -> Outcome<()> {
        Ok(self.socket.send(Frame::Binary(message.encode().into())).await?)
    }

    /// Waits until that many updates are acknowledged.
    pub(crate) async fn acknowledged(&mut self, mut count: usize) -> Outcome<()> {
        while count > 0 {
            match self.next().await? {
                Message::Ack(_) => count -= 1,
                Message::Refused(reason) => return Err(reason.into()),
                _ => {}
            }
        }
        Ok(())
    }

    async fn next(&mut self) -> Outcome<Message> {
        loop {
            match self.socket.next().await.ok_or("the server hung up")?? {
                Frame::Binary(bytes) => return Ok(Message::decode(&bytes)?),
                Frame::Close(reason) => {
                    return Err(format!("the server closed the socket: {reason:?}").into());
                }
                _ => {}
            }
        }
    }
}
