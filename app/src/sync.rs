//! Keeps the documents of the person who is signed in on this device and at the server; see [`SyncHandle`].
//!
//! The way of a change: into the document in memory, within 150 ms onto the disk of this device, and from there to the
//! server, over the document's connection or with the next request. The server's confirmation is written to the disk
//! before the page says "sent".

mod catch_up;
pub(crate) mod clock;
pub mod comments;
pub mod framework;
pub mod guide;
mod hub;
pub mod interview;
mod lead;
mod link;
mod live;
pub mod notes;
pub mod opened;
pub mod plan;
mod presence;
mod pulse;
mod refresh;
mod replica;
mod set_aside;
mod socket;
mod unsent;

use std::rc::Rc;

use domain::{
    document::{Home, Kind},
    failure::Failure,
    id::{CaseId, DocumentId, GuideId, Timestamp},
};
use leptos::prelude::*;
pub use sync::client::{Status, Why};
use sync::{
    client::{Turn, frame, progress::Progress},
    document::Document,
};
use uuid::Uuid;

use crate::device::{
    store::{DocumentRecord, Start},
    tabs::Message,
    use_device,
};
use clock::now;
pub use comments::Comments;
pub use framework::OpenFramework;
pub use guide::OpenDraft;
use hub::{Hub, Shown};
pub use interview::OpenInterview;
pub use notes::OpenNotes;
pub use opened::OpenDocument;
pub use plan::OpenPlan;

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
        progress: RwSignal::default(),
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

    /// What was started on this device and the server does not know yet.
    pub fn waiting(self) -> ReadSignal<Vec<Start>> {
        self.shown.waiting.read_only()
    }

    /// How far fetching in the background is, while it goes on.
    pub fn progress(self) -> ReadSignal<Option<Progress>> {
        self.shown.progress.read_only()
    }

    /// Opens a document of this kind: from this device at once, otherwise from the server.
    pub async fn open_document(self, kind: Kind, document: DocumentId) -> Result<OpenDocument, Failure> {
        let hub = self.hub.get_value();
        let live = hub.bring(document).await?;
        let found = live.record.borrow().start.kind;
        if found != kind {
            hub.closed(&live);
            return Err(Failure::NotFound);
        }
        let opened = OpenDocument::new(live, &self.owner.get_value());
        hub.turn(Turn::Shown(document));
        Ok(opened)
    }

    /// Opens an interview.
    pub async fn open(self, document: DocumentId) -> Result<OpenInterview, Failure> {
        let opened = self.open_document(Kind::Interview, document).await?;
        OpenInterview::new(opened, &self.owner.get_value()).ok_or(Failure::NotFound)
    }

    /// Opens notes.
    pub async fn open_notes(self, document: DocumentId) -> Result<OpenNotes, Failure> {
        let opened = self.open_document(Kind::Notes, document).await?;
        Ok(OpenNotes::new(opened, &self.owner.get_value()))
    }

    /// Opens a framework.
    pub async fn open_framework(self, document: DocumentId) -> Result<OpenFramework, Failure> {
        Ok(OpenFramework::new(self.open_document(Kind::Framework, document).await?))
    }

    /// Opens the draft of a guide.
    pub async fn open_draft(self, document: DocumentId) -> Result<OpenDraft, Failure> {
        Ok(OpenDraft::new(self.open_document(Kind::GuideDraft, document).await?))
    }

    /// Opens a follow-up plan.
    pub async fn open_plan(self, document: DocumentId) -> Result<OpenPlan, Failure> {
        Ok(OpenPlan::new(self.open_document(Kind::Plan, document).await?))
    }

    /// What notes are called, from what of them is on this device: `Some(None)` when they are blank, `None` when they
    /// are not here.
    pub async fn title_of_notes(self, document: DocumentId) -> Option<Option<String>> {
        let hub = self.hub.get_value();
        if let Some(live) = hub.live(document) {
            return Some(domain::notes::title(&live.text.get_untracked()));
        }
        let store = hub.store().ok()?;
        let replica = replica::load(&store, document).await.ok().filter(|replica| !replica.is_absent)?;
        Some(domain::notes::title(&replica.document.as_notes()?.text()))
    }

    /// Starts an interview on this device; the server learns of it as soon as it can be reached.
    pub async fn start_interview(self, case: CaseId, guide: GuideId) -> Result<DocumentId, Failure> {
        // Here or not at all: an interview that opens on nothing would be worse than none.
        refresh::fetch_guide(&*self.hub.get_value().store()?, guide).await?;
        let fill = |document: &Document| {
            if let Some(interview) = document.as_interview() {
                interview.set_meta(&guide.to_string(), &case.to_string());
            }
        };
        self.begin_with(Kind::Interview, Home::Case(case), Some(guide), fill).await
    }

    /// Starts a document on this device, with what `fill` puts into it; the server learns of it as soon as it can be
    /// reached. For kinds that stand alone ([`Kind::stands_alone`]).
    pub async fn begin(
        self,
        kind: Kind,
        home: Home,
        fill: impl FnOnce(&Document),
    ) -> Result<DocumentId, Failure> {
        self.begin_with(kind, home, None, fill).await
    }

    async fn begin_with(
        self,
        kind: Kind,
        home: Home,
        guide: Option<GuideId>,
        fill: impl FnOnce(&Document),
    ) -> Result<DocumentId, Failure> {
        let hub = self.hub.get_value();
        let store = hub.store()?;
        let document = replica::blank(kind)?;
        fill(&document);
        let start = Start { id: DocumentId(Uuid::now_v7()), home, started_at: now(), kind, guide };
        let id = start.id;
        let record = DocumentRecord { start, registered: false, frozen: false, refused: None };
        store.begin(&record, &frame(&[document.encode()])).await?;
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
