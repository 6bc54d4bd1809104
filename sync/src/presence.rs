//! Who else has a document open, and where they are in it. It lives in memory alone: it goes over the connection and
//! nowhere else, and ends with it. Time and the identity of a replica come in as arguments.

use std::collections::BTreeMap;

use domain::id::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::awareness::{State, decode, encode};

/// How often one says that one is still there, in milliseconds.
pub const RENEW: Timestamp = 15_000;
/// After how long without a word somebody is taken for gone.
pub const GONE: Timestamp = 30_000;
/// How many others are shown; a room has room for few.
const CROWD: usize = 64;
/// The longest name that is shown, in characters.
const NAME: usize = 80;

/// A person as others see her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Absent for clients of somebody else's making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AccountId>,
    pub name: String,
    /// One of a few colours, which never says anything alone.
    #[serde(default, deserialize_with = "lenient")]
    pub color: u8,
}

/// Where somebody is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On a question, by its key.
    Question(String),
    /// In a text, as a relative position of Yjs.
    Caret(serde_json::Value),
}

#[derive(Serialize, Deserialize)]
struct Said {
    user: User,
    #[serde(
        rename = "where",
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "Option::is_none"
    )]
    place: Option<Place>,
}

/// Somebody else who is here.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    pub client: u64,
    pub user: User,
    pub place: Option<Place>,
    /// When she came there.
    pub moved_at: Timestamp,
}

struct Heard {
    clock: u64,
    at: Timestamp,
    peer: Option<Peer>,
}

/// Everybody in one document, as one replica knows it.
pub struct Presence {
    client: u64,
    clock: u64,
    /// What was last said of oneself, and when.
    own: Option<(String, Timestamp)>,
    me: Option<AccountId>,
    heard: BTreeMap<u64, Heard>,
}

impl Presence {
    /// `client` must be random for each replica and never used again. What `me` does elsewhere is not shown.
    pub fn new(client: u32, me: Option<AccountId>) -> Self {
        Self { client: u64::from(client), clock: 0, own: None, me, heard: BTreeMap::new() }
    }

    /// Says where one is; the payload of the message. `None` when that is known and fresh.
    pub fn publish(&mut self, user: &User, place: Option<&Place>, now: Timestamp) -> Option<Vec<u8>> {
        let said = Said { user: user.clone(), place: place.cloned() };
        let json = serde_json::to_string(&said).ok()?;
        let fresh = |(known, at): &(String, Timestamp)| *known == json && now - at < RENEW;
        if self.own.as_ref().is_some_and(fresh) {
            return None;
        }
        self.clock += 1;
        self.own = Some((json.clone(), now));
        Some(self.payload(json))
    }

    /// Takes oneself off the screens of the others; the payload, when one was on them.
    pub fn leave(&mut self) -> Option<Vec<u8>> {
        self.own.take()?;
        self.clock += 1;
        Some(self.payload("null".to_owned()))
    }

    /// The connection is gone: nobody is known to be here, and oneself is to be published again.
    pub fn lost(&mut self) {
        self.own = None;
        self.heard.clear();
    }

    /// Takes in a message. True when it changed who is here or where.
    pub fn hear(&mut self, payload: &[u8], now: Timestamp) -> bool {
        let Ok(states) = decode(payload) else { return false };
        let before = self.others();
        for state in states {
            self.take(&state, now);
        }
        self.others() != before
    }

    fn take(&mut self, state: &State, now: Timestamp) {
        let known = self.heard.get(&state.client);
        let older = known.is_some_and(|known| {
            state.clock < known.clock || (state.clock == known.clock && !state.is_gone())
        });
        if state.client == self.client || older || (known.is_none() && self.heard.len() >= CROWD) {
            return;
        }
        let said: Option<Said> = serde_json::from_str(&state.json).ok();
        let peer = said.map(|Said { mut user, place }| {
            user.name = user.name.trim().chars().take(NAME).collect();
            let stayed = known.and_then(|known| known.peer.as_ref()).filter(|peer| peer.place == place);
            let moved_at = stayed.map_or(now, |peer| peer.moved_at);
            Peer { client: state.client, user, place, moved_at }
        });
        let peer = peer.filter(|peer| !peer.user.name.is_empty());
        self.heard.insert(state.client, Heard { clock: state.clock, at: now, peer });
    }

    /// Forgets whoever has been silent for too long. True when somebody was here.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.others().len();
        // A clock that was set back must not keep anybody.
        self.heard.retain(|_, heard| (now - heard.at).abs() < GONE);
        self.others().len() != before
    }

    /// Whoever else is here, by name; of a person with several devices, the one that moved last.
    pub fn others(&self) -> Vec<Peer> {
        let mut others: Vec<Peer> = self.heard.values().filter_map(|heard| heard.peer.clone()).collect();
        others.retain(|peer| peer.user.id.is_none() || peer.user.id != self.me);
        others.sort_by_key(|peer| std::cmp::Reverse(peer.moved_at));
        let mut seen = Vec::new();
        others.retain(|peer| match peer.user.id {
            Some(id) if seen.contains(&id) => false,
            id => {
                seen.extend(id);
                true
            }
        });
        others.sort_by(|a, b| (&a.user.name, a.client).cmp(&(&b.user.name, b.client)));
        others
    }

    fn payload(&self, json: String) -> Vec<u8> {
        encode([State { client: self.client, clock: self.clock, json }].iter())
    }
}

