//! Carries out what the courier of an open document decides: its connection, and what is said over it.

use std::rc::Rc;

use domain::id::Timestamp;
use gloo_timers::callback::Timeout;
use sync::{
    client::{Effect, Event},
    protocol::Message,
};
use wasm_bindgen_futures::spawn_local;

use super::{
    clock::now,
    live::Live,
    socket::{self, Socket},
};
use crate::device::tabs;

/// A timer is set again at least this often, in milliseconds: a clock that is set must not stop it.
const LONGEST: Timestamp = 60_000;
/// What the browser says of a connection that could not be made.
const BROKEN: u16 = 1006;

impl Live {
    /// Hands the courier what happened, and does what it says.
    pub(crate) fn happened(self: &Rc<Self>, event: Event) {
        let effects = self.courier.borrow_mut().handle(event, now(), js_sys::Math::random());
        for effect in effects {
            self.carry_out(effect);
        }
        self.set_timer();
    }

    /// The network is gone, and the browser may take long to notice on the connection.
    pub(crate) fn cut(self: &Rc<Self>) {
        if self.socket.take().is_some() {
            self.lose_presence();
            self.happened(Event::Closed(BROKEN));
        }
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        let Some(hub) = self.hub.upgrade() else { return };
        let live = self.clone();
        match effect {
            Effect::Write(batch) => spawn_local(async move { live.write(&batch).await }),
            Effect::Tell { row, updates } => {
                hub.tell_tabs(&tabs::Message::Update { document: self.id, row, updates });
            }
            Effect::Register => spawn_local(async move { live.register().await }),
            Effect::Open => self.open_socket(),
            Effect::Close => {
                drop(self.socket.take());
                self.lose_presence();
            }
            Effect::Greet => {
                self.say(&Message::Step1(self.document().state_vector()));
                self.lose_presence();
                self.publish();
                self.ask_guests();
            }
            Effect::Answer(vector) => {
                // The vector has passed the guard on its way in.
                let update = self.document().diff(&vector).unwrap_or_else(|_| self.document().encode());
                self.say(&Message::Step2(update));
            }
            Effect::Send(update) => self.say(&Message::Update(update)),
            Effect::Apply(update) => self.receive(&update),
            Effect::Mark(rows) => spawn_local(async move { live.confirmed(rows).await }),
            Effect::SetAside(failure) => {
                let document = self.id;
                spawn_local(async move { hub.refused(document, failure).await });
            }
            Effect::SessionOver => hub.session_over(true),
            Effect::DeviceLost => spawn_local(async move { hub.lose().await }),
            Effect::Reached(reached) => hub.reached(reached),
        }
    }

    fn open_socket(self: &Rc<Self>) {
        let live = Rc::downgrade(self);
        let socket = Socket::open(&format!("/sync/{}?ack=1", self.id), move |event| {
            if let Some(live) = live.upgrade() {
                live.heard(event);
            }
        });
        match socket {
            Ok(socket) => drop(self.socket.replace(Some(socket))),
            Err(_) => self.happened(Event::Closed(BROKEN)),
        }
    }

    fn heard(self: &Rc<Self>, event: socket::Event) {
        match event {
            socket::Event::Opened => self.happened(Event::Opened),
            socket::Event::Message(bytes) => {
                if let Ok(message) = Message::decode(&bytes) {
                    if let Message::Awareness(payload) = &message {
                        self.hear_presence(payload);
                    }
                    self.happened(Event::Heard(message));
                }
            }
            socket::Event::Closed(code) => {
                self.socket.take();
                self.lose_presence();
                self.happened(Event::Closed(code));
            }
        }
    }

    /// Tells the server of a document that was started on this device.
    async fn register(self: Rc<Self>) {
        let Some(hub) = self.hub.upgrade() else { return };
        let registered = hub.register(self.id).await;
        if registered.is_ok() {
            self.record.borrow_mut().registered = true;
        }
        self.happened(Event::Registered(registered));
    }

    /// True while this tab holds a connection of the document.
    pub(crate) fn is_linked(&self) -> bool {
        self.socket.borrow().is_some()
    }

    pub(crate) fn say(&self, message: &Message) {
        if let Some(socket) = &*self.socket.borrow() {
            // What does not leave stays pending, and the connection is about to end.
            let _ = socket.send(&message.encode());
        }
    }

    /// Wakes the courier when it wants to be woken.
    fn set_timer(self: &Rc<Self>) {
        let deadline = self.courier.borrow().deadline();
        if self.woken_at.replace(deadline) == deadline {
            return;
        }
        let timer = deadline.map(|at| {
            let live = Rc::downgrade(self);
            let wait = u32::try_from((at - now()).clamp(0, LONGEST)).unwrap_or_default();
            Timeout::new(wait, move || {
                if let Some(live) = live.upgrade() {
                    live.woken_at.set(None);
                    live.happened(Event::Tick);
                }
            })
        });
        self.timer.replace(timer);
    }
}
