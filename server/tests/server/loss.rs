//! The promise itself: the server is killed again and again while people write, and nothing it acknowledged is lost.
//!
//! `JALON_KILLS` sets how often (on each database), `JALON_SEED` from which seed; the seed is printed.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use domain::{
    guide::{NodeKey, Value},
    interview::Answers,
};
use futures::{SinkExt, StreamExt};
use sync::{interview::Document, protocol::Message};
use testkit::databases;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message as Frame, client::IntoClientRequest},
};

use crate::binary::{Place, Running};

const WRITERS: u32 = 4;
const KILLS: u64 = 25;
const PATIENCE: Duration = Duration::from_secs(20);

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// A tablet that goes on writing whatever happens to the server, and remembers what was acknowledged.
struct Writer {
    name: u32,
    document: Document,
    random: Random,
    written: u32,
    acknowledged: BTreeSet<u32>,
    unsent: BTreeSet<u32>,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Where the document is, and what proves the right to it.
#[derive(Clone)]
struct Target {
    document: String,
    token: String,
}

impl Target {
    async fn connect(&self, address: &str) -> Option<Socket> {
        let mut request =
            format!("ws://{address}/sync/{}?ack=1", self.document).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        Some(connect_async(request).await.ok()?.0)
    }

    /// What somebody finds who comes afterwards.
    async fn answers(&self, address: &str) -> Answers {
        let mut visitor = Writer::new(99, 0);
        let socket = self.connect(address).await.unwrap();
        visitor.session(socket, 0).await;
        visitor.document.answers()
    }
}

fn key(writer: u32, number: u32) -> NodeKey {
    NodeKey(format!("w{writer}_{number}"))
}

impl Writer {
    fn new(name: u32, seed: u64) -> Self {
        Self {
            name,
            document: Document::new(1000 + name),
            random: Random(seed),
            written: 0,
            acknowledged: BTreeSet::new(),
            unsent: BTreeSet::new(),
        }
    }

    /// Sends what is unsent, then writes at most `more` answers, until the socket ends or, when there is nothing more to
    /// write, everything is acknowledged and the server's own state has come.
    async fn session(&mut self, mut socket: Socket, mut more: u32) {
        let mut waiting: VecDeque<BTreeSet<u32>> = VecDeque::new();
        let hello = Message::Step1(self.document.state_vector()).encode();
        if socket.send(Frame::Binary(hello.into())).await.is_err() {
            return;
        }
        let (mut asked, mut told) = (false, false);
        while more > 0 || !asked || !told || !waiting.is_empty() {
            let pause = Duration::from_millis(self.random.below(6));
            let frame = match timeout(if more > 0 && asked { pause } else { PATIENCE }, socket.next()).await {
                Ok(Some(Ok(frame))) => Some(frame),
                Ok(_) => return,
                Err(_) if more == 0 => panic!("the server is silent"),
                Err(_) => None,
            };
            let update = match frame {
                Some(Frame::Binary(bytes)) => match Message::decode(&bytes).unwrap() {
                    Message::Step1(has) => {
                        asked = true;
                        (!self.unsent.is_empty()).then(|| {
                            waiting.push_back(self.unsent.clone());
                            self.document.diff(&has).unwrap()
                        })
                    }
                    Message::Step2(update) => {
                        told = true;
                        self.document.apply(&update).unwrap();
                        None
                    }
                    Message::Update(update) => {
                        self.document.apply(&update).unwrap();
                        None
                    }
                    Message::Ack(_) => {
                        let stored = waiting.pop_front().expect("an acknowledgement of something sent");
                        self.unsent.retain(|number| !stored.contains(number));
                        self.acknowledged.extend(stored);
                        None
                    }
                    other => panic!("{other:?}"),
                },
                Some(_) => None,
                None => {
                    more -= 1;
                    Some(self.write(&mut waiting))
                }
            };
            if let Some(update) = update
                && socket.send(Frame::Binary(Message::Update(update).encode().into())).await.is_err()
            {
                return;
            }
        }
    }

    fn write(&mut self, waiting: &mut VecDeque<BTreeSet<u32>>) -> Vec<u8> {
        let before = self.document.state_vector();
        self.written += 1;
        self.document.set_value(&key(self.name, self.written), &Value::Number(f64::from(self.written)));
        self.unsent.insert(self.written);
        waiting.push_back(BTreeSet::from([self.written]));
        self.document.diff(&before).unwrap()
    }
}

/// An interview that may still be written in, and a token of somebody who may.
fn target(place: &Place, database: &str) -> Target {
    let (document, token) = place.interview(database);
    Target { document, token }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_the_server_loses_nothing_it_acknowledged() {
    let (kills, seed) = (setting("JALON_KILLS", KILLS), setting("JALON_SEED", 1));
    for base in databases() {
        let place = Place::new();
        let target = target(&place, &base.url);
        let mut random = Random(seed);
        let mut writers: Vec<Writer> =
            (1..=WRITERS).map(|name| Writer::new(name, seed ^ u64::from(name))).collect();
        for _ in 0..kills {
            // Where several servers may share the database, two do.
            let count = if base.kind == "postgres" { 2 } else { 1 };
            let servers: Vec<Running> = (0..count).map(|_| Running::start_on(&place, &base.url)).collect();
            let addresses: Vec<String> = servers.iter().map(|server| server.address.clone()).collect();
            let sessions: Vec<_> = writers
                .drain(..)
                .zip(addresses.iter().cycle())
                .map(|(mut writer, address)| {
                    let (target, address) = (target.clone(), address.clone());
                    tokio::spawn(async move {
                        if let Some(socket) = target.connect(&address).await {
                            writer.session(socket, u32::MAX).await;
                        }
                        writer
                    })
                })
                .collect();
            for server in servers {
                tokio::time::sleep(Duration::from_millis(20 + random.below(230))).await;
                server.kill();
            }
            for session in sessions {
                writers.push(session.await.unwrap());
            }
        }

        let server = Running::start_on(&place, &base.url);
        let found = target.answers(&server.address).await;
        let mut acknowledged = 0;
        for writer in &writers {
            for number in &writer.acknowledged {
                let kept = found.entries.get(&key(writer.name, *number)).map(|entry| &entry.value);
                let expected = Value::Number(f64::from(*number));
                assert_eq!(
                    kept,
                    Some(&expected),
                    "{}, seed {seed}: lost {number} of {}",
                    base.kind,
                    writer.name
                );
            }
            acknowledged += writer.acknowledged.len();
        }
        assert!(acknowledged > 0, "nothing was acknowledged, so nothing was shown");

        // Everybody comes back and agrees, and nothing that was written is missing, acknowledged or not.
        for _ in 0..2 {
            for writer in &mut writers {
                let socket = target.connect(&server.address).await.unwrap();
                writer.session(socket, 0).await;
            }
        }
        let found = target.answers(&server.address).await;
        let mut written = 0;
        for writer in &writers {
            assert_eq!(writer.document.answers(), found, "{}, seed {seed}: {}", base.kind, writer.name);
            for number in 1..=writer.written {
                assert!(found.entries.contains_key(&key(writer.name, number)), "{number} of {}", writer.name);
            }
            written += writer.written;
        }
        drop(server);
        let verified = place.run(&["verify", "--database", &base.url]);
        assert_eq!(verified.code(), 0, "{}", verified.error());
        println!(
            "{}: {kills} kills, seed {seed}, {written} written, {acknowledged} acknowledged, 0 lost",
            base.kind
        );
    }
}
