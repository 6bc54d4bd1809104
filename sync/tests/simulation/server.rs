//! The server by the rules of its rooms: merge, commit, and only then acknowledge and pass on. A crash leaves the log
//! and nothing else.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    rc::Rc,
};

use domain::{failure::Failure, id::DocumentId};
use sync::{interview::Document, protocol::Message};

use crate::world::{Mistake, World};

const REFUSED: u16 = 4403;
const AGAIN: u16 = 1013;

/// What became of a catch-up: what the device lacks, or why not.
pub(crate) type Answer = Result<Vec<u8>, Failure>;
pub(crate) type Reply = Box<dyn FnOnce(&mut World, Answer)>;

pub(crate) enum Request {
    Join(u64),
    Message(u64, Message),
    CatchUp { device: usize, vector: Vec<u8>, update: Vec<u8>, reply: Reply },
    Leave(u64),
}

/// What is on the disk of the server.
pub(crate) struct Log {
    pub(crate) updates: Vec<Vec<u8>>,
    pub(crate) frozen: bool,
}

#[derive(Default)]
struct Room {
    replica: Option<Replica>,
    seats: BTreeSet<u64>,
    inbox: VecDeque<Request>,
    merging: Vec<Merging>,
    committing: bool,
}

struct Merging {
    from: Source,
    update: Vec<u8>,
}

enum Source {
    Seat(u64),
    Batch { vector: Vec<u8>, reply: Reply },
}

pub(crate) struct Server {
    pub(crate) up: bool,
    pub(crate) logs: BTreeMap<DocumentId, Log>,
    /// Devices whose person may read and not write.
    pub(crate) readers: BTreeSet<usize>,
    rooms: BTreeMap<DocumentId, Room>,
    /// Counts the starts: what was begun before a crash is not continued.
    epoch: u64,
}

struct Replica {
    document: Document,
    changed: Rc<Cell<bool>>,
}

#[derive(PartialEq, Eq)]
enum Merged {
    New,
    Known,
}

impl Replica {
    fn build(log: &Log) -> Self {
        let document = Document::new(0);
        let changed = Rc::new(Cell::new(false));
        let seen = changed.clone();
        document.observe(move |_, _| seen.set(true));
        for update in &log.updates {
            document.apply(update).expect("the log holds updates");
        }
        Self { document, changed }
    }

    fn merge(&self, update: &[u8]) -> Merged {
        self.changed.set(false);
        self.document.apply(update).expect("devices send updates");
        if self.changed.get() || self.document.has_gaps() { Merged::New } else { Merged::Known }
    }
}

impl Server {
    pub(crate) fn new(documents: &[DocumentId]) -> Self {
        let log = |id: &DocumentId| (*id, Log { updates: Vec::new(), frozen: false });
        Self {
            up: true,
            logs: documents.iter().map(log).collect(),
            readers: BTreeSet::new(),
            rooms: BTreeMap::new(),
            epoch: 0,
        }
    }
}

impl World {
    /// The server ends without a word. What was being committed is on the disk or not.
    pub(crate) fn crash_server(&mut self) {
        self.note(|| "server crashes".to_owned());
        self.server.up = false;
        self.server.epoch += 1;
        let mut unanswered = Vec::new();
        for (id, room) in std::mem::take(&mut self.server.rooms) {
            let committed = room.committing && self.random.percent(50);
            for Merging { from, update } in room.merging {
                if committed {
                    self.server.logs.get_mut(&id).expect("known").updates.push(update);
                }
                if let Source::Batch { reply, .. } = from {
                    unanswered.push(reply);
                }
            }
            unanswered.extend(room.inbox.into_iter().filter_map(|request| match request {
                Request::CatchUp { reply, .. } => Some(reply),
                _ => None,
            }));
        }
        for reply in unanswered {
            reply(self, Err(Failure::Unreachable));
        }
        self.break_all_connections();
    }

