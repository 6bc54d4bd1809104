//! A document that is open on this page: its content in memory, and the way of each change to the disk.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use domain::{failure::Failure, id::DocumentId, interview::Answers};
use futures::lock::Mutex;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use sync::interview::Document;
use wasm_bindgen_futures::spawn_local;

use super::{
    hub::Hub,
    link::Link,
    outbox::Outbox,
    replica::{self, Replica},
};
use crate::device::{
    Fault,
    store::{DocumentRecord, RowKey, RowState, Store},
    tabs::Message,
};

/// The longest that something typed stays in memory alone, in milliseconds, while the disk answers.
const SAVE_AFTER: u32 = 150;
/// How long to wait before the next attempt when it does not.
const RETRY_AFTER: u32 = 2_000;

pub(crate) struct Live {
    pub(crate) id: DocumentId,
    pub(crate) hub: Weak<Hub>,
    pub(crate) store: Rc<Store>,
    pub(crate) record: RefCell<DocumentRecord>,
    pub(crate) outbox: Rc<RefCell<Outbox>>,
    pub(crate) link: RefCell<Link>,
    pub(crate) answers: ArcRwSignal<Answers>,
    pub(crate) frozen: ArcRwSignal<bool>,
    document: RefCell<Rc<Document>>,
    /// True while what is applied is on the disk already.
    on_disk: Rc<Cell<bool>>,
    handles: Cell<usize>,
    timer: RefCell<Option<Timeout>>,
    /// One write at a time, so that rows keep the order of typing.
    writing: Mutex<()>,
}

impl Live {
    pub(crate) fn new(hub: &Rc<Hub>, store: Rc<Store>, record: DocumentRecord, replica: Replica) -> Rc<Self> {
        let live = Self {
            id: record.start.id,
            hub: Rc::downgrade(hub),
            store,
            outbox: Rc::new(RefCell::new(Outbox::new(replica.pending))),
            link: RefCell::default(),
            answers: ArcRwSignal::new(replica.document.answers()),
            frozen: ArcRwSignal::new(record.frozen),
            document: RefCell::new(Rc::new(replica.document)),
            on_disk: Rc::default(),
            handles: Cell::new(0),
            timer: RefCell::default(),
            writing: Mutex::new(()),
            record: RefCell::new(record),
        };
        live.observe();
        Rc::new(live)
    }

    pub(crate) fn document(&self) -> Rc<Document> {
        self.document.borrow().clone()
    }

    /// Carries out a change of this page.
    pub(crate) fn change<T>(self: &Rc<Self>, change: impl FnOnce(&Document) -> T) -> Option<T> {
        if self.frozen.get_untracked() {
            return None;
        }
        let done = change(&self.document());
        self.changed();
        Some(done)
    }

    /// Merges what the server sent.
    pub(crate) fn receive(self: &Rc<Self>, update: &[u8]) {
        if self.document().apply(update).is_ok() {
            self.changed();
        }
    }

    /// Merges what is on the disk already: another tab, or the background, put it there.
    pub(crate) fn receive_saved(&self, update: &[u8]) {
        self.on_disk.set(true);
        let applied = self.document().apply(update);
        self.on_disk.set(false);
        if applied.is_ok() {
            self.show();
        }
    }

    /// Puts everything typed on the disk; returns once it is there.
    pub(crate) async fn flush(self: &Rc<Self>) -> Result<(), Fault> {
        self.timer.take();
        let _turn = self.writing.lock().await;
        let batch = self.outbox.borrow_mut().take();
        if batch.is_empty() {
            return Ok(());
        }
        let written = self.store.add(self.id, &batch.rows()).await;
        match written {
            Ok(keys) => {
                let row = self.outbox.borrow_mut().saved(&batch, &keys);
                if let Some(row) = row {
                    self.send(&batch.made, row);
                }
                if let Some(hub) = self.hub.upgrade() {
                    for bytes in batch.made {
                        hub.tell_tabs(&Message::Update { document: self.id, bytes });
                    }
                    hub.written(None).await;
                }
                Ok(())
            }
            Err(fault) => {
                self.outbox.borrow_mut().put_back(batch);
                self.save_in(RETRY_AFTER);
                if let Some(hub) = self.hub.upgrade() {
                    hub.written(Some(fault)).await;
                }
                Err(fault)
            }
        }
    }

