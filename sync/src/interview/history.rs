//! The history of an interview, in its own terms.

use domain::{
    guide::{NodeKey, Value},
    interview::{
        NonAnswer, Provenance,
        history::{Change, What},
    },
};

use super::{Document, NOTE, VALUE};
use crate::{
    SyncError,
    history::{self, Cell, Logged, Shape},
};

const SHAPE: Shape = Shape {
    maps: &["values", "non_answers", "provenances", "sources", "repeats"],
    is_text: |name| name.starts_with(VALUE) || name.starts_with(NOTE),
    // Numbers and sources are typed; choices and dates are picked.
    is_typed: |root, value| root == "sources" || matches!(value, Value::Number(_)),
};

/// Who changed what of an interview and when, in the order the changes began.
pub fn changes<'a>(log: impl IntoIterator<Item = Logged<'a>>) -> Result<Vec<Change>, SyncError> {
    Ok(history::changes(log, &SHAPE)?.into_iter().filter_map(described).collect())
}

/// The interview as it was before update number `seq`.
pub fn before<'a>(
    log: impl IntoIterator<Item = Logged<'a>>,
    seq: i64,
) -> Result<domain::interview::Answers, SyncError> {
    let document = Document::new(0);
    for logged in log.into_iter().take_while(|logged| logged.seq < seq) {
        document.apply(logged.update)?;
    }
    Ok(document.answers())
}

/// `None` for what says nothing to a person: an instance that only changed places.
fn described(change: history::Change) -> Option<Change> {
    let history::Change { cell: Cell { root, key }, before, after, .. } = change;
    let (key, what) = if let Some(key) = root.strip_prefix(VALUE) {
        (key.to_owned(), What::Value { before, after })
    } else if let Some(key) = root.strip_prefix(NOTE) {
        (key.to_owned(), What::Note { before: before.to_text(), after: after.to_text() })
    } else {
        let what = match root.as_str() {
            "values" => What::Value { before, after },
            "non_answers" => What::NonAnswer { before: non_answer(&before), after: non_answer(&after) },
            "provenances" => What::Provenance { before: provenance(&before), after: provenance(&after) },
            "sources" => What::Source { before: before.to_text(), after: after.to_text() },
            "repeats" if before == Value::Empty => What::Instance { there: true },
            "repeats" if after == Value::Empty => What::Instance { there: false },
            _ => return None,
        };
        (key, what)
    };
    Some(Change {
        key: NodeKey(key),
        what,
        actor: change.actor,
        device: change.device,
        first: change.first,
        last: change.last,
        from: change.from,
        until: change.until,
    })
}

fn non_answer(value: &Value) -> Option<NonAnswer> {
    NonAnswer::from_code(&value.to_text())
}

fn provenance(value: &Value) -> Option<Provenance> {
    Provenance::from_code(&value.to_text())
}

#[cfg(test)]
mod tests {
    use domain::id::{AccountId, Timestamp};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const MINUTE: Timestamp = 60_000;

    /// A log written by two people, each on a replica of her own that knows everything.
    struct Office {
        replicas: [Document; 2],
        log: Vec<(usize, Timestamp, Vec<u8>)>,
    }

    impl Office {
        fn new() -> Self {
            Self { replicas: [Document::new(1), Document::new(2)], log: Vec::new() }
        }

        fn does(&mut self, who: usize, at: Timestamp, change: impl FnOnce(&Document)) {
            let before = self.replicas[who].state_vector();
            change(&self.replicas[who]);
            let update = self.replicas[who].diff(&before).unwrap();
            self.replicas[1 - who].apply(&update).unwrap();
            self.log.push((who, at, update));
        }

        fn logged(&self) -> impl Iterator<Item = Logged<'_>> {
            (1..).zip(&self.log).map(|(seq, (who, at, update))| Logged {
                seq,
                actor: person(*who),
                device: None,
                at: *at,
                update,
            })
        }

