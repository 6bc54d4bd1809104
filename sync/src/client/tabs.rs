//! Which of a person's tabs holds the connections: the one that holds the lock of the browser leads, the others put
//! their rows on the disk and tell it. A tab that ends loses the lock; one that is frozen has it taken away. Two that
//! think they lead for a moment do no harm, since everything that is sent may be sent twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{DocumentId, Timestamp};

/// How often a tab that follows says what it has open, in milliseconds.
pub const BEAT: Timestamp = 5_000;
/// A leader that has answered nothing for this long, and to at least [`UNANSWERED`] calls, is taken for frozen.
const SILENCE: Timestamp = 15_000;
const UNANSWERED: u32 = 3;
/// How long a leader looks after documents of a tab that it hears no more of. Browsers let hidden tabs act once a
/// minute.
const LEASE: Timestamp = 180_000;

/// A tab, by a random number.
pub type TabId = u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// No store is open: nothing to send.
    Out,
    /// The browser has no locks: every tab connects by itself.
    Alone,
    Follows,
    Leads,
}

/// What tabs say to each other of this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// "I lead from now on: who has what open?"
    Begins,
    /// "I lead", as an answer.
    Leads,
    /// "I have these open": what follows, from time to time and when it changes.
    Open(Vec<DocumentId>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A store has been opened; whether the browser has locks.
    Entered {
        locks: bool,
    },
    /// The store is being closed.
    Left,
    /// This tab has the lock.
    Granted,
    /// The lock was taken away.
    Lost,
    /// A page shows the document, or does no more.
    Shown(DocumentId),
    Hidden(DocumentId),
    Heard(TabId, Call),
    Tick,
}

/// What a tab has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Queue for the lock.
    AskLock,
    /// Take the lock from a tab that does not answer.
    TakeLock,
    /// Give the lock back, or leave the queue.
    FreeLock,
    Say(Call),
    /// What [`Tabs::carried`] says may have changed.
    Review,
}

#[derive(Debug)]
pub struct Tabs {
    me: TabId,
    role: Role,
    own: BTreeSet<DocumentId>,
    /// What other tabs have open, and when they last said so.
    guests: BTreeMap<TabId, (Timestamp, BTreeSet<DocumentId>)>,
    /// Since when calls are unanswered, and how many.
    unanswered: Option<(Timestamp, u32)>,
    called_at: Timestamp,
}

impl Tabs {
    pub fn new(me: TabId) -> Self {
        Self {
            me,
            role: Role::Out,
            own: BTreeSet::new(),
            guests: BTreeMap::new(),
            unanswered: None,
            called_at: 0,
        }
    }

    pub fn me(&self) -> TabId {
        self.me
    }

    pub fn role(&self) -> Role {
        self.role
    }

    /// True when this tab sends: what is on the disk of every tab, not only its own.
    pub fn sends(&self) -> bool {
        matches!(self.role, Role::Alone | Role::Leads)
    }

    /// The documents that this tab keeps connected.
    pub fn carried(&self) -> BTreeSet<DocumentId> {
        match self.role {
            Role::Out | Role::Follows => BTreeSet::new(),
            Role::Alone => self.own.clone(),
            Role::Leads => {
                self.guests.values().flat_map(|(_, open)| open).chain(&self.own).copied().collect()
            }
        }
    }

    pub fn handle(&mut self, turn: Turn, now: Timestamp) -> Vec<Deed> {
        match turn {
            Turn::Entered { locks } => self.enter(locks, now),
            Turn::Left => self.leave(),
            Turn::Granted if self.role == Role::Follows => {
                self.role = Role::Leads;
                self.guests.clear();
                vec![Deed::Say(Call::Begins), Deed::Review]
            }
            // The store was closed while the lock was on its way.
            Turn::Granted => vec![Deed::FreeLock],
            Turn::Lost if self.role == Role::Leads => {
                self.role = Role::Follows;
                self.unanswered = None;
                vec![Deed::Review, Deed::AskLock, self.call(now)]
            }
            Turn::Lost => Vec::new(),
            Turn::Shown(document) if self.own.insert(document) => self.changed(now),
            Turn::Hidden(document) if self.own.remove(&document) => self.changed(now),
            Turn::Shown(_) | Turn::Hidden(_) => Vec::new(),
            Turn::Heard(from, call) => self.hear(from, call, now),
            Turn::Tick => self.tick(now),
        }
    }

    fn enter(&mut self, locks: bool, now: Timestamp) -> Vec<Deed> {
        if self.role != Role::Out {
            return Vec::new();
        }
        if !locks {
            self.role = Role::Alone;
            return vec![Deed::Review];
        }
        self.role = Role::Follows;
        vec![Deed::AskLock, self.call(now)]
    }

    fn leave(&mut self) -> Vec<Deed> {
        let role = std::mem::replace(&mut self.role, Role::Out);
        self.own.clear();
        self.guests.clear();
        self.unanswered = None;
        match role {
            Role::Out => Vec::new(),
            Role::Alone => vec![Deed::Review],
            Role::Follows | Role::Leads => vec![Deed::FreeLock, Deed::Review],
        }
    }

    fn changed(&mut self, now: Timestamp) -> Vec<Deed> {
        match self.role {
            Role::Out => Vec::new(),
            Role::Follows => vec![self.call(now), Deed::Review],
            Role::Alone | Role::Leads => vec![Deed::Review],
        }
    }

    fn hear(&mut self, from: TabId, call: Call, now: Timestamp) -> Vec<Deed> {
        match (self.role, call) {
            (Role::Leads, Call::Open(documents)) => {
                self.guests.insert(from, (now, documents.into_iter().collect()));
                vec![Deed::Say(Call::Leads), Deed::Review]
            }
            (Role::Follows, Call::Leads) => {
                self.unanswered = None;
                Vec::new()
            }
            (Role::Follows, Call::Begins) => vec![self.call(now)],
            _ => Vec::new(),
        }
    }

