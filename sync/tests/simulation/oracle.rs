//! Knows everything, and holds what happens against what was promised.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::id::{DocumentId, Timestamp};
use sync::{
    client::{RowState, Status, unframe},
    interview::Document,
    protocol::Message,
};
use yrs::{ClientID, ID, StateVector, Update, updates::decoder::Decode};

use crate::world::{Who, World};

/// A change that somebody made.
pub(crate) struct Edit {
    pub(crate) who: Who,
    pub(crate) document: DocumentId,
    pub(crate) update: Vec<u8>,
    client: u32,
    /// The clock of its client after it.
    clock: u32,
    told_saved: bool,
    told_sent: bool,
}

#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) edits: Vec<Edit>,
    /// The device of each client id.
    pub(crate) clients: HashMap<u32, usize>,
    /// Updates that were ever on the disk of a device.
    pub(crate) durable: BTreeMap<usize, HashSet<Vec<u8>>>,
    /// The client of each change, and its clock after it.
    marks: HashMap<Vec<u8>, (u32, u32)>,
    /// How far what a client made is on the disk of its device.
    clocks: HashMap<u32, u32>,
    /// What was found wrong.
    pub(crate) faults: Vec<String>,
}

impl Oracle {
    /// A change was made, by a client whose own changes go up to `clock` after it.
    pub(crate) fn made(&mut self, who: Who, document: DocumentId, update: Vec<u8>, client: u32, clock: u32) {
        // What only removes has no clock, and two tabs that remove the same make the same bytes.
        let clock = if inserts(&update) { clock } else { 0 };
        self.marks.insert(update.clone(), (client, clock));
        let (told_saved, told_sent) = (false, false);
        self.edits.push(Edit { who, document, update, client, clock, told_saved, told_sent });
    }

    /// Rows are on the disk of a device.
    pub(crate) fn stored(&mut self, device: usize, rows: &[(RowState, Vec<u8>)]) {
        for (_, row) in rows {
            for update in unframe(row) {
                if let Some((client, clock)) = self.marks.get(update).copied() {
                    let known = self.clocks.entry(client).or_default();
                    *known = (*known).max(clock);
                }
                self.durable.entry(device).or_default().insert(update.to_vec());
            }
        }
    }

    /// A device sends: what its disk does not have must not leave it.
    pub(crate) fn sent(&mut self, device: usize, message: &Message, at: Timestamp) {
        let (Message::Update(update) | Message::Step2(update)) = message else { return };
        let whole = clocks(update).into_iter();
        for (client, clock) in whole.chain(self.marks.get(update).copied()) {
            let own = self.clients.get(&client) == Some(&device);
            let durable = self.clocks.get(&client).copied().unwrap_or_default();
            if own && clock > durable {
                self.faults.push(format!(
                    "{at}: device {device} sends {clock} of client {client}, its disk has {durable}"
                ));
            }
        }
    }
}

impl World {
    /// "Saved" and "sent" are said of what is saved and sent.
    pub(crate) fn check_status(&mut self, who: Who, status: &Status) {
        let (saved, sent) = match status {
            Status::Saved | Status::Waiting { .. } => (true, false),
            Status::Sent { .. } => (true, true),
            Status::Saving | Status::CannotSave { .. } => return,
        };
        let now = self.now;
        let mut vectors: BTreeMap<DocumentId, HashMap<u32, u32>> = BTreeMap::new();
        let due = |edit: &Edit| edit.who == who && (!edit.told_saved || (sent && !edit.told_sent));
        for edit in self.oracle.edits.iter_mut().filter(|edit| due(edit)) {
            let on_disk = self.oracle.durable.get(&who.device).is_some_and(|all| all.contains(&edit.update));
            if saved && !edit.told_saved {
                edit.told_saved = true;
                if !on_disk {
                    self.oracle
                        .faults
                        .push(format!("{now}: {who:?} says saved, and the disk has not got it"));
                }
            }
            if !sent {
                continue;
            }
            edit.told_sent = true;
            let log = &self.server.logs[&edit.document];
            let vector = vectors.entry(edit.document).or_insert_with(|| {
                let document = document_of(&log.updates);
                vector_of(&document)
            });
            let in_log = vector.get(&edit.client).copied().unwrap_or_default() >= edit.clock;
            let in_log = in_log || log.updates.iter().any(|update| holds(update, edit.client, edit.clock));
            let disk = &self.devices[who.device].disk;
            if !in_log && !disk.updates(edit.document, RowState::Aside).contains(&edit.update) {
                let (client, clock) = (edit.client, edit.clock);
                let known = vector.get(&client);
                self.oracle.faults.push(format!(
                    "{now}: {who:?} says sent, and the log has not got {clock} of client {client}, but {known:?}"
                ));
            }
        }
    }

