//! A document that is open on this page: its content in memory, and the way of each change to the disk.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use domain::{
    comment::Thread,
    failure::Failure,
    id::{DocumentId, Timestamp},
    interview::Answers,
};
use futures::channel::oneshot;
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
use leptos::prelude::*;
use sync::{
    client::{Batch, Courier, Event, RowKey, RowState},
    document::Document,
};
use wasm_bindgen_futures::spawn_local;

use super::{
    hub::Hub,
    presence::Crowd,
    replica::{self, Replica},
    socket::Socket,
};
use crate::device::{
    Fault,
    store::{DocumentRecord, Store},
};

/// How long to wait before the next attempt to save and close, in milliseconds.
const RETRY_AFTER: u32 = 2_000;

pub(crate) struct Live {
    pub(crate) id: DocumentId,
    pub(crate) hub: Weak<Hub>,
    pub(crate) store: Rc<Store>,
    pub(crate) record: RefCell<DocumentRecord>,
    pub(crate) courier: RefCell<Courier>,
    pub(crate) socket: RefCell<Option<Socket>>,
    /// What an interview, or notes, say.
    pub(crate) answers: ArcRwSignal<Answers>,
    pub(crate) text: ArcRwSignal<String>,
    /// Counts the changes: large documents are read when they are needed, not after each.
    pub(crate) changes: ArcRwSignal<u32>,
    pub(crate) threads: ArcRwSignal<Vec<Thread>>,
    pub(crate) crowd: Crowd,
    pub(crate) frozen: ArcRwSignal<bool>,
    /// When the courier is woken next, and by what.
    pub(crate) woken_at: Cell<Option<Timestamp>>,
    pub(crate) timer: RefCell<Option<Timeout>>,
    document: RefCell<Rc<Document>>,
    /// What was just changed here, for the courier.
    made: Rc<RefCell<Vec<Vec<u8>>>>,
    /// Something that was applied was news.
    news_came: Rc<Cell<bool>>,
    handles: Cell<usize>,
    /// Counts what has come to the disk, from here or from other tabs.
    rows_seen: Cell<u32>,
    /// Who waits for everything to be on the disk.
    waiters: RefCell<Vec<oneshot::Sender<Result<(), Fault>>>>,
}

impl Live {
    pub(crate) fn new(hub: &Rc<Hub>, store: Rc<Store>, record: DocumentRecord, replica: Replica) -> Rc<Self> {
        let live = Self {
            id: record.start.id,
            hub: Rc::downgrade(hub),
            store,
            courier: RefCell::new(Courier::new(replica.pending, record.registered)),
            socket: RefCell::default(),
            answers: ArcRwSignal::default(),
            text: ArcRwSignal::default(),
            changes: ArcRwSignal::default(),
            threads: ArcRwSignal::default(),
            crowd: Crowd::new(
                hub.device.lock_state().with_untracked(|lock| lock.profile().cloned()).as_ref(),
            ),
            frozen: ArcRwSignal::new(record.frozen),
            woken_at: Cell::default(),
            timer: RefCell::default(),
            document: RefCell::new(Rc::new(replica.document)),
            made: Rc::default(),
            news_came: Rc::default(),
            handles: Cell::new(0),
            rows_seen: Cell::new(0),
            waiters: RefCell::default(),
            record: RefCell::new(record),
        };
        live.observe();
        live.show();
        Rc::new(live)
    }

    pub(crate) fn document(&self) -> Rc<Document> {
        self.document.borrow().clone()
    }

    pub(crate) fn is_unsaved(&self) -> bool {
        self.courier.borrow().is_unsaved()
    }

    /// The rows that the server has not confirmed, as far as this tab knows.
    pub(crate) fn pending(&self) -> Vec<RowKey> {
        self.courier.borrow().pending().collect()
    }

    /// Carries out a change of this page.
    pub(crate) fn change<T>(self: &Rc<Self>, change: impl FnOnce(&Document) -> T) -> Option<T> {
        if self.frozen.get_untracked() {
            return None;
        }
        let done = change(&self.document());
        self.show();
        for update in self.made.take() {
            self.happened(Event::Made(update));
        }
        self.show_status();
        Some(done)
    }

    /// Merges what the server sent. It goes to the disk as it came: what the document makes of it depends on changes
    /// that the server may still refuse.
    pub(crate) fn receive(self: &Rc<Self>, update: &[u8]) {
        let document = self.document();
        if document.apply(update).is_err() {
            return;
        }
        self.show();
        if self.news_came.replace(false) || document.has_gaps() {
            self.happened(Event::Received(update.to_vec()));
            self.show_status();
        }
    }

    /// Merges what is on the disk already: another tab, or the background, put it there. `row` is still to be sent.
    pub(crate) fn receive_saved(self: &Rc<Self>, row: Option<RowKey>, updates: Vec<Vec<u8>>) {
        self.saw_rows();
        if row.is_some() && self.frozen.get_untracked() {
            // It may have been set aside meanwhile: the disk knows.
            return self.reload_soon();
        }
        let document = self.document();
        let mut whole = true;
        for update in &updates {
            whole &= document.apply(update).is_ok();
        }
        self.news_came.set(false);
        self.show();
        if let Some(row) = row
            && whole
        {
            self.happened(Event::Elsewhere { row, updates });
        }
    }