    fn tick(&mut self, now: Timestamp) -> Vec<Deed> {
        match self.role {
            Role::Out | Role::Alone => Vec::new(),
            Role::Leads => {
                let before = self.guests.len();
                self.guests.retain(|_, (heard_at, _)| now - *heard_at <= LEASE);
                if self.guests.len() == before { Vec::new() } else { vec![Deed::Review] }
            }
            Role::Follows => {
                // A clock that was set back must not silence the tab.
                if (0..BEAT).contains(&(now - self.called_at)) {
                    return Vec::new();
                }
                match self.unanswered {
                    Some((since, calls)) if calls >= UNANSWERED && now - since >= SILENCE => {
                        self.unanswered = None;
                        vec![Deed::TakeLock, self.call(now)]
                    }
                    _ => vec![self.call(now)],
                }
            }
        }
    }

    fn call(&mut self, now: Timestamp) -> Deed {
        let (since, calls) = self.unanswered.unwrap_or((now, 0));
        // A clock that was set back starts the count again.
        self.unanswered = Some(if since > now { (now, 1) } else { (since, calls + 1) });
        self.called_at = now;
        Deed::Say(Call::Open(self.own.iter().copied().collect()))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn document(number: u128) -> DocumentId {
        DocumentId(Uuid::from_u128(number))
    }

    fn open(documents: &[u128]) -> Call {
        Call::Open(documents.iter().copied().map(document).collect())
    }

    fn follower() -> Tabs {
        let mut tab = Tabs::new(1);
        assert_eq!(
            tab.handle(Turn::Entered { locks: true }, 0),
            [Deed::AskLock, Deed::Say(open(&[]))],
            "nobody knows who leads"
        );
        tab
    }

    #[test]
    fn without_locks_every_tab_carries_its_own() {
        let mut tab = Tabs::new(1);
        assert_eq!(tab.handle(Turn::Entered { locks: false }, 0), [Deed::Review]);
        tab.handle(Turn::Shown(document(1)), 0);
        tab.handle(Turn::Heard(2, open(&[2])), 0);
        assert_eq!(tab.carried(), BTreeSet::from([document(1)]));
    }

    #[test]
    fn the_leader_carries_what_any_tab_has_open() {
        let mut tab = follower();
        tab.handle(Turn::Shown(document(1)), 0);
        assert!(tab.carried().is_empty() && !tab.sends());
        assert_eq!(tab.handle(Turn::Granted, 1), [Deed::Say(Call::Begins), Deed::Review]);
        assert_eq!(tab.handle(Turn::Heard(2, open(&[1, 2])), 2), [Deed::Say(Call::Leads), Deed::Review]);
        assert_eq!(tab.carried(), BTreeSet::from([document(1), document(2)]));
        tab.handle(Turn::Hidden(document(1)), 3);
        assert_eq!(tab.carried(), BTreeSet::from([document(1), document(2)]), "the other still shows it");
        tab.handle(Turn::Heard(2, open(&[])), 4);
        assert!(tab.carried().is_empty());
    }

    #[test]
    fn a_guest_that_is_silent_for_long_has_gone() {
        let mut tab = follower();
        tab.handle(Turn::Granted, 1);
        tab.handle(Turn::Heard(2, open(&[2])), 2);
        assert_eq!(tab.handle(Turn::Tick, LEASE), []);
        assert_eq!(tab.handle(Turn::Tick, LEASE + 3), [Deed::Review]);
        assert!(tab.carried().is_empty());
    }

    #[test]
    fn a_frozen_leader_loses_the_lock_and_follows_when_it_thaws() {
        let mut tab = follower();
        assert!(tab.handle(Turn::Heard(9, Call::Leads), 10).is_empty(), "it has heard our call");
        let mut taken = Vec::new();
        for now in (0..60_000).step_by(1_000) {
            if tab.handle(Turn::Tick, now).contains(&Deed::TakeLock) {
                taken.push(now);
            }
        }
        assert_eq!(taken.first(), Some(&20_000), "the first call unanswered is that of the fifth second");
        assert_eq!(tab.handle(Turn::Granted, 60_000), [Deed::Say(Call::Begins), Deed::Review]);
        let deeds = tab.handle(Turn::Lost, 61_000);
        assert_eq!(deeds, [Deed::Review, Deed::AskLock, Deed::Say(open(&[]))]);
        assert_eq!(tab.role(), Role::Follows);
    }

    #[test]
    fn a_leader_that_answers_keeps_the_lock() {
        let mut tab = follower();
        for now in (0..600_000).step_by(500) {
            for deed in tab.handle(Turn::Tick, now) {
                assert!(matches!(deed, Deed::Say(Call::Open(_))), "{deed:?}");
                tab.handle(Turn::Heard(9, Call::Leads), now + 1);
            }
        }
    }

    #[test]
    fn a_new_leader_hears_what_is_open() {
        let mut tab = follower();
        tab.handle(Turn::Shown(document(4)), 5);
        assert_eq!(tab.handle(Turn::Heard(8, Call::Leads), 6), []);
        assert_eq!(tab.handle(Turn::Heard(9, Call::Begins), 900), [Deed::Say(open(&[4]))]);
    }

    #[test]
    fn a_lock_that_comes_after_leaving_is_given_back() {
        let mut tab = follower();
        assert_eq!(tab.handle(Turn::Left, 1), [Deed::FreeLock, Deed::Review]);
        assert_eq!(tab.handle(Turn::Granted, 2), [Deed::FreeLock]);
    }
}
