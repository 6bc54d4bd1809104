//! `GET /sync/{document}`: one WebSocket, from the upgrade to its close.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{
        Path, Query, State, WebSocketUpgrade,
        ws::{CloseFrame, Message as Frame, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use backend::{Actor, account::token::Credential};
use domain::{failure::Failure, id::DocumentId};
use serde::Deserialize;
use sync::protocol::Message;
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval, timeout},
};

use crate::{
    clock,
    guard::limit,
    hub::{
        Member,
        outbox::{End, Mail, outbox},
    },
    log::Account,
    refusal::Refusal,
    service::Service,
};

/// After how many unanswered pings the other side is taken for gone.
const SILENT: u32 = 3;
/// How long one frame may take to leave.
const SEND: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
pub struct Options {
    /// `1`: acknowledge each update once it is committed.
    #[serde(default)]
    ack: u8,
}

/// Opens the socket. A browser cannot read why an upgrade was refused, so refusals that a person must learn of are
/// said inside the socket.
pub async fn open(
    State(service): State<Service>,
    Path(document): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let proof = match service.cookie.credential(&headers) {
        Some(credential) => {
            let actor = credential.actor(&service.backend, clock::now()).await;
            actor.map(|actor| (actor, credential))
        }
        None => Err(Failure::SignedOut),
    };
    let upgrade = match (upgrade, &proof) {
        (Ok(upgrade), _) => upgrade,
        (Err(_), Err(failure)) => return Refusal(failure.clone()).into_response(),
        (Err(rejection), Ok(_)) => return rejection.into_response(),
    };
    let account = proof.as_ref().ok().map(|(actor, _)| Account(actor.account));
    let session = proof.and_then(|(actor, credential)| {
        let document = document.parse().map_err(|_| Failure::NotFound)?;
        Ok(Session { actor: Arc::new(actor), credential, document, acks: options.ack == 1 })
    });
    let mut response = upgrade
        .read_buffer_size(8 * 1024)
        .write_buffer_size(8 * 1024)
        .max_write_buffer_size(2 * limit::SYNC)
        .max_message_size(limit::SYNC)
        .max_frame_size(limit::SYNC)
        .on_upgrade(move |socket| run(service, socket, session));
    if let Some(account) = account {
        response.extensions_mut().insert(account);
    }
    response
}

struct Session {
    actor: Arc<Actor>,
    credential: Credential,
    document: DocumentId,
    acks: bool,
}

async fn run(service: Service, mut socket: WebSocket, session: Result<Session, Failure>) {
    let _counted = service.hub.count_socket();
    let (session, member, mail) = match enter(&service, session).await {
        Ok(entered) => entered,
        Err(failure) => return close(&mut socket, &failure.into()).await,
    };
    let mut connection = Connection {
        closing: service.hub.closing(),
        sessions: service.hub.sessions(),
        revalidate: every(service.hub.pace().revalidate),
        ping: every(service.hub.pace().ping),
        silent: 0,
        wrote: false,
        service,
        socket,
        session,
        member,
        mail,
    };
    let end = connection.talk().await;
    connection.finish(end).await;
}

async fn enter(
    service: &Service,
    session: Result<Session, Failure>,
) -> Result<(Session, Member, Mail), Failure> {
    let session = session?;
    let (outbox, mail) = outbox(session.acks);
    let member = service.hub.join(session.document, session.actor.clone(), outbox).await?;
    Ok((session, member, mail))
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.reset_at(Instant::now() + period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

struct Connection {
    service: Service,
    socket: WebSocket,
    session: Session,
    member: Member,
    mail: Mail,
    closing: watch::Receiver<bool>,
    sessions: watch::Receiver<u64>,
    revalidate: Interval,
    ping: Interval,
    silent: u32,
    /// Whether the person has written since the session was last looked at.
    wrote: bool,
}

/// Why a connection ends; `None` when the other side has gone.
type Stop = Option<End>;

impl Connection {
    /// Carries messages both ways until something ends it.
    async fn talk(&mut self) -> Stop {
        loop {
            if let Err(stop) = self.step().await {
                return stop;
            }
        }
    }

    async fn step(&mut self) -> Result<(), Stop> {
        tokio::select! {
            biased;
            end = &mut self.mail.end => Err(Some(end.unwrap_or(End::Unstored))),
            () = closing(&mut self.closing) => Err(Some(End::GoingAway)),
            Ok(()) = self.sessions.changed() => self.revalidate().await,
            Some(bytes) = self.mail.queue.recv() => self.send(Frame::Binary(bytes)).await,
            frame = self.socket.recv() => {
                self.silent = 0;
                let Some(Ok(frame)) = frame else { return Err(None) };
                self.receive(frame).await
            }
            _ = self.ping.tick() => {
                self.silent += 1;
                if self.silent > SILENT { Err(None) } else { self.send(Frame::Ping(Bytes::new())).await }
            }
            _ = self.revalidate.tick() => self.revalidate().await,
        }
    }

    /// Looks at the session again. Only what a person writes counts as using it, so that a tablet left open does not
    /// keep it alive.
    async fn revalidate(&mut self) -> Result<(), Stop> {
        let (backend, credential) = (&self.service.backend, &self.session.credential);
        let signed_in = if std::mem::take(&mut self.wrote) {
            credential.actor(backend, clock::now()).await.map(|_| true)
        } else {
            credential.holds(backend, clock::now()).await
        };
        match signed_in {
            Ok(false) | Err(Failure::SignedOut) => Err(Some(End::SignedOut)),
            Err(Failure::DeviceRevoked) => Err(Some(End::DeviceRevoked)),
            // A database that is away says nothing about the session.
            Ok(true) | Err(_) => Ok(()),
        }
    }

    async fn receive(&mut self, frame: Frame) -> Result<(), Stop> {
        match frame {
            Frame::Binary(bytes) => {
                let message = Message::decode(&bytes).map_err(|_| End::Malformed)?;
                self.wrote |= matches!(message, Message::Update(_));
                self.member.send(message).await.map_err(|failure| Some(failure.into()))
            }
            Frame::Text(_) => Err(Some(End::Malformed)),
            Frame::Ping(_) | Frame::Pong(_) => Ok(()),
            Frame::Close(_) => Err(None),
        }
    }

    async fn send(&mut self, frame: Frame) -> Result<(), Stop> {
        match timeout(SEND, self.socket.send(frame)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(None),
        }
    }

    /// Leaves the room once everything received is committed, sends what still waits, and says why it closes.
    async fn finish(mut self, end: Stop) {
        self.member.leave().await;
        let Some(end) = end else { return };
        if end != End::Resync {
            while let Ok(bytes) = self.mail.queue.try_recv() {
                if !matches!(timeout(SEND, self.socket.send(Frame::Binary(bytes))).await, Ok(Ok(()))) {
                    return;
                }
            }
        }
        close(&mut self.socket, &end).await;
    }
}

async fn closing(closing: &mut watch::Receiver<bool>) {
    // The sender lives as long as the hub, which the connection holds.
    let _ = closing.wait_for(|closing| *closing).await;
}

async fn close(socket: &mut WebSocket, end: &End) {
    let goodbye = async {
        if let Some(farewell) = end.farewell() {
            socket.send(Frame::Binary(farewell.encode().into())).await?;
        }
        let (code, reason) = end.close();
        socket.send(Frame::Close(Some(CloseFrame { code, reason: reason.into() }))).await
    };
    // The other side may have gone already; there is nobody else to tell.
    let _ = timeout(SEND, goodbye).await;
}
