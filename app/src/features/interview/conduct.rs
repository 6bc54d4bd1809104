//! The interview being conducted: outline, column, guidance, and the bar below.

use std::time::Duration;

use domain::{
    access::{CaseAction, State, may_on_case},
    guide::engine::Context,
    language::Language,
};
use gloo_storage::{LocalStorage, Storage};
use leptos::{html, prelude::*};
use sync::presence::Peer;

use super::{
    bar::{Bar, Panels},
    comments::CommentsDialog,
    guidance::GuidancePanel,
    keyboard::undo_by_keyboard,
    newer::NewerVersion,
    outline::{Outline, Overview},
    page::Opened,
    past::PastPanel,
    place::{keep_place, reach_wanted},
    privacy::PrivacyScreen,
    runner::{Runner, Shown},
    section::Column,
    wide::use_wide,
};
use crate::{
    components::{page_frame::PageFrame, presence::Arrivals},
    device::{Device, use_device},
    features::review::submit::ReturnedNotice,
    i18n::use_language,
    t,
};

/// Milliseconds that what is not under the finger waits.
const AFTER_PAINT: u64 = 80;

const OUTLINE: &str = "jalon.interview.outline";
const GUIDANCE: &str = "jalon.interview.guidance";

#[component]
pub fn Conduct(opened: Opened) -> impl IntoView {
    let (device, language) = (use_device(), use_language());
    let runner = Runner::new(&opened.guide, context(device, &opened), opened.document.clone(), language)
        .signing(may_sign(device, &opened));
    follow_document(runner, &opened);
    keep_place(runner, device, &opened);
    reach_wanted(runner);
    undo_by_keyboard(runner);
    let peers = stand_on_questions(runner, &opened);
    let wide = use_wide();
    let panels = panels(wide);
    let overview = overview(runner);
    let guidance_shown = Memo::new(move |_| panels.guidance.get() && runner.shown.get() != Shown::Finish);
    let title = opened.guide.title.clone();
    let code = opened.code();
    let header = move || {
        let title = title.in_language(language.get()).0.to_owned();
        if code.is_empty() { title } else { format!("{code} · {title}") }
    };
    let header = Signal::derive(header);
    window_title(header);
    view! {
        <PageFrame back=(opened.back(), (move || header.get()).into())>
            <div
                class="conduct"
                class:conduct-with-outline=move || wide.get() && panels.outline.get()
                class:conduct-with-guidance=move || wide.get() && guidance_shown.get()
            >
                <Show when=move || panels.outline.get()>
                    <OutlineZone runner overview wide open=panels.outline />
                </Show>
                // With `autocomplete` off no browser keeps what is written for when its session is restored.
                <form class="conduct-column" autocomplete="off" on:submit=|event| event.prevent_default()>
                    <ReturnedNotice />
                    <NewerVersion runner />
                    <Column runner />
                </form>
                <Show when=move || guidance_shown.get()>
                    <GuidancePanel runner on_close=move |()| panels.guidance.set(false) />
                </Show>
            </div>
            <Bar runner panels guidance_shown peers />
            <PastPanel id=runner.document().id past=runner.past runner=Some(runner) />
            <CommentsDialog runner />
            <Arrivals peers />
            <Announcements runner />
            <PrivacyScreen covered=panels.covered />
        </PageFrame>
    }
}

/// As the table of rights says. Where the case is not at hand, the server says it.
fn may_sign(device: Device, opened: &Opened) -> bool {
    let role = device.lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.role));
    match (role, &opened.case) {
        (Some(role), Some(case)) => may_on_case(role, case.summary.relation, State::Open, CaseAction::Sign),
        _ => true,
    }
}

fn context(device: Device, opened: &Opened) -> Context {
    let now = js_sys::Date::new_0();
    let username =
        device.lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.name.clone()));
    Context {
        now: now.get_time() as i64,
        offset_minutes: -(now.get_timezone_offset() as i32),
        username: username.unwrap_or_default(),
        // The same on every device, so that the same interview shows the same order.
        seed: opened.document.id.0.as_u128() as u64,
    }
}

