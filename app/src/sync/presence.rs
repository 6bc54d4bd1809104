//! Who else has an open document open. It goes over the connection and between tabs, and is kept nowhere. The tab that
//! holds the connection speaks for all tabs of the person, with one voice.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use domain::{account::Profile, id::Timestamp};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use sync::{
    presence::{GONE, Peer, Place, Presence, RENEW, User},
    protocol::Message,
};

use super::{clock::now, live::Live};
use crate::device::{random, tabs};

/// The shortest time between two words of where one is, in milliseconds.
const PACE: u32 = 200;
/// How many colours there are; `style/components/_presence.scss` has them.
const COLORS: u64 = 6;

/// The payload that names nobody.
const NOBODY: [u8; 1] = [0];

/// What one document's page says and hears.
pub(crate) struct Crowd {
    presence: RefCell<Presence>,
    me: Option<User>,
    pub(crate) peers: ArcRwSignal<Vec<Peer>>,
    /// Where a page of this tab shows the document, and where another tab's does; each with when it last said so.
    own: RefCell<Option<(Option<Place>, Timestamp)>>,
    guest: RefCell<Option<(Option<Place>, Timestamp)>>,
    told_at: Cell<Timestamp>,
    pending: RefCell<Option<Timeout>>,
}

impl Crowd {
    pub(crate) fn new(profile: Option<&Profile>) -> Self {
        let mut bytes = [0; 4];
        // Without randomness there is no encryption either, and nothing is ever opened.
        let _ = random(&mut bytes);
        let me = profile.map(|profile| User {
            id: Some(profile.id),
            name: profile.display_name.clone(),
            color: u8::try_from(profile.id.0.as_u64_pair().1 % COLORS).unwrap_or_default(),
        });
        let id = me.as_ref().and_then(|me| me.id);
        Self {
            presence: RefCell::new(Presence::new(u32::from_le_bytes(bytes), id)),
            me,
            peers: ArcRwSignal::default(),
            own: RefCell::default(),
            guest: RefCell::default(),
            told_at: Cell::default(),
            pending: RefCell::default(),
        }
    }

    /// Where the person is: where the tab is that moved last.
    fn place(&self) -> Option<Option<Place>> {
        let (own, guest) = (self.own.borrow().clone(), self.guest.borrow().clone());
        own.into_iter().chain(guest).max_by_key(|(_, at)| *at).map(|(place, _)| place)
    }

    fn show(&self) {
        let others = self.presence.borrow().others();
        if self.peers.with_untracked(|shown| *shown != others) {
            self.peers.set(others);
        }
    }
}

impl Live {
    /// A page of this tab shows the document, there.
    pub(crate) fn stand(self: &Rc<Self>, place: Option<Place>) {
        let moved = self.crowd.own.borrow().as_ref().is_none_or(|(known, _)| *known != place);
        if moved {
            self.crowd.own.replace(Some((place, now())));
            self.publish_soon();
        }
    }

    /// No page of this tab shows it any more.
    pub(crate) fn step_away(&self) {
        self.crowd.pending.take();
        if self.crowd.own.take().is_none() {
            return;
        }
        if self.is_linked() {
            self.publish_or_leave();
        } else if let Some(hub) = self.hub.upgrade() {
            hub.tell_tabs(&tabs::Message::Here { document: self.id, place: None });
        }
    }

    fn publish_soon(self: &Rc<Self>) {
        if self.crowd.pending.borrow().is_some() {
            return;
        }
        let live = Rc::downgrade(self);
        let timer = Timeout::new(PACE, move || {
            if let Some(live) = live.upgrade() {
                live.crowd.pending.take();
                live.publish();
            }
        });
        self.crowd.pending.replace(Some(timer));
    }

    /// Says where the person is, where that is not known yet.
    pub(crate) fn publish(&self) {
        if self.is_linked() {
            self.publish_or_leave();
        } else if let Some((place, _)) = self.crowd.own.borrow().clone()
            && let Some(hub) = self.hub.upgrade()
        {
            self.crowd.told_at.set(now());
            hub.tell_tabs(&tabs::Message::Here { document: self.id, place: Some(place) });
        }
    }

    fn publish_or_leave(&self) {
        let payload = match (self.crowd.place(), &self.crowd.me) {
            (Some(place), Some(me)) => self.crowd.presence.borrow_mut().publish(me, place.as_ref(), now()),
            _ => self.crowd.presence.borrow_mut().leave(),
        };
        if let Some(payload) = payload {
            self.say(&Message::Awareness(payload));
        }
    }

    /// From the server: for this tab and the others.
    pub(crate) fn hear_presence(&self, payload: &[u8]) {
        if let Some(hub) = self.hub.upgrade() {
            hub.tell_tabs(&tabs::Message::Presence { document: self.id, payload: payload.to_vec() });
        }
        self.overhear_presence(payload);
    }

    /// Has other tabs say where they show the document: they may have said it while nobody listened.
    pub(crate) fn ask_guests(&self) {
        if let Some(hub) = self.hub.upgrade() {
            hub.tell_tabs(&tabs::Message::Presence { document: self.id, payload: NOBODY.to_vec() });
        }
    }

    /// From the tab that holds the connection, or from the connection itself.
    pub(crate) fn overhear_presence(&self, payload: &[u8]) {
        if payload == NOBODY && !self.is_linked() {
            self.publish();
        }
        if self.crowd.presence.borrow_mut().hear(payload, now()) {
            self.crowd.show();
        }
    }

    /// Another tab of the person shows the document there, or, without a place to speak of, does no more.
    pub(crate) fn hear_guest(&self, place: Option<Option<Place>>) {
        if !self.is_linked() {
            return;
        }
        let known = self.crowd.guest.borrow().clone();
        if known.is_none() && place.is_some() {
            // It has heard of nobody yet: what the server answers is passed on.
            self.say(&Message::QueryAwareness);
        }
        let moved_at = match (&known, &place) {
            (Some((before, at)), Some(place)) if before == place => *at,
            _ => now(),
        };
        self.crowd.told_at.set(now());
        self.crowd.guest.replace(place.map(|place| (place, moved_at)));
        self.publish_or_leave();
    }

    /// The connection is gone, and nobody is known to be here.
    pub(crate) fn lose_presence(&self) {
        self.crowd.presence.borrow_mut().lost();
        self.crowd.show();
    }

    /// Every few seconds: says again that one is here, and forgets who is not.
    pub(crate) fn renew_presence(&self) {
        let silent = now() - self.crowd.told_at.get();
        if self.is_linked() {
            if silent >= GONE {
                self.crowd.guest.take();
            }
            self.publish_or_leave();
        } else if silent >= RENEW {
            self.publish();
        }
        if self.crowd.presence.borrow_mut().expire(now()) {
            self.crowd.show();
        }
    }
}
