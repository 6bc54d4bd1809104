//! The page of one framework: four views of the same document, and beside them the panel, the checks and the comments.

use domain::{failure::Failure, framework::records::WHOLE, id::DocumentId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    bench::Bench,
    checks::Checks,
    diagram::Diagram,
    exports::{Exports, Sheet},
    links::LinksView,
    matrix::MatrixView,
    outline::OutlineView,
    panel::{Panel, record_of},
};
use crate::{
    components::{
        button::{Button, ButtonLink, Weight},
        heading::Heading,
        loading::Loading,
        notice::FailureNotice,
        page_frame::PageFrame,
        presence::{Arrivals, Here, also_here},
        thread::AllThreads,
    },
    sync::{OpenFramework, use_sync},
    t,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Outline,
    Diagram,
    Matrix,
    Links,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Panel,
    Checks,
    Comments,
}

/// `/frameworks/:id`
#[component]
pub fn FrameworkPage() -> impl IntoView {
    let id = framework_id();
    move || match id.get() {
        Some(id) => view! { <Loaded id /> }.into_any(),
        None => view! { <Refused failure=Failure::NotFound /> }.into_any(),
    }
}

/// The framework that the address names.
pub(super) fn framework_id() -> Memo<Option<DocumentId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()))
}

#[component]
pub(super) fn Refused(failure: Failure) -> impl IntoView {
    view! {
        <PageFrame back=("/frameworks".to_owned(), t!(framework_page::list_title).into())>
            <FailureNotice failure=Signal::derive(move || Some(failure.clone())) />
        </PageFrame>
    }
}

#[component]
fn Loaded(id: DocumentId) -> impl IntoView {
    let sync = use_sync();
    let opened = LocalResource::new(move || sync.open_framework(id));
    move || match opened.get() {
        None => view! { <PageFrame><Loading /></PageFrame> }.into_any(),
        Some(Ok(document)) => view! { <Writing document /> }.into_any(),
        Some(Err(failure)) => view! { <Refused failure /> }.into_any(),
    }
}

#[component]
fn Writing(document: OpenFramework) -> impl IntoView {
    let (frozen, peers, id) = (document.frozen, document.peers, document.id);
    let may_write = document.may_write();
    let bench = Bench::new(document, Signal::derive(move || !frozen.get() && may_write));
    let language = bench.language;
    let (shown, side) = (RwSignal::new(View::Outline), RwSignal::new(Side::Panel));
    let title = move || {
        let words =
            bench.framework.with(|framework| framework.title.in_language(language.get()).0.to_owned());
        if words.is_empty() { locales::framework_page::untitled(language.get()).to_owned() } else { words }
    };
    view! {
        <PageFrame back=("/frameworks".to_owned(), t!(framework_page::list_title).into())>
            <div class="framework">
                <header class="framework-head">
                    <Heading title />
                    <Here peers label=also_here() />
                </header>
                <Show when=move || !may_write>
                    <p class="framework-none">{t!(framework_page::read_only)}</p>
                </Show>
                <div class="framework-bar">
                    <Views shown />
                    <History bench />
                    <Button weight=Weight::Plain icon="settings" on_press=Callback::new(move |()| { bench.choose(WHOLE); side.set(Side::Panel); })>
                        {t!(framework_page::whole)}
                    </Button>
                    <Exports bench />
                    <Sheet bench />
                    <ButtonLink href=format!("/frameworks/{id}/versions") weight=Weight::Plain icon="history">
                        {t!(framework_page::versions)}
                    </ButtonLink>
                </div>
                <div class="framework-columns" class:framework-wide=move || shown.get() != View::Outline>
                    <div class="framework-view">
                        {move || match shown.get() {
                            View::Outline => view! { <OutlineView bench peers /> }.into_any(),
                            View::Diagram => view! { <Diagram bench /> }.into_any(),
                            View::Matrix => view! { <MatrixView bench /> }.into_any(),
                            View::Links => view! { <LinksView bench /> }.into_any(),
                        }}
                    </div>
                    <div class="framework-side">
                        <Sides bench side />
                        {move || match side.get() {
                            Side::Panel => view! { <Panel bench /> }.into_any(),
                            Side::Checks => view! { <Checks bench /> }.into_any(),
                            Side::Comments => view! { <Said bench side /> }.into_any(),
                        }}
                    </div>
                </div>
            </div>
            <Arrivals peers />
        </PageFrame>
    }
}

#[component]
fn Views(shown: RwSignal<View>) -> impl IntoView {
    let button = move |view: View, words: TextOf| {
        view! {
            <button
                type="button"
                class="tool"
                aria-pressed=move || (shown.get() == view).to_string()
                on:click=move |_| shown.set(view)
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="framework-views" role="group" aria-label=t!(framework_page::views)>
            {button(View::Outline, Box::new(t!(framework_page::outline)))}
            {button(View::Diagram, Box::new(t!(framework_page::diagram)))}
            {button(View::Matrix, Box::new(t!(framework_page::matrix)))}
            {button(View::Links, Box::new(t!(framework_page::links)))}
        </div>
    }
}

type TextOf = Box<dyn Fn() -> &'static str + Send>;

#[component]
fn History(bench: Bench) -> impl IntoView {
    view! {
        <Show when=move || bench.writable.get()>
            <div class="framework-views">
                <Button weight=Weight::Plain icon="undo-2" on_press=Callback::new(move |()| bench.undo())>
                    {t!(framework_page::undo)}
                </Button>
                <Button weight=Weight::Plain icon="redo-2" on_press=Callback::new(move |()| bench.redo())>
                    {t!(framework_page::redo)}
                </Button>
            </div>
        </Show>
    }
}

#[component]
fn Sides(bench: Bench, side: RwSignal<Side>) -> impl IntoView {
    let open = Memo::new(move |_| {
        let found = bench.found.with(|found| found.iter().filter(|one| one.set_aside.is_none()).count());
        found + bench.contested.with(Vec::len)
    });
    let checks = move || match open.get() {
        0 => locales::framework_page::checks(bench.language.get()).to_owned(),
        count => format!("{} · {count}", locales::framework_page::checks(bench.language.get())),
    };
    let pressed = move |one: Side| move || (side.get() == one).to_string();
    view! {
        <div class="framework-views" role="group" aria-label=t!(framework_page::beside)>
            <button type="button" class="tool" aria-pressed=pressed(Side::Panel) on:click=move |_| side.set(Side::Panel)>
                {t!(framework_page::panel)}
            </button>
            <button type="button" class="tool" aria-pressed=pressed(Side::Checks) on:click=move |_| side.set(Side::Checks)>
                {checks}
            </button>
            <button type="button" class="tool" aria-pressed=pressed(Side::Comments) on:click=move |_| side.set(Side::Comments)>
                {t!(comment::title)}
            </button>
        </div>
    }
}

/// Every comment on the framework.
#[component]
fn Said(bench: Bench, side: RwSignal<Side>) -> impl IntoView {
    let place = move |anchor: domain::comment::Anchor| {
        let record = record_of(&anchor);
        let whole = || locales::framework_page::whole(bench.language.get()).to_owned();
        if record == WHOLE { Some(whole()) } else { bench.name_of(&record) }
    };
    let go = move |anchor: domain::comment::Anchor| {
        bench.choose(&record_of(&anchor));
        side.set(Side::Panel);
    };
    view! { <AllThreads comments=bench.document().comments() place=Callback::new(place) on_go=Callback::new(go) /> }
}
