//! The way of one document's changes: typed, on the disk, under way, confirmed; and the connection they travel by.

use domain::{failure::Failure, id::Timestamp};

use super::{
    backoff::{Backoff, LONGEST},
    outbox::{Batch, Outbox},
    refusal,
    row::RowKey,
};
use crate::protocol::Message;

/// The longest that something typed stays in memory alone, in milliseconds, while the disk answers.
const SAVE_AFTER: Timestamp = 150;
/// How long to wait before the next attempt when the disk does not answer.
const SAVE_AGAIN_AFTER: Timestamp = 2_000;
/// A connection over which nothing came for this long, in milliseconds, while something was awaited, is dead.
const SILENCE: Timestamp = 10_000;
/// A connection that has been quiet for this long is asked whether it is still one.
const QUIET: Timestamp = 45_000;
/// The same when somebody has just looked, or the network has come back.
const QUIET_WHEN_WOKEN: Timestamp = 2_000;

const SIGNED_OUT: u16 = 4401;
const REFUSED: u16 = 4403;

/// How far the connection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is not to be had now: no right, no network, no reason, or another tab has it.
    Apart,
    /// The server is being told of the document, which was started on this device.
    Registering,
    /// It is being made, and the server has not said yet what it lacks.
    Connecting { since: Timestamp },
    /// The server has said what it lacks, and what was typed goes to the disk before the answer.
    Answering { vector: Vec<u8> },
    /// Whatever reaches the disk is sent.
    Ready,
    /// The next attempt is at `until`.
    Waiting { until: Timestamp },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody changed the document here.
    Made(Vec<u8>),
    /// What the server sent was news: it goes to the disk.
    Received(Vec<u8>),
    /// Another tab has put this on the disk, and it is part of the document here.
    Elsewhere {
        row: RowKey,
        updates: Vec<Vec<u8>>,
    },
    /// Everything is to go to the disk now.
    Flush,
    /// The last [`Effect::Write`] is on the disk, under these numbers.
    Saved(Vec<RowKey>),
    /// The last [`Effect::Write`] is not.
    NotSaved,
    /// The server has these rows by another way.
    Settled(Vec<RowKey>),
    /// The document was built again from the disk, where these rows wait.
    Reloaded(Vec<RowKey>),
    /// Whether this tab may connect.
    Allowed(bool),
    /// Somebody looks, or the network is back: no waiting any longer.
    Woken,
    /// What became of [`Effect::Register`]. What is refused for good has been set aside.
    Registered(Result<(), Failure>),
    Opened,
    Heard(Message),
    /// With the code of the close frame; 1006 when the connection broke.
    Closed(u16),
    /// Time has passed.
    Tick,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Put the batch on the disk in one transaction, then say [`Event::Saved`] or [`Event::NotSaved`].
    Write(Batch),
    /// Tell the other tabs what is on the disk now; `row` is to be sent, where there is one.
    Tell {
        row: Option<RowKey>,
        updates: Vec<Vec<u8>>,
    },
    /// Tell the server of the document.
    Register,
    Open,
    /// Let go of the connection. No event of it may come any more.
    Close,
    /// Send the document's state vector.
    Greet,
    /// Send what a replica of this state vector lacks.
    Answer(Vec<u8>),
    /// Send an update.
    Send(Vec<u8>),
    /// Merge it, and say [`Event::Received`] for what was new.
    Apply(Vec<u8>),
    /// The server has these rows: note it on the disk, and only then show it and tell the other tabs.
    Mark(Vec<RowKey>),
    /// Put everything on the disk, keep what waits there out of the way for its author, and build the document again.
    SetAside(Failure),
    SessionOver,
    /// This device was reported lost: send nothing more, and empty it.
    DeviceLost,
    /// Whether the server answers.
    Reached(bool),
}

#[derive(Debug)]
pub struct Courier {
    phase: Phase,
    outbox: Outbox,
    backoff: Backoff,
    may_connect: bool,
    /// The server knows the document.
    registered: bool,
    /// When the server last said something, or was first asked for something since.
    heard_at: Timestamp,
    /// It has been asked whether it is there.
    probed: bool,
    save_at: Option<Timestamp>,
    /// What is typed while the disk is busy goes there at once.
    flushing: bool,
}

impl Courier {
    /// A courier for a document of which the rows `pending` are on the disk and not confirmed.
    pub fn new(pending: impl IntoIterator<Item = RowKey>, registered: bool) -> Self {
        Self {
            phase: Phase::Apart,
            outbox: Outbox::new(pending),
            backoff: Backoff::default(),
            may_connect: false,
            registered,
            heard_at: 0,
            probed: false,
            save_at: None,
            flushing: false,
        }
    }

