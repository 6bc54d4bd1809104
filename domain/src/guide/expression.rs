//! Expressions as trees. XPath is how XLSForm writes them; [`super::xpath`] reads and prints that form.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::xpath;

/// An expression of a guide. It is stored as its XPath text: a tree in JSON would be deeper than what readers of JSON
/// accept.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Number(f64),
    Text(String),
    Path(Path),
    /// A function of the closed list in [`super::xpath`], by its XPath name.
    Call(String, Vec<Expression>),
    Negate(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&xpath::print(self))
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        xpath::parse(&source)
            .map_err(|error| de::Error::custom(format_args!("{} at {} in {source}", error.code, error.at)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Union,
}

impl Operator {
    /// How strongly it binds: `or` 1 to `|` 8. A unary minus is 7.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual => 3,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide | Self::Modulo => 6,
            Self::Union => 8,
        }
    }

    /// As XPath writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "div",
            Self::Modulo => "mod",
            Self::Union => "|",
        }
    }

    /// True when a long chain of it may be grouped anyhow.
    pub fn is_associative(self) -> bool {
        matches!(self, Self::Or | Self::And | Self::Add | Self::Multiply | Self::Union)
    }
}

/// A path to answers or to choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub start: Start,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// `/data/…`
    Root,
    /// `.` (no step), `..` or a bare name: from the question that carries the expression (or the choice, in a choice filter).
    Here,
    /// `current()/…`: the question, even inside a predicate.
    Current,
    /// `${name}`: the nearest question of that name, as XLSForm resolves it.
    Named(String),
    /// `instance('list')/root/item`
    List(String),
    /// What an expression in parentheses or a call gave: `randomize(…)[1]`.
    Result(Box<Expression>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub axis: Axis,
    pub predicates: Vec<Expression>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Axis {
    Child(String),
    AnyChild,
    Itself,
    Parent,
    Descendant(String),
}

/// A number as XPath 1.0 prints it: `3`, `0.5`, `NaN`, `Infinity`.
pub fn number_to_text(number: f64) -> String {
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}
