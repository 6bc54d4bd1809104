//! The task of one open document. It works in turns: merge the updates that have arrived, have them committed
//! together, and only then confirm them, pass them on, and answer what reads the document. So nothing that could
//! still be lost is ever shown to anybody. What the log refuses is taken out by building the document again.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::body::Bytes;
use backend::{
    Actor,
    document::{self, Head},
};
use domain::{failure::Failure, id::DocumentId};
use sync::protocol::Message;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};

use super::{
    Hub,
    outbox::{End, Outbox},
    presence::Presence,
    replica::{Merged, Replica},
    snapshots,
    writer::Write,
};

/// How long a room stays that holds no document: who asked for it may not read it, or it is being built again.
const EMPTY: Duration = Duration::from_secs(1);
/// How many requests one turn takes.
const TURN: usize = 256;

/// A connection in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemberId(pub u64);

/// What a room is asked.
pub(super) enum Request {
    Join {
        actor: Arc<Actor>,
        outbox: Outbox,
        reply: oneshot::Sender<Result<MemberId, Failure>>,
    },
    Message {
        from: MemberId,
        message: Message,
    },
    CatchUp {
        actor: Arc<Actor>,
        vector: Vec<u8>,
        update: Option<Vec<u8>>,
        reply: oneshot::Sender<Result<Caught, Failure>>,
    },
    Freeze,
    /// How far the log goes in the database.
    Follow(Head),
    Leave {
        member: MemberId,
        reply: oneshot::Sender<()>,
    },
}

/// What a replica gets that catches up over plain HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// What the replica lacks.
    pub update: Vec<u8>,
    /// What the server has.
    pub vector: Vec<u8>,
    pub sequence: i64,
}

struct Seat {
    actor: Arc<Actor>,
    outbox: Outbox,
    may_write: bool,
}

/// An update that has been merged and waits for its commit.
struct Merging {
    from: MemberId,
    actor: Arc<Actor>,
    update: Vec<u8>,
}

struct Task {
    hub: Hub,
    id: DocumentId,
    replica: Option<Replica>,
    frozen: bool,
    seats: HashMap<MemberId, Seat>,
    presence: Presence,
    merging: Vec<Merging>,
    next_member: u64,
}

pub(super) async fn run(hub: Hub, id: DocumentId, mut requests: mpsc::Receiver<Request>) {
    let mut task = Task {
        hub,
        id,
        replica: None,
        frozen: false,
        seats: HashMap::new(),
        presence: Presence::default(),
        merging: Vec::new(),
        next_member: 0,
    };
    let mut used = Instant::now();
    loop {
        let patience = if task.replica.is_some() { task.hub.pace().idle } else { EMPTY };
        match timeout_at(used + patience, requests.recv()).await {
            Ok(Some(request)) => {
                // Following the log is not using the document: otherwise it would never leave memory.
                if !matches!(request, Request::Follow(_)) {
                    used = Instant::now();
                }
                task.turn(request, &mut requests).await;
                task.keep_snapshot(snapshots::EVERY);
            }
            Ok(None) => return,
            Err(_) if task.seats.is_empty() && task.hub.unload(id, &requests) => {
                return task.keep_snapshot(snapshots::LEAST);
            }
            Err(_) => used = Instant::now(),
        }
    }
}

impl Task {
    async fn turn(&mut self, first: Request, requests: &mut mpsc::Receiver<Request>) {
        self.answer(first).await;
        for _ in 1..TURN {
            let Ok(request) = requests.try_recv() else { break };
            self.answer(request).await;
        }
        self.commit().await;
    }

    /// Asks for a snapshot when the log has grown by that many updates since the last.
    fn keep_snapshot(&mut self, grown: i64) {
        if let Some(replica) = &mut self.replica
            && replica.sequence - replica.base >= grown
            && self.hub.inner.snapshots.ask(self.id)
        {
            replica.base = replica.sequence;
        }
    }

    async fn answer(&mut self, request: Request) {
        if let Request::Message { from, message: Message::Update(update) | Message::Step2(update) } = request
        {
            return self.take_update(from, update).await;
        }
        // Everything else reads the document or confirms, so that what has been merged must be committed first.
        self.commit().await;
        // Whoever asked may have gone in the meantime: their answer then falls to nobody.
        match request {
            Request::Join { actor, outbox, reply } => {
                let joined = self.join(actor, outbox).await;
                let _ = reply.send(joined);
            }
            Request::Message { from, message } => self.message(from, message).await,
            Request::CatchUp { actor, vector, update, reply } => {
                let caught = self.catch_up(&actor, &vector, update).await;
                let _ = reply.send(caught);
            }
            Request::Freeze => self.freeze(),
            Request::Follow(head) => self.follow(head).await,
            Request::Leave { member, reply } => {
                self.remove(member, None);
                let _ = reply.send(());
            }
        }
    }

