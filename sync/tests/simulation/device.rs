//! A device: its disk, which outlasts everything else, its tabs, and the lock that they share.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, VecDeque},
    rc::Rc,
};

use domain::id::{DocumentId, Timestamp};
use sync::{
    client::{Courier, Facts, RowKey, RowState, Tabs, unframe},
    interview::Document,
};

use crate::world::{Step, Who, World};

#[derive(Default)]
pub(crate) struct Device {
    pub(crate) disk: Disk,
    pub(crate) tabs: BTreeMap<u32, Tab>,
    pub(crate) lock: Lock,
    pub(crate) connections: BTreeMap<u64, Connection>,
    pub(crate) offline: bool,
    /// A network that lets only plain HTTP through.
    pub(crate) without_sockets: bool,
    /// The browser has closed the store, until then.
    pub(crate) closed_until: Timestamp,
    /// How far its clock is from the true time.
    pub(crate) skew: Timestamp,
    pub(crate) lives: u32,
}

pub(crate) struct Row {
    pub(crate) document: DocumentId,
    pub(crate) state: RowState,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Default)]
pub(crate) struct Disk {
    pub(crate) rows: BTreeMap<RowKey, Row>,
    pub(crate) frozen: BTreeSet<DocumentId>,
    last: RowKey,
}

/// The browser's lock: who holds it, and who waits for it.
#[derive(Default)]
pub(crate) struct Lock {
    pub(crate) holder: Option<u32>,
    pub(crate) queue: VecDeque<u32>,
}

pub(crate) struct Connection {
    pub(crate) who: Who,
    pub(crate) document: DocumentId,
    pub(crate) half_open: bool,
    /// When what was last sent arrives.
    pub(crate) up_at: Timestamp,
    pub(crate) down_at: Timestamp,
}

pub(crate) struct Tab {
    pub(crate) frozen: bool,
    /// What a frozen tab does when it thaws.
    pub(crate) deferred: Vec<Step>,
    pub(crate) lead: Tabs,
    pub(crate) docs: BTreeMap<DocumentId, Open>,
    /// What other tabs write while rows are being read.
    pub(crate) opening: BTreeMap<DocumentId, Missed>,
    pub(crate) facts: Facts,
    pub(crate) sweeping: bool,
    pub(crate) beats: u32,
}

/// What a tab has not heard of a document while it read its rows.
#[derive(Default)]
pub(crate) struct Missed {
    pub(crate) written: Vec<(Option<RowKey>, Vec<Vec<u8>>)>,
    /// Rows were set aside.
    pub(crate) refused: bool,
}

/// A document that is open in a tab.
pub(crate) struct Open {
    pub(crate) document: Rc<Document>,
    pub(crate) courier: Courier,
    pub(crate) made: Rc<RefCell<Vec<Vec<u8>>>>,
    pub(crate) news_came: Rc<Cell<bool>>,
    pub(crate) connection: Option<u64>,
    /// A page shows it.
    pub(crate) shown: bool,
    pub(crate) frozen: bool,
    pub(crate) woken_at: Option<Timestamp>,
    /// Counts what has come to the disk, here or from other tabs.
    pub(crate) rows_seen: u32,
}

/// One transaction on the disk, and what it answers.
pub(crate) enum Task {
    Add {
        document: DocumentId,
        rows: Vec<(RowState, Vec<u8>)>,
    },
    Mark {
        rows: Vec<RowKey>,
        state: RowState,
    },
    /// The rows of a document that wait go out of the way, and it may be frozen.
    SetAside {
        document: DocumentId,
        freezes: bool,
    },
    Delete {
        rows: Vec<RowKey>,
    },
    Read,
}

impl Disk {
    /// Carries it out; the numbers of the rows that it concerned.
    fn commit(&mut self, task: &Task) -> Vec<RowKey> {
        match task {
            Task::Add { document, rows } => {
                let mut keys = Vec::new();
                for (state, bytes) in rows {
                    self.last += 1;
                    let row = Row { document: *document, state: *state, bytes: bytes.clone() };
                    self.rows.insert(self.last, row);
                    keys.push(self.last);
                }
                keys
            }
            Task::Mark { rows, state } => {
                for key in rows {
                    if let Some(row) = self.rows.get_mut(key) {
                        row.state = *state;
                    }
                }
                rows.clone()
            }
            Task::SetAside { document, freezes } => {
                let keys = self.waiting(*document);
                for key in &keys {
                    self.rows.get_mut(key).expect("waiting").state = RowState::Aside;
                }
                if *freezes {
                    self.frozen.insert(*document);
                }
                keys
            }
            Task::Delete { rows } => {
                self.rows.retain(|key, _| !rows.contains(key));
                rows.clone()
            }
            Task::Read => Vec::new(),
        }
    }

