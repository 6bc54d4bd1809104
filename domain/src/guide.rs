//! Guides: questions, groups and repeats in several languages, with relevance, constraints and calculations as
//! expression trees. Interview guides, questionnaires and tests are all guides. XLSForm is one way in and out.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

use crate::language::Language;

pub mod check;
pub mod condition;
pub mod difference;
pub mod draft;
pub mod engine;
pub mod expression;
pub mod glossary;
pub mod release;
pub mod scenario;
#[cfg(test)]
mod schema;
pub mod script;
pub mod summary;
pub mod xlsform;
pub mod xpath;

use expression::Expression;
use glossary::Term;
use scenario::Scenario;

/// Text in the languages of a guide. The key is a BCP 47 tag where the author gave one (`fr`), otherwise the author's
/// own name of the language; `""` is text that names no language.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<String, String>);

impl Text {
    pub fn plain(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(String::new(), text.into())]))
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }

    /// The text in `language`, or the nearest there is: without language, then any. The flag is true when it is not
    /// the language asked for, so that the page can mark it.
    pub fn in_language(&self, language: Language) -> (&str, bool) {
        let filled = |tag: &str| self.0.get(tag).map(String::as_str).filter(|text| !text.trim().is_empty());
        if let Some(text) = filled(language.tag()) {
            return (text, false);
        }
        if let Some(text) = filled("") {
            return (text, false);
        }
        match self.0.values().find(|text| !text.trim().is_empty()) {
            Some(text) => (text, true),
            None => ("", false),
        }
    }
}

/// A guide, one version of it: published means immutable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Guide {
    pub title: Text,
    /// The author's own identifier and version, as XLSForm's settings give them.
    pub form_id: String,
    pub version: String,
    #[serde(default, skip_serializing_if = "Purpose::is_interview")]
    pub purpose: Purpose,
    /// Keys of [`Text`] in the author's order.
    pub languages: Vec<String>,
    pub items: Vec<Item>,
    /// Choice lists by name.
    pub lists: BTreeMap<String, Vec<Choice>>,
    /// XLSForm's `instance_name`: a sentence naming a filled interview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_name: Option<Expression>,
    /// Words that guidance uses and that are explained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glossary: Vec<Term>,
    /// Tests that must pass before the guide is published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
}

/// What a guide is for. XLSForm's settings say it in a column of our own, `guide_use`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A conversation about a person, kept in her file: nothing in it may total scored answers.
    #[default]
    Interview,
    /// Asked of practitioners about their work, or of participants who stay anonymous.
    Questionnaire,
    /// What somebody has learnt.
    Test,
}

impl Purpose {
    pub const ALL: [Self; 3] = [Self::Interview, Self::Questionnaire, Self::Test];

    pub fn code(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::Questionnaire => "questionnaire",
            Self::Test => "test",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    fn is_interview(&self) -> bool {
        *self == Self::Interview
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum Item {
    Question(Box<Question>),
    Group(Group),
    Repeat(Repeat),
}

impl Item {
    pub fn name(&self) -> &str {
        match self {
            Self::Question(question) => &question.name,
            Self::Group(group) => &group.name,
            Self::Repeat(repeat) => &repeat.group.name,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    pub label: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hint: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Expression>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appearance: Vec<String>,
    pub items: Vec<Item>,
}

/// A group asked several times. Without `count` the person decides how often.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Repeat {
    pub group: Group,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Expression>,
}

/// A question. Boxes of expressions are absent when the author left the cell empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub name: String,
    pub kind: Kind,
    pub label: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hint: Text,
    #[serde(default, skip_serializing_if = "Guidance::is_empty")]
    pub guidance: Guidance,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appearance: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Expression>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Expression>,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub constraint_message: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Expression>,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub required_message: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<Expression>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calculation: Option<Expression>,
    /// Evaluated once, when the interview or the repeat instance starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Expression>,
    /// XLSForm's `trigger`: the calculation runs only when one of these questions changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<String>,
    /// Which choices are offered, evaluated with each choice as the context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice_filter: Option<Expression>,
    /// The choices are offered in an order drawn by lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub randomize: Option<Randomize>,
}

impl Question {
    /// The text that comes with XLSForm's `or_other`, without label, unless the author asks for it herself among the
    /// `siblings` of this question.
    pub fn other(&self, siblings: &[Item]) -> Option<Self> {
        let or_other = matches!(
            self.kind,
            Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. }
        );
        let name = format!("{}_other", self.name);
        let asked = siblings.iter().any(|sibling| sibling.name() == name);
        (or_other && !asked).then(|| Self { name, kind: Kind::Text, ..Self::default() })
    }
}

/// An order drawn by lot: anew for each interview, or with a seed the order that the seed gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Randomize {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Expression>,
}

/// The layers of guidance beside a question. XLSForm's `guidance_hint` fills `instruction`; the other layers come from
/// columns `guidance_say`, `guidance_probes`, `guidance_anchors` and `guidance_why`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Guidance {
    /// Words that can be said aloud.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub say: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub instruction: Text,
    /// Follow-up questions.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub probes: Text,
    /// What the answers mean, with examples.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub anchors: Text,
    /// Why we ask.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub why: Text,
}

