//! Comments beside a document: threads that hang on a question, a node, a link or a cell. What is said stays said: a
//! thread is a list of entries that nobody changes, so that whatever order they arrive in, all read the same.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::{
    failure::Failure,
    id::{AccountId, Timestamp},
};

/// The longest message, in characters.
pub const LONGEST: usize = 4_000;

/// What a thread hangs on: `question:PATH`, `node:ID`, `link:ID`, `cell:…`. It may be gone; the thread is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Anchor(pub String);

impl Anchor {
    pub fn question(path: &impl std::fmt::Display) -> Self {
        Self(format!("question:{path}"))
    }

    /// The path of a question, where it hangs on one.
    pub fn as_question(&self) -> Option<&str> {
        self.0.strip_prefix("question:")
    }
}

/// The name of a thread, and of an entry within it: letters and digits that nobody has used.
pub type Name = String;

/// Who did something, under the name she had, and when by her device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub by: AccountId,
    pub name: String,
    pub at: Timestamp,
}

/// Something said or done in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    #[serde(flatten)]
    pub mark: Mark,
    #[serde(flatten)]
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Begins the thread. `about` says in words what it hangs on, for the day that is gone.
    Opened {
        anchor: Anchor,
        about: String,
        text: String,
    },
    Answered {
        text: String,
    },
    Resolved,
    Reopened,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub mark: Mark,
    pub text: String,
}

/// A thread as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    pub name: Name,
    pub anchor: Anchor,
    pub about: String,
    /// At least the one that opened it, in order.
    pub messages: Vec<Message>,
    /// Who settled it last, unless it was opened again since.
    pub resolved: Option<Mark>,
    /// The time of the latest entry.
    pub latest: Timestamp,
}

impl Thread {
    /// The time of a new entry: after all that is there, whatever the clock of this device says.
    pub fn next_at(&self, now: Timestamp) -> Timestamp {
        now.max(self.latest.saturating_add(1))
    }
}

/// The threads that entries make: those begun first come first. What answers a beginning that has not arrived waits
/// for it.
pub fn threads(entries: impl IntoIterator<Item = ((Name, Name), Entry)>) -> Vec<Thread> {
    let mut by_thread: BTreeMap<Name, Vec<(Name, Entry)>> = BTreeMap::new();
    for ((thread, name), entry) in entries {
        by_thread.entry(thread).or_default().push((name, entry));
    }
    let mut threads: Vec<Thread> =
        by_thread.into_iter().filter_map(|(name, entries)| thread(name, entries)).collect();
    threads.sort_by(|a, b| (begun(a), &a.name).cmp(&(begun(b), &b.name)));
    threads
}

fn begun(thread: &Thread) -> Option<Timestamp> {
    thread.messages.first().map(|message| message.mark.at)
}

fn thread(name: Name, mut entries: Vec<(Name, Entry)>) -> Option<Thread> {
    let opens = |entry: &Entry| matches!(entry.act, Act::Opened { .. });
    // Of two beginnings, which no client of ours writes, the first counts as one and the other as an answer.
    entries.sort_by(|(a, first), (b, second)| {
        (!opens(first), first.mark.at, a).cmp(&(!opens(second), second.mark.at, b))
    });
    let latest = entries.iter().map(|(_, entry)| entry.mark.at).max()?;
    let mut entries = entries.into_iter().map(|(_, entry)| entry);
    let Entry { mark, act: Act::Opened { anchor, about, text } } = entries.next()? else { return None };
    let mut thread =
        Thread { name, anchor, about, messages: vec![Message { mark, text }], resolved: None, latest };
    for Entry { mark, act } in entries {
        match act {
            Act::Opened { text, .. } | Act::Answered { text } => {
                thread.messages.push(Message { mark, text });
            }
            Act::Resolved => thread.resolved = Some(mark),
            Act::Reopened => thread.resolved = None,
        }
    }
    Some(thread)
}

/// What may be said: something, and not without end.
pub fn text(typed: &str) -> Result<String, Failure> {
    let text = typed.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Failure::Invalid { field: "comment".to_owned() });
    }
    Ok(text.to_owned())
}

