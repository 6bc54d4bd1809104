//! Virtual time, and everything that lives in it. What happens is a queue of steps; nothing else moves.

use std::collections::BTreeMap;

use domain::id::{DocumentId, Timestamp};
use uuid::Uuid;

use crate::{device::Device, oracle::Oracle, random::Random, server::Server};

pub(crate) type Step = Box<dyn FnOnce(&mut World)>;

/// A tab of a device, by the number of its life: one that ends is never heard of again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Who {
    pub(crate) device: usize,
    pub(crate) life: u32,
}

/// A mistake that is put into the model on purpose, to see that the checks find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    None,
    /// The server acknowledges what it has only merged.
    AckBeforeCommit,
    /// A tab sends what it has only typed.
    SendBeforeDurable,
    /// A tab takes the client id of the one before it.
    ReuseClientId,
    /// Rows are called sent as soon as they leave.
    MarkWithoutAck,
    /// What the server refuses is deleted.
    DropRefused,
    /// A tab that leads does not hear what others write.
    DeafLeader,
}

pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) random: Random,
    pub(crate) server: Server,
    pub(crate) devices: Vec<Device>,
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) oracle: Oracle,
    pub(crate) mistake: Mistake,
    /// Nothing goes wrong any more, and nobody types.
    pub(crate) healing: bool,
    /// What has happened, for whoever has to find out why; empty unless it is wanted.
    pub(crate) history: Option<Vec<String>>,
    queue: BTreeMap<(Timestamp, u64), (Option<Who>, Step)>,
    numbers: u64,
}

impl World {
    pub(crate) fn new(seed: u64, mistake: Mistake, told: bool) -> Self {
        let mut random = Random::new(seed);
        let documents: Vec<_> =
            (0..=random.below(2)).map(|number| DocumentId(Uuid::from_u128(number as u128 + 1))).collect();
        let devices = (0..2 + random.below(2)).map(|_| Device::default()).collect();
        Self {
            now: 1_700_000_000_000,
            server: Server::new(&documents),
            devices,
            documents,
            oracle: Oracle::default(),
            mistake,
            healing: false,
            history: told.then(Vec::new),
            queue: BTreeMap::new(),
            numbers: 0,
            random,
        }
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub(crate) fn note(&mut self, what: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(history) = &mut self.history {
            history.push(format!("{now} {}", what()));
        }
    }

    pub(crate) fn after(&mut self, delay: Timestamp, step: impl FnOnce(&mut Self) + 'static) {
        let number = self.number();
        self.queue.insert((self.now + delay.max(0), number), (None, Box::new(step)));
    }

    /// The same for a tab: nothing comes of it once the tab has ended, and it waits while the tab is frozen.
    pub(crate) fn after_for(&mut self, who: Who, delay: Timestamp, step: impl FnOnce(&mut Self) + 'static) {
        let number = self.number();
        self.queue.insert((self.now + delay.max(0), number), (Some(who), Box::new(step)));
    }

    /// Lets time pass.
    pub(crate) fn run(&mut self, duration: Timestamp) {
        let end = self.now + duration;
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > end {
                break;
            }
            let ((at, _), (who, step)) = entry.remove_entry();
            self.now = at;
            match who {
                None => step(self),
                Some(who) => self.step_of(who, step),
            }
        }
        self.now = end;
    }

    fn step_of(&mut self, who: Who, step: Step) {
        let Some(tab) = self.devices[who.device].tabs.get_mut(&who.life) else { return };
        if tab.frozen {
            tab.deferred.push(step);
        } else {
            step(self);
            self.observe(who);
        }
    }

    /// What a device's clock says.
    pub(crate) fn clock(&self, device: usize) -> Timestamp {
        self.now + self.devices[device].skew
    }

    pub(crate) fn tabs(&self) -> Vec<Who> {
        let of = |device: usize| {
            self.devices[device].tabs.keys().map(move |life| Who { device, life: *life }).collect::<Vec<_>>()
        };
        (0..self.devices.len()).flat_map(of).collect()
    }
}
