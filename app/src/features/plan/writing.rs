//! A plan being written, or read by somebody who may only read it: its parts, one at a time.

use leptos::{ev, prelude::*};
use leptos_router::components::A;

use super::{
    bench::{Bench, Part, anchor},
    finish::Finish,
    goal::{Goals, lookup},
    meetings::Meetings,
    page::Opened,
    past::PastDialog,
    reviews::Reviews,
    support::Support,
    timeline::Timeline,
};
use crate::{
    components::{
        button::{Button, Weight},
        dialog::Dialog,
        heading::Heading,
        icon::Icon,
        notice::{Notice, Tone},
        page_frame::PageFrame,
        presence::{Arrivals, Here, also_here},
        thread::Threads,
    },
    i18n::use_language,
    sync::OpenPlan,
    t,
};

#[component]
pub fn Writing(opened: Opened) -> impl IntoView {
    let language = use_language();
    let (code, back) = (opened.code(), opened.back());
    let back_code = code.clone();
    let back_words =
        move || back_code.clone().unwrap_or_else(|| locales::case::one(language.get()).to_owned());
    let title = move || match &code {
        Some(code) => format!("{} · {code}", locales::plan::one(language.get())),
        None => locales::plan::one(language.get()).to_owned(),
    };
    let (frozen, peers, may_write) = (opened.document.frozen, opened.document.peers, opened.may_write);
    let writable = Signal::derive(move || may_write && !frozen.get());
    let bench = Bench::new(opened.document.clone(), writable);
    let opened = StoredValue::new(opened);
    let keys = move |event: ev::KeyboardEvent| {
        if let Some(act) = step_of(&event) {
            event.prevent_default();
            act(bench);
        }
    };
    view! {
        <PageFrame back=(back, back_words.into())>
            <article class="plan" on:keydown=keys>
                <header class="plan-head">
                    <Heading title />
                    <Here peers label=also_here() />
                </header>
                <Show when=move || !writable.get()>
                    <Notice tone=Tone::Info>
                        <p>{move || read_only_words(bench, frozen.get())}</p>
                    </Notice>
                </Show>
                <PartNav bench />
                <div class="plan-part">
                    {move || {
                        let heading = view! { <h2 class="aside-aloud">{lookup(bench, "part_title", bench.part.get().code())}</h2> };
                        let part = match bench.part.get() {
                            Part::Goals => view! { <Goals bench /> }.into_any(),
                            Part::Meetings => view! { <Meetings bench /> }.into_any(),
                            Part::Reviews => view! { <Reviews bench /> }.into_any(),
                            Part::Support => view! { <Support bench /> }.into_any(),
                            Part::Timeline => view! { <Timeline bench /> }.into_any(),
                            Part::Finish => view! { <Finish bench opened /> }.into_any(),
                        };
                        view! { {heading} {part} }
                    }}
                </div>
                <Steps bench />
            </article>
            <PastDialog bench />
            <CommentDialog bench />
            <Arrivals peers />
        </PageFrame>
    }
}

fn read_only_words(bench: Bench, frozen: bool) -> &'static str {
    let language = bench.language.get();
    if frozen { locales::plan::signed(language) } else { locales::plan::read_only(language) }
}

/// What Ctrl or Cmd with Z and Y do: the browser's own steps would take back what others wrote.
fn step_of(event: &ev::KeyboardEvent) -> Option<fn(Bench)> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match event.key().to_lowercase().as_str() {
        "z" if event.shift_key() => Some(Bench::redo),
        "z" => Some(Bench::undo),
        "y" => Some(Bench::redo),
        _ => None,
    }
}

#[component]
fn PartNav(bench: Bench) -> impl IntoView {
    let one = move |part: Part| {
        let here = move || bench.part.get() == part;
        let waiting = move || part == Part::Finish && bench.findings.with(|found| !found.is_empty());
        view! {
            <li>
                <button
                    type="button"
                    class="plan-tab"
                    aria-current=move || here().then_some("true")
                    on:click=move |_| bench.part.set(part)
                >
                    {move || lookup(bench, "part_title", part.code())}
                    <Show when=waiting>
                        <span class="plan-count">{move || bench.findings.with(|found| found.len())}</span>
                    </Show>
                </button>
            </li>
        }
    };
    view! {
        <nav class="plan-tabs" aria-label=t!(plan::parts)>
            <ul>{Part::ALL.map(one).collect_view()}</ul>
        </nav>
    }
}

/// Taking back what one wrote oneself, the history, and the copy for the person.
#[component]
fn Steps(bench: Bench) -> impl IntoView {
    let cannot = move |can: fn(&OpenPlan) -> bool| Signal::derive(move || !bench.can(can));
    let print = format!("/plans/{}/print", bench.document().id);
    view! {
        <div class="notes-steps" role="group" aria-label=t!(plan::tools)>
            <Show when=move || bench.writable.get()>
                <Button
                    weight=Weight::Plain
                    icon="undo-2"
                    disabled=cannot(OpenPlan::can_undo)
                    on_press=Callback::new(move |()| bench.undo())
                >
                    {t!(interview::undo)}
                </Button>
                <Button
                    weight=Weight::Plain
                    icon="redo-2"
                    disabled=cannot(OpenPlan::can_redo)
                    on_press=Callback::new(move |()| bench.redo())
                >
                    {t!(interview::redo)}
                </Button>
            </Show>
            <Button weight=Weight::Plain icon="history" on_press=Callback::new(move |()| bench.past.set(Some(None)))>
                {t!(plan::history)}
            </Button>
            <A href=print attr:class="button button-plain">
                <Icon name="printer" />
                <span class="button-words">{t!(plan::copy)}</span>
            </A>
        </div>
    }
}

/// The comments on the goal that was chosen.
#[component]
fn CommentDialog(bench: Bench) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        if bench.commented.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            bench.commented.set(None);
        }
    });
    let goal = move || bench.commented.get().unwrap_or_default();
    let anchor = Signal::derive(move || anchor(&goal()));
    let about = Signal::derive(move || bench.text(&goal(), "title"));
    view! {
        <Dialog open title=t!(comment::title)>
            <Threads comments=bench.comments() anchor about />
        </Dialog>
    }
}