    /// `now` is in milliseconds, `chance` random from 0 to 1.
    pub fn handle(&mut self, event: Event, now: Timestamp, chance: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        let out = &mut effects;
        match event {
            Event::Made(update) => {
                self.outbox.made(update);
                self.save_soon(now);
            }
            Event::Received(update) => {
                self.outbox.received(update);
                self.save_soon(now);
            }
            Event::Elsewhere { row, updates } => {
                self.outbox.waits(row);
                self.send(updates, row, now, out);
            }
            Event::Flush => self.flush(out),
            Event::Saved(keys) => self.saved(&keys, now, out),
            Event::NotSaved => {
                self.outbox.put_back();
                self.flushing = false;
                self.save_at = Some(now + SAVE_AGAIN_AFTER);
            }
            Event::Settled(rows) => self.outbox.settle(&rows),
            Event::Reloaded(pending) => {
                self.outbox.reload(pending);
                self.reconnect(now, out);
            }
            Event::Allowed(allowed) => self.allow(allowed, now, out),
            Event::Woken => self.wake(now, out),
            Event::Registered(Ok(())) => {
                self.registered = true;
                if self.phase == Phase::Registering {
                    self.connect(now, out);
                }
            }
            Event::Registered(Err(_)) => {
                if self.phase == Phase::Registering {
                    self.retry(now, chance);
                }
            }
            Event::Opened => out.push(Effect::Greet),
            Event::Heard(message) => {
                self.heard_at = now;
                self.probed = false;
                self.hear(message, now, out);
            }
            Event::Closed(code) => self.closed(code, now, chance, out),
            Event::Tick => self.tick(now, chance, out),
        }
        effects
    }

    /// When [`Event::Tick`] is next worth it.
    pub fn deadline(&self) -> Option<Timestamp> {
        let connection = match &self.phase {
            Phase::Waiting { until } => Some(*until),
            Phase::Connecting { since } => Some(since + SILENCE),
            Phase::Answering { .. } => None,
            Phase::Ready if self.awaits_word() => Some(self.heard_at + SILENCE),
            Phase::Ready => Some(self.heard_at + QUIET),
            Phase::Apart | Phase::Registering => None,
        };
        let saving = if self.outbox.is_writing() { None } else { self.save_at };
        [connection, saving].into_iter().flatten().min()
    }

    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// True when plain HTTP is worth trying in its place.
    pub fn is_cut_off(&self) -> bool {
        self.may_connect && self.backoff.is_hopeless()
    }

    /// True while something is in memory alone.
    pub fn is_unsaved(&self) -> bool {
        self.outbox.is_unsaved()
    }