    /// The rows of a document that the server has not confirmed.
    pub(crate) fn waiting(&self, document: DocumentId) -> Vec<RowKey> {
        let waits = |row: &Row| row.document == document && row.state == RowState::Pending;
        self.rows.iter().filter(|(_, row)| waits(row)).map(|(key, _)| *key).collect()
    }

    pub(crate) fn updates(&self, document: DocumentId, state: RowState) -> Vec<Vec<u8>> {
        let wanted = self.rows.values().filter(|row| row.document == document && row.state == state);
        wanted.flat_map(|row| unframe(&row.bytes).into_iter().map(<[u8]>::to_vec)).collect()
    }
}

impl World {
    pub(crate) fn tab(&mut self, who: Who) -> Option<&mut Tab> {
        self.devices[who.device].tabs.get_mut(&who.life)
    }

    /// A transaction of a tab. It is on the disk or not, and where the tab ends meanwhile nobody knows which.
    pub(crate) fn transact(
        &mut self,
        who: Who,
        task: Task,
        then: impl FnOnce(&mut Self, Result<Vec<RowKey>, ()>) + 'static,
    ) {
        let slow = self.random.percent(3) && !self.healing;
        let delay = if slow { self.random.between(200, 1_500) } else { self.random.between(1, 20) };
        self.after(delay, move |world| {
            let closed = world.now < world.devices[who.device].closed_until;
            let alive = world.tab(who).is_some();
            let (fails, unheard) = if world.healing {
                (false, false)
            } else {
                (closed || world.random.percent(if alive { 1 } else { 50 }), world.random.percent(1))
            };
            if fails {
                return world.after_for(who, 1, move |world| then(world, Err(())));
            }
            let keys = world.devices[who.device].disk.commit(&task);
            if let Task::Add { rows, .. } = &task {
                world.oracle.stored(who.device, rows);
            }
            // The word that it is on the disk can get lost with the connection to the store.
            let answer = if unheard { Err(()) } else { Ok(keys) };
            world.after_for(who, 1, move |world| then(world, answer));
        });
    }

    pub(crate) fn start_tab(&mut self, device: usize) -> Who {
        self.devices[device].lives += 1;
        let who = Who { device, life: self.devices[device].lives };
        self.note(|| format!("{who:?} starts"));
        let tab = Tab {
            frozen: false,
            deferred: Vec::new(),
            lead: Tabs::new(who.life),
            docs: BTreeMap::new(),
            opening: BTreeMap::new(),
            facts: Facts::default(),
            sweeping: false,
            beats: 0,
        };
        self.devices[device].tabs.insert(who.life, tab);
        self.enter(who);
        who
    }

    /// The tab ends without a word.
    pub(crate) fn kill_tab(&mut self, who: Who) {
        self.note(|| format!("{who:?} ends"));
        self.devices[who.device].tabs.remove(&who.life);
        let own = |connection: &Connection| connection.who == who;
        let lost: Vec<u64> = self.devices[who.device]
            .connections
            .iter()
            .filter(|(_, connection)| own(connection))
            .map(|(number, _)| *number)
            .collect();
        for number in lost {
            self.close_connection(number);
        }
        self.release_lock(who);
    }

    pub(crate) fn thaw_tab(&mut self, who: Who) {
        let Some(tab) = self.tab(who) else { return };
        tab.frozen = false;
        for step in std::mem::take(&mut tab.deferred) {
            self.after_for(who, 0, step);
        }
    }

    pub(crate) fn ask_lock(&mut self, who: Who, take: bool) {
        let lock = &mut self.devices[who.device].lock;
        lock.queue.retain(|life| *life != who.life);
        if take {
            if let Some(robbed) = lock.holder.replace(who.life).filter(|life| *life != who.life) {
                let robbed = Who { life: robbed, ..who };
                self.after_for(robbed, 1, move |world| world.turn(robbed, sync::client::Turn::Lost));
            }
            return self.grant(who);
        }
        lock.queue.push_back(who.life);
        self.next_holder(who.device);
    }

    pub(crate) fn release_lock(&mut self, who: Who) {
        let lock = &mut self.devices[who.device].lock;
        lock.queue.retain(|life| *life != who.life);
        if lock.holder == Some(who.life) {
            lock.holder = None;
            self.next_holder(who.device);
        }
    }

    fn next_holder(&mut self, device: usize) {
        let lock = &mut self.devices[device].lock;
        if lock.holder.is_none()
            && let Some(life) = lock.queue.pop_front()
        {
            lock.holder = Some(life);
            self.grant(Who { device, life });
        }
    }

    fn grant(&mut self, who: Who) {
        self.note(|| format!("{who:?} has the lock"));
        self.after_for(who, 1, move |world| {
            // It may have been taken away again on the way.
            if world.devices[who.device].lock.holder == Some(who.life) {
                world.turn(who, sync::client::Turn::Granted);
                world.sweep(who);
            }
        });
    }
}
