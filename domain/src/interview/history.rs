//! Who changed what of an interview, and when.

use serde::{Deserialize, Serialize};

use super::{Answers, NonAnswer, Provenance};
use crate::{
    guide::{NodeKey, Value},
    id::{AccountId, DeviceId, DocumentId, Timestamp},
    language::Language,
};

/// What of a question changed, from what to what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    Value {
        before: Value,
        after: Value,
    },
    Note {
        before: String,
        after: String,
    },
    NonAnswer {
        before: Option<NonAnswer>,
        after: Option<NonAnswer>,
    },
    Provenance {
        before: Option<Provenance>,
        after: Option<Provenance>,
    },
    Source {
        before: String,
        after: String,
    },
    /// An instance of a repeat came or went; the key names it.
    Instance {
        there: bool,
    },
}

/// One change by one person. Letters typed one after the other are one change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub key: NodeKey,
    pub what: What,
    pub actor: AccountId,
    pub device: Option<DeviceId>,
    /// The first and the last update of the log that it is made of, and their times by the server's clock.
    pub first: i64,
    pub last: i64,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// A change as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Its place in the whole history, from the oldest, 0.
    pub place: usize,
    pub key: NodeKey,
    /// The question in words, or the title of the repeat.
    pub question: String,
    #[serde(flatten)]
    pub what: What,
    /// Both values in words: labels of choices, not their names. Empty where there was no answer.
    pub before_words: String,
    pub after_words: String,
    /// The displayed name of who did it.
    pub by: String,
    /// The update that it began with: [`AskState`] brings what was before it.
    pub first: i64,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// A page of a history, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HistoryPage {
    pub entries: Vec<HistoryEntry>,
    /// What to ask for the page with what came before; `None` where the history begins here.
    pub older: Option<usize>,
}

/// Asks for a page of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskHistory {
    pub id: DocumentId,
    /// That of one question alone.
    #[serde(default)]
    pub question: Option<NodeKey>,
    /// What came before this place.
    #[serde(default)]
    pub before: Option<usize>,
    pub language: Language,
}

/// Asks for the interview as it was before an update of its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskState {
    pub id: DocumentId,
    pub before: i64,
}

/// What of `now` and `then` differs, question by question, in the order of keys.
pub fn differences(now: &Answers, then: &Answers) -> Vec<NodeKey> {
    let mut keys: Vec<&NodeKey> = now.entries.keys().chain(then.entries.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().filter(|key| now.entries.get(*key) != then.entries.get(*key)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_has_the_same_json_for_ever() {
        let check = |what: What, json: &str| {
            assert_eq!(serde_json::to_string(&what).unwrap(), json);
            assert_eq!(serde_json::from_str::<What>(json).unwrap(), what);
        };
        check(
            What::Value { before: Value::Empty, after: Value::Number(2.0) },
            r#"{"what":"value","before":null,"after":2.0}"#,
        );
        check(
            What::NonAnswer { before: None, after: Some(NonAnswer::Later) },
            r#"{"what":"non_answer","before":null,"after":"later"}"#,
        );
        check(What::Instance { there: true }, r#"{"what":"instance","there":true}"#);
    }
}