/// What a client of somebody else's making says in another way counts as nothing said.
fn lenient<'de, D: serde::Deserializer<'de>, T: Default + serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn user(number: u128, name: &str) -> User {
        User { id: Some(AccountId(Uuid::from_u128(number))), name: name.to_owned(), color: 2 }
    }

    fn presence(number: u32) -> Presence {
        Presence::new(number, Some(AccountId(Uuid::from_u128(u128::from(number)))))
    }

    fn on(question: &str) -> Place {
        Place::Question(question.to_owned())
    }

    fn names(presence: &Presence) -> Vec<String> {
        presence.others().into_iter().map(|peer| peer.user.name).collect()
    }

    #[test]
    fn others_are_here_until_they_leave_or_fall_silent() {
        let (mut anna, mut ben) = (presence(1), presence(2));
        let first = anna.publish(&user(1, "Anna"), Some(&on("a")), 0).unwrap();
        assert!(ben.hear(&first, 0));
        assert!(!ben.hear(&first, 10), "told twice");
        assert_eq!(ben.others()[0].place, Some(on("a")));
        assert_eq!(anna.publish(&user(1, "Anna"), Some(&on("a")), RENEW - 1), None);
        let renewed = anna.publish(&user(1, "Anna"), Some(&on("a")), RENEW).unwrap();
        assert!(!ben.hear(&renewed, RENEW), "the same again is no news");
        assert!(!ben.expire(RENEW + GONE - 1));
        assert_eq!(ben.others()[0].moved_at, 0);
        assert!(ben.expire(RENEW + GONE));
        assert_eq!(names(&ben), [""; 0]);

        let again = anna.publish(&user(1, "Anna"), None, 50_000).unwrap();
        assert!(ben.hear(&again, 50_000));
        assert_eq!(names(&ben), ["Anna"]);
        let gone = anna.leave().unwrap();
        assert!(ben.hear(&gone, 50_001));
        assert!(!ben.hear(&again, 50_002), "what is late brings nobody back");
        assert_eq!((names(&ben), anna.leave()), (Vec::new(), None));
    }

    #[test]
    fn the_server_may_say_the_goodbye() {
        let (mut anna, mut ben) = (presence(1), presence(2));
        ben.hear(&anna.publish(&user(1, "Anna"), None, 0).unwrap(), 0);
        // Its goodbye has the clock of what it last heard.
        let gone = State { client: 1, clock: 1, json: String::new() }.gone();
        assert!(ben.hear(&encode([gone].iter()), 1));
        assert_eq!(names(&ben), [""; 0]);
        ben.hear(&anna.publish(&user(1, "Anna"), Some(&on("b")), 2).unwrap(), 2);
        ben.lost();
        assert_eq!(names(&ben), [""; 0], "without a connection nobody is known to be here");
    }

    #[test]
    fn one_is_not_somebody_else() {
        let (mut here, mut elsewhere, mut ben) = (presence(1), presence(1), presence(3));
        elsewhere.client = 2;
        let said = elsewhere.publish(&user(1, "Anna"), Some(&on("a")), 0).unwrap();
        let own = here.publish(&user(1, "Anna"), Some(&on("b")), 5).unwrap();
        assert!(!here.hear(&own, 5), "the server's echo");
        assert!(!here.hear(&said, 5), "another device of the same person");
        ben.hear(&said, 0);
        ben.hear(&own, 5);
        assert_eq!(names(&ben), ["Anna"]);
        assert_eq!(ben.others()[0].place, Some(on("b")), "where she moved last");
    }

    #[test]
    fn clients_of_any_making_are_taken_for_what_they_say() {
        let mut ben = presence(3);
        let mut says = |client: u64, json: &str| {
            ben.hear(&encode([State { client, clock: 1, json: json.to_owned() }].iter()), 0);
        };
        says(10, r##"{"user":{"name":" Stock ","color":"#f00"},"cursor":{"anchor":1}}"##);
        says(11, "{}");
        says(12, r#"{"user":{"name":""}}"#);
        says(13, "[1,2");
        says(14, r#"{"user":{"name":"Odd"},"where":{"moon":1}}"#);
        let peers = ben.others();
        assert_eq!(names(&ben), ["Odd", "Stock"]);
        assert!(peers.iter().all(|peer| peer.place.is_none() && peer.user.color == 0));
        assert!(!ben.hear(&[9, 9], 0));
        for client in 100..300 {
            ben.hear(
                &encode([State { client, clock: 1, json: r#"{"user":{"name":"x"}}"#.to_owned() }].iter()),
                0,
            );
        }
        assert!(ben.others().len() <= CROWD);
    }
}