impl Guidance {
    pub fn is_empty(&self) -> bool {
        [&self.say, &self.instruction, &self.probes, &self.anchors, &self.why].into_iter().all(Text::is_empty)
    }
}

/// What a question asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Text,
    Integer,
    Decimal,
    Range {
        start: f64,
        end: f64,
        step: f64,
    },
    Date,
    Time,
    DateTime,
    SelectOne {
        list: String,
        /// XLSForm's `or_other`: one more choice, named `other`, with a text.
        #[serde(default)]
        or_other: bool,
    },
    SelectMultiple {
        list: String,
        #[serde(default)]
        or_other: bool,
    },
    /// Put the choices in order.
    Rank {
        list: String,
    },
    /// Text to read, no answer.
    Note,
    /// XLSForm's `acknowledge`: one box to tick. Value `OK` when ticked.
    Acknowledge,
    /// Never shown; its value is computed.
    Calculate,
    /// Never shown; its value is given or set by a default.
    Hidden,
    /// Filled by the application: start, end, today, username, email…
    Metadata {
        what: String,
    },
    /// Kinds the interview cannot take yet (image, audio, video, file, barcode): shown as such, never silently lost.
    Unsupported {
        what: String,
    },
}

impl Kind {
    /// The choice list of a select or a rank.
    pub fn list(&self) -> Option<&str> {
        match self {
            Self::SelectOne { list, .. } | Self::SelectMultiple { list, .. } | Self::Rank { list } => {
                Some(list)
            }
            _ => None,
        }
    }

    /// True when the interviewer can answer it.
    pub fn takes_answer(&self) -> bool {
        !matches!(
            self,
            Self::Note | Self::Calculate | Self::Hidden | Self::Metadata { .. } | Self::Unsupported { .. }
        )
    }

    /// True when the value is of this kind: only a question for a number can be given something else, since what was
    /// typed is kept as it is.
    pub fn fits(&self, value: &Value) -> bool {
        match value {
            Value::Text(text) if self.is_number() => {
                text.trim().is_empty() || text.trim().parse::<f64>().is_ok_and(f64::is_finite)
            }
            _ => true,
        }
    }

    /// True when it asks for a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Range { .. })
    }

    /// True when it is shown on the page.
    pub fn is_shown(&self) -> bool {
        !matches!(self, Self::Calculate | Self::Hidden | Self::Metadata { .. })
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub name: String,
    pub label: Text,
    /// The other columns of the choices sheet, for `choice_filter`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

/// Where an answer stands: names from the top joined by `/`, an instance of a repeat as `name:instance`. For example
/// `family/child:0192f0c1/first_name`. The repeat as a whole is `family/child`. Unlike an XPath with positions, it
/// still means the same answer when another tablet inserts an instance before it.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeKey(pub String);

impl NodeKey {
    pub fn root() -> Self {
        Self(String::new())
    }

    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        if self.0.is_empty() { Self(name.to_owned()) } else { Self(format!("{}/{name}", self.0)) }
    }

    /// The key of one instance of the repeat that `self` names.
    #[must_use]
    pub fn instance(&self, instance: &str) -> Self {
        Self(format!("{}:{instance}", self.0))
    }

    pub fn parent(&self) -> Option<Self> {
        (!self.0.is_empty())
            .then(|| Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned()))
    }

    /// The name of the last step, without its instance.
    pub fn name(&self) -> &str {
        let last = self.0.rsplit('/').next().unwrap_or("");
        last.split(':').next().unwrap_or(last)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeKey({})", self.0)
    }
}

/// An answer's value. Dates are ISO 8601 text: `2026-11-23`, `14:30`, `2026-11-23T14:30`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    #[default]
    Empty,
    Number(f64),
    Text(String),
    /// Chosen names of a select_multiple in the list's order, or of a rank in the person's order.
    Many(Vec<String>),
}

impl Value {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Number(_) => false,
            Self::Text(text) => text.trim().is_empty(),
            Self::Many(names) => names.is_empty(),
        }
    }

    /// As XForms writes it: numbers without needless decimals, several choices separated by spaces.
    pub fn to_text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Number(number) => expression::number_to_text(*number),
            Self::Text(text) => text.clone(),
            Self::Many(names) => names.join(" "),
        }
    }
}
