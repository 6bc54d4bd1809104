//! Live documents. Each open document has a room: one task that owns it in memory, merges what its connections send,
//! has it committed, and only then confirms it and passes it on. Rooms open on demand and close when nobody is left.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use backend::{Actor, Backend, document::Head};
use domain::{failure::Failure, id::DocumentId};
use tokio::sync::{mpsc, oneshot, watch};

use self::{
    outbox::Outbox,
    room::{Caught, MemberId, Request},
    snapshots::Snapshots,
    writer::Writer,
};

mod follower;
pub mod outbox;
mod presence;
mod replica;
pub mod room;
mod snapshots;
mod writer;

/// How many requests may wait at one room before its senders wait themselves.
const INBOX: usize = 256;

/// How long things may take. The default is what a service wants; tests hurry.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long a document stays in memory after its last connection has left.
    pub idle: Duration,
    /// How often the database is looked at for what others wrote into it: other servers, and the command line.
    pub follow: Duration,
    /// Whether PostgreSQL's notifications are heard. Without them everything is right, only later.
    pub listen: bool,
    /// How often the session behind an open socket is looked at again.
    pub revalidate: Duration,
    /// How often the other side of a socket is asked whether it is still there. After three silent times it is not.
    pub ping: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            idle: seconds(60),
            follow: Duration::from_millis(900),
            listen: true,
            revalidate: seconds(60),
            ping: seconds(30),
        }
    }
}

#[derive(Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

struct Inner {
    pace: Pace,
    backend: Backend,
    writer: Writer,
    snapshots: Snapshots,
    rooms: Mutex<HashMap<DocumentId, Arc<Room>>>,
    /// How many sockets are open. They learn from `closing` that they must end.
    sockets: watch::Sender<usize>,
    closing: watch::Sender<bool>,
    /// Counts how often sessions may have ended.
    sessions: watch::Sender<u64>,
}

/// The way to a room's task. Whoever holds one keeps the room open.
pub struct Room {
    inbox: mpsc::Sender<Request>,
}

/// A connection's place in a room.
pub struct Member {
    pub id: MemberId,
    room: Arc<Room>,
}

impl Hub {
    /// Must be called inside the runtime: it starts the tasks that write and follow.
    pub fn new(backend: Backend, pace: Pace) -> Self {
        let writer = Writer::start(backend.clone());
        let snapshots = Snapshots::start(backend.clone());
        let inner = Inner {
            pace,
            backend,
            writer,
            snapshots,
            rooms: Mutex::default(),
            sockets: watch::Sender::new(0),
            closing: watch::Sender::new(false),
            sessions: watch::Sender::new(0),
        };
        let hub = Self { inner: Arc::new(inner) };
        follower::start(&hub);
        hub
    }

    /// Joins a document, after the check that the actor may read it.
    pub async fn join(
        &self,
        document: DocumentId,
        actor: Arc<Actor>,
        outbox: Outbox,
    ) -> Result<Member, Failure> {
        let room = self.room(document);
        let (reply, answer) = oneshot::channel();
        room.send(Request::Join { actor, outbox, reply }).await?;
        let id = answer.await.map_err(|_| Failure::Server)??;
        Ok(Member { id, room })
    }

    /// Merges a replica's changes and answers with what it lacks, over plain HTTP.
    pub async fn catch_up(
        &self,
        document: DocumentId,
        actor: Arc<Actor>,
        vector: Vec<u8>,
        update: Option<Vec<u8>>,
    ) -> Result<Caught, Failure> {
        let room = self.room(document);
        let (reply, answer) = oneshot::channel();
        room.send(Request::CatchUp { actor, vector, update, reply }).await?;
        answer.await.map_err(|_| Failure::Server)?
    }

    /// Tells the connections of a document that it no longer changes.
    pub fn freeze(&self, document: DocumentId) {
        let open = self.rooms().get(&document).cloned();
        if let Some(room) = open {
            tokio::spawn(async move { room.send(Request::Freeze).await });
        }
    }

    /// Counts one socket for as long as the guard lives.
    pub(crate) fn count_socket(&self) -> SocketGuard {
        self.inner.sockets.send_modify(|count| *count += 1);
        SocketGuard { hub: self.clone() }
    }

    /// Becomes true when the server stops.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.inner.closing.subscribe()
    }

    /// Has every socket look at its session again.
    pub fn recheck_sessions(&self) {
        self.inner.sessions.send_modify(|count| *count += 1);
    }

    /// Changes when sessions may have ended.
    pub(crate) fn sessions(&self) -> watch::Receiver<u64> {
        self.inner.sessions.subscribe()
    }

    /// Has every socket commit what it has received, and close. Returns when the last one has.
    pub async fn close(&self) {
        self.inner.closing.send_replace(true);
        let mut sockets = self.inner.sockets.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = sockets.wait_for(|count| *count == 0).await;
    }

    /// Tells the rooms how far their logs go.
    fn tell_heads(&self, heads: Vec<(DocumentId, Head)>) {
        let rooms = self.rooms();
        for (document, head) in heads {
            if let Some(room) = rooms.get(&document) {
                // One that is too busy to hear it, or has failed, must not keep the others waiting: it is told again.
                let _ = room.inbox.try_send(Request::Follow(head));
            }
        }
    }

    fn room(&self, document: DocumentId) -> Arc<Room> {
        let mut rooms = self.rooms();
        if let Some(room) = rooms.get(&document) {
            return room.clone();
        }
        let (inbox, requests) = mpsc::channel(INBOX);
        let room = Arc::new(Room { inbox });
        rooms.insert(document, room.clone());
        tokio::spawn(room::run(self.clone(), document, requests));
        room
    }

    /// Forgets a room that nobody holds and nobody has written to. A way to a room is only handed out under the
    /// lock, so nothing can arrive after this has answered true.
    fn unload(&self, document: DocumentId, requests: &mpsc::Receiver<Request>) -> bool {
        let mut rooms = self.rooms();
        let unused = rooms.get(&document).is_none_or(|room| Arc::strong_count(room) == 1);
        let unload = unused && requests.is_empty();
        if unload {
            rooms.remove(&document);
        }
        unload
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<DocumentId, Arc<Room>>> {
        // The map is whole after every single operation, so a panic elsewhere cannot have left it half changed.
        self.inner.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn pace(&self) -> Pace {
        self.inner.pace
    }

    /// How many documents are in memory.
    pub fn open_rooms(&self) -> usize {
        self.rooms().len()
    }
}

impl Room {
    async fn send(&self, request: Request) -> Result<(), Failure> {
        // A room's task ends only when nobody holds the room, unless it failed.
        self.inbox.send(request).await.map_err(|_| Failure::Server)
    }
}

impl Member {
    /// Hands a message of this connection to the room; waits while the room is busy.
    pub(crate) async fn send(&self, message: sync::protocol::Message) -> Result<(), Failure> {
        self.room.send(Request::Message { from: self.id, message }).await
    }

    /// Leaves, after everything sent before has been committed and confirmed.
    pub(crate) async fn leave(self) {
        let (reply, answer) = oneshot::channel();
        if self.room.send(Request::Leave { member: self.id, reply }).await.is_ok() {
            let _ = answer.await;
        }
    }
}

pub(crate) struct SocketGuard {
    hub: Hub,
}

impl Drop for SocketGuard {
    fn drop(&mut self) {
        self.hub.inner.sockets.send_modify(|count| *count -= 1);
    }
}
