//! The versions of a framework: freezing one at the end of a cycle, and what changed since, in words.

use domain::{
    failure::Failure,
    framework::{
        Framework,
        difference::difference,
        version::{Freeze, LONGEST, VersionSummary},
    },
    id::DocumentId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api,
    page::{Refused, framework_id},
};
use crate::{
    api::ApiError,
    components::{
        button::{Button, Weight},
        field::Field,
        heading::Heading,
        loading::Loading,
        notice::FailureNotice,
        page_frame::PageFrame,
        section::Section,
        select_field::SelectField,
        when::When,
    },
    i18n::use_language,
    sync::{OpenFramework, use_sync},
    t,
};

/// `/frameworks/:id/versions`
#[component]
pub fn VersionsPage() -> impl IntoView {
    let id = framework_id();
    move || match id.get() {
        Some(id) => view! { <Loaded id /> }.into_any(),
        None => view! { <Refused failure=Failure::NotFound /> }.into_any(),
    }
}

#[component]
fn Loaded(id: DocumentId) -> impl IntoView {
    let sync = use_sync();
    let opened = LocalResource::new(move || async move {
        let document = sync.open_framework(id).await?;
        let versions = api::versions(id).await.map_err(|ApiError(failure)| failure)?;
        Ok::<_, Failure>((document, versions))
    });
    move || match opened.get() {
        None => view! { <PageFrame><Loading /></PageFrame> }.into_any(),
        Some(Ok((document, versions))) => view! { <Shown document versions /> }.into_any(),
        Some(Err(failure)) => view! { <Refused failure /> }.into_any(),
    }
}

#[component]
fn Shown(document: OpenFramework, versions: Vec<VersionSummary>) -> impl IntoView {
    let (id, may_write) = (document.id, document.may_write());
    let versions = RwSignal::new(versions);
    let back = (format!("/frameworks/{id}"), t!(framework_page::back).into());
    let row = move |version: VersionSummary| {
        let number = version.number as usize;
        view! {
            <li class="row">
                <p class="row-margin">{t!(framework_page::version, number)}</p>
                <div class="row-main">
                    <p class="row-title">{t!(framework_page::cycle, version.cycle)}</p>
                    <p>{version.remark}</p>
                    <p class="row-more">
                        {t!(framework_page::frozen)}" "<When at=version.frozen_at after_verb=true />" · "{version.frozen_by}
                    </p>
                </div>
            </li>
        }
    };
    let current = document.clone();
    view! {
        <PageFrame back>
            <Heading title=t!(framework_page::versions) />
            <Section title=t!(framework_page::versions) remark=t!(framework_page::versions_remark)>
                <Show when=move || versions.with(Vec::is_empty)>
                    <p class="framework-none">{t!(framework_page::no_version)}</p>
                </Show>
                <ul class="rows">{move || versions.get().into_iter().map(row).collect_view()}</ul>
            </Section>
            {may_write.then(|| view! { <Freezing document versions /> })}
            <Show when=move || versions.with(|versions| !versions.is_empty())>
                <Comparing document=current.clone() versions />
            </Show>
        </PageFrame>
    }
}

#[component]
fn Freezing(document: OpenFramework, versions: RwSignal<Vec<VersionSummary>>) -> impl IntoView {
    let remark = RwSignal::new(String::new());
    let document = StoredValue::new_local(document);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (document, typed) = (document.get_value(), remark.get_untracked());
        spawn_local(async move {
            match freeze(&document, typed).await {
                Ok(kept) => {
                    versions.try_update(|versions| versions.insert(0, kept));
                    remark.try_set(String::new());
                    failure.try_set(None);
                }
                Err(refusal) => {
                    failure.try_set(Some(refusal));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <Section title=t!(framework_page::freeze) remark=t!(framework_page::freeze_remark)>
            <form class="form" autocomplete="off" on:submit=send>
                <Field label=t!(framework_page::remark) value=remark max_length=LONGEST />
                <FailureNotice failure />
                <div class="form-actions">
                    <Button weight=Weight::Primary busy>{t!(framework_page::freeze)}</Button>
                </div>
            </form>
        </Section>
    }
}

/// What is frozen is what the server has.
async fn freeze(document: &OpenFramework, remark: String) -> Result<VersionSummary, Failure> {
    document.send().await?;
    let freeze = Freeze { id: document.id, remark };
    api::freeze_version(freeze).await.map_err(|ApiError(failure)| failure)
}

/// What differs between two versions, or between one and the framework as it is now.
#[component]
fn Comparing(document: OpenFramework, versions: RwSignal<Vec<VersionSummary>>) -> impl IntoView {
    let language = use_language();
    let newest = versions.with_untracked(|versions| versions.first().map_or(0, |version| version.number));
    let (before, after) = (RwSignal::new(newest.to_string()), RwSignal::new("0".to_owned()));
    let numbered = move || {
        versions.with(|versions| {
            let name = |version: &VersionSummary| {
                let words = locales::framework_page::version(language.get(), version.number as usize);
                (version.number.to_string(), words)
            };
            versions.iter().map(name).collect::<Vec<_>>()
        })
    };
    let olds = Signal::derive(numbered);
    let news = Signal::derive(move || {
        let now = ("0".to_owned(), locales::framework_page::now(language.get()).to_owned());
        std::iter::once(now).chain(numbered()).collect::<Vec<_>>()
    });
    let document = StoredValue::new_local(document);
    let compared = LocalResource::new(move || {
        let (before, after) = (number(&before.get()), number(&after.get()));
        let document = document.get_value();
        async move { Ok::<_, Failure>((read(&document, before).await?, read(&document, after).await?)) }
    });
    let shown = move || match compared.get() {
        None => view! { <Loading /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNotice failure=Signal::derive(move || Some(failure.clone())) /> }.into_any()
        }
        Some(Ok((before, after))) => {
            let changes = difference(&before, &after, language.get());
            if changes.is_empty() {
                return view! { <p class="framework-none">{t!(framework_page::same)}</p> }.into_any();
            }
            let row = |change| view! { <li>{locales::change(language.get(), &change)}</li> };
            view! { <ul class="framework-changes">{changes.into_iter().map(row).collect_view()}</ul> }
                .into_any()
        }
    };
    view! {
        <Section title=t!(framework_page::compare)>
            <div class="framework-line-of-fields">
                <SelectField label=t!(framework_page::before) value=before options=olds />
                <SelectField label=t!(framework_page::after) value=after options=news />
            </div>
            {shown}
        </Section>
    }
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or_default()
}

/// A version; 0 is the framework as it is.
async fn read(document: &OpenFramework, number: u32) -> Result<Framework, Failure> {
    if number == 0 {
        return Ok(document.records().read().framework);
    }
    let version = api::read_version(document.id, number).await.map_err(|ApiError(failure)| failure)?;
    Ok(version.framework)
}
