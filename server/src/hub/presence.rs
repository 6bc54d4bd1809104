//! Who is in a room: the last state that each client told, so that newcomers see it and the departed disappear.

use std::collections::HashMap;

use sync::awareness::{self, State};

use super::room::MemberId;

/// How many clients one connection may speak for: a browser has one a tab.
const CLIENTS: usize = 8;

#[derive(Default)]
pub(super) struct Presence {
    states: HashMap<u64, (MemberId, State)>,
}

impl Presence {
    /// Takes in what a member says; `None` when it is malformed or speaks for somebody else.
    pub(super) fn hear(&mut self, from: MemberId, payload: &[u8]) -> Option<()> {
        for state in awareness::decode(payload).ok()? {
            let others = self.states.get(&state.client).is_some_and(|(member, _)| *member != from);
            let count = self.states.values().filter(|(member, _)| *member == from).count();
            if others || (count >= CLIENTS && !self.states.contains_key(&state.client)) {
                return None;
            }
            if state.is_gone() {
                self.states.remove(&state.client);
            } else {
                self.states.insert(state.client, (from, state));
            }
        }
        Some(())
    }

    /// Everybody, as the payload of a message; `None` when nobody is there.
    pub(super) fn everybody(&self) -> Option<Vec<u8>> {
        (!self.states.is_empty()).then(|| awareness::encode(self.states.values().map(|(_, state)| state)))
    }

    /// Forgets a member; the payload that takes its clients off the screens of the others.
    pub(super) fn leave(&mut self, member: MemberId) -> Option<Vec<u8>> {
        let gone: Vec<State> = self
            .states
            .values()
            .filter(|(owner, _)| *owner == member)
            .map(|(_, state)| state.gone())
            .collect();
        self.states.retain(|_, (owner, _)| *owner != member);
        (!gone.is_empty()).then(|| awareness::encode(gone.iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(client: u64, json: &str) -> Vec<u8> {
        awareness::encode([State { client, clock: 1, json: json.to_owned() }].iter())
    }

    #[test]
    fn newcomers_see_who_is_there_and_the_departed_disappear() {
        let (anna, ben) = (MemberId(1), MemberId(2));
        let mut presence = Presence::default();
        assert_eq!(presence.everybody(), None);
        assert_eq!(presence.hear(anna, &says(10, "{}")), Some(()));
        assert_eq!(presence.hear(ben, &says(10, "{}")), None, "another's client");
        assert_eq!(presence.everybody(), Some(says(10, "{}")));
        assert_eq!(presence.leave(ben), None);
        assert_eq!(presence.leave(anna), Some(says(10, "null")));
        assert_eq!(presence.everybody(), None);
        assert_eq!(presence.hear(ben, &says(10, "{}")), Some(()));
        assert_eq!(presence.hear(ben, &says(10, "null")), Some(()));
        assert_eq!(presence.everybody(), None);
    }

    #[test]
    fn one_connection_speaks_for_few() {
        let mut presence = Presence::default();
        for client in 0..CLIENTS as u64 {
            assert_eq!(presence.hear(MemberId(1), &says(client, "{}")), Some(()));
        }
        assert_eq!(presence.hear(MemberId(1), &says(99, "{}")), None);
        assert_eq!(presence.hear(MemberId(1), &[1, 2]), None);
    }
}
