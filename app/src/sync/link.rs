//! The connection of one open document: when it is made, what is said over it, and what its end means.

use std::rc::Rc;

use domain::{failure::Failure, id::Timestamp};
use gloo_timers::callback::Timeout;
use leptos::prelude::GetUntracked;
use sync::protocol::Message;
use wasm_bindgen_futures::spawn_local;

use super::{
    backoff::Backoff,
    clock::now,
    live::Live,
    socket::{Event, Socket},
};
use crate::device::store::RowKey;

/// A connection over which the server has confirmed nothing for this long, in milliseconds, is taken for dead.
const SILENCE: Timestamp = 10_000;
const SIGNED_OUT: u16 = 4401;
const REFUSED: u16 = 4403;

#[derive(Default)]
pub(crate) struct Link {
    socket: Option<Socket>,
    /// True once the server has said what it lacks.
    ready: bool,
    backoff: Backoff,
    retry: Option<Timeout>,
    /// When the server last said something, or was last sent something after having confirmed everything.
    heard_at: Timestamp,
}

impl Live {
    pub(crate) fn is_connected(&self) -> bool {
        self.link.borrow().ready
    }

    /// True when plain HTTP is worth trying in its place.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.link.borrow().backoff.is_hopeless()
    }

    /// Connects now, unless it is connected or has no reason to be.
    pub(crate) fn connect(self: &Rc<Self>) {
        let allowed = self.hub.upgrade().is_some_and(|hub| hub.may_send());
        if !allowed || self.frozen.get_untracked() || self.link.borrow().socket.is_some() {
            return;
        }
        if !self.record.borrow().registered {
            let live = self.clone();
            spawn_local(async move { live.register().await });
            return;
        }
        let live = Rc::downgrade(self);
        let socket = Socket::open(&format!("/sync/{}?ack=1", self.id), move |event| {
            if let Some(live) = live.upgrade() {
                live.on_event(event);
            }
        });
        let opened = socket.is_ok();
        let mut link = self.link.borrow_mut();
        link.retry = None;
        link.socket = socket.ok();
        drop(link);
        if !opened {
            self.retry();
        }
    }

    pub(crate) fn disconnect(&self) {
        let mut link = self.link.borrow_mut();
        link.socket = None;
        link.retry = None;
        link.ready = false;
        self.outbox.borrow_mut().disconnected();
    }

    /// Sends updates that are on the disk as `row`. Without a connection they go with the next one.
    pub(crate) fn send(&self, updates: &[Vec<u8>], row: RowKey) {
        let mut link = self.link.borrow_mut();
        let Some(socket) = link.socket.as_ref().filter(|_| link.ready) else { return };
        let whole = updates.iter().all(|update| socket.send(&Message::Update(update.clone()).encode()));
        if whole {
            let mut outbox = self.outbox.borrow_mut();
            if !outbox.awaits_confirmation() {
                link.heard_at = now();
            }
            outbox.sent(updates.len(), row);
        }
    }

    /// Ends a connection that has fallen silent with something under way, and makes another.
    pub(crate) fn check_connection(self: &Rc<Self>) {
        let waiting = self.outbox.borrow().awaits_confirmation();
        if waiting && now() - self.link.borrow().heard_at > SILENCE {
            self.disconnect();
            self.retry();
        }
    }

    fn on_event(self: &Rc<Self>, event: Event) {
        match event {
            Event::Opened => self.say(&Message::Step1(self.document().state_vector())),
            Event::Message(bytes) => {
                self.link.borrow_mut().heard_at = now();
                if let Ok(message) = Message::decode(&bytes) {
                    self.on_message(message);
                }
            }
            Event::Closed(code) => self.on_close(code),
        }
    }

    fn on_message(self: &Rc<Self>, message: Message) {
        match message {
            Message::Step1(vector) => {
                let Ok(update) = self.document().diff(&vector) else { return };
                self.say(&Message::Step2(update));
                self.outbox.borrow_mut().sent_all();
                let mut link = self.link.borrow_mut();
                link.ready = true;
                link.backoff.succeeded();
                drop(link);
                self.tell_hub(true);
            }
            Message::Step2(update) | Message::Update(update) => self.receive(&update),
            Message::Ack(_) => {
                let rows = self.outbox.borrow_mut().confirmed();
                spawn_local(self.clone().confirmed(rows));
            }
            Message::Refused(code) => {
                if let Some(hub) = self.hub.upgrade() {
                    let document = self.id;
                    spawn_local(async move { hub.refused(document, failure(&code)).await });
                }
            }
            Message::Awareness(_) | Message::QueryAwareness => {}
        }
    }

    fn on_close(self: &Rc<Self>, code: u16) {
        self.disconnect();
        match code {
            SIGNED_OUT => {
                if let Some(hub) = self.hub.upgrade() {
                    hub.session_over();
                }
            }
            // The reason came before, in a message.
            REFUSED => {}
            _ => {
                self.tell_hub(false);
                self.retry();
            }
        }
    }

    fn retry(self: &Rc<Self>) {
        let mut link = self.link.borrow_mut();
        let wait = link.backoff.failed(js_sys::Math::random());
        let live = Rc::downgrade(self);
        link.retry = Some(Timeout::new(wait, move || {
            if let Some(live) = live.upgrade() {
                live.connect();
            }
        }));
    }

    /// Tells the server of an interview that was started on this device, then connects.
    async fn register(self: Rc<Self>) {
        let Some(hub) = self.hub.upgrade() else { return };
        match hub.register(self.id).await {
            Ok(()) => {
                self.record.borrow_mut().registered = true;
                self.connect();
            }
            Err(Failure::Unreachable | Failure::Server | Failure::Storage) => self.retry(),
            Err(_) => {}
        }
    }

    fn say(&self, message: &Message) {
        if let Some(socket) = &self.link.borrow().socket {
            // What does not leave stays pending, and the connection is about to end.
            let _ = socket.send(&message.encode());
        }
    }

    fn tell_hub(&self, reached: bool) {
        if let Some(hub) = self.hub.upgrade() {
            hub.reached(reached);
        }
    }
}

/// The failure that a code on the wire stands for.
fn failure(code: &str) -> Failure {
    serde_json::from_value(serde_json::json!({ "code": code })).unwrap_or(Failure::Unknown)
}

#[cfg(test)]
mod tests {
    use domain::failure::Failure;

    use super::failure;

    #[test]
    fn codes_of_the_wire_are_failures() {
        let check = |code: &str, expected: Failure| assert_eq!(failure(code), expected);
        check("frozen", Failure::Frozen);
        check("forbidden", Failure::Forbidden);
        check("signed_out", Failure::SignedOut);
        check("something newer", Failure::Unknown);
        check("taken", Failure::Unknown);
    }
}
