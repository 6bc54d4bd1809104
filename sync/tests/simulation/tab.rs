//! A tab: carries out what the engine decides, as the page does, with a disk and a network that fail.

use std::rc::Rc;

use domain::{failure::Failure, id::DocumentId};
use sync::{
    client::{Call, Courier, Deed, Effect, Event, RowKey, RowState, Status, Turn, refusal},
    interview::Document,
    protocol::Message,
};

use crate::{
    device::{Open, Task},
    world::{Mistake, Who, World},
};

/// What tabs of a device tell each other.
#[derive(Clone)]
pub(crate) enum Word {
    Update { document: DocumentId, row: Option<RowKey>, updates: Vec<Vec<u8>> },
    Confirmed { document: DocumentId, rows: Vec<RowKey> },
    Refused(DocumentId),
    Rows,
    Lead { from: u32, call: Call },
}

impl World {
    pub(crate) fn enter(&mut self, who: Who) {
        // Every fourth device has a browser without locks.
        let locks = who.device % 4 != 3;
        self.turn(who, Turn::Entered { locks });
        self.count(who);
        self.beat(who);
    }

    fn beat(&mut self, who: Who) {
        self.after_for(who, 5_000, move |world| {
            let Some(tab) = world.tab(who) else { return };
            tab.beats += 1;
            let sweep = tab.beats % 6 == 0 || tab.docs.values().any(|open| open.courier.is_cut_off());
            let open: Vec<_> = tab.docs.keys().copied().collect();
            world.turn(who, Turn::Tick);
            for document in open {
                world.happened(who, document, Event::Tick);
            }
            if sweep {
                world.count(who);
                world.sweep(who);
            }
            world.beat(who);
        });
    }

    pub(crate) fn turn(&mut self, who: Who, turn: Turn) {
        let now = self.clock(who.device);
        let Some(tab) = self.tab(who) else { return };
        for deed in tab.lead.handle(turn, now) {
            match deed {
                Deed::AskLock => self.ask_lock(who, false),
                Deed::TakeLock => self.ask_lock(who, true),
                Deed::FreeLock => self.release_lock(who),
                Deed::Say(call) => self.tell(who, Word::Lead { from: who.life, call }),
                Deed::Review => self.review(who),
            }
        }
    }

    fn review(&mut self, who: Who) {
        let Some(tab) = self.tab(who) else { return };
        let carried = tab.lead.carried();
        let open: Vec<_> = tab.docs.iter().map(|(id, open)| (*id, open.frozen, open.shown)).collect();
        for (id, frozen, shown) in &open {
            let carries = carried.contains(id);
            self.happened(who, *id, Event::Allowed(carries && !frozen));
            if !carries && !shown {
                self.close_soon(who, *id);
            }
        }
        for id in carried {
            if !open.iter().any(|(known, ..)| *known == id) {
                self.open(who, id, false);
            }
        }
    }

    /// Reads a document from the disk and opens it.
    #[expect(clippy::map_entry, reason = "what is inserted is made from the rest of the tab")]
    pub(crate) fn open(&mut self, who: Who, id: DocumentId, shown: bool) {
        let Some(tab) = self.tab(who) else { return };
        if let Some(open) = tab.docs.get_mut(&id) {
            open.shown |= shown;
            if open.frozen {
                self.catch_up(who, id);
            }
            return self.turn(who, Turn::Shown(id));
        }
        tab.opening.entry(id).or_default();
        self.transact(who, Task::Read, move |world, read| {
            let Ok(_) = read else {
                world.tab(who).expect("alive").opening.remove(&id);
                return;
            };
            let loaded = world.load(who, id);
            let delay = world.random.between(0, 10);
            world.after_for(who, delay, move |world| {
                let frozen = world.devices[who.device].disk.frozen.contains(&id);
                let tab = world.tab(who).expect("alive");
                let missed = tab.opening.remove(&id).unwrap_or_default();
                if !tab.docs.contains_key(&id) {
                    let (document, pending) = loaded;
                    let open = Open {
                        courier: Courier::new(pending, true),
                        made: Rc::default(),
                        news_came: Rc::default(),
                        connection: None,
                        shown,
                        frozen,
                        woken_at: None,
                        rows_seen: 0,
                        document,
                    };
                    observe(&open);
                    tab.docs.insert(id, open);
                    for (row, updates) in missed.written {
                        world.receive_saved(who, id, row, updates);
                    }
                    if missed.refused {
                        world.reload(who, id);
                    }
                    world.count(who);
                }
                world.note(|| format!("{who:?} has {id} open"));
                if shown {
                    world.turn(who, Turn::Shown(id));
                }
                world.review(who);
                if frozen {
                    world.catch_up(who, id);
                }
            });
        });
    }

