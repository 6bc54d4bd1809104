//! What the server answers, with the copy this device keeps of it: shown at once, then renewed; without network the
//! copy stays, and the page says so.

use domain::failure::Failure;
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    api::ApiError,
    components::{
        button::Button,
        loading::Loading,
        notice::{FailureNotice, Notice, Tone},
    },
    device::{Device, use_device},
    t,
};

/// Where a value on the page comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The server has been asked; a kept copy may be shown meanwhile.
    Asking,
    Fresh,
    /// The server did not answer: this is the copy of last time.
    Kept,
    /// There is nothing to show.
    Failed(Failure),
}

/// A value of the server as a page shows it.
pub struct Recalled<T: Send + Sync + 'static> {
    pub value: RwSignal<Option<T>>,
    pub freshness: RwSignal<Freshness>,
    again: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Recalled<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Recalled<T> {}

impl<T: Send + Sync + 'static> Recalled<T> {
    /// Asks the server once more.
    pub fn again(self) {
        self.again.run(());
    }
}

/// Recalls what is kept under `key` (see [`crate::device::cache`]) and asks the server with `ask`.
pub fn recall<T, Asked>(key: String, ask: impl Fn() -> Asked + Send + Sync + 'static) -> Recalled<T>
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
    Asked: Future<Output = Result<T, ApiError>> + 'static,
{
    let device = use_device();
    let (value, freshness) = (RwSignal::new(None::<T>), RwSignal::new(Freshness::Asking));
    let again = Callback::new(move |()| {
        freshness.set(Freshness::Asking);
        spawn_local(renew(device, key.clone(), ask(), value, freshness));
    });
    again.run(());
    Recalled { value, freshness, again }
}

async fn renew<T>(
    device: Device,
    key: String,
    asked: impl Future<Output = Result<T, ApiError>>,
    value: RwSignal<Option<T>>,
    freshness: RwSignal<Freshness>,
) where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    if value.try_with_untracked(Option::is_none) == Some(true)
        && let Some(kept) = device.cached::<T>(&key).await
    {
        value.try_set(Some(kept));
    }
    // The session may still be that of whoever used this device before: what it answered would not be for this person.
    let answer = if device.owns_session() { asked.await } else { Err(ApiError(Failure::SignedOut)) };
    // The page may have been left meanwhile; its signals are gone then.
    match answer {
        Ok(answer) => {
            device.keep(&key, &answer).await;
            if value.try_with_untracked(|shown| shown.as_ref() != Some(&answer)) == Some(true) {
                value.try_set(Some(answer));
            }
            freshness.try_set(Freshness::Fresh);
        }
        Err(ApiError(failure)) => {
            let away = matches!(failure, Failure::Unreachable | Failure::SignedOut);
            let kept = value.try_with_untracked(Option::is_some) == Some(true);
            if !kept || !away {
                value.try_set(None);
            }
            freshness.try_set(if kept && away { Freshness::Kept } else { Freshness::Failed(failure) });
        }
    }
}

/// The value in the words of `view`, or that it is on its way, or why there is none.
pub fn show<T, Shown>(
    recalled: Recalled<T>,
    view: impl Fn(T) -> Shown + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    Shown: IntoView + 'static,
{
    let failure = Signal::derive(move || match recalled.freshness.get() {
        Freshness::Failed(failure) => Some(failure),
        Freshness::Asking | Freshness::Fresh | Freshness::Kept => None,
    });
    let kept = Memo::new(move |_| recalled.freshness.get() == Freshness::Kept);
    let empty = Memo::new(move |_| recalled.value.with(Option::is_none));
    view! {
        <Show when=move || kept.get()>
            <Notice tone=Tone::Waiting>
                <p>{t!(common::kept_copy)}</p>
            </Notice>
        </Show>
        {move || recalled.value.get().map(&view)}
        <Show when=move || empty.get() && failure.with(Option::is_none)>
            <Loading />
        </Show>
        <Show when=move || failure.with(Option::is_some)>
            <FailureNotice failure />
            <div class="form-actions">
                <Button icon="refresh-cw" on_press=Callback::new(move |()| recalled.again())>
                    {t!(common::try_again)}
                </Button>
            </div>
        </Show>
    }
}
