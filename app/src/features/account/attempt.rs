//! One attempt at something that asks for a passphrase: busy while it runs, with the reason when it fails.

use domain::failure::Failure;
use gloo_timers::future::TimeoutFuture;
use leptos::{html, prelude::*, task::spawn_local};

/// The state of the attempt, for a form.
#[derive(Clone, Copy)]
pub struct Attempt {
    pub busy: RwSignal<bool>,
    pub failure: RwSignal<Option<Failure>>,
    /// Takes the focus after a failure, its content chosen, so that the next try overwrites it.
    pub field: NodeRef<html::Input>,
}

impl Attempt {
    pub fn begin() -> Self {
        Self { busy: RwSignal::new(false), failure: RwSignal::new(None), field: NodeRef::new() }
    }

    /// Runs `work` unless an attempt is under way.
    pub fn run<T>(self, work: impl Future<Output = Result<T, Failure>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            // Stretching a passphrase holds the page for a moment: first let it paint that it is at work.
            TimeoutFuture::new(30).await;
            let outcome = work.await;
            self.busy.try_set(false);
            if let Err(failure) = outcome {
                self.failure.try_set(Some(failure));
                if let Some(field) = self.field.try_get_untracked().flatten() {
                    // The sentence is announced whether or not the field takes the focus.
                    let _ = field.focus();
                    field.select();
                }
            }
        });
    }
}
