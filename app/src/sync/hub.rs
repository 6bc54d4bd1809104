//! Everything that is open and everything that waits, for the person whose store is open.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
};

use domain::{failure::Failure, id::DocumentId, interview::StartInterview};
use futures::future::{LocalBoxFuture, join_all};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    SetAside,
    clock::now,
    live::Live,
    status::{Facts, Status, Why},
};
use crate::{
    api::ApiError,
    device::{
        Device, Fault, Tenant,
        store::{RowState, Store},
        tabs::Message,
    },
    features::interview::api,
};

/// How long signing out waits for what is being sent, in milliseconds.
const PARTING: u32 = 5_000;

/// What pages are shown.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub status: RwSignal<Status>,
    pub session_ended: RwSignal<bool>,
    pub set_aside: RwSignal<Vec<SetAside>>,
    pub waiting: RwSignal<Vec<StartInterview>>,
}

pub(crate) struct Hub {
    me: Weak<Self>,
    pub(crate) device: Device,
    pub(crate) shown: Shown,
    pub(crate) lives: RefCell<BTreeMap<DocumentId, Rc<Live>>>,
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

    /// Nobody shows the document any more.
    pub(crate) fn closed(&self, live: &Rc<Live>) {
        live.clear();
        let mut lives = self.lives.borrow_mut();
        if lives.get(&live.id).is_some_and(|known| Rc::ptr_eq(known, live)) {
            lives.remove(&live.id);
        }
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
    pub(crate) async fn confirmed(&self) {
        self.tell_tabs(&Message::Confirmed);
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

    pub(crate) fn reached(&self, reached: bool) {
        self.facts.borrow_mut().reachable = reached;
        self.show_status();
    }

    /// A store that is open while the session is nobody's, or somebody else's, needs a sign-in before it can send.
    pub(crate) fn check_session(&self) {
        if self.device.store().is_some() && !self.may_send() {
            self.session_over();
        }
    }

    pub(crate) fn session_over(&self) {
        self.shown.session_ended.set(true);
        for live in self.open_documents() {
            live.disconnect();
        }
        self.reached(false);
    }

    /// Counts what is on the disk again, in whatever tab it was written.
    pub(crate) async fn count(&self) {
        if let Ok(store) = self.store()
            && let Ok(pending) = store.pending().await
        {
            self.facts.borrow_mut().pending = pending;
        }
        self.show_status();
    }

    pub(crate) fn show_status(&self) {
        let unsaved = self.lives.borrow().values().any(|live| live.outbox.borrow().is_unsaved());
        let status = {
            let mut facts = self.facts.borrow_mut();
            facts.unsaved = unsaved;
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

    /// Tells the server of an interview started here, which it may know already.
    pub(crate) async fn register(&self, document: DocumentId) -> Result<(), Failure> {
        let store = self.store()?;
        let mut record = store.record(document).await?.ok_or(Failure::NotFound)?;
        if record.registered {
            return Ok(());
        }
        match api::start(record.start.clone()).await {
            Ok(_) => {
                self.reached(true);
                record.registered = true;
                store.put_record(&record).await?;
                self.tell_tabs(&Message::Documents);
                self.list().await;
                Ok(())
            }
            Err(ApiError(failure)) => {
                self.refused(document, failure.clone()).await;
                Err(failure)
            }
        }
    }

    /// The server said no. What it will never take is set aside; everything else is only late.
    pub(crate) async fn refused(&self, document: DocumentId, failure: Failure) {
        match failure {
            Failure::SignedOut | Failure::PassphraseChangeRequired => self.session_over(),
            Failure::DeviceRevoked => self.lose().await,
            Failure::Unreachable => self.reached(false),
            failure if is_final(&failure) => {
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

    async fn put_aside(&self, document: DocumentId, failure: Failure) -> Result<(), Failure> {
        let store = self.store()?;
        let live = self.live(document);
        if let Some(live) = &live {
            live.flush().await?;
        }
        let rows = store.rows(document).await?;
        let pending: Vec<_> =
            rows.iter().filter(|row| row.state == RowState::Pending).map(|row| row.key).collect();
        if let Some(mut record) = store.record(document).await? {
            record.frozen = !matches!(failure, Failure::TooLarge { .. } | Failure::Invalid { .. });
            if !pending.is_empty() {
                record.refused = Some((failure, now()));
            }
            store.put_record(&record).await?;
        }
        store.mark(&pending, RowState::Aside).await?;
        self.tell_tabs(&Message::Refused { document });
        if let Some(live) = live {
            live.reload().await?;
        }
        self.list().await;
        self.count().await;
        Ok(())
    }

    /// Lists again what was refused and what the server does not know yet.
    pub(crate) async fn list(&self) {
        let Ok(store) = self.store() else { return };
        let Ok(records) = store.records().await else { return };
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
            live.connect();
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
                let sent = std::pin::pin!(hub.sweep());
                futures::future::select(sent, TimeoutFuture::new(PARTING)).await;
            }
        })
    }

    fn leave(&self) {
        for live in self.lives.take().into_values() {
            live.clear();
        }
        self.facts.replace(Facts::default());
        self.shown.session_ended.set(false);
        self.shown.set_aside.set(Vec::new());
        self.shown.waiting.set(Vec::new());
        self.show_status();
    }

    fn session_renewed(&self) {
        self.shown.session_ended.set(false);
        self.begin();
    }

    fn heard(&self, message: Message) {
        let Some(hub) = self.me.upgrade() else { return };
        match message {
            Message::Update { document, bytes } => {
                if let Some(live) = self.live(document) {
                    live.receive_saved(&bytes);
                }
            }
            Message::Rows => spawn_local(async move { hub.count().await }),
            Message::Confirmed => spawn_local(async move { hub.note_confirmation().await }),
            Message::Documents => spawn_local(async move { hub.list().await }),
            Message::Refused { document } => spawn_local(async move {
                if let Some(live) = hub.live(document)
                    && live.flush().await.is_ok()
                {
                    // The next opening reads the same rows, should this reading fail.
                    let _ = live.reload().await;
                }
                hub.list().await;
            }),
            Message::Lock | Message::SignOut | Message::AskKey | Message::Key(_) => {}
        }
    }
}

/// True when sending the same again cannot succeed.
fn is_final(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Forbidden
            | Failure::Frozen
            | Failure::NotFound
            | Failure::TooLarge { .. }
            | Failure::Invalid { .. }
            | Failure::Taken { .. }
    )
}

#[cfg(test)]
mod tests {
    use domain::failure::Failure;

    use super::is_final;

    #[test]
    fn only_what_can_never_be_taken_is_set_aside() {
        let check =
            |failure: Failure, expected: bool| assert_eq!(is_final(&failure), expected, "{failure:?}");
        check(Failure::Frozen, true);
        check(Failure::Forbidden, true);
        check(Failure::NotFound, true);
        check(Failure::SignedOut, false);
        check(Failure::PassphraseChangeRequired, false);
        check(Failure::Unreachable, false);
        check(Failure::Storage, false);
        check(Failure::Server, false);
        check(Failure::Unknown, false);
        check(Failure::TooManyAttempts { seconds: 3 }, false);
    }
}
