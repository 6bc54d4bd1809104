//! When to save, send and connect besides when something changes: the page loses the person's eye, the network comes
//! back, time passes.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use leptos::prelude::{document, window};
use sync::client::{Event, Turn};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventTarget, VisibilityState};

use super::hub::Hub;

/// How often connections are looked after, in milliseconds; every sixth time everything that waits is sent.
const BEAT: u32 = 5_000;
const BEATS_A_SWEEP: u32 = 6;

/// Starts listening; lasts as long as the page.
pub(crate) fn start(hub: &Rc<Hub>) {
    let page = document();
    for event in ["blur", "pagehide"] {
        on(&window(), event, hub, save);
    }
    for event in ["focus", "pageshow"] {
        on(&window(), event, hub, |hub| hub.wake());
    }
    on(&window(), "online", hub, |hub| {
        hub.wake();
        look_after(hub);
    });
    on(&window(), "offline", hub, |hub| {
        for live in hub.open_documents() {
            live.cut();
        }
        hub.reached(false);
    });
    on(&page, "visibilitychange", hub, |hub| {
        if document().visibility_state() == VisibilityState::Hidden { save(hub) } else { hub.wake() }
    });
    let (hub, mut beats) = (hub.clone(), 0);
    Interval::new(BEAT, move || {
        beats = (beats + 1) % BEATS_A_SWEEP;
        beat(&hub, beats == 0);
    })
    .forget();
}

fn save(hub: &Rc<Hub>) {
    let hub = hub.clone();
    spawn_local(async move {
        // A failure is shown by the status line and tried again by itself.
        let _ = hub.flush_all().await;
    });
}

fn beat(hub: &Rc<Hub>, sweep: bool) {
    let open = hub.open_documents();
    hub.turn(Turn::Tick);
    for live in &open {
        live.happened(Event::Tick);
        live.renew_presence();
    }
    if sweep || open.iter().any(|live| live.courier.borrow().is_cut_off()) {
        look_after(hub);
    }
}

/// Ends a session that should have ended, asks for one that is missing, and sends what waits.
fn look_after(hub: &Rc<Hub>) {
    let hub = hub.clone();
    spawn_local(async move {
        if hub.device.keeper().finish_sign_out().await {
            hub.check_session();
            hub.count().await;
            hub.sweep().await;
        }
    });
}

fn on(target: &EventTarget, event: &str, hub: &Rc<Hub>, then: impl Fn(&Rc<Hub>) + 'static) {
    let hub = hub.clone();
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(move |_| then(&hub));
    // A browser that does not know the event is served by the beat.
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}