    /// At the end: every replica is equal, and every change that reached a disk is in the log or set aside.
    pub(crate) fn check_end(&mut self) {
        for id in self.documents.clone() {
            let truth = document_of(&self.server.logs[&id].updates);
            let whole = truth.answers();
            let vector = vector_of(&truth);
            let mut fault = |what: String| self.oracle.faults.push(format!("{id}: {what}"));
            // What is missing may have been set aside, and its author has it before her.
            let aside =
                self.devices.iter().any(|device| !device.disk.updates(id, RowState::Aside).is_empty());
            if truth.has_gaps() && !aside {
                fault("the log waits for what it has not got".to_owned());
            }
            for (device, state) in self.devices.iter().enumerate() {
                for (life, tab) in &state.tabs {
                    match tab.docs.get(&id) {
                        None => fault(format!("tab {life} of device {device} has it not open")),
                        Some(open) => {
                            if open.document.answers() != whole || vector_of(&open.document) != vector {
                                let (here, there) = (vector_of(&open.document), &vector);
                                let same = open.document.answers() == whole;
                                fault(format!(
                                    "tab {life} of device {device} differs from the log: {here:?}, {there:?}, {same}"
                                ));
                            }
                            if open.courier.pending().len() > 0 || open.courier.is_unsaved() {
                                fault(format!("tab {life} of device {device} still waits"));
                            }
                        }
                    }
                }
                if !state.disk.waiting(id).is_empty() {
                    fault(format!("rows still wait on device {device}"));
                }
                let kept = document_of(&state.disk.updates(id, RowState::Sent));
                if kept.answers() != whole || vector_of(&kept) != vector {
                    fault(format!("the disk of device {device} differs from the log"));
                }
            }
            self.check_loss(id, &truth);
        }
    }

    fn check_loss(&mut self, id: DocumentId, truth: &Document) {
        let all = Document::new(0);
        all.apply(&truth.encode()).expect("an update");
        let made = self.oracle.edits.iter().filter(|edit| edit.document == id);
        let (mut lost, mut set_aside) = (Vec::new(), 0);
        for edit in made {
            let device = edit.who.device;
            if !self.oracle.durable.get(&device).is_some_and(|all| all.contains(&edit.update)) {
                if edit.told_saved {
                    lost.push(format!("{id}: a change of {:?} was called saved and is gone", edit.who));
                }
                continue;
            }
            let aside = self.devices[device].disk.updates(id, RowState::Aside).contains(&edit.update);
            if aside {
                set_aside += 1;
                continue;
            }
            all.apply(&edit.update).expect("an update");
            let log = &self.server.logs[&id].updates;
            if vector_of(truth).get(&edit.client).copied().unwrap_or_default() < edit.clock
                && !log.iter().any(|update| holds(update, edit.client, edit.clock))
            {
                lost.push(format!(
                    "{id}: a change of {:?}, client {} up to {}, is neither in the log nor set aside",
                    edit.who, edit.client, edit.clock
                ));
            }
        }
        if set_aside == 0 && all.answers() != truth.answers() {
            lost.push(format!("{id}: the log says less than what was made"));
        }
        self.oracle.faults.extend(lost);
    }
}

/// The client id of a document and how far its own changes go.
pub(crate) fn own_clock(document: &Document) -> (u32, u32) {
    let client = document.client_id();
    (client, vector_of(document).get(&client).copied().unwrap_or_default())
}

pub(crate) fn document_of(updates: &[Vec<u8>]) -> Document {
    let document = Document::new(0);
    for update in updates {
        document.apply(update).expect("an update");
    }
    document
}

fn vector_of(document: &Document) -> HashMap<u32, u32> {
    let vector = StateVector::decode_v1(&document.state_vector()).expect("our own vector");
    vector.iter().map(|(client, clock)| (short(client.get()), *clock)).collect()
}

/// How far an update goes, by client; one that begins in the middle says nothing.
fn clocks(update: &[u8]) -> Vec<(u32, u32)> {
    let update = Update::decode_v1(update).expect("an update");
    update.state_vector().iter().map(|(client, clock)| (short(client.get()), *clock)).collect()
}

fn inserts(update: &[u8]) -> bool {
    !Update::decode_v1(update).expect("an update").insertions(true).is_empty()
}

/// True when an update brings the change that ends at this clock, though those before it may be missing.
fn holds(update: &[u8], client: u32, clock: u32) -> bool {
    let update = Update::decode_v1(update).expect("an update");
    let last = ID::new(ClientID::new(u64::from(client)), clock.saturating_sub(1));
    update.insertions(true).contains(&last)
}

fn short(client: u64) -> u32 {
    u32::try_from(client).expect("client ids have 32 bits")
}
