//! Which of the person's tabs holds the connections: carries out what [`sync::client::Tabs`] decides, with a lock of
//! the browser.

use std::{cell::RefCell, rc::Rc};

use domain::{failure::Failure, id::DocumentId};
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use sync::client::{Deed, Event, Tabs, Turn};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{clock::now, hub::Hub, live::Live, replica};
use crate::device::{random, tabs::Message};

/// Leading, queueing for it, or neither.
pub(crate) struct Lead {
    pub(crate) tabs: RefCell<Tabs>,
    /// The latest lock asked for. It is given back by calling what it holds; earlier ones count no more.
    held: RefCell<Option<Rc<Held>>>,
}

#[derive(Default)]
struct Held {
    release: RefCell<Option<Function>>,
}

impl Lead {
    pub(crate) fn new() -> Self {
        let mut bytes = [0; 4];
        // Without randomness there is no encryption either, and nothing is ever opened.
        let _ = random(&mut bytes);
        Self { tabs: RefCell::new(Tabs::new(u32::from_le_bytes(bytes))), held: RefCell::default() }
    }
}

impl Hub {
    /// Hands on what happened, and does what is to be done.
    pub(crate) fn turn(self: &Rc<Self>, turn: Turn) {
        let deeds = self.lead.tabs.borrow_mut().handle(turn, now());
        for deed in deeds {
            match deed {
                Deed::AskLock => self.ask_lock(false),
                Deed::TakeLock => self.ask_lock(true),
                Deed::FreeLock => {
                    if let Some(held) = self.lead.held.take() {
                        held.free();
                    }
                }
                Deed::Say(call) => {
                    let from = self.lead.tabs.borrow().me();
                    self.tell_tabs(&Message::Lead { from, call });
                }
                Deed::Review => self.review(),
            }
        }
    }

    /// The person's store has been opened, or a session renewed.
    pub(crate) fn enter(self: &Rc<Self>) {
        self.turn(Turn::Entered { locks: lock_manager().is_some() && self.device.keeper().tabs().is_some() });
    }

    /// True when this tab sends for all.
    pub(crate) fn sends(&self) -> bool {
        self.lead.tabs.borrow().sends()
    }

    /// Connects what this tab is to carry, and nothing else.
    pub(crate) fn review(self: &Rc<Self>) {
        let carried = self.lead.tabs.borrow().carried();
        let may_send = self.may_send();
        for live in self.open_documents() {
            let carries = carried.contains(&live.id);
            live.happened(Event::Allowed(may_send && carries && !live.frozen.get_untracked()));
            if !carries && !live.is_held() {
                live.close_soon();
            }
        }
        for document in carried {
            if self.live(document).is_none() {
                let hub = self.clone();
                // A document that cannot be opened now is asked for again by whoever shows it.
                spawn_local(async move { drop(hub.bring(document).await) });
            }
        }
    }

    /// Nobody shows the document any more; it stays while another tab needs it.
    pub(crate) fn closed(self: &Rc<Self>, live: &Rc<Live>) {
        let is_open = self.live(live.id).is_some_and(|known| Rc::ptr_eq(&known, live));
        if !is_open || live.is_held() || live.is_unsaved() {
            return;
        }
        self.turn(Turn::Hidden(live.id));
        if self.lead.tabs.borrow().carried().contains(&live.id) {
            return;
        }
        self.show_status();
        self.closing();
        self.lives.borrow_mut().remove(&live.id);
        live.clear();
        let hub = self.clone();
        spawn_local(async move { hub.count().await });
    }

    /// Opens a document from the disk, or from the server when nothing of it is here. There is one of it in a tab.
    pub(crate) async fn bring(self: &Rc<Self>, document: DocumentId) -> Result<Rc<Live>, Failure> {
        if let Some(live) = self.live(document) {
            if live.frozen.get_untracked() {
                self.fetch_soon(document);
            }
            return Ok(live);
        }
        let store = self.store()?;
        // What other tabs write while the rows are being read comes after them.
        self.opening.borrow_mut().entry(document).or_default();
        let opened = async {
            // First, since it says of which kind the document is.
            let mut record = self.describe(&store, document).await?;
            let mut replica = replica::load(&store, document).await?;
            if replica.is_absent {
                self.catch_up(&[document]).await?;
                replica = replica::load(&store, document).await?;
                record = self.describe(&store, document).await?;
            }
            Ok::<_, Failure>((replica, record))
        }
        .await;
        let missed = self.opening.borrow_mut().remove(&document).unwrap_or_default();
        let (replica, record) = opened?;
        // Another page may have opened it in the meantime.
        if let Some(live) = self.live(document) {
            return Ok(live);
        }
        let live = Live::new(self, store, record, replica);
        self.lives.borrow_mut().insert(document, live.clone());
        for (row, updates) in missed.written {
            live.receive_saved(row, updates);
        }
        if missed.refused {
            live.reload_soon();
        }
        let hub = self.clone();
        spawn_local(async move { hub.count().await });
        if live.frozen.get_untracked() {
            self.fetch_soon(document);
        }
        self.review();
        Ok(live)
    }

    /// Nothing is left to send; what is missing here comes without a connection.
    fn fetch_soon(self: &Rc<Self>, document: DocumentId) {
        let hub = self.clone();
        spawn_local(async move { drop(hub.catch_up(&[document]).await) });
    }

    fn ask_lock(self: &Rc<Self>, take: bool) {
        let (Some(manager), Ok(store)) = (lock_manager(), self.store()) else { return };
        let held = Rc::new(Held::default());
        if let Some(earlier) = self.lead.held.replace(Some(held.clone())) {
            earlier.free();
        }
        let name = format!("jalon-leads-{}", store.account);
        let hub = self.clone();
        spawn_local(async move {
            let granted = {
                let (hub, held) = (hub.clone(), held.clone());
                move || hub.granted(&held)
            };
            // The request lasts as long as the lock; it fails when another tab takes the lock away.
            let ended = request(&manager, &name, take, granted).await;
            let is_current = hub.lead.held.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, &held));
            if ended.is_err() && is_current {
                hub.lead.held.take();
                hub.turn(Turn::Lost);
            }
        });
    }

    /// Holds the lock until it is given back, unless it has been already.
    fn granted(self: &Rc<Self>, held: &Rc<Held>) -> Promise {
        let is_current = self.lead.held.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, held));
        if !is_current {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        let until = Promise::new(&mut |release, _| drop(held.release.replace(Some(release))));
        let hub = self.clone();
        spawn_local(async move {
            hub.turn(Turn::Granted);
            hub.sweep().await;
            // Whoever led before may have stopped in the middle of fetching.
            let _ = hub.refresh().await;
        });
        until
    }
}

impl Held {
    fn free(&self) {
        if let Some(release) = self.release.take() {
            // It only settles a promise.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// The browser's locks; older browsers have none.
fn lock_manager() -> Option<Object> {
    Reflect::get(&window().navigator(), &"locks".into()).ok()?.dyn_into().ok()
}

/// Holds the lock from when `granted` is called until the promise that it returns is settled. The binding of the
/// method is still marked unstable, so it is called by name.
async fn request(
    manager: &Object,
    name: &str,
    take: bool,
    granted: impl Fn() -> Promise + 'static,
) -> Result<(), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"steal".into(), &take.into())?;
    let callback = Closure::<dyn FnMut() -> Promise>::new(granted);
    let method: Function = Reflect::get(manager, &"request".into())?.dyn_into()?;
    let lasts = method.call3(manager, &name.into(), &options, callback.as_ref())?;
    JsFuture::from(lasts.dyn_into::<Promise>()?).await?;
    Ok(())
}