    /// Checks that the actor may read the document and whether it may write, and loads it where it is not yet.
    async fn admit(&mut self, actor: &Actor) -> Result<bool, Failure> {
        let backend = &self.hub.inner.backend;
        if self.replica.is_some() {
            let access = document::access(backend, actor, self.id).await?;
            self.frozen = access.frozen;
            return Ok(access.may_write);
        }
        let loaded = document::load(backend, actor, self.id).await?;
        self.replica = Some(Replica::build(self.id, &loaded));
        self.frozen = loaded.frozen;
        Ok(loaded.may_write)
    }

    async fn join(&mut self, actor: Arc<Actor>, outbox: Outbox) -> Result<MemberId, Failure> {
        let may_write = self.admit(&actor).await?;
        let Some(replica) = &self.replica else { return Err(Failure::Server) };
        outbox.push(Message::Step1(replica.state_vector()).encode().into());
        if let Some(everybody) = self.presence.everybody() {
            outbox.push(Message::Awareness(everybody).encode().into());
        }
        self.next_member += 1;
        let id = MemberId(self.next_member);
        self.seats.insert(id, Seat { actor, outbox, may_write });
        Ok(id)
    }

    async fn message(&mut self, from: MemberId, message: Message) {
        let Some(actor) = self.seats.get(&from).map(|seat| seat.actor.clone()) else { return };
        match message {
            Message::Step1(vector) => match self.diff(&actor, &vector).await {
                Ok(update) => self.push(from, &Message::Step2(update)),
                Err(failure) => self.remove(from, Some(failure.into())),
            },
            Message::Awareness(payload) => match self.presence.hear(from, &payload) {
                // Also to the sender: a stock client takes a silent server for a dead one.
                Ok(Some(said)) => self.push_all(&Message::Awareness(said), None),
                Ok(None) => {}
                Err(_) => self.remove(from, Some(End::Malformed)),
            },
            Message::QueryAwareness => {
                if let Some(everybody) = self.presence.everybody() {
                    self.push(from, &Message::Awareness(everybody));
                }
            }
            Message::Refused(_) | Message::Ack(_) => self.remove(from, Some(End::Malformed)),
            Message::Update(_) | Message::Step2(_) => {}
        }
    }

    async fn diff(&mut self, actor: &Actor, vector: &[u8]) -> Result<Vec<u8>, Failure> {
        if self.replica.is_none() {
            self.admit(actor).await?;
        }
        let replica = self.replica.as_ref().ok_or(Failure::Server)?;
        replica.diff(vector).map_err(|_| Failure::Invalid { field: "vector".to_owned() })
    }

    /// Merges an update of a member; the commit follows at the end of the turn.
    async fn take_update(&mut self, from: MemberId, update: Vec<u8>) {
        let Some(seat) = self.seats.get(&from) else { return };
        let (actor, may_write) = (seat.actor.clone(), seat.may_write);
        match self.merge(&actor, may_write, &update).await {
            Ok(Merged::New) => self.merging.push(Merging { from, actor, update }),
            Ok(_) => {
                // Acknowledgements come in the order of the updates.
                self.commit().await;
                self.acknowledge(from);
            }
            Err(end) => {
                self.commit().await;
                self.remove(from, Some(end));
            }
        }
    }

    /// Merges, or says why not. After an error the replica is as before, or gone.
    async fn merge(&mut self, actor: &Actor, may_write: bool, update: &[u8]) -> Result<Merged, End> {
        if self.replica.is_none() {
            self.admit(actor).await?;
        }
        let Some(replica) = &mut self.replica else { return Err(End::Unstored) };
        if !replica.has_place_for(update) {
            return Err(End::Refused(Failure::Invalid { field: "update".to_owned() }));
        }
        let writable = may_write && !self.frozen;
        match if writable { replica.merge(update) } else { replica.would_merge(update) } {
            Merged::Known => Ok(Merged::Known),
            Merged::New if writable => Ok(Merged::New),
            Merged::New if self.frozen => Err(End::Refused(Failure::Frozen)),
            Merged::New => Err(End::Refused(Failure::Forbidden)),
            Merged::Refused => Err(End::Malformed),
            Merged::Broken => {
                tracing::warn!(document = %self.id, account = %actor.account, "an update breaks its document");
                self.replica = None;
                Err(End::Malformed)
            }
        }
    }

    /// Has what has been merged committed, then confirms it and passes it on.
    async fn commit(&mut self) {
        if self.merging.is_empty() {
            return;
        }
        let merging = std::mem::take(&mut self.merging);
        let write =
            |one: &Merging| Write { actor: one.actor.clone(), document: self.id, update: one.update.clone() };
        let outcomes = self.hub.inner.writer.write(merging.iter().map(write).collect()).await;
        for (one, outcome) in merging.into_iter().zip(outcomes) {
            match outcome {
                Ok(sequence) => {
                    self.stored_at(sequence).await;
                    self.push_all(&Message::Update(one.update), Some(one.from));
                    self.acknowledge_at(one.from, sequence);
                }
                Err(failure) => {
                    self.refused(&failure);
                    self.remove(one.from, Some(failure.into()));
                }
            }
        }
    }

