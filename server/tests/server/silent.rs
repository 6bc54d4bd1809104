//! A thousand sockets that never read: their memory is bounded, they are shown out, and whoever writes is not kept waiting.

use std::{net::SocketAddr, time::Duration};

use sync::protocol::Message;
use tokio::{io::AsyncWriteExt, net::TcpSocket, time::timeout};

use crate::{
    binary::{Place, Running},
    tablet::{Came, Tablet},
};

const SOCKETS: usize = 1_000;
const UPDATES: usize = 600;
/// Bytes of each update: what each silent socket would hold without a bound is `UPDATES` times that.
const SIZE: usize = 4 * 1024;
/// Connections of one process that wait to be accepted, and that the system would drop beyond it.
const AT_ONCE: usize = 50;

/// Upgrades to a WebSocket by hand, with the smallest window, and never reads again.
async fn silent(address: SocketAddr, document: &str, token: &str) -> tokio::net::TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let request = format!(
        "GET /sync/{document} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_sockets_that_never_read_are_bounded_and_harm_nobody() {
    let place = Place::new();
    let (document, token) = place.interview(&place.database());
    let server = Running::start(&place);
    let address: SocketAddr = server.address.parse().unwrap();
    let mut request = crate::tablet::request(address, &document, "", "?ack=1");
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    let mut anna = Tablet::with(request, 1).await;
    assert!(matches!(anna.next().await, Came::Said(Message::Step1(_))));

    let mut sockets = Vec::with_capacity(SOCKETS);
    while sockets.len() < SOCKETS {
        let some = (0..AT_ONCE).map(|_| silent(address, &document, &token));
        sockets.extend(futures::future::join_all(some).await);
    }
    // Everybody has been let in once an update has been through the room after them.
    let mut before = 0;
    for n in 0..UPDATES {
        anna.write("city", &format!("{n:06}").repeat(SIZE / 6)).await;
        let acknowledged = timeout(Duration::from_secs(60), anna.acknowledged()).await;
        assert!(acknowledged.is_ok(), "the writer waits for the silent, at update {n}");
        if n == 0 {
            before = server.resident();
        }
    }
    let grown = server.resident().saturating_sub(before);
    let unbounded = (SOCKETS * UPDATES * SIZE / 1024) as u64;
    assert!(grown < unbounded / 8, "{grown} KiB more, of {unbounded} that were never read");
    drop(sockets);
    assert_eq!(server.stop(), 0);
}
