//! Everything that is open and everything that waits, for the person whose store is open.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
};

use domain::{
    document::{Home, Kind, StartDocument},
    failure::Failure,
    id::DocumentId,
    interview::StartInterview,
    notes::StartNotes,
};
use futures::future::{LocalBoxFuture, join_all};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use sync::client::{Event, Facts, RowKey, RowState, Status, Turn, Why, progress::Progress, refusal};
use wasm_bindgen_futures::spawn_local;

use super::{SetAside, clock::now, lead::Lead, live::Live};
use crate::{
    api::ApiError,
    device::{
        Device, Fault, Tenant,
        store::{DocumentRecord, Start, Store},
        tabs::Message,
    },
    features::{document, guide, interview, notes},
};

/// How long signing out waits for what is being sent, in milliseconds.
const PARTING: u32 = 5_000;

/// What pages are shown.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub status: RwSignal<Status>,
    pub session_ended: RwSignal<bool>,
    pub set_aside: RwSignal<Vec<SetAside>>,
    pub waiting: RwSignal<Vec<Start>>,
    /// While documents are being fetched in the background.
    pub progress: RwSignal<Option<Progress>>,
}

/// What this tab has not heard of a document while it read its rows.
#[derive(Default)]
pub(crate) struct Missed {
    /// Updates that another tab has put on the disk, with their row where it is still to be sent.
    pub written: Vec<(Option<RowKey>, Vec<Vec<u8>>)>,
    /// Rows were set aside.
    pub refused: bool,
}

pub(crate) struct Hub {
    me: Weak<Self>,
    pub(crate) device: Device,
    pub(crate) shown: Shown,
    pub(crate) lives: RefCell<BTreeMap<DocumentId, Rc<Live>>>,
    pub(crate) lead: Lead,
    /// The documents whose rows are being read, with what other tabs have written to them since.
    pub(crate) opening: RefCell<BTreeMap<DocumentId, Missed>>,
    /// One pass at a time.
    pub(crate) sweeping: Cell<bool>,
    pub(crate) refreshing: Cell<bool>,
    facts: RefCell<Facts>,
}

