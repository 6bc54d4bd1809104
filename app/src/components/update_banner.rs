//! Offers a new version of the application once it is here whole.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        button::{Button, Weight},
        icon::Icon,
    },
    t,
    update::use_update,
};

#[component]
pub fn UpdateBanner() -> impl IntoView {
    let update = use_update();
    let busy = RwSignal::new(false);
    let apply = move |()| {
        busy.set(true);
        spawn_local(async move {
            update.apply().await;
            busy.set(false);
        });
    };
    view! {
        <div class="banner-place" role="status">
            <Show when=move || update.ready().get()>
                <div class="banner">
                    <Icon name="refresh-cw" />
                    <p>{t!(common::update_ready)}</p>
                    <Button weight=Weight::Plain busy on_press=Callback::new(apply)>
                        {t!(common::update_apply)}
                    </Button>
                </div>
            </Show>
        </div>
    }
}