        fn told(&self) -> Vec<(usize, String, What)> {
            let who = |actor: AccountId| usize::from(actor == person(1));
            changes(self.logged())
                .unwrap()
                .into_iter()
                .map(|change| (who(change.actor), change.key.0, change.what))
                .collect()
        }
    }

    fn person(number: usize) -> AccountId {
        AccountId(Uuid::from_u128(number as u128))
    }

    fn key(text: &str) -> NodeKey {
        NodeKey(text.to_owned())
    }

    fn text(text: &str) -> Value {
        if text.is_empty() { Value::Empty } else { Value::Text(text.to_owned()) }
    }

    #[test]
    fn tells_every_part_of_an_answer_and_who_changed_it() {
        let mut office = Office::new();
        let (city, kids) = (key("home/city"), key("home/kids"));
        office.does(0, 0, |document| document.set_text(&city, "Ly"));
        office.does(0, MINUTE, |document| document.set_text(&city, "Lyon"));
        office.does(1, 2 * MINUTE, |document| document.set_value(&kids, &Value::Number(1.0)));
        office.does(1, 2 * MINUTE + 1, |document| document.set_value(&kids, &Value::Number(12.0)));
        office.does(0, 3 * MINUTE, |document| document.set_non_answer(&kids, Some(NonAnswer::Refused)));
        office.does(0, 3 * MINUTE, |document| document.set_provenance(&kids, Some(Provenance::Hearsay)));
        office.does(0, 3 * MINUTE, |document| document.set_source(&kids, "a neighbour"));
        office.does(1, 4 * MINUTE, |document| document.set_note(&city, "moved"));
        office.does(1, 4 * MINUTE, |document| document.add_instance(&key("job"), "x"));
        office.does(0, 5 * MINUTE, |document| {
            document.remove_instance(&key("job"), "x");
        });
        let number = |value| Value::Number(value);
        assert_eq!(
            office.told(),
            [
                (0, "home/city".to_owned(), What::Value { before: text(""), after: text("Lyon") }),
                (1, "home/kids".to_owned(), What::Value { before: text(""), after: number(12.0) }),
                (
                    0,
                    "home/kids".to_owned(),
                    What::NonAnswer { before: None, after: Some(NonAnswer::Refused) }
                ),
                (
                    0,
                    "home/kids".to_owned(),
                    What::Provenance { before: None, after: Some(Provenance::Hearsay) }
                ),
                (
                    0,
                    "home/kids".to_owned(),
                    What::Source { before: String::new(), after: "a neighbour".to_owned() }
                ),
                (1, "home/city".to_owned(), What::Note { before: String::new(), after: "moved".to_owned() }),
                (1, "job:x".to_owned(), What::Instance { there: true }),
                (0, "job:x".to_owned(), What::Instance { there: false }),
            ]
        );
    }

    #[test]
    fn choices_are_never_run_together() {
        let mut office = Office::new();
        for (at, name) in ["yes", "no", "yes"].into_iter().enumerate() {
            office.does(0, at as Timestamp, |document| document.set_value(&key("a"), &text(name)));
        }
        assert_eq!(office.told().len(), 3);
    }

    proptest! {
        /// Whoever does what in whatever order: following the changes of each answer from nothing ends at what the
        /// document says, and each begins where the one before it ended.
        #[test]
        fn the_changes_add_up_to_the_document(
            steps in prop::collection::vec((0_usize..2, 0_u8..3, "[a-z]{0,6}", 0_i64..400_000), 1..40),
        ) {
            let mut office = Office::new();
            let mut at = 0;
            for (who, question, words, pause) in &steps {
                at += pause;
                office.does(*who, at, |document| match question {
                    0 => document.set_text(&key("a"), words),
                    1 => document.set_value(&key("b"), &text(words)),
                    _ => document.set_note(&key("a"), words),
                });
            }
            let mut a = (Value::Empty, String::new());
            let mut b = Value::Empty;
            for (_, name, what) in office.told() {
                match what {
                    What::Value { before, after } if name == "a" => {
                        prop_assert_eq!(&a.0, &before);
                        a.0 = after;
                    }
                    What::Value { before, after } => {
                        prop_assert_eq!(&b, &before);
                        b = after;
                    }
                    What::Note { before, after } => {
                        prop_assert_eq!(&a.1, &before);
                        a.1 = after;
                    }
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            let answers = office.replicas[0].answers();
            let entry = |name: &str| answers.entries.get(&key(name)).cloned().unwrap_or_default();
            prop_assert_eq!(entry("a").value, a.0);
            prop_assert_eq!(entry("a").note, a.1);
            prop_assert_eq!(entry("b").value, b);
            let length = office.log.len() as i64;
            prop_assert_eq!(before(office.logged(), length + 1).unwrap(), answers);
            prop_assert_eq!(before(office.logged(), 1).unwrap(), domain::interview::Answers::default());
        }
    }
}