    /// A document as its rows make it, with an identity of its own, and the rows that wait.
    pub(crate) fn load(&mut self, who: Who, id: DocumentId) -> (Rc<Document>, Vec<RowKey>) {
        let client = match self.mistake {
            Mistake::ReuseClientId => u32::try_from(who.device).expect("few") + 1,
            _ => u32::try_from(self.number()).expect("few") + 1_000,
        };
        self.note(|| format!("{who:?} writes {id} as client {client}"));
        self.oracle.clients.insert(client, who.device);
        let document = Document::new(client);
        let disk = &self.devices[who.device].disk;
        for state in [RowState::Sent, RowState::Pending] {
            for update in disk.updates(id, state) {
                document.apply(&update).expect("rows are updates");
            }
        }
        (Rc::new(document), disk.waiting(id))
    }

    /// The page learns who may write from the list of interviews.
    pub(crate) fn learn_rights(&mut self, who: Who, id: DocumentId) {
        let frozen = self.server.logs[&id].frozen;
        let known = &mut self.devices[who.device].disk.frozen;
        if frozen {
            known.insert(id)
        } else {
            known.remove(&id)
        };
        if let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) {
            open.frozen = frozen;
            self.review(who);
        }
    }

    pub(crate) fn close_soon(&mut self, who: Who, id: DocumentId) {
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
        if open.shown {
            return;
        }
        if open.courier.is_unsaved() {
            self.happened(who, id, Event::Flush);
            return self.after_for(who, 100, move |world| world.close_soon(who, id));
        }
        self.turn(who, Turn::Hidden(id));
        let Some(tab) = self.tab(who) else { return };
        if !tab.lead.carried().contains(&id) {
            self.happened(who, id, Event::Allowed(false));
            let tab = self.tab(who).expect("alive");
            tab.facts.known = tab.docs.values().map(|open| open.courier.pending().len()).sum();
            tab.facts.closing();
            tab.docs.remove(&id);
            self.count(who);
        }
    }

    pub(crate) fn happened(&mut self, who: Who, id: DocumentId, event: Event) {
        let (now, chance) = (self.clock(who.device), self.random.share());
        let told = self.history.is_some().then(|| brief(&event));
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
        let effects = open.courier.handle(event, now, chance);
        if let Some(told) = told {
            let pending: Vec<_> = open.courier.pending().collect();
            let done: Vec<_> = effects.iter().map(brief).collect();
            self.note(|| format!("{who:?} {id} {told} -> {} {pending:?}", done.join(", ")));
        }
        for effect in effects {
            self.carry_out(who, id, effect);
        }
        self.set_timer(who, id);
    }

    fn set_timer(&mut self, who: Who, id: DocumentId) {
        let now = self.clock(who.device);
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
        let deadline = open.courier.deadline();
        if open.woken_at == deadline {
            return;
        }
        open.woken_at = deadline;
        if let Some(at) = deadline {
            self.after_for(who, (at - now).clamp(0, 60_000), move |world| {
                let Some(open) = world.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
                if open.woken_at == Some(at) {
                    open.woken_at = None;
                    world.happened(who, id, Event::Tick);
                }
            });
        }
    }

    fn carry_out(&mut self, who: Who, id: DocumentId, effect: Effect) {
        match effect {
            Effect::Write(batch) => {
                let task = Task::Add { document: id, rows: batch.rows() };
                self.transact(who, task, move |world, written| {
                    let fault = written.is_err().then_some(sync::client::Why::Unavailable);
                    if let Some(open) = world.tab(who).and_then(|tab| tab.docs.get_mut(&id)) {
                        open.rows_seen += 1;
                    }
                    world.happened(who, id, written.map_or(Event::NotSaved, Event::Saved));
                    world.tab(who).expect("alive").facts.fault = fault;
                    world.tell(who, Word::Rows);
                    world.count(who);
                });
            }
            Effect::Tell { row, updates } => self.tell(who, Word::Update { document: id, row, updates }),
            Effect::Register => self.happened(who, id, Event::Registered(Ok(()))),
            Effect::Open => self.open_connection(who, id),
            Effect::Close => {
                let open = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)).expect("open");
                if let Some(number) = open.connection.take() {
                    self.close_connection(number);
                }
            }
            Effect::Greet => self.say(who, id, |document| Message::Step1(document.state_vector())),
            Effect::Answer(vector) => self.say(who, id, move |document| {
                Message::Step2(document.diff(&vector).expect("the server sends vectors"))
            }),
            Effect::Send(update) => {
                if self.mistake != Mistake::SendBeforeDurable {
                    self.say(who, id, move |_| Message::Update(update));
                }
                if self.mistake == Mistake::MarkWithoutAck {
                    let rows = self.tab(who).expect("alive").docs[&id].courier.pending().collect();
                    self.confirm(who, id, rows);
                }
            }
            Effect::Apply(update) => self.receive(who, id, &update),
            Effect::Mark(rows) => self.confirm(who, id, rows),
            Effect::SetAside(failure) => self.set_aside(who, id, failure),
            Effect::SessionOver | Effect::DeviceLost => {}
            Effect::Reached(reached) => self.tab(who).expect("alive").facts.reachable = reached,
        }
    }

    fn say(&mut self, who: Who, id: DocumentId, message: impl FnOnce(&Document) -> Message) {
        let open = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)).expect("open");
        let Some(number) = open.connection else { return };
        let message = message(&open.document);
        self.oracle.sent(who.device, &message, self.now);
        self.send_up(number, message);
    }

    fn confirm(&mut self, who: Who, id: DocumentId, rows: Vec<RowKey>) {
        let task = Task::Mark { rows: rows.clone(), state: RowState::Sent };
        self.transact(who, task, move |world, marked| {
            if marked.is_ok() {
                world.tell(who, Word::Confirmed { document: id, rows });
                world.confirmed_late(who, id);
                world.note_confirmation(who);
            }
        });
    }

    /// What was set aside and turns out to have arrived before the refusal belongs to the document again.
    pub(crate) fn confirmed_late(&mut self, who: Who, id: DocumentId) {
        if self.tab(who).and_then(|tab| tab.docs.get(&id)).is_some_and(|open| open.frozen) {
            self.reload(who, id);
        }
    }

    pub(crate) fn note_confirmation(&mut self, who: Who) {
        let now = self.now;
        let facts = &mut self.tab(who).expect("alive").facts;
        facts.confirmed_at = Some(now);
        facts.reachable = true;
        self.count(who);
    }

    /// Counts the rows that wait, on the disk, and forgets what another tab has sent.
    fn count(&mut self, who: Who) {
        let Some(tab) = self.tab(who) else { return };
        let known: Vec<(DocumentId, Vec<RowKey>)> =
            tab.docs.iter().map(|(id, open)| (*id, open.courier.pending().collect())).collect();
        self.transact(who, Task::Read, move |world, read| {
            if read.is_err() {
                return;
            }
            let rows = &world.devices[who.device].disk.rows;
            let waits = |key: &RowKey| rows.get(key).is_some_and(|row| row.state == RowState::Pending);
            let pending = rows.keys().filter(|key| waits(key)).count();
            let settled: Vec<(DocumentId, Vec<RowKey>)> = known
                .into_iter()
                .map(|(id, keys)| (id, keys.into_iter().filter(|key| !waits(key)).collect()))
                .collect();
            world.tab(who).expect("alive").facts.pending = pending;
            for (id, keys) in settled {
                world.happened(who, id, Event::Settled(keys));
            }
        });
    }

    pub(crate) fn change(&mut self, who: Who, id: DocumentId, change: impl FnOnce(&Document)) {
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
        if open.frozen {
            return;
        }
        change(&open.document);
        let (client, clock) = crate::oracle::own_clock(&open.document);
        for update in open.made.take() {
            self.oracle.made(who, id, update.clone(), client, clock);
            if self.mistake == Mistake::SendBeforeDurable {
                let update = update.clone();
                self.say(who, id, move |_| Message::Update(update));
            }
            self.happened(who, id, Event::Made(update));
        }
    }

    fn receive(&mut self, who: Who, id: DocumentId, update: &[u8]) {
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
        open.document.apply(update).expect("the server sends updates");
        if open.heard() {
            self.happened(who, id, Event::Received(update.to_vec()));
        }
    }

    pub(crate) fn receive_saved(
        &mut self,
        who: Who,
        id: DocumentId,
        row: Option<RowKey>,
        updates: Vec<Vec<u8>>,
    ) {
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
        open.rows_seen += 1;
        if row.is_some() && open.frozen {
            // It may have been set aside meanwhile: the disk knows.
            return self.reload(who, id);
        }
        for update in &updates {
            open.document.apply(update).expect("rows are updates");
        }
        open.heard();
        if let Some(row) = row {
            self.happened(who, id, Event::Elsewhere { row, updates });
        }
    }

    pub(crate) fn set_aside(&mut self, who: Who, id: DocumentId, failure: Failure) {
        let freezes = refusal::freezes(&failure);
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else {
            return self.put_aside(who, id, freezes);
        };
        open.frozen |= freezes;
        if open.courier.is_unsaved() {
            self.happened(who, id, Event::Flush);
            return self.after_for(who, 200, move |world| world.set_aside(who, id, failure));
        }
        self.put_aside(who, id, freezes);
    }

    fn put_aside(&mut self, who: Who, id: DocumentId, freezes: bool) {
        self.note(|| format!("{who:?} sets aside what waits of {id}"));
        let mistaken = self.mistake == Mistake::DropRefused;
        let rows = self.devices[who.device].disk.waiting(id);
        let task = if mistaken { Task::Delete { rows } } else { Task::SetAside { document: id, freezes } };
        self.transact(who, task, move |world, set_aside| {
            // Where the word of it got lost, the disk knows.
            world.tell(who, Word::Refused(id));
            world.reload(who, id);
            world.count(who);
            if set_aside.is_ok_and(|rows| !rows.is_empty()) {
                world.catch_up(who, id);
            }
        });
    }

    /// Builds a document again from the disk. What is typed meanwhile goes there first.
    fn reload(&mut self, who: Who, id: DocumentId) {
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
        if open.courier.is_unsaved() {
            self.happened(who, id, Event::Flush);
            return self.after_for(who, 100, move |world| world.reload(who, id));
        }
        let seen = open.rows_seen;
        self.transact(who, Task::Read, move |world, read| {
            let loaded = read.is_ok().then(|| world.load(who, id));
            let delay = world.random.between(0, 5);
            world.after_for(who, delay, move |world| {
                let frozen = world.devices[who.device].disk.frozen.contains(&id);
                let Some(open) = world.tab(who).and_then(|tab| tab.docs.get_mut(&id)) else { return };
                match loaded {
                    Some((document, pending)) if !open.courier.is_unsaved() && open.rows_seen == seen => {
                        open.document = document;
                        open.frozen = frozen;
                        observe(open);
                        world.happened(who, id, Event::Reloaded(pending));
                        world.review(who);
                    }
                    _ => world.after_for(who, 50, move |world| world.reload(who, id)),
                }
            });
        });
    }

    #[expect(clippy::needless_pass_by_value, reason = "what is told is gone")]
    pub(crate) fn tell(&mut self, who: Who, word: Word) {
        let others: Vec<u32> = self.devices[who.device].tabs.keys().copied().collect();
        for life in others {
            if life != who.life {
                let (other, word) = (Who { life, ..who }, word.clone());
                self.after_for(other, 1, move |world| world.heard(other, word));
            }
        }
    }

    fn heard(&mut self, who: Who, word: Word) {
        match word {
            Word::Update { document, row, updates } => {
                let deaf = self.mistake == Mistake::DeafLeader;
                let tab = self.tab(who).expect("alive");
                if deaf && tab.lead.sends() {
                    return;
                }
                if tab.docs.contains_key(&document) {
                    self.receive_saved(who, document, row, updates);
                } else if let Some(missed) = tab.opening.get_mut(&document) {
                    missed.written.push((row, updates));
                }
            }
            Word::Confirmed { document, rows } => {
                let open = self.tab(who).and_then(|tab| tab.docs.get(&document));
                if open.is_some_and(|open| open.courier.has_missed(&rows)) {
                    self.reload(who, document);
                } else if !rows.is_empty() {
                    self.confirmed_late(who, document);
                }
                self.happened(who, document, Event::Settled(rows));
                self.note_confirmation(who);
            }
            Word::Refused(document) => {
                if let Some(missed) = self.tab(who).and_then(|tab| tab.opening.get_mut(&document)) {
                    missed.refused = true;
                }
                self.reload(who, document);
            }
            Word::Rows => self.count(who),
            Word::Lead { from, call } => self.turn(who, Turn::Heard(from, call)),
        }
    }

    /// What the tab shows now, held against the truth.
    pub(crate) fn observe(&mut self, who: Who) {
        let Some(tab) = self.tab(who) else { return };
        tab.facts.unsaved = tab.docs.values().any(|open| open.courier.is_unsaved());
        tab.facts.known = tab.docs.values().map(|open| open.courier.pending().len()).sum();
        let status: Status = tab.facts.status();
        self.check_status(who, &status);
    }
}

/// The beginning of what something says of itself.
fn brief(what: &impl std::fmt::Debug) -> String {
    format!("{what:?}").chars().take(70).collect()
}

impl Open {
    /// True when what was applied since the last time was news, or waits for something.
    fn heard(&self) -> bool {
        self.news_came.replace(false) || self.document.has_gaps()
    }
}

/// The listener runs while the document is locked: it only puts the bytes aside.
fn observe(open: &Open) {
    let (made, news) = (open.made.clone(), open.news_came.clone());
    open.document.observe(
        move |update, made_here| {
            if made_here { made.borrow_mut().push(update.to_vec()) } else { news.set(true) }
        },
    );
}
