//! An interview that is open on this page.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    failure::Failure,
    guide::{NodeKey, Value},
    id::{CaseId, DocumentId, GuideId},
    interview::{Answers, Asked, NonAnswer, Provenance, judgement::Aspect, moving::Plan, notice::Notice},
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use sync::{
    interview::Document,
    presence::{Peer, Place},
};

use super::{comments::Comments, opened::OpenDocument};

/// An open interview; copies are the same interview, and dropping the last one closes its connection. Every change
/// goes to the document at once, to the disk within 150 ms, and then to the server and the person's other tabs.
#[derive(Clone)]
pub struct OpenInterview {
    pub id: DocumentId,
    pub case: CaseId,
    pub guide: GuideId,
    /// Follows changes made here, in other tabs and on other devices.
    pub answers: ReadSignal<Answers>,
    /// True once it is signed, or may not be changed any more: changes are then ignored.
    pub frozen: ReadSignal<bool>,
    /// Who else is here.
    pub peers: ReadSignal<Vec<Peer>>,
    held: Holding,
}

/// What an interview is written into.
#[derive(Clone)]
enum Holding {
    Kept(OpenDocument),
    /// A document that nobody keeps or sees: to try a guide.
    Aside(Arc<SendWrapper<Document>>, RwSignal<Answers>),
}

impl OpenInterview {
    /// `owner` keeps the signals: not the page's, whose end they may outlive by a moment. `None` when it is no interview
    /// of a case.
    pub(crate) fn new(document: OpenDocument, owner: &Owner) -> Option<Self> {
        let answers = owner.with(|| document.live().answers.read_only().into());
        // The document says where it has moved to a newer version.
        let moved = document.live().answers.with_untracked(|answers| answers.guide);
        let (case, guide) = (document.home.case()?, moved.or(document.guide)?);
        let OpenDocument { id, frozen, peers, .. } = document;
        Some(Self { id, case, guide, answers, frozen, peers, held: Holding::Kept(document) })
    }

    /// An interview that is kept nowhere, to try a guide on. Its answers are those that whoever runs it holds.
    pub fn aside() -> Self {
        let nobody = uuid::Uuid::nil();
        let document = Arc::new(SendWrapper::new(Document::new(1)));
        let answers = RwSignal::new(Answers::default());
        Self {
            id: DocumentId(nobody),
            case: CaseId(nobody),
            guide: GuideId(nobody),
            answers: answers.read_only(),
            frozen: RwSignal::new(false).read_only(),
            peers: RwSignal::new(Vec::new()).read_only(),
            held: Holding::Aside(document, answers),
        }
    }

    pub fn set_value(&self, key: &NodeKey, value: Value) {
        self.change(|document| document.set_value(key, &value));
    }

    /// Sets a text answer; only what differs is changed, so that two people can type in it.
    pub fn set_text(&self, key: &NodeKey, text: &str) {
        self.change(|document| document.set_text(key, text));
    }

    /// Takes back a change of a text answer and leaves what others have written in it since.
    pub fn take_back_text(&self, key: &NodeKey, from: &str, to: &str) {
        self.change(|document| document.take_back_text(key, from, to));
    }

    /// The same for a note.
    pub fn take_back_note(&self, key: &NodeKey, from: &str, to: &str) {
        self.change(|document| document.take_back_note(key, from, to));
    }

    pub fn set_non_answer(&self, key: &NodeKey, reason: Option<NonAnswer>) {
        self.change(|document| document.set_non_answer(key, reason));
    }

    pub fn set_note(&self, key: &NodeKey, note: &str) {
        self.change(|document| document.set_note(key, note));
    }

    pub fn set_provenance(&self, key: &NodeKey, provenance: Option<Provenance>) {
        self.change(|document| document.set_provenance(key, provenance));
    }

    pub fn set_source(&self, key: &NodeKey, source: &str) {
        self.change(|document| document.set_source(key, source));
    }

    /// Adds an instance at the end of a repeat and returns its name; empty when the interview is frozen.
    pub fn add_instance(&self, repeat: &NodeKey) -> String {
        // The end of an identifier is its random part.
        let instance: String = uuid::Uuid::now_v7().simple().to_string().chars().skip(20).collect();
        let added = self.change(|document| document.add_instance(repeat, &instance));
        added.map(|()| instance).unwrap_or_default()
    }

    /// Takes an instance away. Returns its order, for [`Self::restore_instance`].
    pub fn remove_instance(&self, repeat: &NodeKey, instance: &str) -> Option<f64> {
        self.change(|document| document.remove_instance(repeat, instance)).flatten()
    }

    /// Brings an instance back, with its answers.
    pub fn restore_instance(&self, repeat: &NodeKey, instance: &str, order: f64) {
        self.change(|document| document.restore_instance(repeat, instance, order));
    }

    pub fn set_judgement(&self, section: &NodeKey, aspect: Aspect, text: &str) {
        self.change(|document| document.set_judgement(section, aspect, text));
    }

    /// Says whether the answer to a question informs the judgement of a section.
    pub fn set_informing(&self, section: &NodeKey, question: &NodeKey, informs: bool) {
        self.change(|document| document.set_informing(section, question, informs));
    }

    /// Records what the person was told. Names sort by their time.
    pub fn add_notice(&self, notice: &Notice) {
        let name = uuid::Uuid::now_v7().simple().to_string();
        self.change(|document| document.add_notice(&name, notice));
    }

    pub fn set_loose_note(&self, name: &str, text: &str) {
        self.change(|document| document.set_loose_note(&name.to_owned(), text));
    }

    pub fn set_pin(&self, question: &NodeKey, pinned: bool) {
        self.change(|document| document.set_pin(question, pinned));
    }

    /// Makes the interview follow another version of its guide; see [`domain::interview::moving`].
    pub fn follow(&self, guide: GuideId, plan: &Plan, asked: &BTreeMap<NodeKey, Asked>) {
        self.change(|document| document.follow(&guide.to_string(), plan, asked));
    }

    /// The document's state vector in base64, for [`domain::interview::SignInterview`].
    pub fn state_vector(&self) -> String {
        let vector = |kept: &OpenDocument| STANDARD.encode(kept.look(|document| document.state_vector()));
        self.kept().map(vector).unwrap_or_default()
    }

    /// Saves and sends everything; `Ok` once the server has stored it. To call before signing.
    pub async fn send(&self) -> Result<(), Failure> {
        match self.kept().cloned() {
            Some(kept) => kept.send().await,
            None => Ok(()),
        }
    }

    /// To call once the server has signed it.
    pub fn signed(&self) {
        if let Some(kept) = self.kept() {
            kept.froze();
        }
    }

    /// `None` for one that is kept nowhere.
    pub fn comments(&self) -> Option<Comments> {
        self.kept()?.comments()
    }

    /// Shows the others on which question this person is.
    pub fn stand(&self, question: Option<&NodeKey>) {
        if let Some(kept) = self.kept() {
            kept.stand(question.map(|key| Place::Question(key.to_string())));
        }
    }

    fn change<T>(&self, change: impl FnOnce(&Document) -> T) -> Option<T> {
        match &self.held {
            Holding::Kept(kept) => kept.change(|document| document.as_interview().map(change)).flatten(),
            Holding::Aside(document, answers) => {
                let done = change(document);
                answers.set(document.answers());
                Some(done)
            }
        }
    }

    pub(super) fn kept(&self) -> Option<&OpenDocument> {
        match &self.held {
            Holding::Kept(kept) => Some(kept),
            Holding::Aside(..) => None,
        }
    }
}