/// Other tabs and other people write, too; and the language can change at any moment.
fn follow_document(runner: Runner, opened: &Opened) {
    let answers = opened.document.answers;
    Effect::new(move || answers.with(|answers| runner.take(answers)));
    Effect::new(move |before: Option<Language>| {
        let now = runner.language.get();
        if before.is_some_and(|before| before != now) {
            runner.speak(now);
        }
        now
    });
}

/// Shows the others where this person is; and who they are.
fn stand_on_questions(runner: Runner, opened: &Opened) -> ReadSignal<Vec<Peer>> {
    let document = StoredValue::new(opened.document.clone());
    Effect::new(move || {
        let question = runner.focus.get();
        document.with_value(|document| document.stand(question.as_ref()));
    });
    opened.document.peers
}

/// Beside the column the panels are as the person left them; over it they wait to be opened.
fn panels(wide: Memo<bool>) -> Panels {
    let kept = |name: &str| LocalStorage::get::<bool>(name).unwrap_or(true);
    let outline = RwSignal::new(wide.get_untracked() && kept(OUTLINE));
    let guidance = RwSignal::new(wide.get_untracked() && kept(GUIDANCE));
    for (open, name) in [(outline, OUTLINE), (guidance, GUIDANCE)] {
        Effect::new(move |before: Option<bool>| {
            let open = open.get();
            if wide.get_untracked() && before.is_some_and(|before| before != open) {
                // A browser that refuses storage only forgets the choice.
                let _ = LocalStorage::set(name, open);
            }
            open
        });
        Effect::new(move |before: Option<bool>| {
            let wide = wide.get();
            if before.is_some_and(|before| before != wide) {
                open.set(wide && kept(name));
            }
            wide
        });
    }
    Panels { outline, guidance, covered: RwSignal::new(false) }
}

/// How far everything is. It looks at the whole interview, so it waits until the answer itself is on the screen.
fn overview(runner: Runner) -> Memo<Overview> {
    let shown = RwSignal::new(Overview::of(&untrack(|| runner.standings())));
    let due = StoredValue::new(false);
    Effect::new(move || {
        runner.follow(|_, _| ());
        if due.get_value() {
            return;
        }
        due.set_value(true);
        let renew = move || {
            // The page may have been left meanwhile; its values are gone then.
            if due.try_set_value(false).is_none() {
                shown.try_set(Overview::of(&untrack(|| runner.standings())));
            }
        };
        set_timeout(renew, Duration::from_millis(AFTER_PAINT));
    });
    Memo::new(move |_| shown.get())
}

fn window_title(header: Signal<String>) {
    let product = t!(common::product);
    Effect::new(move || document().set_title(&format!("{} · {}", header.get(), product())));
}

/// Beside the column where there is room, otherwise a drawer over it.
#[component]
fn OutlineZone(
    runner: Runner,
    overview: Memo<Overview>,
    wide: Memo<bool>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let drawer = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(drawer) = drawer.get() {
            // It fails only for a dialog that is shown already or not in the page.
            let _ = drawer.show_modal();
        }
    });
    let close = move || open.set(false);
    move || {
        if wide.get() {
            view! { <div class="outline-zone" id="outline"><Outline runner overview on_go=|()| () /></div> }
                .into_any()
        } else {
            view! {
                <dialog
                    node_ref=drawer
                    class="outline-drawer"
                    id="outline"
                    aria-label=t!(interview::outline)
                    on:close=move |_| close()
                    on:click=move |event| {
                        let target: web_sys::Element = event_target(&event);
                        if target.class_name() == "outline-drawer" {
                            close();
                        }
                    }
                >
                    <button type="button" class="tool" on:click=move |_| close()>
                        <crate::components::icon::Icon name="x" />
                        <span>{t!(interview::fold)}</span>
                    </button>
                    <Outline runner overview on_go=move |()| close() />
                </dialog>
            }
            .into_any()
        }
    }
}

/// What a screen reader hears of changes elsewhere on the page.
#[component]
fn Announcements(runner: Runner) -> impl IntoView {
    let language = runner.language;
    let words = move || match runner.appeared.get() {
        0 => String::new(),
        count => locales::interview::appeared(language.get(), count),
    };
    view! { <p class="aside-aloud" role="status">{words}</p> }
}
