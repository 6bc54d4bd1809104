//! Changes that the server refused: they stay on this device for their author.

use domain::failure::Failure;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{button::Button, icon::Icon, notice::FailureNotice, section::Section, when::When},
    i18n::use_language,
    sync::{SetAside, use_sync},
    t,
};

/// Nothing while nothing is set aside.
#[component]
pub fn SetAsideSection() -> impl IntoView {
    let aside = use_sync().set_aside();
    view! {
        <Show when=move || aside.with(|aside| !aside.is_empty())>
            <Section title=t!(account::set_aside) remark=t!(account::set_aside_remark)>
                <ul class="entries">
                    {move || aside.get().into_iter().map(|row| view! { <SetAsideRow row /> }).collect_view()}
                </ul>
            </Section>
        </Show>
    }
}

#[component]
fn SetAsideRow(row: SetAside) -> impl IntoView {
    let (sync, language) = (use_sync(), use_language());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let SetAside { document, refused_at, reason, changes } = row;
    let export = move |()| {
        busy.set(true);
        spawn_local(async move {
            let refusal = sync.export_set_aside(document).await.err();
            failure.try_set(refusal);
            busy.try_set(false);
        });
    };
    view! {
        <li class="entry">
            <p class="entry-title">{t!(account::changes_set_aside, changes)}</p>
            <p class="entry-more">{t!(account::refused)}" "<When at=refused_at exact=true after_verb=true /></p>
            <p class="entry-state entry-waiting">
                <Icon name="info" />
                <span>{move || locales::failure(language.get(), &reason)}</span>
            </p>
            <div class="form-actions">
                <Button icon="download" busy on_press=Callback::new(export)>{t!(account::export_set_aside)}</Button>
            </div>
            <FailureNotice failure />
        </li>
    }
}