/// How many threads wait for an answer or to be settled, by anchor.
pub fn waiting(threads: &[Thread]) -> BTreeMap<Anchor, usize> {
    let mut waiting = BTreeMap::new();
    for thread in threads.iter().filter(|thread| thread.resolved.is_none()) {
        *waiting.entry(thread.anchor.clone()).or_default() += 1;
    }
    waiting
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn entry(at: Timestamp, act: Act) -> Entry {
        Entry { mark: Mark { by: AccountId(Uuid::nil()), name: "Nadia".to_owned(), at }, act }
    }

    fn opened(text: &str) -> Act {
        Act::Opened {
            anchor: Anchor::question(&"a/b"),
            about: "Où dort-il ?".to_owned(),
            text: text.to_owned(),
        }
    }

    fn answered(text: &str) -> Act {
        Act::Answered { text: text.to_owned() }
    }

    fn read(entries: &[(&str, &str, Timestamp, Act)]) -> Vec<(String, Vec<String>, bool)> {
        let named = entries
            .iter()
            .map(|(thread, name, at, act)| {
                (((*thread).to_owned(), (*name).to_owned()), entry(*at, act.clone()))
            })
            .collect::<Vec<_>>();
        let mut turned = named.clone();
        turned.reverse();
        let threads = threads(named);
        assert_eq!(threads, super::threads(turned), "the order of arrival changes nothing");
        threads
            .into_iter()
            .map(|thread| {
                let texts = thread.messages.into_iter().map(|message| message.text).collect();
                (thread.name, texts, thread.resolved.is_some())
            })
            .collect()
    }

    #[test]
    fn entries_make_threads_in_order() {
        let text = str::to_owned;
        let told = read(&[
            ("t2", "a", 50, opened("later")),
            ("t1", "a", 10, opened("first")),
            ("t1", "c", 30, answered("third")),
            ("t1", "b", 20, answered("second")),
        ]);
        assert_eq!(
            told,
            [
                (text("t1"), vec![text("first"), text("second"), text("third")], false),
                (text("t2"), vec![text("later")], false),
            ]
        );
    }

    #[test]
    fn the_last_word_on_settling_counts() {
        let settled = |acts: &[(Timestamp, Act)]| {
            let mut entries = vec![("t", "o", 1, opened("x"))];
            let names = ["a", "b", "c"];
            entries.extend(acts.iter().zip(names).map(|((at, act), name)| ("t", name, *at, act.clone())));
            read(&entries)[0].2
        };
        assert!(settled(&[(2, Act::Resolved)]));
        assert!(!settled(&[(2, Act::Resolved), (3, Act::Reopened)]));
        assert!(settled(&[(2, Act::Resolved), (3, Act::Reopened), (4, Act::Resolved)]));
        assert!(settled(&[(5, Act::Resolved), (3, Act::Reopened)]));
    }

    #[test]
    fn an_answer_waits_for_what_it_answers_and_a_beginning_comes_first() {
        assert_eq!(read(&[("t", "b", 20, answered("to what?"))]), []);
        let told = read(&[("t", "b", 5, answered("of a slow clock")), ("t", "a", 20, opened("x"))]);
        assert_eq!(told[0].1, ["x", "of a slow clock"]);
    }

    #[test]
    fn a_new_entry_is_after_all_that_is_there() {
        let [thread] = &threads([(("t".to_owned(), "a".to_owned()), entry(100, opened("x")))])[..] else {
            panic!("one thread")
        };
        assert_eq!((thread.next_at(50), thread.next_at(200)), (101, 200));
        assert_eq!(waiting(std::slice::from_ref(thread))[&thread.anchor], 1);
        assert_eq!(thread.anchor.as_question(), Some("a/b"));
    }

    #[test]
    fn entries_are_one_flat_object_each() {
        let json = serde_json::to_value(entry(7, answered("oui"))).unwrap();
        assert_eq!(json["act"], "answered");
        assert_eq!((json["at"].as_i64(), json["text"].as_str()), (Some(7), Some("oui")));
        assert_eq!(serde_json::from_value::<Entry>(json).unwrap(), entry(7, answered("oui")));
    }

    #[test]
    fn nothing_and_too_much_are_no_message() {
        assert_eq!(text("  oui \n"), Ok("oui".to_owned()));
        assert!(text(" \n ").is_err() && text(&"é".repeat(LONGEST + 1)).is_err());
        assert!(text(&"é".repeat(LONGEST)).is_ok());
    }
}
