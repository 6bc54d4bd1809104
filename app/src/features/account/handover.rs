//! A passphrase made for somebody: shown once, to be handed over.

use domain::account::Handover;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        icon::Icon,
    },
    t,
};

/// Open while there is a handover; closing forgets it.
#[component]
pub fn HandoverDialog(handover: RwSignal<Option<Handover>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(handover.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            handover.set(None);
        }
        now
    });
    view! {
        <Dialog open title=t!(account::handover_title)>
            {move || handover.get().map(|handover| view! { <Shown handover open /> })}
        </Dialog>
    }
}

#[component]
fn Shown(handover: Handover, open: RwSignal<bool>) -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let passphrase = handover.temporary_passphrase.clone();
    let copy = move |()| {
        let passphrase = passphrase.clone();
        spawn_local(async move {
            let written = window().navigator().clipboard().write_text(&passphrase);
            let outcome = wasm_bindgen_futures::JsFuture::from(written).await;
            copied.try_set(Some(outcome.is_ok()));
        });
    };
    view! {
        <p>{t!(account::handover_text)}</p>
        <dl class="handover">
            <dt>{t!(account::name)}</dt>
            <dd>{handover.name}</dd>
            <dt>{t!(account::temporary)}</dt>
            <dd class="handover-secret">{handover.temporary_passphrase}</dd>
        </dl>
        <div class="form-actions">
            <Button icon="copy" on_press=Callback::new(copy)>{t!(account::copy)}</Button>
            <Button weight=Weight::Primary on_press=Callback::new(move |()| open.set(false))>
                {t!(account::handed_over)}
            </Button>
        </div>
        <p class="handover-copied" role="status">
            {move || match copied.get() {
                Some(true) => view! { <Icon name="check" /><span>{t!(account::copied)}</span> }.into_any(),
                Some(false) => view! { <Icon name="info" /><span>{t!(account::not_copied)}</span> }.into_any(),
                None => ().into_any(),
            }}
        </p>
    }
}