    /// The server has these rows: says so on the disk, and only then on the page.
    pub(crate) async fn confirmed(self: Rc<Self>, rows: Vec<RowKey>) {
        if rows.is_empty() {
            return;
        }
        let marked = self.store.mark(&rows, RowState::Sent).await;
        if let Some(hub) = self.hub.upgrade()
            && marked.is_ok()
        {
            hub.confirmed().await;
        }
    }

    /// Builds the document again from its rows, after the server refused some of them.
    pub(crate) async fn reload(self: &Rc<Self>) -> Result<(), Failure> {
        self.disconnect();
        let replica = replica::load(&self.store, self.id).await?;
        if let Some(record) = self.store.record(self.id).await? {
            self.frozen.set(record.frozen);
            self.record.replace(record);
        }
        self.outbox.replace(Outbox::new(replica.pending));
        self.document.replace(Rc::new(replica.document));
        self.observe();
        self.show();
        Ok(())
    }

    pub(crate) async fn freeze(self: &Rc<Self>) {
        self.disconnect();
        self.frozen.set(true);
        let record = {
            let mut record = self.record.borrow_mut();
            record.frozen = true;
            record.clone()
        };
        // A mark that is lost is learnt again from the server.
        let _ = self.store.put_record(&record).await;
    }

    pub(crate) fn hold(&self) {
        self.handles.set(self.handles.get() + 1);
    }

    /// The last page that lets go saves and closes it.
    pub(crate) fn release(self: &Rc<Self>) {
        self.handles.set(self.handles.get().saturating_sub(1));
        let live = self.clone();
        spawn_local(async move {
            // What cannot be saved keeps the document open, and is tried again.
            while live.flush().await.is_err() {
                gloo_timers::future::TimeoutFuture::new(RETRY_AFTER).await;
            }
            if live.handles.get() == 0
                && let Some(hub) = live.hub.upgrade()
            {
                hub.closed(&live);
            }
        });
    }

    /// Shows nothing any more and lets go of the connection.
    pub(crate) fn clear(&self) {
        self.timer.take();
        self.disconnect();
        self.frozen.set(true);
        self.answers.set(Answers::default());
    }

    fn changed(self: &Rc<Self>) {
        self.show();
        if self.outbox.borrow().is_unsaved() {
            if self.timer.borrow().is_none() {
                self.save_in(SAVE_AFTER);
            }
            if let Some(hub) = self.hub.upgrade() {
                hub.show_status();
            }
        }
    }

    fn save_in(self: &Rc<Self>, milliseconds: u32) {
        let live = Rc::downgrade(self);
        let timer = Timeout::new(milliseconds, move || {
            if let Some(live) = live.upgrade() {
                spawn_local(async move {
                    // A failure is shown by the status line and tried again by itself.
                    let _ = live.flush().await;
                });
            }
        });
        self.timer.replace(Some(timer));
    }

    fn show(&self) {
        let answers = self.document().answers();
        if self.answers.with_untracked(|shown| *shown != answers) {
            self.answers.set(answers);
        }
    }

    /// The listener runs while the document is locked: it only puts the bytes aside.
    fn observe(&self) {
        let (outbox, on_disk) = (self.outbox.clone(), self.on_disk.clone());
        self.document().observe(move |update, made_here| {
            if made_here {
                outbox.borrow_mut().made(update.to_vec());
            } else if !on_disk.get() {
                outbox.borrow_mut().received(update.to_vec());
            }
        });
    }
}
