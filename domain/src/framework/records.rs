//! A framework while it is being written: records by name, each with plain values and texts in several languages, so
//! that several people can change different parts at once. Whatever they did, reading it gives a framework in which
//! nothing is lost, and says what somebody removed while somebody else was writing in it.
//!
//! The name of a record tells its nature and its id; that of a part goes on with its own, as in `a:LINK/ID`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{comment::Mark, guide::Text};

mod fill;
mod read;
mod removal;
#[cfg(test)]
mod tests;

pub use fill::of_framework;
pub use read::{Reading, Taken};
pub use removal::Removal;

/// The record of the framework as a whole.
pub const WHOLE: &str = "f";

/// What orders a record among its kind.
pub const ORDER: &str = "order";
/// Where a hand put a node, as `x y`.
pub const AT: &str = "at";
/// The node of an indicator.
pub const HOME: &str = "home";

/// What a record is, by the letter that its name begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    Cycle,
    /// A level's own name.
    Level,
    Node,
    Link,
    Indicator,
    /// Of a link.
    Assumption,
    Evidence,
    /// `r:LINK/CYCLE`.
    Rating,
    /// Of an indicator.
    Period,
    Dimension,
    /// `t:INDICATOR/DIMENSION/PART`.
    Part,
    /// A finding by its code. Its fields are the places where it was set aside, with the reasons.
    Aside,
}

impl Nature {
    const ALL: [Self; 12] = [
        Self::Cycle,
        Self::Level,
        Self::Node,
        Self::Link,
        Self::Indicator,
        Self::Assumption,
        Self::Evidence,
        Self::Rating,
        Self::Period,
        Self::Dimension,
        Self::Part,
        Self::Aside,
    ];

    fn letter(self) -> &'static str {
        match self {
            Self::Cycle => "c",
            Self::Level => "v",
            Self::Node => "n",
            Self::Link => "l",
            Self::Indicator => "i",
            Self::Assumption => "a",
            Self::Evidence => "e",
            Self::Rating => "r",
            Self::Period => "p",
            Self::Dimension => "d",
            Self::Part => "t",
            Self::Aside => "s",
        }
    }

    /// The record of this nature with this id.
    pub fn record(self, id: &str) -> String {
        format!("{}:{id}", self.letter())
    }

    /// What a record is, and its id.
    pub fn of(record: &str) -> Option<(Self, &str)> {
        let (letter, id) = record.split_once(':')?;
        Some((Self::ALL.into_iter().find(|nature| nature.letter() == letter)?, id))
    }
}

/// What stands in one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub fields: BTreeMap<String, String>,
    pub texts: BTreeMap<String, Text>,
}

impl Record {
    /// A plain value; empty where there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    pub fn text(&self, name: &str) -> Text {
        self.texts.get(name).cloned().unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.texts.values().all(Text::is_empty)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    pub all: BTreeMap<String, Record>,
    pub removals: BTreeMap<String, Removal>,
}

/// The smallest change, as a document that merges keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "write", rename_all = "snake_case")]
pub enum Write {
    /// A plain value; an empty one takes it away.
    Field {
        record: String,
        field: String,
        value: String,
    },
    /// What a text reads in a language.
    Text {
        record: String,
        field: String,
        language: String,
        words: String,
    },
    Remove {
        record: String,
        removal: Removal,
    },
    /// A record that was removed stays after all.
    Keep {
        record: String,
    },
}

impl Write {
    pub fn field(record: &str, field: &str, value: impl Into<String>) -> Self {
        Self::Field { record: record.to_owned(), field: field.to_owned(), value: value.into() }
    }

    pub fn text(record: &str, field: &str, language: &str, words: impl Into<String>) -> Self {
        let [record, field, language] = [record, field, language].map(str::to_owned);
        Self::Text { record, field, language, words: words.into() }
    }
}

impl Records {
    pub fn record(&self, name: &str) -> Option<&Record> {
        self.all.get(name)
    }

    /// A plain value; empty where there is none.
    pub fn field(&self, record: &str, field: &str) -> &str {
        self.all.get(record).map_or("", |record| record.field(field))
    }

    pub fn set_field(&mut self, record: &str, field: &str, value: &str) {
        let record = self.all.entry(record.to_owned()).or_default();
        if value.is_empty() {
            record.fields.remove(field);
        } else {
            record.fields.insert(field.to_owned(), value.to_owned());
        }
    }

    pub fn set_text(&mut self, record: &str, field: &str, language: &str, words: &str) {
        let record = self.all.entry(record.to_owned()).or_default();
        let text = record.texts.entry(field.to_owned()).or_default();
        if words.is_empty() {
            text.0.remove(language);
            if text.0.is_empty() {
                record.texts.remove(field);
            }
        } else {
            text.0.insert(language.to_owned(), words.to_owned());
        }
    }

    pub fn apply(&mut self, write: &Write) {
        match write {
            Write::Field { record, field, value } => self.set_field(record, field, value),
            Write::Text { record, field, language, words } => {
                self.set_text(record, field, language, words);
            }
            Write::Remove { record, removal } => {
                self.removals.insert(record.clone(), removal.clone());
            }
            Write::Keep { record } => {
                self.removals.remove(record);
            }
        }
    }

    /// The ids of a nature with something in them.
    pub fn ids(&self, nature: Nature) -> impl Iterator<Item = (&str, &Record)> {
        let from = format!("{}:", nature.letter());
        let length = from.len();
        self.all
            .range(from.clone()..)
            .take_while(move |(name, _)| name.starts_with(&from))
            .filter(|(_, record)| !record.is_empty())
            .map(move |(name, record)| (&name[length..], record))
    }

    /// The parts of a nature that belong to `id`: what follows `id/` in their names, in order.
    fn parts<'a>(&'a self, nature: Nature, id: &str) -> Vec<(&'a str, &'a Record)> {
        let from = format!("{}:{id}/", nature.letter());
        let length = from.len();
        let mut parts: Vec<(&str, &Record)> = self
            .all
            .range(from.clone()..)
            .take_while(|(name, _)| name.starts_with(&from))
            .filter(|(name, record)| !record.is_empty() && !name[length..].contains('/'))
            .map(|(name, record)| (&name[length..], record))
            .collect();
        parts.sort_by_key(|(id, record)| (record.field(ORDER), *id));
        parts
    }

    /// The records of the parts of a nature that belong to `owner/`, in order, without those that were removed.
    pub fn records_under(&self, nature: Nature, owner: &str) -> Vec<String> {
        let id = owner.trim_end_matches('/');
        let names =
            self.parts(nature, id).into_iter().map(|(part, _)| nature.record(&format!("{id}/{part}")));
        names.filter(|name| !removal::holds(self, name)).collect()
    }

    /// Whoever reads the framework: what is there, what was removed, and what is contested.
    pub fn read(&self) -> Reading {
        read::read(self)
    }

    /// What removing a record takes away as it stands, for whoever removes it now.
    pub fn removal(&self, record: &str, by: &Mark) -> Removal {
        removal::of(self, record, by)
    }
}
