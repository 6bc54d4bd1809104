//! Expressions as trees. XPath is how XLSForm writes them; [`super::xpath`] reads and prints that form.

use serde::{Deserialize, Serialize};

/// An expression of a guide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expression {
    Number(f64),
    Text(String),
    Path(Path),
    /// A function of the closed list in [`super::xpath`], by its XPath name.
    Call(String, Vec<Expression>),
    Negate(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// A path to answers or to choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Path {
    pub start: Start,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// `/data/…`
    Root,
    /// `.`, `..` or a bare name: from the question that carries the expression (or the choice, in a choice filter).
    Here,
    /// `current()/…`: the question, even inside a predicate.
    Current,
    /// `${name}`: the nearest question of that name, as XLSForm resolves it.
    Named(String),
    /// `instance('list')/root/item`
    List(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub axis: Axis,
    pub predicates: Vec<Expression>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