    pub(crate) fn freeze_document(&mut self, id: DocumentId) {
        self.note(|| format!("{id} is signed"));
        self.server.logs.get_mut(&id).expect("known").frozen = true;
        let seats: Vec<u64> = self.room(id).seats.iter().copied().collect();
        for seat in seats {
            self.refuse(id, seat, "frozen");
        }
    }

    pub(crate) fn ask(&mut self, id: DocumentId, request: Request) {
        if self.server.up {
            self.room(id).inbox.push_back(request);
            self.work(id);
        }
    }

    fn room(&mut self, id: DocumentId) -> &mut Room {
        self.server.rooms.entry(id).or_default()
    }

    fn replica(&mut self, id: DocumentId) -> &Replica {
        let log = &self.server.logs[&id];
        let room = self.server.rooms.entry(id).or_default();
        room.replica.get_or_insert_with(|| Replica::build(log))
    }

    /// Answers what waits at a room, as far as that goes without waiting for a commit.
    fn work(&mut self, id: DocumentId) {
        loop {
            let room = self.room(id);
            if room.committing {
                return;
            }
            let is_update = |request: &Request| {
                matches!(request, Request::Message(_, Message::Update(_) | Message::Step2(_)))
            };
            match room.inbox.front() {
                Some(request) if is_update(request) || room.merging.is_empty() => {}
                None if room.merging.is_empty() => return,
                // Everything but updates waits for what has been merged.
                _ => return self.commit_soon(id),
            }
            match room.inbox.pop_front() {
                Some(Request::Join(seat)) => self.join(id, seat),
                Some(Request::Leave(seat)) => drop(room.seats.remove(&seat)),
                Some(Request::Message(seat, message)) if room.seats.contains(&seat) => {
                    self.message(id, seat, message);
                }
                Some(Request::CatchUp { device, vector, update, reply }) => {
                    self.answer_batch(id, device, vector, update, reply);
                }
                Some(Request::Message(..)) | None => {}
            }
        }
    }

    fn join(&mut self, id: DocumentId, seat: u64) {
        let vector = self.replica(id).document.state_vector();
        self.room(id).seats.insert(seat);
        self.send_down(seat, Message::Step1(vector));
    }

    fn message(&mut self, id: DocumentId, seat: u64, message: Message) {
        match message {
            Message::Step1(vector) => {
                let update = self.replica(id).document.diff(&vector).expect("devices send vectors");
                self.send_down(seat, Message::Step2(update));
            }
            Message::Update(update) | Message::Step2(update) => {
                let device = self.device_of(seat);
                if let Some(code) = self.refusal(id, device, &update) {
                    return self.refuse_after_commit(id, seat, &code);
                }
                match self.replica(id).merge(&update) {
                    Merged::New => {
                        self.room(id).merging.push(Merging { from: Source::Seat(seat), update });
                        if self.mistake == Mistake::AckBeforeCommit {
                            self.send_down(seat, Message::Ack(0));
                        }
                    }
                    Merged::Known if self.room(id).merging.is_empty() => {
                        self.send_down(seat, Message::Ack(0));
                    }
                    Merged::Known => {
                        // Acknowledgements come in the order of the updates.
                        let again = Request::Message(seat, Message::Update(update));
                        self.room(id).inbox.push_front(again);
                        self.commit_soon(id);
                    }
                }
            }
            _ => {}
        }
    }

    /// Why an update that is news is not taken.
    fn refusal(&mut self, id: DocumentId, device: usize, update: &[u8]) -> Option<String> {
        let frozen = self.server.logs[&id].frozen;
        if !frozen && !self.server.readers.contains(&device) {
            return None;
        }
        let whole = self.replica(id).document.encode();
        let copy = Replica::build(&Log { updates: vec![whole], frozen });
        let code = if frozen { "frozen" } else { "forbidden" };
        (copy.merge(update) == Merged::New).then(|| code.to_owned())
    }

