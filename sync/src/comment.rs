//! Comments that any document can hold: one root map, `threads`. Each entry is a field of its own under
//! `<thread>/<entry>`, written once, in JSON; two replicas never write the same one, so that merging loses none.

use domain::comment::{Entry, Name, Thread, threads};
use yrs::{Map, Transact};

use crate::{interview::code_of, replica::Replica, schema::Roots};

/// The root map.
const ROOT: &str = "threads";

/// What a kind that holds comments has besides its own roots.
pub(crate) const ROOTS: Roots = Roots { maps: &[ROOT], texts: &[], text_prefixes: &[] };

impl Replica {
    /// The threads of this document, those begun first first. What is not an entry of ours is left out.
    pub fn threads(&self) -> Vec<Thread> {
        let map = self.doc.get_or_insert_map(ROOT);
        let txn = self.doc.transact();
        let entries = map.iter(&txn).filter_map(|(key, value)| {
            let (thread, name) = key.split_once('/')?;
            let entry: Entry = serde_json::from_str(&code_of(&value)?).ok()?;
            Some(((thread.to_owned(), name.to_owned()), entry))
        });
        threads(entries.collect::<Vec<_>>())
    }

    /// Adds an entry to a thread. Both names are letters and digits; that of the entry has never been used in it.
    pub fn comment(&self, thread: &Name, name: &Name, entry: &Entry) {
        // Plain texts and numbers always make JSON.
        let Ok(json) = serde_json::to_string(entry) else { return };
        let map = self.doc.get_or_insert_map(ROOT);
        map.insert(&mut self.write(), format!("{thread}/{name}"), json);
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        comment::{Act, Anchor, Mark},
        guide::NodeKey,
        id::AccountId,
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::interview;

    fn entry(by: u128, at: i64, act: Act) -> Entry {
        Entry { mark: Mark { by: AccountId(Uuid::from_u128(by)), name: format!("P{by}"), at }, act }
    }

    fn opened(text: &str) -> Act {
        Act::Opened { anchor: Anchor("node:1".to_owned()), about: "Un but".to_owned(), text: text.to_owned() }
    }

    fn exchange(a: &Replica, b: &Replica) {
        b.apply(&a.diff(&b.state_vector()).unwrap()).unwrap();
        a.apply(&b.diff(&a.state_vector()).unwrap()).unwrap();
    }

    #[test]
    fn two_answers_written_offline_are_both_there() {
        let (a, b) = (Replica::new(1), Replica::new(2));
        let thread = "t".to_owned();
        a.comment(&thread, &"o".to_owned(), &entry(1, 1, opened("Sûr ?")));
        exchange(&a, &b);
        a.comment(&thread, &"x".to_owned(), &entry(1, 2, Act::Answered { text: "oui".to_owned() }));
        b.comment(&thread, &"y".to_owned(), &entry(2, 2, Act::Answered { text: "non".to_owned() }));
        b.comment(&thread, &"z".to_owned(), &entry(2, 3, Act::Resolved));
        exchange(&a, &b);
        assert_eq!(a.threads(), b.threads());
        let threads = a.threads();
        let texts: Vec<&str> = threads[0].messages.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["Sûr ?", "oui", "non"]);
        assert_eq!(threads[0].resolved.as_ref().map(|mark| mark.name.as_str()), Some("P2"));
    }

    #[test]
    fn comments_leave_the_answers_alone_and_survive_them() {
        let interview = interview::Document::new(1);
        let key = NodeKey("a".to_owned());
        interview.set_text(&key, "chez sa tante");
        let anchor = Anchor::question(&key);
        let act =
            Act::Opened { anchor: anchor.clone(), about: "Où ?".to_owned(), text: "Depuis ?".to_owned() };
        interview.comment(&"t".to_owned(), &"o".to_owned(), &entry(1, 1, act));
        let before = interview.answers();
        interview.set_text(&key, "");
        assert_eq!(before.entries.len(), 1);
        assert_eq!(interview.answers().entries.len(), 0);
        assert_eq!(interview.threads()[0].anchor, anchor);
    }

    #[test]
    fn what_is_no_entry_is_left_out() {
        let replica = Replica::new(1);
        let map = replica.doc.get_or_insert_map(ROOT);
        for (key, value) in [("t/a", "not json"), ("t", "{}"), ("u/a", "{\"act\":\"resolved\"}")] {
            map.insert(&mut replica.write(), key, value);
        }
        map.insert(&mut replica.write(), "t/n", 1.5);
        assert_eq!(replica.threads(), []);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Say(usize, u8, u8, i64),
        Deliver(usize, usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..3_usize, 0..3_u8, 0..4_u8, 0..50_i64).prop_map(|(p, t, a, at)| Step::Say(p, t, a, at)),
            (0..3_usize, 0..3_usize).prop_map(|(a, b)| Step::Deliver(a, b)),
        ]
    }

    proptest! {
        /// Three replicas, any entries, deliveries in any order and more than once: in the end all read the same
        /// threads, and every message whose thread has a beginning is in one of them.
        #[test]
        fn replicas_converge_and_lose_no_message(steps in prop::collection::vec(step(), 1..60)) {
            let peers: Vec<Replica> = (1..=3).map(Replica::new).collect();
            let mut said = Vec::new();
            for (number, step) in steps.iter().enumerate() {
                match step {
                    Step::Say(p, t, act, at) => {
                        let text = format!("m{number}");
                        let act = match act {
                            0 => opened(&text),
                            1 => Act::Answered { text: text.clone() },
                            2 => Act::Resolved,
                            _ => Act::Reopened,
                        };
                        let says = matches!(act, Act::Opened { .. } | Act::Answered { .. });
                        let opens = matches!(act, Act::Opened { .. });
                        said.extend(says.then_some((*t, opens, text)));
                        peers[*p].comment(&format!("t{t}"), &format!("e{number}"), &entry(*p as u128, *at, act));
                    }
                    Step::Deliver(a, b) => {
                        let update = peers[*a].diff(&peers[*b].state_vector()).unwrap();
                        peers[*b].apply(&update).unwrap();
                    }
                }
            }
            for _ in 0..2 {
                exchange(&peers[0], &peers[1]);
                exchange(&peers[1], &peers[2]);
            }
            let threads = peers[0].threads();
            prop_assert_eq!(&peers[1].threads(), &threads);
            prop_assert_eq!(&peers[2].threads(), &threads);
            let mut shown: Vec<String> =
                threads.iter().flat_map(|t| t.messages.iter().map(|m| m.text.clone())).collect();
            let begun = |thread: &u8| said.iter().any(|(other, opens, _)| other == thread && *opens);
            let mut expected: Vec<String> =
                said.iter().filter(|(t, _, _)| begun(t)).map(|(_, _, text)| text.clone()).collect();
            shown.sort();
            expected.sort();
            prop_assert_eq!(shown, expected);
        }
    }
}