    /// Puts everything typed on the disk; returns once it is there.
    pub(crate) async fn flush(self: &Rc<Self>) -> Result<(), Fault> {
        if !self.is_unsaved() {
            return Ok(());
        }
        let (done, saved) = oneshot::channel();
        self.waiters.borrow_mut().push(done);
        self.happened(Event::Flush);
        saved.await.unwrap_or(Err(Fault::Unavailable))
    }

    /// Puts a batch on the disk, and says what became of it.
    pub(crate) async fn write(self: &Rc<Self>, batch: &Batch) {
        let written = self.store.add(self.id, &batch.rows()).await;
        let fault = written.as_ref().err().copied();
        self.saw_rows();
        self.happened(written.map_or(Event::NotSaved, Event::Saved));
        if fault.is_some() || !self.is_unsaved() {
            for waiter in self.waiters.take() {
                // Whoever does not wait any more has no need to know.
                let _ = waiter.send(fault.map_or(Ok(()), Err));
            }
        }
        if let Some(hub) = self.hub.upgrade() {
            hub.written(fault).await;
        }
    }

    /// The server has these rows: says so on the disk, and only then on the page.
    pub(crate) async fn confirmed(self: Rc<Self>, rows: Vec<RowKey>) {
        let marked = self.store.mark(&rows, RowState::Sent).await;
        self.confirmed_late();
        if let Some(hub) = self.hub.upgrade()
            && marked.is_ok()
        {
            hub.confirmed(self.id, rows).await;
        }
    }

    /// Builds the document again from its rows, after the server refused some of them. What is typed meanwhile goes to
    /// the disk first, and is read from there.
    pub(crate) async fn reload(self: &Rc<Self>) -> Result<(), Failure> {
        loop {
            self.flush().await?;
            let seen = self.rows_seen.get();
            let replica = replica::load(&self.store, self.id).await?;
            let record = self.store.record(self.id).await?;
            if self.is_unsaved() || self.rows_seen.get() != seen {
                continue;
            }
            if let Some(record) = record {
                self.frozen.set(record.frozen);
                self.record.replace(record);
            }
            self.document.replace(Rc::new(replica.document));
            self.observe();
            self.show();
            self.happened(Event::Reloaded(replica.pending));
            return Ok(());
        }
    }

    /// What was set aside and turns out to have arrived before the refusal belongs to the document again.
    pub(crate) fn confirmed_late(self: &Rc<Self>) {
        if self.frozen.get_untracked() {
            self.reload_soon();
        }
    }

    pub(crate) fn reload_soon(self: &Rc<Self>) {
        let live = self.clone();
        // The next opening reads the same rows, should this reading fail.
        spawn_local(async move { drop(live.reload().await) });
    }

    pub(crate) async fn freeze(self: &Rc<Self>) {
        self.frozen.set(true);
        let record = {
            let mut record = self.record.borrow_mut();
            record.frozen = true;
            record.clone()
        };
        if let Some(hub) = self.hub.upgrade() {
            hub.review();
        }
        // A mark that is lost is learnt again from the server.
        let _ = self.store.put_record(&record).await;
    }

    pub(crate) fn hold(&self) {
        self.handles.set(self.handles.get() + 1);
    }

    /// True while a page of this tab shows it.
    pub(crate) fn is_held(&self) -> bool {
        self.handles.get() > 0
    }

    /// The last page that lets go saves and closes it.
    pub(crate) fn release(self: &Rc<Self>) {
        self.handles.set(self.handles.get().saturating_sub(1));
        if !self.is_held() {
            self.step_away();
            self.close_soon();
        }
    }

    /// Saves and closes the document, unless it is shown again or another tab needs it.
    pub(crate) fn close_soon(self: &Rc<Self>) {
        let live = self.clone();
        spawn_local(async move {
            // What cannot be saved keeps the document open, and is tried again.
            while live.flush().await.is_err() {
                TimeoutFuture::new(RETRY_AFTER).await;
            }
            if let Some(hub) = live.hub.upgrade() {
                hub.closed(&live);
            }
        });
    }

    /// Shows nothing any more and lets go of the connection.
    pub(crate) fn clear(self: &Rc<Self>) {
        self.frozen.set(true);
        self.happened(Event::Allowed(false));
        self.timer.take();
        self.lose_presence();
        self.answers.set(Answers::default());
        self.text.set(String::new());
        self.threads.set(Vec::new());
    }

    fn saw_rows(&self) {
        self.rows_seen.set(self.rows_seen.get().wrapping_add(1));
    }

    fn show_status(&self) {
        if let Some(hub) = self.hub.upgrade() {
            hub.show_status();
        }
    }

    fn show(&self) {
        let document = self.document();
        // What is small enough to be read after each change.
        if let Some(interview) = document.as_interview() {
            show(&self.answers, interview.answers());
        }
        if let Some(notes) = document.as_notes() {
            show(&self.text, notes.text());
        }
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
        if self.record.borrow().start.kind.holds_comments() {
            show(&self.threads, self.document().threads());
        }
    }

    /// The listener runs while the document is locked: it only puts the bytes aside.
    fn observe(&self) {
        let (made, news) = (self.made.clone(), self.news_came.clone());
        self.document().observe(move |update, made_here| {
            if made_here { made.borrow_mut().push(update.to_vec()) } else { news.set(true) }
        });
    }
}

fn show<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        signal.set(value);
    }
}