impl Hub {
    pub(crate) fn new(device: Device, shown: Shown) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            device,
            shown,
            lives: RefCell::default(),
            lead: Lead::new(),
            opening: RefCell::default(),
            sweeping: Cell::new(false),
            refreshing: Cell::new(false),
            facts: RefCell::default(),
        })
    }

    pub(crate) fn store(&self) -> Result<Rc<Store>, Failure> {
        self.device.store().ok_or(Failure::SignedOut)
    }

    /// True when somebody's store is open and the session at the server is hers.
    pub(crate) fn may_send(&self) -> bool {
        let owns = |store: Rc<Store>| self.device.keeper().owns_session(store.account);
        !self.shown.session_ended.get_untracked() && self.device.store().is_some_and(owns)
    }

    pub(crate) fn open_documents(&self) -> Vec<Rc<Live>> {
        self.lives.borrow().values().cloned().collect()
    }

    pub(crate) fn live(&self, document: DocumentId) -> Option<Rc<Live>> {
        self.lives.borrow().get(&document).cloned()
    }

    /// Saves everything that is open.
    pub(crate) async fn flush_all(&self) -> Result<(), Fault> {
        let lives = self.open_documents();
        join_all(lives.iter().map(Live::flush)).await.into_iter().collect()
    }

    /// Something went to the disk, or did not.
    pub(crate) async fn written(&self, fault: Option<Fault>) {
        self.facts.borrow_mut().fault = fault.map(|fault| match fault {
            Fault::Full => Why::Full,
            Fault::Unavailable | Fault::Newer => Why::Unavailable,
        });
        self.tell_tabs(&Message::Rows);
        self.count().await;
    }

    /// The server has confirmed, and the disk says so.
    pub(crate) async fn confirmed(&self, document: DocumentId, rows: Vec<RowKey>) {
        self.tell_tabs(&Message::Confirmed { document, rows });
        self.note_confirmation().await;
    }

    async fn note_confirmation(&self) {
        {
            let mut facts = self.facts.borrow_mut();
            facts.confirmed_at = Some(now());
            facts.reachable = true;
        }
        self.count().await;
    }

    /// A document is about to be closed.
    pub(crate) fn closing(&self) {
        self.facts.borrow_mut().closing();
    }

    pub(crate) fn reached(&self, reached: bool) {
        self.facts.borrow_mut().reachable = reached;
        self.show_status();
    }

    /// A store that is open while the session is nobody's, or somebody else's, needs a sign-in before it can send.
    pub(crate) fn check_session(self: &Rc<Self>) {
        if self.device.store().is_some() && !self.may_send() {
            self.session_over(true);
        }
    }

    /// `tell`: whether the person's other tabs are to know.
    pub(crate) fn session_over(self: &Rc<Self>, tell: bool) {
        if tell && !self.shown.session_ended.get_untracked() {
            self.tell_tabs(&Message::SessionEnded);
        }
        self.shown.session_ended.set(true);
        self.review();
        self.reached(false);
    }

    /// Counts what is on the disk again, in whatever tab it was written.
    pub(crate) async fn count(&self) {
        let known: Vec<_> = self.open_documents().into_iter().map(|live| (live.pending(), live)).collect();
        if let Ok(store) = self.store()
            && let Ok(pending) = store.pending().await
        {
            self.facts.borrow_mut().pending = pending.len();
            for (rows, live) in known {
                // Another tab has sent them, and its word did not come through.
                let settled: Vec<_> = rows.into_iter().filter(|row| !pending.contains(row)).collect();
                if !settled.is_empty() {
                    live.happened(Event::Settled(settled));
                }
            }
        }
        self.show_status();
    }

    pub(crate) fn show_status(&self) {
        let (unsaved, known) = {
            let lives = self.lives.borrow();
            let known = lives.values().map(|live| live.courier.borrow().pending().len()).sum();
            (lives.values().any(|live| live.is_unsaved()), known)
        };
        let status = {
            let mut facts = self.facts.borrow_mut();
            (facts.unsaved, facts.known) = (unsaved, known);
            facts.status()
        };
        if self.shown.status.with_untracked(|shown| *shown != status) {
            self.shown.status.set(status);
        }
    }

    pub(crate) fn tell_tabs(&self, message: &Message) {
        if let Some(tabs) = self.device.keeper().tabs() {
            tabs.tell(message);
        }
    }

    /// Tells the server of a document started here, which it may know already.
    pub(crate) async fn register(self: &Rc<Self>, document: DocumentId) -> Result<(), Failure> {
        let store = self.store()?;
        let mut record = store.record(document).await?.ok_or(Failure::NotFound)?;
        if record.registered {
            return Ok(());
        }
        match announce(&record.start).await {
            Ok(_) => {
                self.reached(true);
                record.registered = true;
                store.put_record(&record).await?;
                self.tell_tabs(&Message::Documents);
                self.list().await;
                Ok(())
            }
            Err(failure) => {
                self.refused(document, failure.clone()).await;
                Err(failure)
            }
        }
    }

    /// The server said no. What it will never take is set aside; everything else is only late.
    pub(crate) async fn refused(self: &Rc<Self>, document: DocumentId, failure: Failure) {
        match failure {
            Failure::DeviceRevoked => self.lose().await,
            failure if refusal::ends_session(&failure) => self.session_over(true),
            Failure::Unreachable => self.reached(false),
            failure if refusal::is_final(&failure) => {
                // A disk that does not answer now leaves the rows pending, and the server says no again.
                let _ = self.put_aside(document, failure).await;
            }
            _ => {}
        }
    }

    /// This device was reported lost.
    pub(crate) async fn lose(&self) {
        // What fails is done at the next contact.
        let _ = self.device.keeper().lose().await;
    }

    async fn put_aside(self: &Rc<Self>, document: DocumentId, failure: Failure) -> Result<(), Failure> {
        let store = self.store()?;
        let live = self.live(document);
        if let Some(live) = &live {
            // What would be refused is not typed.
            if refusal::freezes(&failure) {
                live.frozen.set(true);
            }
            live.flush().await?;
        }
        let rows = store.rows(document).await?;
        let pending: Vec<_> =
            rows.iter().filter(|row| row.state == RowState::Pending).map(|row| row.key).collect();
        if let Some(mut record) = store.record(document).await? {
            record.frozen = refusal::freezes(&failure);
            if !pending.is_empty() {
                record.refused = Some((failure, now()));
            }
            store.put_record(&record).await?;
        }
        let marked = store.mark(&pending, RowState::Aside).await;
        // Where the word of it got lost, the disk knows.
        self.tell_tabs(&Message::Refused { document });
        if let Some(live) = live {
            live.reload().await?;
            self.review();
        }
        if !pending.is_empty() {
            // Some of it may have arrived before the refusal, and belongs on the screen.
            let hub = self.clone();
            spawn_local(async move { drop(hub.catch_up(&[document]).await) });
        }
        self.list().await;
        self.count().await;
        Ok(marked?)
    }

    /// A document may have been signed elsewhere, or the right to write it given back.
    fn learn_rights(self: &Rc<Self>, records: &[DocumentRecord]) {
        for record in records {
            if let Some(live) = self.live(record.start.id)
                && live.frozen.get_untracked() != record.frozen
            {
                live.frozen.set(record.frozen);
                live.record.replace(record.clone());
            }
        }
        self.review();
    }

    /// Lists again what was refused and what the server does not know yet.
    pub(crate) async fn list(self: &Rc<Self>) {
        let Ok(store) = self.store() else { return };
        let Ok(records) = store.records().await else { return };
        self.learn_rights(&records);
        let aside = store.documents_with(RowState::Aside).await.unwrap_or_default();
        let refused = records.iter().filter_map(|record| {
            let (reason, refused_at) = record.refused.clone()?;
            let document = record.start.id;
            let changes = aside.iter().find(|(id, _)| *id == document).map(|(_, count)| *count)?;
            Some(SetAside { document, refused_at, reason, changes })
        });
        self.shown.set_aside.set(refused.collect());
        let waiting = records.iter().filter(|record| !record.registered && record.refused.is_none());
        self.shown.waiting.set(waiting.map(|record| record.start.clone()).collect());
    }

    /// After a store was opened or a session renewed: shows what is there, then sends and fetches.
    fn begin(&self) {
        let Some(hub) = self.me.upgrade() else { return };
        spawn_local(async move {
            hub.enter();
            hub.count().await;
            hub.list().await;
            hub.wake();
            // Without a network everything is as it was kept the last time.
            let _ = hub.refresh().await;
        });
    }

    /// The network may be back, or somebody looks: tries now what was waiting for later.
    pub(crate) fn wake(&self) {
        for live in self.open_documents() {
            live.happened(Event::Woken);
        }
        if let Some(hub) = self.me.upgrade() {
            spawn_local(async move { hub.sweep().await });
        }
    }
}

