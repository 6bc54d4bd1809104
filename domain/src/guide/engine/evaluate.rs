//! Evaluates compiled expressions: operators and paths, with the semantics of XPath 1.0 as ODK reads them.
//!
//! Where ODK's engines disagree: a path that leads nowhere, or only to hidden questions, is the empty text in every
//! comparison; a set of nodes is true when its first node holds an answer other than 0; dates and times count as days.

use std::{borrow::Cow, cell::Cell};

use super::{
    Context,
    cells::{CellId, Cells},
    compile::Code,
    dates,
    plan::{Def, Plan},
};
use crate::{
    guide::{Choice, Guide, Value, expression::Operator, expression::number_to_text},
    interview::Answers,
    language::Language,
};

/// Everything an expression may read.
pub(super) struct World<'e> {
    pub(super) plan: &'e Plan,
    pub(super) guide: &'e Guide,
    pub(super) cells: &'e Cells,
    pub(super) answers: &'e Answers,
    pub(super) context: &'e Context,
    pub(super) language: Language,
    /// A calculation that reads its own node reads the answer stored there, not what it is computing.
    pub(super) computing: Option<CellId>,
    /// How many random numbers the expression has drawn.
    pub(super) draws: Cell<u64>,
}

/// Where in the guide an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Scope<'e> {
    /// The question that carries the expression.
    pub(super) carrier: CellId,
    pub(super) node: Node<'e>,
    pub(super) position: usize,
    pub(super) size: usize,
}

