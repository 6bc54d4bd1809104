//! Conditions as people put them together: questions, operators and values, joined by `and` or by `or`. What an
//! expression says beyond that is left to its text.

use super::{
    expression::{Axis, Expression, Operator, Path, Start},
    xpath,
};

/// How rules are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joined {
    #[default]
    All,
    Any,
}

/// What a rule looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The answer itself, in a rule about it.
    Own,
    Question(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    Is,
    IsNot,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Among the choices ticked.
    Has,
    HasNot,
    Answered,
    Unanswered,
}

impl Test {
    pub const ALL: [Self; 10] = [
        Self::Is,
        Self::IsNot,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Has,
        Self::HasNot,
        Self::Answered,
        Self::Unanswered,
    ];

    /// The end of its key in `locales/*/draft.toml`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is_not",
            Self::Less => "less",
            Self::LessOrEqual => "less_or_equal",
            Self::Greater => "greater",
            Self::GreaterOrEqual => "greater_or_equal",
            Self::Has => "has",
            Self::HasNot => "has_not",
            Self::Answered => "answered",
            Self::Unanswered => "unanswered",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|test| test.code() == code)
    }

    pub fn takes_value(self) -> bool {
        !matches!(self, Self::Answered | Self::Unanswered)
    }

    fn operator(self) -> Operator {
        match self {
            Self::IsNot | Self::Answered => Operator::NotEqual,
            Self::Less => Operator::Less,
            Self::LessOrEqual => Operator::LessOrEqual,
            Self::Greater => Operator::Greater,
            Self::GreaterOrEqual => Operator::GreaterOrEqual,
            Self::Is | Self::Has | Self::HasNot | Self::Unanswered => Operator::Equal,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Number(f64),
    Text(String),
    Question(String),
}

impl Operand {
    /// As it is typed: `${name}` is another question, a number a number, anything else words.
    pub fn typed(text: &str) -> Self {
        let text = text.trim();
        let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        match (name, text.parse::<f64>()) {
            (Some(name), _) => Self::Question(name.to_owned()),
            (None, Ok(number)) if number.is_finite() => Self::Number(number),
            _ => Self::Text(text.to_owned()),
        }
    }

    pub fn to_text(&self) -> String {
        match self {
            Self::Number(number) => super::expression::number_to_text(*number),
            Self::Text(text) => text.clone(),
            Self::Question(name) => format!("${{{name}}}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub subject: Subject,
    pub test: Test,
    pub value: Operand,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    pub joined: Joined,
    pub rules: Vec<Rule>,
}

impl Condition {
    /// The condition that a text says: none for an empty one, `None` for what cannot be put together from rules.
    pub fn read(source: &str) -> Option<Self> {
        if source.trim().is_empty() {
            return Some(Self::default());
        }
        Self::of(&xpath::parse(source).ok()?)
    }

    pub fn of(expression: &Expression) -> Option<Self> {
        let joined = match expression {
            Expression::Binary(Operator::Or, ..) => Joined::Any,
            _ => Joined::All,
        };
        let operator = if joined == Joined::Any { Operator::Or } else { Operator::And };
        let (mut rules, mut waiting) = (Vec::new(), vec![expression]);
        while let Some(next) = waiting.pop() {
            match next {
                Expression::Binary(found, left, right) if *found == operator => {
                    waiting.push(right);
                    waiting.push(left);
                }
                rule => rules.push(self::rule(rule)?),
            }
        }
        Some(Self { joined, rules })
    }

    /// The text of the condition; empty without rules.
    pub fn write(&self) -> String {
        self.expression().as_ref().map(xpath::print).unwrap_or_default()
    }

    pub fn expression(&self) -> Option<Expression> {
        let operator = if self.joined == Joined::Any { Operator::Or } else { Operator::And };
        let join = |left, right| Expression::Binary(operator, Box::new(left), Box::new(right));
        self.rules.iter().map(written).reduce(join)
    }
}

fn rule(expression: &Expression) -> Option<Rule> {
    match expression {
        Expression::Call(name, arguments) if name == "selected" => {
            let [subject, value] = arguments.as_slice() else { return None };
            Some(Rule { subject: self::subject(subject)?, test: Test::Has, value: operand(value)? })
        }
        Expression::Call(name, arguments) if name == "not" => match arguments.as_slice() {
            [inner] => rule(inner)
                .filter(|rule| rule.test == Test::Has)
                .map(|rule| Rule { test: Test::HasNot, ..rule }),
            _ => None,
        },
        Expression::Binary(operator, left, right) => {
            let (subject, value) = (subject(left)?, operand(right)?);
            let is_blank = value == Operand::Text(String::new());
            let test = match operator {
                Operator::Equal if is_blank => Test::Unanswered,
                Operator::NotEqual if is_blank => Test::Answered,
                Operator::Equal => Test::Is,
                Operator::NotEqual => Test::IsNot,
                Operator::Less => Test::Less,
                Operator::LessOrEqual => Test::LessOrEqual,
                Operator::Greater => Test::Greater,
                Operator::GreaterOrEqual => Test::GreaterOrEqual,
                _ => return None,
            };
            Some(Rule { subject, test, value })
        }
        _ => None,
    }
}

fn subject(expression: &Expression) -> Option<Subject> {
    let Expression::Path(Path { start, steps }) = expression else { return None };
    let is_plain = steps.is_empty()
        || matches!(steps.as_slice(), [step] if step.axis == Axis::Itself && step.predicates.is_empty());
    match start {
        Start::Here if is_plain => Some(Subject::Own),
        Start::Named(name) if is_plain => Some(Subject::Question(name.clone())),
        _ => None,
    }
}

fn operand(expression: &Expression) -> Option<Operand> {
    match expression {
        Expression::Number(number) => Some(Operand::Number(*number)),
        Expression::Negate(inner) => match **inner {
            Expression::Number(number) => Some(Operand::Number(-number)),
            _ => None,
        },
        Expression::Text(text) => Some(Operand::Text(text.clone())),
        other => match subject(other)? {
            Subject::Question(name) => Some(Operand::Question(name)),
            Subject::Own => None,
        },
    }
}

fn written(rule: &Rule) -> Expression {
    let path = |start| Expression::Path(Path { start, steps: Vec::new() });
    let subject = match &rule.subject {
        Subject::Own => path(Start::Here),
        Subject::Question(name) => path(Start::Named(name.clone())),
    };
    let value = match &rule.value {
        _ if !rule.test.takes_value() => Expression::Text(String::new()),
        Operand::Number(number) => Expression::Number(*number),
        Operand::Text(text) => Expression::Text(text.clone()),
        Operand::Question(name) => path(Start::Named(name.clone())),
    };
    match rule.test {
        Test::Has => Expression::Call("selected".to_owned(), vec![subject, value]),
        Test::HasNot => {
            let has = Expression::Call("selected".to_owned(), vec![subject, value]);
            Expression::Call("not".to_owned(), vec![has])
        }
        test => Expression::Binary(test.operator(), Box::new(subject), Box::new(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*, sample::select};

    #[test]
    fn what_rules_can_say_is_read_and_the_rest_is_left_to_the_text() {
        let check = |source: &str, rules: Option<usize>| {
            let condition = Condition::read(source);
            assert_eq!(condition.as_ref().map(|condition| condition.rules.len()), rules, "{source}");
            if let Some(condition) = condition {
                assert_eq!(condition.write(), source);
            }
        };
        check("", Some(0));
        check("${a} = 'yes'", Some(1));
        check("selected(${a}, 'x') and ${b} > 3 and . != ''", Some(3));
        check("${a} = ${b} or not(selected(${c}, 'y'))", Some(2));
        check("${a} = 'x' and (${b} = 'y' or ${c} = 'z')", None);
        check("${a} + 1 > 3", None);
        check("count(${r}) > 2", None);
        check("${a}[1] = 2", None);
        check("true()", None);
        check("${a} = ", None);
    }

    fn rules() -> impl Strategy<Value = Rule> {
        let subject = select(vec![Subject::Own, Subject::Question("a".to_owned())]);
        let value = select(vec!["3", "-2.5", "oui", "${b}", "l'une"]).prop_map(Operand::typed);
        (subject, select(Test::ALL.to_vec()), value).prop_map(|(subject, test, value)| {
            let value = if test.takes_value() { value } else { Operand::Text(String::new()) };
            Rule { subject, test, value }
        })
    }

    proptest! {
        #[test]
        fn what_is_put_together_is_read_again(rules in vec(rules(), 0..5), any in any::<bool>()) {
            let joined = if any && rules.len() > 1 { Joined::Any } else { Joined::All };
            let condition = Condition { joined, rules };
            prop_assert_eq!(Condition::read(&condition.write()), Some(condition));
        }
    }
}