impl Tenant for Hub {
    fn flush(&self) -> LocalBoxFuture<'static, Result<(), Fault>> {
        let hub = self.me.upgrade();
        Box::pin(async move {
            match hub {
                Some(hub) => hub.flush_all().await,
                None => Ok(()),
            }
        })
    }

    fn send(&self) -> LocalBoxFuture<'static, ()> {
        let hub = self.me.upgrade();
        Box::pin(async move {
            if let Some(hub) = hub {
                let sent = std::pin::pin!(hub.send_all());
                futures::future::select(sent, TimeoutFuture::new(PARTING)).await;
            }
        })
    }

    fn leave(&self) {
        if let Some(hub) = self.me.upgrade() {
            hub.turn(Turn::Left);
        }
        for live in self.lives.take().into_values() {
            live.clear();
        }
        self.facts.replace(Facts::default());
        self.shown.session_ended.set(false);
        self.shown.set_aside.set(Vec::new());
        self.shown.waiting.set(Vec::new());
        self.shown.progress.set(None);
        self.show_status();
    }

    fn session_renewed(&self) {
        if self.shown.session_ended.get_untracked() {
            self.tell_tabs(&Message::SessionRenewed);
        }
        self.shown.session_ended.set(false);
        self.begin();
    }

    fn heard(&self, message: Message) {
        let Some(hub) = self.me.upgrade() else { return };
        match message {
            Message::Update { document, row, updates } => {
                if let Some(live) = self.live(document) {
                    live.receive_saved(row, updates);
                } else if let Some(missed) = self.opening.borrow_mut().get_mut(&document) {
                    missed.written.push((row, updates));
                }
            }
            Message::Lead { from, call } => hub.turn(Turn::Heard(from, call)),
            Message::SessionEnded => hub.session_over(false),
            Message::SessionRenewed => {
                self.shown.session_ended.set(false);
                self.begin();
                hub.review();
            }
            Message::Rows => spawn_local(async move { hub.count().await }),
            Message::Confirmed { document, rows } => {
                if let Some(live) = self.live(document) {
                    if live.courier.borrow().has_missed(&rows) {
                        live.reload_soon();
                    } else if !rows.is_empty() {
                        live.confirmed_late();
                    }
                    live.happened(Event::Settled(rows));
                }
                spawn_local(async move { hub.note_confirmation().await });
            }
            Message::Documents => spawn_local(async move { hub.list().await }),
            Message::Refused { document } => {
                if let Some(missed) = self.opening.borrow_mut().get_mut(&document) {
                    missed.refused = true;
                }
                spawn_local(async move {
                    if let Some(live) = hub.live(document) {
                        // The next opening reads the same rows, should this reading fail.
                        let _ = live.reload().await;
                        hub.review();
                    }
                    hub.list().await;
                });
            }
            Message::Presence { document, payload } => {
                if let Some(live) = self.live(document) {
                    live.overhear_presence(&payload);
                }
            }
            Message::Here { document, place } => {
                if let Some(live) = self.live(document) {
                    live.hear_guest(place);
                }
            }
            Message::Lock | Message::SignOut | Message::AskKey | Message::Key(_) => {}
        }
    }
}

/// Registers a document with the server.
async fn announce(start: &Start) -> Result<(), Failure> {
    let Start { id, home, started_at, kind, guide: of_guide } = start.clone();
    let answer = match (kind, home) {
        (Kind::Interview, home) => {
            let (case, guide) = home.case().zip(of_guide).ok_or(Failure::NotFound)?;
            interview::api::start(StartInterview { id, case, guide, started_at }).await.map(drop)
        }
        // An older server knows this of notes, and no other homes.
        (Kind::Notes, Home::Case(case)) => {
            notes::api::start(StartNotes { id, case, started_at }).await.map(drop)
        }
        // A draft is started at the server: there it is, or there is none.
        (Kind::GuideDraft, _) => guide::api::draft(id).await.map(drop),
        (kind, home) => document::api::start(StartDocument { id, kind, home, started_at }).await.map(drop),
    };
    answer.map_err(|ApiError(failure)| failure)
}