impl Scope<'_> {
    pub(super) fn of(carrier: CellId) -> Self {
        Self { carrier, node: Node::Cell(carrier), position: 1, size: 1 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Node<'e> {
    Cell(CellId),
    /// `instance('list')`
    List(usize),
    /// `instance('list')/root`
    ListRoot(usize),
    Choice(usize, usize),
    Column(usize, usize, &'e str),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Evaluated<'e> {
    Number(f64),
    Text(Cow<'e, str>),
    Boolean(bool),
    Nodes(Vec<Node<'e>>),
}

impl<'e> World<'e> {
    pub(super) fn evaluate(&self, code: &'e Code, scope: Scope<'e>) -> Evaluated<'e> {
        match code {
            Code::Number(number) => Evaluated::Number(*number),
            Code::Text(text) => Evaluated::Text(Cow::Borrowed(text)),
            Code::Negate(inner) => Evaluated::Number(-self.number_of(inner, scope)),
            Code::Path(path) => Evaluated::Nodes(self.nodes(path, scope)),
            Code::Binary(operator, left, right) => self.binary(*operator, left, right, scope),
            Code::Call(name, arguments) => self.call(name, arguments, scope),
            Code::Matches(value, pattern) => {
                let text = self.text_of(value, scope);
                Evaluated::Boolean(pattern.as_ref().is_some_and(|pattern| pattern.is_match(&text)))
            }
            Code::ChoiceName(value, list) => {
                let names = self.text_of(value, scope);
                Evaluated::Text(Cow::Owned(self.choice_labels(*list, &names)))
            }
            Code::Indexed(target, indexes) => {
                let indexes: Vec<(Def, f64)> =
                    indexes.iter().map(|(repeat, index)| (*repeat, self.number_of(index, scope))).collect();
                let found = target.map(|target| self.reach(target, &indexes, None, scope.carrier));
                Evaluated::Nodes(self.relevant(found.unwrap_or_default(), scope))
            }
        }
    }

    fn binary(&self, operator: Operator, left: &'e Code, right: &'e Code, scope: Scope<'e>) -> Evaluated<'e> {
        let numbers = |operation: fn(f64, f64) -> f64| {
            Evaluated::Number(operation(self.number_of(left, scope), self.number_of(right, scope)))
        };
        match operator {
            Operator::Or => Evaluated::Boolean(self.boolean_of(left, scope) || self.boolean_of(right, scope)),
            Operator::And => {
                Evaluated::Boolean(self.boolean_of(left, scope) && self.boolean_of(right, scope))
            }
            Operator::Add => numbers(|left, right| left + right),
            Operator::Subtract => numbers(|left, right| left - right),
            Operator::Multiply => numbers(|left, right| left * right),
            Operator::Divide => numbers(|left, right| left / right),
            Operator::Modulo => numbers(|left, right| left % right),
            Operator::Union => {
                let mut nodes = self.node_set(self.evaluate(left, scope));
                for node in self.node_set(self.evaluate(right, scope)) {
                    if !nodes.contains(&node) {
                        nodes.push(node);
                    }
                }
                Evaluated::Nodes(nodes)
            }
            _ => {
                let (left, right) = (self.evaluate(left, scope), self.evaluate(right, scope));
                Evaluated::Boolean(self.compare(operator, &left, &right))
            }
        }
    }

    fn compare(&self, operator: Operator, left: &Evaluated<'e>, right: &Evaluated<'e>) -> bool {
        use Evaluated::{Boolean, Nodes};
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        match (left, right) {
            (Boolean(_), _) | (_, Boolean(_)) if equality => {
                (self.boolean(left) == self.boolean(right)) == (operator == Operator::Equal)
            }
            (Boolean(_), _) | (_, Boolean(_)) => order(operator, self.number(left), self.number(right)),
            (Nodes(nodes), other) if !nodes.is_empty() => {
                nodes.iter().any(|node| self.compare(operator, &self.atom(*node), other))
            }
            (other, Nodes(nodes)) if !nodes.is_empty() => {
                nodes.iter().any(|node| self.compare(operator, other, &self.atom(*node)))
            }
            _ if !equality => order(operator, self.number(left), self.number(right)),
            (Evaluated::Number(_), _) | (_, Evaluated::Number(_)) => {
                (self.number(left) == self.number(right)) == (operator == Operator::Equal)
            }
            _ => (self.text(left) == self.text(right)) == (operator == Operator::Equal),
        }
    }

    pub(super) fn number_of(&self, code: &'e Code, scope: Scope<'e>) -> f64 {
        self.number(&self.evaluate(code, scope))
    }

    pub(super) fn text_of(&self, code: &'e Code, scope: Scope<'e>) -> Cow<'e, str> {
        self.text(&self.evaluate(code, scope))
    }

    pub(super) fn boolean_of(&self, code: &'e Code, scope: Scope<'e>) -> bool {
        self.boolean(&self.evaluate(code, scope))
    }

    pub(super) fn number(&self, value: &Evaluated<'e>) -> f64 {
        match value {
            Evaluated::Number(number) => *number,
            Evaluated::Boolean(boolean) => f64::from(u8::from(*boolean)),
            Evaluated::Text(text) => self.read_number(text),
            Evaluated::Nodes(nodes) => nodes.first().map_or(f64::NAN, |node| self.number(&self.atom(*node))),
        }
    }

    pub(super) fn text(&self, value: &Evaluated<'e>) -> Cow<'e, str> {
        match value {
            Evaluated::Number(number) => Cow::Owned(number_to_text(*number)),
            Evaluated::Boolean(boolean) => Cow::Borrowed(if *boolean { "true" } else { "false" }),
            Evaluated::Text(text) => text.clone(),
            Evaluated::Nodes(nodes) => nodes.first().map_or(Cow::Borrowed(""), |node| self.node_text(*node)),
        }
    }

    pub(super) fn boolean(&self, value: &Evaluated<'e>) -> bool {
        match value {
            Evaluated::Number(number) => *number != 0.0 && !number.is_nan(),
            Evaluated::Boolean(boolean) => *boolean,
            Evaluated::Text(text) => !text.is_empty(),
            Evaluated::Nodes(nodes) => nodes.first().is_some_and(|node| self.boolean(&self.atom(*node))),
        }
    }

    /// A number as XPath 1.0 reads it, or a date or a time as days.
    fn read_number(&self, text: &str) -> f64 {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return text.parse().unwrap_or(f64::NAN);
        }
        let moment = dates::Moment::read(text, self.context.offset_minutes).map(dates::Moment::days);
        moment.or_else(|| dates::time_fraction(text)).unwrap_or(f64::NAN)
    }

    /// The value of one node: a number or a text.
    pub(super) fn atom(&self, node: Node<'e>) -> Evaluated<'e> {
        match node {
            Node::Cell(cell) => match self.cell_value(cell) {
                Value::Number(number) => Evaluated::Number(*number),
                _ => Evaluated::Text(self.node_text(node)),
            },
            _ => Evaluated::Text(self.node_text(node)),
        }
    }

    pub(super) fn node_text(&self, node: Node<'e>) -> Cow<'e, str> {
        match node {
            Node::Cell(cell) => match self.cell_value(cell) {
                Value::Empty => Cow::Borrowed(""),
                Value::Text(text) => Cow::Borrowed(text),
                value => Cow::Owned(value.to_text()),
            },
            Node::Column(list, choice, column) => match self.choice(list, choice) {
                Some(choice) if column == "name" => Cow::Borrowed(&choice.name),
                Some(choice) if column == "label" => Cow::Borrowed(choice.label.in_language(self.language).0),
                Some(choice) => {
                    choice.columns.get(column).map_or(Cow::Borrowed(""), |text| Cow::Borrowed(text))
                }
                None => Cow::Borrowed(""),
            },
            Node::List(_) | Node::ListRoot(_) | Node::Choice(..) => Cow::Borrowed(""),
        }
    }

    pub(super) fn cell_value(&self, cell: CellId) -> &'e Value {
        if self.computing == Some(cell) {
            return self.stored(cell);
        }
        &self.cells[cell].state.value
    }

    /// The answer stored for a node, whatever is computed for it.
    pub(super) fn stored(&self, cell: CellId) -> &'e Value {
        self.answers.entries.get(&self.cells[cell].key).map_or(&Value::Empty, |entry| &entry.value)
    }

    pub(super) fn choice(&self, list: usize, choice: usize) -> Option<&'e Choice> {
        self.plan.choices(self.guide, list).get(choice)
    }
}

fn order(operator: Operator, left: f64, right: f64) -> bool {
    match operator {
        Operator::Less => left < right,
        Operator::LessOrEqual => left <= right,
        Operator::Greater => left > right,
        _ => left >= right,
    }
}
