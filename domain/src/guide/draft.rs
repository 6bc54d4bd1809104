//! A guide while it is being written: nodes by id, each with plain fields and texts in several languages, so that
//! several people can change different parts at once. It may be wrong in every way; reading it says how.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Text;

mod fill;
pub mod order;
mod outline;
mod read;
mod rename;
#[cfg(test)]
mod tests;

pub use fill::{Fresh, copy, of_guide};
pub use outline::Outline;
pub use read::{CODES, Found, Reading};

/// The node that holds what belongs to the guide as a whole.
pub const GUIDE: &str = "guide";

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    #[default]
    Question,
    Group,
    Repeat,
    List,
    Choice,
    Term,
    Scenario,
}

impl Nature {
    pub const ALL: [Self; 7] =
        [Self::Question, Self::Group, Self::Repeat, Self::List, Self::Choice, Self::Term, Self::Scenario];

    pub fn code(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::List => "list",
            Self::Choice => "choice",
            Self::Term => "term",
            Self::Scenario => "scenario",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.code() == code)
    }

    /// The place at the top for nodes of this nature. Choices are always in a list.
    pub fn root(self) -> &'static str {
        match self {
            Self::Question | Self::Group | Self::Repeat => "items",
            Self::List => "lists",
            Self::Choice => "",
            Self::Term => "terms",
            Self::Scenario => "scenarios",
        }
    }

    pub fn is_item(self) -> bool {
        matches!(self, Self::Question | Self::Group | Self::Repeat)
    }

    /// Whether it may stand directly in a node of the other nature.
    pub fn fits_in(self, other: Self) -> bool {
        match self {
            Self::Question | Self::Group | Self::Repeat => matches!(other, Self::Group | Self::Repeat),
            Self::Choice => other == Self::List,
            Self::List | Self::Term | Self::Scenario => false,
        }
    }
}

/// Where a node stands: in which other, and where among what stands there; see [`order`]. One value, so that two people
/// who move the same node at once leave it in one of the two places.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub parent: String,
    pub order: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub nature: Nature,
    /// `None` once it was removed.
    pub place: Option<Place>,
    pub fields: BTreeMap<String, String>,
    pub texts: BTreeMap<String, Text>,
}

impl Node {
    /// A field's value; empty where there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    pub fn text(&self, name: &str) -> Text {
        self.texts.get(name).cloned().unwrap_or_default()
    }

    pub fn set_field(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            self.fields.remove(name);
        } else {
            self.fields.insert(name.to_owned(), value.to_owned());
        }
    }

    pub fn set_text(&mut self, name: &str, language: &str, value: &str) {
        let text = self.texts.entry(name.to_owned()).or_default();
        if value.is_empty() {
            text.0.remove(language);
            if text.0.is_empty() {
                self.texts.remove(name);
            }
        } else {
            text.0.insert(language.to_owned(), value.to_owned());
        }
    }

    /// By which a person knows it: its label, else its name.
    pub fn words(&self, language: crate::language::Language) -> String {
        let label = match self.nature {
            Nature::Term => self.texts.get("word"),
            _ => self.texts.get("label"),
        };
        let label = label.map_or("", |label| label.in_language(language).0);
        if label.trim().is_empty() { self.field("name").to_owned() } else { label.to_owned() }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub nodes: BTreeMap<String, Node>,
}

impl Draft {
    /// A guide with nothing in it but its languages.
    pub fn blank() -> Self {
        let mut guide = Node::default();
        guide.set_field("languages", "fr\nen");
        guide.set_field("form_id", "guide");
        guide.set_field("version", "1");
        Self { nodes: BTreeMap::from([(GUIDE.to_owned(), guide)]) }
    }

    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.get(id)
    }

    pub fn languages(&self) -> Vec<String> {
        let languages = self.nodes.get(GUIDE).map_or("", |guide| guide.field("languages"));
        languages.lines().filter(|language| !language.is_empty()).map(str::to_owned).collect()
    }

    /// Every name in use among questions, groups and repeats.
    pub fn names(&self) -> BTreeSet<&str> {
        let items = self.nodes.values().filter(|node| node.nature.is_item() && node.place.is_some());
        items.map(|node| node.field("name")).collect()
    }

    /// `wanted`, or with a number behind it, so that nothing else is called that.
    pub fn free_name(&self, wanted: &str) -> String {
        let names = self.names();
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
        candidates.find(|name| !names.contains(name.as_str())).unwrap_or_else(|| wanted.to_owned())
    }
}

/// A name for what has this label: plain letters and digits, a few words.
pub fn name_of(label: &str) -> String {
    let mut name = String::new();
    for word in label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.to_lowercase().chars().filter_map(plain).collect();
        if name.len() + word.len() > 28 && !name.is_empty() {
            break;
        }
        if !name.is_empty() && !word.is_empty() {
            name.push('_');
        }
        name.push_str(&word.chars().take(28).collect::<String>());
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("q_{name}") } else { name }
}

fn plain(letter: char) -> Option<char> {
    Some(match letter {
        'à' | 'â' | 'ä' | 'á' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        letter if letter.is_ascii_alphanumeric() => letter,
        _ => return None,
    })
}
