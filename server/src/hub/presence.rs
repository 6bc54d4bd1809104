//! Who is in a room: the last state that each client told, so that newcomers see it and the departed disappear.
//!
//! The provider of y-websocket sends on every state that it hears of, those of others too, and gives up for all who was
//! silent for half a minute. What a connection says of the clients of others is therefore left out, and no offence.

use std::collections::HashMap;

use sync::{
    SyncError,
    awareness::{self, State},
};

use super::room::MemberId;

/// How many clients one connection may speak for: a browser has one a tab.
const CLIENTS: usize = 8;

#[derive(Default)]
pub(super) struct Presence {
    states: HashMap<u64, (MemberId, State)>,
}

impl Presence {
    /// Takes in what a member says of its own clients; the payload for everybody, when there is something in it.
    pub(super) fn hear(&mut self, from: MemberId, payload: &[u8]) -> Result<Option<Vec<u8>>, SyncError> {
        let mut said = awareness::decode(payload)?;
        said.retain(|state| self.take(from, state));
        Ok((!said.is_empty()).then(|| awareness::encode(said.iter())))
    }

    fn take(&mut self, from: MemberId, state: &State) -> bool {
        let own = match self.states.get(&state.client) {
            Some((member, _)) => *member == from,
            None if state.is_gone() => false,
            None => self.states.values().filter(|(member, _)| *member == from).count() < CLIENTS,
        };
        if own && state.is_gone() {
            self.states.remove(&state.client);
        } else if own {
            self.states.insert(state.client, (from, state.clone()));
        }
        own
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
        assert_eq!(presence.hear(anna, &says(10, "{}")), Ok(Some(says(10, "{}"))));
        assert_eq!(presence.everybody(), Some(says(10, "{}")));
        assert_eq!(presence.leave(ben), None);
        assert_eq!(presence.leave(anna), Some(says(10, "null")));
        assert_eq!(presence.everybody(), None);
        assert_eq!(presence.hear(ben, &says(10, "{}")), Ok(Some(says(10, "{}"))));
        assert_eq!(presence.hear(ben, &says(10, "null")), Ok(Some(says(10, "null"))));
        assert_eq!(presence.everybody(), None);
    }

    #[test]
    fn nobody_speaks_for_another_connection() {
        let (anna, ben) = (MemberId(1), MemberId(2));
        let state = |client, json: &str| State { client, clock: 1, json: json.to_owned() };
        let mut presence = Presence::default();
        let _ = presence.hear(anna, &says(10, "{}"));
        assert_eq!(presence.hear(ben, &says(10, "null")), Ok(None));
        let echo = awareness::encode([state(10, "1"), state(20, "{}")].iter());
        assert_eq!(presence.hear(ben, &echo), Ok(Some(says(20, "{}"))));
        assert_eq!(presence.hear(ben, &says(30, "null")), Ok(None), "of nobody");
        assert_eq!(presence.leave(anna), Some(says(10, "null")));
    }

    #[test]
    fn one_connection_speaks_for_few() {
        let mut presence = Presence::default();
        for client in 0..CLIENTS as u64 {
            assert_eq!(presence.hear(MemberId(1), &says(client, "{}")), Ok(Some(says(client, "{}"))));
        }
        assert_eq!(presence.hear(MemberId(1), &says(99, "{}")), Ok(None));
        assert!(presence.hear(MemberId(1), &[1, 2]).is_err());
    }
}
