//! The versions of a guide, and what differs between one and the version before it, in words.

use std::sync::Arc;

use domain::{
    access::{Action, may},
    failure::Failure,
    guide::{
        difference::{Change, difference},
        release::{Stage, Version},
    },
    id::GuideId,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::{api, drafts::BeginDraft};
use crate::{
    api::ApiError,
    components::{button::Button, notice::FailureNotice, section::Section, when::When},
    device::use_device,
    i18n::use_language,
    recall::{recall, show},
    t,
};

#[component]
pub fn VersionsSection(id: GuideId) -> impl IntoView {
    let versions = recall(format!("versions/{id}"), move || api::versions(id));
    let role = use_device().lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.role));
    let writes = role.is_some_and(|role| may(role, Action::WriteGuides));
    let publishes = role.is_some_and(|role| may(role, Action::PublishGuides));
    view! {
        <Section title=t!(draft::versions) remark=t!(draft::versions_remark)>
            {show(versions, move |versions: Vec<Version>| {
                let all = versions.clone();
                let row = move |version: Version| view! { <VersionRow before=before(&all, &version) version id publishes /> };
                view! { <ul class="entries">{versions.into_iter().map(row).collect_view()}</ul> }
            })}
            {writes.then(|| view! { <BeginDraft from=Some(id) title=RwSignal::new(String::new()) /> })}
        </Section>
    }
}

/// The version that this one replaces, or else the one before it in time.
fn before(all: &[Version], version: &Version) -> Option<GuideId> {
    let at = all.iter().position(|other| other.id == version.id)?;
    version.replaces.or_else(|| all.get(at + 1).map(|older| older.id))
}

#[component]
fn VersionRow(version: Version, before: Option<GuideId>, id: GuideId, publishes: bool) -> impl IntoView {
    let language = use_language();
    let failure = RwSignal::new(None::<Failure>);
    let changes = RwSignal::new(None::<Arc<Vec<Change>>>);
    let retired = RwSignal::new(version.stage == Stage::Retired);
    let own = version.id;
    let compare = Callback::new(move |()| {
        let Some(before) = before else { return };
        spawn_local(async move {
            let both = (api::get(before).await, api::get(own).await);
            match both {
                (Ok(old), Ok(new)) => drop(changes.try_set(Some(Arc::new(difference(&old, &new))))),
                (Err(ApiError(refusal)), _) | (_, Err(ApiError(refusal))) => {
                    drop(failure.try_set(Some(refusal)));
                }
            }
        });
    });
    let retire = Callback::new(move |()| {
        spawn_local(async move {
            match api::retire(own).await {
                Ok(_) => drop(retired.try_set(true)),
                Err(ApiError(refusal)) => drop(failure.try_set(Some(refusal))),
            }
        });
    });
    let told = move || {
        changes.get().map(|changes| {
            let language = language.get();
            let sentences: Vec<String> = if changes.is_empty() {
                vec![locales::guide::diff_none(language).to_owned()]
            } else {
                changes.iter().map(|change| locales::difference::change(language, change)).collect()
            };
            view! { <ul class="draft-changes">{sentences.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul> }
        })
    };
    let number = version.version.clone();
    let by = version.published_by.clone();
    view! {
        <li class="entry">
            <p class="entry-title">
                <A href=format!("/guides/{own}") attr:aria-current=(own == id).then_some("true")>{t!(guide::version, number.clone())}</A>
            </p>
            <p class="entry-more"><When at=version.published_at />" "{t!(guide::imported_by, by.clone())}</p>
            <Show when=move || retired.get()><p class="entry-state">{t!(draft::stage_retired)}</p></Show>
            <div class="form-actions">
                {before.map(|_| view! { <Button icon="list-checks" on_press=compare>{t!(draft::compare)}</Button> })}
                <Show when=move || publishes && !retired.get()>
                    <Button icon="lock" on_press=retire>{t!(draft::retire)}</Button>
                </Show>
            </div>
            {told}
            <FailureNotice failure />
        </li>
    }
}
