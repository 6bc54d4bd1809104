//! Keeps the documents of the person who is signed in on this device and at the server; see [`SyncHandle`].
//!
//! The way of a change: into the document in memory, within 150 ms onto the disk of this device, and from there to the
//! server, over the document's connection or with the next request. The server's confirmation is written to the disk
//! before the page says "sent".

mod backoff;
mod catch_up;
pub(crate) mod clock;
mod hub;
pub mod interview;
mod link;
mod live;
mod outbox;
mod pulse;
mod refresh;
mod replica;
mod set_aside;
mod socket;
pub mod status;
mod unsent;

use std::rc::Rc;

use domain::{
    failure::Failure,
    id::{CaseId, DocumentId, GuideId, Timestamp},
    interview::StartInterview,
};
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

use crate::device::{store::DocumentRecord, tabs::Message, use_device};
use clock::now;
use hub::{Hub, Shown};
pub use interview::OpenInterview;
use live::Live;
pub use status::{Status, Why};

/// The synchronisation as pages use it; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct SyncHandle {
    hub: StoredValue<Rc<Hub>, LocalStorage>,
    owner: StoredValue<Owner>,
    shown: Shown,
}

/// Changes that the server refused. They stay on the device for their author to see and export.
#[derive(Clone, Debug, PartialEq)]
pub struct SetAside {
    pub document: DocumentId,
    pub refused_at: Timestamp,
    pub reason: Failure,
    /// How many saved changes.
    pub changes: usize,
}

/// Where the synchronisation is kept from the first time that somebody is in until the page ends: it outlasts the pages
/// that use it, since the device may be locked and unlocked meanwhile.
#[derive(Clone)]
struct Place {
    owner: Owner,
    sync: StoredValue<Option<SyncHandle>>,
}

/// Keeps a place for the synchronisation; once, in `App`.
pub fn provide_place() {
    provide_context(Place { owner: Owner::current().unwrap_or_default(), sync: StoredValue::new(None) });
}

/// Puts the synchronisation into context, and starts it if it is the first time.
pub fn provide_sync() {
    let place = expect_context::<Place>();
    let sync = place.sync.get_value().unwrap_or_else(|| {
        let sync = place.owner.with(start);
        place.sync.set_value(Some(sync));
        sync
    });
    provide_context(sync);
}

fn start() -> SyncHandle {
    let device = use_device();
    let shown = Shown {
        status: RwSignal::default(),
        session_ended: RwSignal::new(false),
        set_aside: RwSignal::default(),
        waiting: RwSignal::default(),
    };
    let hub = Hub::new(device, shown);
    device.keeper().let_in(hub.clone());
    pulse::start(&hub);
    let owner = StoredValue::new(Owner::current().unwrap_or_default());
    SyncHandle { hub: StoredValue::new_local(hub), owner, shown }
}

/// The synchronisation of the page.
pub fn use_sync() -> SyncHandle {
    expect_context::<SyncHandle>()
}

impl SyncHandle {
    pub fn status(self) -> ReadSignal<Status> {
        self.shown.status.read_only()
    }

    /// True when the server no longer knows the session: work goes on and is saved here, and is sent after
    /// [`crate::device::Device::sign_in`].
    pub fn session_ended(self) -> ReadSignal<bool> {
        self.shown.session_ended.read_only()
    }

    /// What the server refused, by document.
    pub fn set_aside(self) -> ReadSignal<Vec<SetAside>> {
        self.shown.set_aside.read_only()
    }

    /// Interviews started on this device that the server does not know yet.
    pub fn interviews_waiting(self) -> ReadSignal<Vec<StartInterview>> {
        self.shown.waiting.read_only()
    }

    /// Opens an interview: from this device at once, otherwise from the server.
    pub async fn open(self, document: DocumentId) -> Result<OpenInterview, Failure> {
        let hub = self.hub.get_value();
        let handle = |live: Rc<Live>| OpenInterview::new(live, &self.owner.get_value());
        if let Some(live) = hub.live(document) {
            return Ok(handle(live));
        }
        let store = hub.store()?;
        let mut replica = replica::load(&store, document).await?;
        if replica.is_absent {
            hub.catch_up(&[document]).await?;
            replica = replica::load(&store, document).await?;
        }
        let record = hub.describe(&store, document, &replica.document).await?;
        // Another page may have opened it in the meantime, and there must be one of it.
        if let Some(live) = hub.live(document) {
            return Ok(handle(live));
        }
        let live = Live::new(&hub, store, record, replica);
        hub.lives.borrow_mut().insert(document, live.clone());
        if live.frozen.get_untracked() {
            // Nothing is left to send; what is missing here comes without a connection.
            spawn_local(async move {
                let _ = hub.catch_up(&[document]).await;
            });
        } else {
            live.connect();
        }
        Ok(handle(live))
    }

    /// Starts an interview on this device; the server learns of it as soon as it can be reached.
    pub async fn start_interview(self, case: CaseId, guide: GuideId) -> Result<DocumentId, Failure> {
        let hub = self.hub.get_value();
        let store = hub.store()?;
        let start = StartInterview { id: DocumentId(Uuid::now_v7()), case, guide, started_at: now() };
        let id = start.id;
        let document = replica::blank()?;
        document.set_meta(&guide.to_string(), &case.to_string());
        let record = DocumentRecord { start, registered: false, frozen: false, refused: None };
        store.begin(&record, &outbox::frame(&[document.encode()])).await?;
        hub.tell_tabs(&Message::Documents);
        hub.list().await;
        hub.written(None).await;
        hub.wake();
        Ok(id)
    }

    /// Offers the refused changes of a document, as readable JSON, for download.
    pub async fn export_set_aside(self, document: DocumentId) -> Result<(), Failure> {
        self.hub.get_value().export_set_aside(document).await
    }

    /// Asks the server again for cases, guides and interviews, so that all of them open offline.
    pub async fn refresh(self) -> Result<(), Failure> {
        self.hub.get_value().refresh().await
    }
}
