//! The frameworks that one may read.

use domain::{
    access::{DocumentAction, Role, Standing, State, may_outside_cases},
    document::{Home, Kind},
    failure::Failure,
    framework::{
        records::{WHOLE, Write},
        version::FrameworkSummary,
    },
    guide::Text,
    id::SiteId,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_navigate};

use super::api;
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        empty_state::EmptyState,
        field::Field,
        heading::Heading,
        icon::Icon,
        notice::FailureNotice,
        when::When,
    },
    device::{cache, store::Start, use_device},
    i18n::{Words, use_language},
    recall::{recall, show},
    sync::use_sync,
    t,
};

/// Whether the role may read any framework.
pub fn reads_frameworks(role: Role) -> bool {
    Standing::ALL.into_iter().any(|standing| may(role, standing, DocumentAction::Read))
}

fn may(role: Role, standing: Standing, action: DocumentAction) -> bool {
    may_outside_cases(Kind::Framework, role, standing, State::Open, action)
}

/// `/frameworks`
#[component]
pub fn FrameworksPage() -> impl IntoView {
    let lock = use_device().lock_state();
    let site = Memo::new(move |_| {
        lock.with(|lock| {
            let profile = lock.profile()?;
            may(profile.role, Standing::SameSite, DocumentAction::Write).then_some(profile.site.id)
        })
    });
    let frameworks = recall(cache::FRAMEWORK_LIST.to_owned(), api::list);
    let starting = RwSignal::new(false);
    view! {
        <div class="page-head">
            <Heading title=t!(framework_page::list_title) />
            <Show when=move || site.get().is_some()>
                <Button weight=Weight::Quiet icon="plus" on_press=Callback::new(move |()| starting.set(true))>
                    {t!(framework_page::start)}
                </Button>
            </Show>
        </div>
        <Waiting frameworks=frameworks.value />
        {show(frameworks, move |frameworks| view! { <Frameworks frameworks /> })}
        {move || site.get().map(|site| view! { <Starting open=starting site /> })}
    }
}

/// Those that this device has begun and the server does not list yet.
#[component]
fn Waiting(frameworks: RwSignal<Option<Vec<FrameworkSummary>>>) -> impl IntoView {
    let waiting = use_sync().waiting();
    let here = Memo::new(move |_| {
        let known =
            |id| frameworks.with(|known| known.iter().flatten().any(|one: &FrameworkSummary| one.id == id));
        let waits = |start: &Start| start.kind == Kind::Framework && !known(start.id);
        waiting.get().into_iter().filter(waits).collect::<Vec<_>>()
    });
    let row = |start: Start| {
        view! {
            <li class="entry row-linked">
                <A href=format!("/frameworks/{}", start.id) attr:class="entry-title row-link">
                    {t!(framework_page::not_listed)}
                </A>
                <p class="entry-state entry-waiting">
                    <Icon name="clock" />
                    <span>{t!(case::interview_waits)}</span>
                </p>
            </li>
        }
    };
    view! {
        <Show when=move || here.with(|here| !here.is_empty())>
            <ul class="entries">{move || here.get().into_iter().map(row).collect_view()}</ul>
        </Show>
    }
}

#[component]
fn Frameworks(frameworks: Vec<FrameworkSummary>) -> impl IntoView {
    if frameworks.is_empty() {
        return view! {
            <EmptyState title=t!(framework_page::none)>
                <p>{t!(framework_page::none_advice)}</p>
            </EmptyState>
        }
        .into_any();
    }
    let row = |one: FrameworkSummary| {
        let untitled = Text(
            [
                ("fr", locales::framework_page::untitled(domain::language::Language::French)),
                ("en", locales::framework_page::untitled(domain::language::Language::English)),
            ]
            .map(|(tag, words)| (tag.to_owned(), words.to_owned()))
            .into(),
        );
        let title = if one.title.is_empty() { untitled } else { one.title };
        let version = one.version as usize;
        view! {
            <li class="row row-linked">
                <p class="row-margin">{one.site_name}</p>
                <div class="row-main">
                    <h2 class="row-title">
                        <A href=format!("/frameworks/{}", one.id) attr:class="row-link">
                            <Words text=title />
                        </A>
                    </h2>
                    <p class="row-more">
                        {t!(framework_page::changed)}" "<When at=one.changed_at after_verb=true />
                        {(version > 0).then(|| view! { " · " {t!(framework_page::version, version)} })}
                    </p>
                </div>
                <p class="row-end">{t!(framework_page::node_count, one.nodes)}</p>
            </li>
        }
    };
    view! { <ul class="rows">{frameworks.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// A framework begins with its title; offline too.
#[component]
fn Starting(open: RwSignal<bool>, site: SiteId) -> impl IntoView {
    let (sync, language) = (use_sync(), use_language());
    let navigate = StoredValue::new_local(use_navigate());
    let title = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let start = move || {
        let words = title.get_untracked();
        let tag = language.get_untracked().tag();
        busy.set(true);
        spawn_local(async move {
            let fill = |document: &::sync::document::Document| {
                if let Some(framework) = document.as_framework() {
                    framework.write_all(&[
                        Write::field(WHOLE, "scheme", "spip"),
                        Write::text(WHOLE, "title", tag, words.trim()),
                    ]);
                }
            };
            match sync.begin(Kind::Framework, Home::Site(site), fill).await {
                Ok(id) => {
                    open.try_set(false);
                    let address = format!("/frameworks/{id}");
                    navigate.try_with_value(|navigate| navigate(&address, Default::default()));
                }
                Err(refusal) => {
                    failure.try_set(Some(refusal));
                }
            }
            busy.try_set(false);
        });
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() && !title.with_untracked(|title| title.trim().is_empty()) {
            start();
        }
    };
    view! {
        <Dialog open title=t!(framework_page::start)>
            <form class="form" autocomplete="off" on:submit=send>
                <Field label=t!(framework_page::title) value=title required=true />
                <FailureNotice failure />
                <div class="form-actions">
                    <Button weight=Weight::Primary busy>{t!(framework_page::begin)}</Button>
                </div>
            </form>
        </Dialog>
    }
}