    fn refuse_after_commit(&mut self, id: DocumentId, seat: u64, code: &str) {
        if self.room(id).merging.is_empty() {
            return self.refuse(id, seat, code);
        }
        let code = code.to_owned();
        // Whatever else it sent is refused with it.
        self.room(id).inbox.retain(|request| !matches!(request, Request::Message(from, _) if *from == seat));
        self.commit_soon(id);
        let epoch = self.server.epoch;
        self.after(10, move |world| {
            if world.server.epoch == epoch {
                world.refuse(id, seat, &code);
            }
        });
    }

    fn refuse(&mut self, id: DocumentId, seat: u64, code: &str) {
        self.note(|| format!("connection {seat} is refused: {code}"));
        if self.room(id).seats.remove(&seat) {
            self.send_down(seat, Message::Refused(code.to_owned()));
            self.close_down(seat, REFUSED);
        }
    }

    fn answer_batch(
        &mut self,
        id: DocumentId,
        device: usize,
        vector: Vec<u8>,
        update: Vec<u8>,
        reply: Reply,
    ) {
        if !update.is_empty() {
            if let Some(code) = self.refusal(id, device, &update) {
                return reply(self, Err(sync::client::refusal::failure(&code)));
            }
            if self.replica(id).merge(&update) == Merged::New {
                self.room(id).merging.push(Merging { from: Source::Batch { vector, reply }, update });
                return self.commit_soon(id);
            }
        }
        let lacking = self.replica(id).document.diff(&vector).expect("devices send vectors");
        reply(self, Ok(lacking));
    }

    fn commit_soon(&mut self, id: DocumentId) {
        let room = self.room(id);
        if room.committing || room.merging.is_empty() {
            return;
        }
        room.committing = true;
        let epoch = self.server.epoch;
        let delay = self.random.between(1, 8);
        self.after(delay, move |world| {
            if world.server.epoch == epoch {
                world.commit(id);
                world.work(id);
            }
        });
    }

    fn commit(&mut self, id: DocumentId) {
        let fails = !self.healing && self.random.percent(1);
        let frozen = self.server.logs[&id].frozen;
        let room = self.room(id);
        room.committing = false;
        let merging = std::mem::take(&mut room.merging);
        if fails || frozen {
            // The document in memory holds what the log does not.
            room.replica = None;
        }
        for Merging { from, update } in merging {
            if fails || frozen {
                self.uncommitted(id, from, frozen);
                continue;
            }
            self.server.logs.get_mut(&id).expect("known").updates.push(update.clone());
            self.note(|| format!("committed {} bytes", update.len()));
            let but = if let Source::Seat(seat) = &from { Some(*seat) } else { None };
            let others: Vec<u64> =
                self.room(id).seats.iter().copied().filter(|seat| Some(*seat) != but).collect();
            for seat in others {
                self.send_down(seat, Message::Update(update.clone()));
            }
            match from {
                Source::Seat(seat) if self.mistake != Mistake::AckBeforeCommit => {
                    let sequence = self.server.logs[&id].updates.len();
                    self.send_down(seat, Message::Ack(u64::try_from(sequence).expect("short")));
                }
                Source::Seat(_) => {}
                Source::Batch { vector, reply } => {
                    let lacking = self.replica(id).document.diff(&vector).expect("devices send vectors");
                    reply(self, Ok(lacking));
                }
            }
        }
    }

    fn uncommitted(&mut self, id: DocumentId, from: Source, frozen: bool) {
        match from {
            Source::Seat(seat) if frozen => self.refuse(id, seat, "frozen"),
            Source::Seat(seat) => {
                if self.room(id).seats.remove(&seat) {
                    self.close_down(seat, AGAIN);
                }
            }
            Source::Batch { reply, .. } => {
                reply(self, Err(if frozen { Failure::Frozen } else { Failure::Storage }));
            }
        }
    }
}
