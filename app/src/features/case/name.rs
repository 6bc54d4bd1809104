//! The person's name: asked for each time, shown for half a minute, never kept on the device.

use domain::{failure::Failure, id::CaseId};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use super::api;
use crate::{
    components::{button::Button, notice::FailureNotice},
    t,
};

/// Long enough to make sure of the right person, short enough not to stay in view.
const SHOWN_FOR_MS: u32 = 30_000;

#[component]
pub fn PersonName(case: CaseId) -> impl IntoView {
    let name = RwSignal::new(None::<String>);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    // Counts the times it was shown, so that an old timer does not hide a newer showing.
    let showing = StoredValue::new(0_u32);
    let hide = move |()| name.set(None);
    let reveal = move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api::reveal_name(case).await;
            busy.try_set(false);
            match answer {
                Err(error) => {
                    failure.try_set(Some(error.0));
                }
                Ok(text) => {
                    name.try_set(Some(text));
                    showing.try_update_value(|count| *count += 1);
                    let mine = showing.try_get_value();
                    TimeoutFuture::new(SHOWN_FOR_MS).await;
                    if mine.is_some() && showing.try_get_value() == mine {
                        name.try_set(None);
                    }
                }
            }
        });
    };
    view! {
        <div class="person-name" role="status">
            {move || match name.get() {
                Some(text) => {
                    view! {
                        <p class="person-name-shown">{text}</p>
                        <Button icon="eye-off" on_press=Callback::new(hide)>{t!(case::hide_name)}</Button>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <Button icon="eye" busy on_press=Callback::new(reveal)>{t!(case::reveal_name)}</Button>
                    }
                        .into_any()
                }
            }}
        </div>
        <FailureNotice failure unreachable=t!(case::name_needs_network) />
    }
}