    /// The rows that the server has not confirmed, as far as this tab knows.
    pub fn pending(&self) -> impl ExactSizeIterator<Item = RowKey> + '_ {
        self.outbox.pending()
    }

    /// True when another tab confirms a row of which this tab has never heard: the tab that wrote it has ended in
    /// between. The document is then to be built again from the disk.
    pub fn has_missed(&self, confirmed: &[RowKey]) -> bool {
        confirmed.iter().any(|row| !self.outbox.knows(*row))
    }

    fn save_soon(&mut self, now: Timestamp) {
        self.save_at.get_or_insert(now + SAVE_AFTER);
    }

    fn flush(&mut self, out: &mut Vec<Effect>) {
        self.flushing = self.outbox.is_unsaved();
        if let Some(batch) = self.outbox.take() {
            self.save_at = None;
            out.push(Effect::Write(batch));
        }
    }

    fn saved(&mut self, keys: &[RowKey], now: Timestamp, out: &mut Vec<Effect>) {
        let Some((batch, row)) = self.outbox.saved(keys) else { return };
        if !batch.received.is_empty() {
            out.push(Effect::Tell { row: None, updates: batch.received });
        }
        if let Some(row) = row {
            out.push(Effect::Tell { row: Some(row), updates: batch.made.clone() });
            self.send(batch.made, row, now, out);
        }
        if self.flushing {
            self.flush(out);
        }
        self.answer(now, out);
    }

    /// Sends updates that are on the disk as `row`. Without a connection they go with the next one's answer.
    fn send(&mut self, updates: Vec<Vec<u8>>, row: RowKey, now: Timestamp, out: &mut Vec<Effect>) {
        if self.phase == Phase::Ready {
            self.expect_word(now);
            self.outbox.sent(updates.len(), row);
            out.extend(updates.into_iter().map(Effect::Send));
        }
    }

    /// Answers what the server lacks, once nothing is in memory alone: what a crash here could take back must never
    /// be known elsewhere.
    fn answer(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        let Phase::Answering { vector } = &self.phase else { return };
        if self.outbox.is_unsaved() {
            return self.flush(out);
        }
        out.push(Effect::Answer(vector.clone()));
        self.phase = Phase::Ready;
        self.backoff.succeeded();
        self.expect_word(now);
        self.outbox.sent_all();
        out.push(Effect::Reached(true));
    }

    /// The silence that counts begins with the first thing asked.
    fn expect_word(&mut self, now: Timestamp) {
        if !self.awaits_word() {
            self.heard_at = now;
        }
    }

    fn awaits_word(&self) -> bool {
        self.probed || self.outbox.awaits_confirmation()
    }

    fn hear(&mut self, message: Message, now: Timestamp, out: &mut Vec<Effect>) {
        match message {
            Message::Step1(vector) => {
                self.phase = Phase::Answering { vector };
                self.answer(now, out);
            }
            Message::Step2(update) | Message::Update(update) => out.push(Effect::Apply(update)),
            Message::Ack(_) => {
                let rows = self.outbox.confirmed();
                if !rows.is_empty() {
                    out.push(Effect::Mark(rows));
                }
            }
            Message::Refused(code) => {
                let failure = refusal::failure(&code);
                if failure == Failure::DeviceRevoked {
                    self.phase = Phase::Apart;
                    out.push(Effect::DeviceLost);
                } else if refusal::ends_session(&failure) {
                    out.push(Effect::SessionOver);
                } else if refusal::is_final(&failure) {
                    out.push(Effect::SetAside(failure));
                }
            }
            Message::Awareness(_) | Message::QueryAwareness => {}
        }
    }

    fn closed(&mut self, code: u16, now: Timestamp, chance: f64, out: &mut Vec<Effect>) {
        self.outbox.disconnected();
        match code {
            // The end of what a message has announced.
            SIGNED_OUT if self.phase == Phase::Apart => {}
            SIGNED_OUT => {
                self.phase = Phase::Apart;
                out.push(Effect::SessionOver);
            }
            // The reason came before, in a message; should it not hold any more, a later attempt finds out.
            REFUSED => self.phase = Phase::Waiting { until: now + LONGEST },
            _ => {
                self.retry(now, chance);
                out.push(Effect::Reached(false));
            }
        }
    }

    fn allow(&mut self, allowed: bool, now: Timestamp, out: &mut Vec<Effect>) {
        self.may_connect = allowed;
        match self.phase {
            Phase::Apart if allowed => self.connect(now, out),
            Phase::Apart => {}
            _ if allowed => {}
            _ => self.part(out),
        }
    }

    fn part(&mut self, out: &mut Vec<Effect>) {
        self.outbox.disconnected();
        self.phase = Phase::Apart;
        out.push(Effect::Close);
    }

    fn reconnect(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        if self.phase != Phase::Apart {
            self.part(out);
        }
        if self.may_connect {
            self.connect(now, out);
        }
    }

    fn connect(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        if self.registered {
            self.phase = Phase::Connecting { since: now };
            self.probed = false;
            out.push(Effect::Open);
        } else {
            self.phase = Phase::Registering;
            out.push(Effect::Register);
        }
    }

    fn retry(&mut self, now: Timestamp, chance: f64) {
        self.outbox.disconnected();
        self.phase = Phase::Waiting { until: now + self.backoff.failed(chance) };
    }

    fn wake(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        match self.phase {
            Phase::Waiting { .. } => self.connect(now, out),
            Phase::Apart if self.may_connect => self.connect(now, out),
            Phase::Ready if !self.awaits_word() && now - self.heard_at >= QUIET_WHEN_WOKEN => {
                self.probe(now, out);
            }
            _ => {}
        }
    }

    /// The server answers a state vector always, and with what was missed, if anything was.
    fn probe(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        self.expect_word(now);
        self.probed = true;
        out.push(Effect::Greet);
    }

    fn tick(&mut self, now: Timestamp, chance: f64, out: &mut Vec<Effect>) {
        if self.save_at.is_some_and(|at| is_due(at, now, SAVE_AGAIN_AFTER)) && !self.outbox.is_writing() {
            self.flush(out);
        }
        match self.phase {
            Phase::Waiting { until } if is_due(until, now, LONGEST) => self.connect(now, out),
            Phase::Connecting { since } if is_due(since + SILENCE, now, SILENCE) => {
                self.give_up(now, chance, out);
            }
            Phase::Ready if self.awaits_word() && is_due(self.heard_at + SILENCE, now, SILENCE) => {
                self.give_up(now, chance, out);
            }
            Phase::Ready if !self.awaits_word() && is_due(self.heard_at + QUIET, now, QUIET) => {
                self.probe(now, out);
            }
            _ => {}
        }
    }

    fn give_up(&mut self, now: Timestamp, chance: f64, out: &mut Vec<Effect>) {
        out.push(Effect::Close);
        self.retry(now, chance);
        out.push(Effect::Reached(false));
    }
}

/// True at `at`, and when the clock was set back so far that `at` is further away than it can have been.
fn is_due(at: Timestamp, now: Timestamp, longest: Timestamp) -> bool {
    now >= at || at - now > longest
}

#[cfg(test)]
mod tests;
