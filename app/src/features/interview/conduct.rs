//! The interview being conducted: outline, column, guidance, and the bar below.

use domain::{guide::engine::Context, language::Language};
use gloo_storage::{LocalStorage, Storage};
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    asked::element_id,
    bar::{Bar, Panels},
    guidance::GuidancePanel,
    outline::{Outline, Overview},
    page::Opened,
    privacy::PrivacyScreen,
    runner::{Runner, Shown},
    section::Column,
    wide::use_wide,
};
use crate::{
    components::page_frame::PageFrame,
    device::{Device, use_device},
    i18n::use_language,
    t,
};

const OUTLINE: &str = "jalon.interview.outline";
const GUIDANCE: &str = "jalon.interview.guidance";

#[component]
pub(crate) fn Conduct(opened: Opened) -> impl IntoView {
    let (device, language) = (use_device(), use_language());
    let runner = Runner::new(&opened.guide, context(device, &opened), opened.document.clone(), language);
    follow_document(runner, &opened);
    keep_place(runner, device, &opened);
    reach_wanted(runner);
    undo_by_keyboard(runner);
    let wide = use_wide();
    let panels = panels(wide);
    let overview = Memo::new(move |_| Overview::of(&runner.standings()));
    let title = opened.guide.title.clone();
    let code = opened.code();
    let header = move || {
        let title = title.in_language(language.get()).0.to_owned();
        if code.is_empty() { title } else { format!("{code} · {title}") }
    };
    let header = Signal::derive(header);
    window_title(header);
    let role = device.lock_state().with_untracked(|lock| lock.profile().map(|profile| profile.role));
    let may_sign = opened.may_sign(role);
    view! {
        <PageFrame back=(opened.back(), (move || header.get()).into())>
            <div
                class="conduct"
                class:conduct-with-outline=move || wide.get() && panels.outline.get()
                class:conduct-with-guidance=move || wide.get() && panels.guidance.get()
            >
                <Show when=move || panels.outline.get()>
                    <OutlineZone runner overview wide open=panels.outline />
                </Show>
                <div class="conduct-column">
                    <Column runner may_sign />
                </div>
                <Show when=move || panels.guidance.get()>
                    <GuidancePanel runner on_close=move |()| panels.guidance.set(false) />
                </Show>
            </div>
            <Bar runner panels />
            <Announcements runner />
            <PrivacyScreen covered=panels.covered />
        </PageFrame>
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

/// Comes back to where the person was, and remembers where she is.
fn keep_place(runner: Runner, device: Device, opened: &Opened) {
    if let Some(place) = &opened.place {
        runner.go(place);
    }
    let document = opened.document.id;
    Effect::new(move || {
        if let Some(place) = runner.focus.get() {
            spawn_local(async move { device.set_place(document, &place).await });
        }
    });
    // A section that is opened begins at its top.
    Effect::new(move |before: Option<Shown>| {
        let shown = runner.shown.get();
        if before.is_some_and(|before| before != shown) && runner.wanted.get_untracked().is_none() {
            request_animation_frame(|| {
                window().scroll_to_with_x_and_y(0.0, 0.0);
                focus_on("section-title");
            });
        }
        shown
    });
}

/// Brings the wanted question into view once it is on the page, and the keyboard to its control.
fn reach_wanted(runner: Runner) {
    Effect::new(move || {
        let Some(key) = runner.wanted.get() else { return };
        request_animation_frame(move || {
            let Some(element) = document().get_element_by_id(&element_id(&key, "question")) else { return };
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Start);
            element.scroll_into_view_with_scroll_into_view_options(&options);
            let first = element
                .query_selector("input:not([type=search]), textarea, select, summary, button")
                .ok()
                .flatten();
            if let Some(control) = first.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
                let quietly = web_sys::FocusOptions::new();
                quietly.set_prevent_scroll(true);
                // A control that cannot take the focus leaves the question in view, which is what counts.
                let _ = control.focus_with_options(&quietly);
            }
            runner.wanted.try_set(None);
        });
    });
}

fn focus_on(id: &str) {
    let element =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // Without the focus a reader stays where it was; nothing is lost.
        let _ = element.focus();
    }
}

/// Ctrl or Cmd with Z and Y, except in text, where they belong to the browser.
fn undo_by_keyboard(runner: Runner) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || in_text(&event) {
            return;
        }
        match event.key().to_lowercase().as_str() {
            "z" if event.shift_key() => runner.redo(),
            "z" => runner.undo(),
            "y" => runner.redo(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

fn in_text(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let selector = "textarea, input:not([type=checkbox], [type=radio], [type=range])";
    target.is_some_and(|element| element.matches(selector).unwrap_or(false))
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