    /// After the log has refused: the document in memory holds what the log does not, so it is built again. Where it
    /// froze behind the room's back, everybody in it hears of that.
    fn refused(&mut self, failure: &Failure) {
        self.replica = None;
        if *failure == Failure::Frozen {
            self.freeze();
        }
    }

    /// Takes in what other servers have appended.
    async fn follow(&mut self, head: Head) {
        self.read_on(head.seq).await;
        if head.frozen && !self.frozen && self.replica.is_some() {
            self.freeze();
        }
    }

    /// Notes where an update of this server stands in the log. What another server has written before it comes first.
    async fn stored_at(&mut self, sequence: i64) {
        self.read_on(sequence - 1).await;
        if let Some(replica) = &mut self.replica
            && replica.sequence + 1 == sequence
        {
            replica.sequence = sequence;
        }
    }

    /// Merges what the log has between what is known here and `until`, and passes it on.
    async fn read_on(&mut self, until: i64) {
        let Some(known) = self.replica.as_ref().map(|replica| replica.sequence) else { return };
        if known >= until {
            return;
        }
        let Ok(updates) = document::appended(&self.hub.inner.backend, self.id, known).await else {
            // The next look finds the same rows.
            return;
        };
        for (sequence, update) in updates {
            if sequence > until {
                break;
            }
            let Some(replica) = &mut self.replica else { return };
            match replica.merge(&update) {
                Merged::New | Merged::Known => {
                    replica.sequence = sequence;
                    self.push_all(&Message::Update(update), None);
                }
                Merged::Refused | Merged::Broken => {
                    tracing::error!(document = %self.id, sequence, "an update in the log breaks its document");
                    self.replica = None;
                }
            }
        }
    }

    async fn catch_up(
        &mut self,
        actor: &Arc<Actor>,
        vector: &[u8],
        update: Option<Vec<u8>>,
    ) -> Result<Caught, Failure> {
        let may_write = self.admit(actor).await?;
        if let Some(update) = update {
            let malformed = || Failure::Invalid { field: "update".to_owned() };
            match self.merge(actor, may_write, &update).await {
                Ok(Merged::New) => self.store(actor, update).await?,
                Ok(_) => {}
                Err(End::Refused(failure)) => return Err(failure),
                Err(End::Malformed) => return Err(malformed()),
                Err(_) => return Err(Failure::Storage),
            }
        }
        let update = self.diff(actor, vector).await?;
        let replica = self.replica.as_ref().ok_or(Failure::Server)?;
        Ok(Caught { update, vector: replica.state_vector(), sequence: replica.sequence })
    }

    /// Commits one update that came without a connection, and passes it on.
    async fn store(&mut self, actor: &Arc<Actor>, update: Vec<u8>) -> Result<(), Failure> {
        let write = Write { actor: actor.clone(), document: self.id, update: update.clone() };
        let outcome = self.hub.inner.writer.write(vec![write]).await.pop().unwrap_or(Err(Failure::Server));
        match (outcome, self.replica.is_some()) {
            (Ok(sequence), true) => {
                self.stored_at(sequence).await;
                self.push_all(&Message::Update(update), None);
                Ok(())
            }
            (Ok(_), false) => Err(Failure::Server),
            (Err(failure), _) => {
                self.refused(&failure);
                Err(failure)
            }
        }
    }

    fn freeze(&mut self) {
        self.frozen = true;
        for member in self.seats.keys().copied().collect::<Vec<_>>() {
            self.remove(member, Some(End::Refused(Failure::Frozen)));
        }
    }

    fn acknowledge(&mut self, to: MemberId) {
        if let Some(replica) = &self.replica {
            self.acknowledge_at(to, replica.sequence);
        }
    }

    fn acknowledge_at(&mut self, to: MemberId, sequence: i64) {
        if self.seats.get(&to).is_some_and(|seat| seat.outbox.wants_acks) {
            self.push(to, &Message::Ack(u64::try_from(sequence).unwrap_or_default()));
        }
    }

    fn push(&mut self, to: MemberId, message: &Message) {
        let bytes = Bytes::from(message.encode());
        if self.seats.get(&to).is_some_and(|seat| !seat.outbox.push(bytes)) {
            self.remove(to, Some(End::Resync));
        }
    }

    fn push_all(&mut self, message: &Message, but: Option<MemberId>) {
        let bytes = Bytes::from(message.encode());
        let others = self.seats.iter().filter(|(id, _)| Some(**id) != but);
        let behind: Vec<MemberId> =
            others.filter(|(_, seat)| !seat.outbox.push(bytes.clone())).map(|(id, _)| *id).collect();
        for member in behind {
            self.remove(member, Some(End::Resync));
        }
    }

    /// Takes a member out; with a reason, its connection is closed for that reason.
    fn remove(&mut self, member: MemberId, end: Option<End>) {
        let Some(seat) = self.seats.remove(&member) else { return };
        if let Some(end) = end {
            seat.outbox.end(end);
        }
        if let Some(gone) = self.presence.leave(member) {
            self.push_all(&Message::Awareness(gone), None);
        }
    }
}
