//! Types of expressions, and what cannot mean what its author meant: a choice that does not exist, a number compared
//! with a word, a condition that never changes.

use super::{Finding, expressions, tree::Tree};
use crate::guide::{
    Kind, Question,
    engine::is_usable_pattern,
    expression::{Expression, Operator},
    xlsform::nearest_name,
    xpath,
};

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Type<'g> {
    Number,
    Text,
    Boolean,
    Date,
    /// The answer of a question, of its kind.
    Answer(&'g Kind),
    /// Several nodes, or something that only a run can tell.
    Any,
}

pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Finding>) {
    for (carrier, node) in tree.nodes.iter().enumerate() {
        for (part, expression) in expressions::of(node.item) {
            let mut look = Look { tree, carrier, part, found };
            if matches!(part, "relevant" | "constraint") {
                look.condition(expression);
            }
            xpath::visit(expression, &mut |inner| look.at(inner));
        }
    }
}

/// The type of an expression that a question carries.
pub(super) fn infer<'g>(tree: &Tree<'g>, carrier: usize, expression: &Expression) -> Type<'g> {
    match expression {
        Expression::Number(_) | Expression::Negate(_) => Type::Number,
        Expression::Text(_) => Type::Text,
        Expression::Binary(operator, ..) => match operator {
            Operator::Union => Type::Any,
            operator if operator.precedence() <= Operator::Less.precedence() => Type::Boolean,
            _ => Type::Number,
        },
        Expression::Call(name, arguments) => of_call(tree, carrier, name, arguments),
        Expression::Path(path) => match tree.targets(path, carrier).as_slice() {
            [target] => {
                tree.nodes[*target].question().map_or(Type::Any, |question| of_answer(&question.kind))
            }
            _ => Type::Any,
        },
    }
}

fn of_answer(kind: &Kind) -> Type<'_> {
    match kind {
        Kind::Calculate | Kind::Hidden | Kind::Metadata { .. } | Kind::Unsupported { .. } => Type::Any,
        Kind::Date | Kind::DateTime => Type::Date,
        kind => Type::Answer(kind),
    }
}

fn of_call<'g>(tree: &Tree<'g>, carrier: usize, name: &str, arguments: &[Expression]) -> Type<'g> {
    match name {
        "true"
        | "false"
        | "boolean"
        | "not"
        | "boolean-from-string"
        | "selected"
        | "regex"
        | "contains"
        | "starts-with"
        | "ends-with"
        | "checklist"
        | "weighted-checklist" => Type::Boolean,
        "today" | "now" | "date" | "date-time" => Type::Date,
        "number" | "int" | "floor" | "ceiling" | "abs" | "sqrt" | "exp" | "exp10" | "log" | "log10"
        | "sin" | "cos" | "tan" | "asin" | "acos" | "atan" | "atan2" | "pow" | "pi" | "round" | "random"
        | "sum" | "min" | "max" | "count" | "count-non-empty" | "count-selected" | "position" | "last"
        | "string-length" | "decimal-date-time" | "decimal-time" => Type::Number,
        "string" | "concat" | "join" | "normalize-space" | "substring-before" | "substring-after"
        | "translate" | "substring" | "substr" | "uuid" | "format-date" | "format-date-time"
        | "jr:choice-name" | "jr:itext" => Type::Text,
        "if" => match arguments {
            [_, yes, no] => {
                let (yes, no) = (infer(tree, carrier, yes), infer(tree, carrier, no));
                if yes == no { yes } else { Type::Any }
            }
            _ => Type::Any,
        },
        _ => Type::Any,
    }
}

struct Look<'a, 'g> {
    tree: &'a Tree<'g>,
    carrier: usize,
    part: &'static str,
    found: &'a mut Vec<Finding>,
}

impl<'g> Look<'_, 'g> {
    fn warn(&self, code: &str) -> Finding {
        Finding::warning(&self.tree.nodes[self.carrier].key, self.part, code)
    }

    /// Whether a question is asked, or an answer right, must depend on something.
    fn condition(&mut self, expression: &Expression) {
        let constant = match expression {
            Expression::Text(_) | Expression::Number(_) => true,
            Expression::Binary(_, left, right) => is_literal(left) && is_literal(right),
            _ => false,
        };
        if constant {
            let finding = self.warn("condition_is_constant").with("found", xpath::print(expression));
            self.found.push(finding);
        }
    }

    fn at(&mut self, expression: &Expression) {
        match expression {
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right),
            Expression::Call(name, arguments) => self.call(name, arguments),
            _ => {}
        }
    }

    fn binary(&mut self, operator: Operator, left: &Expression, right: &Expression) {
        match operator {
            Operator::Equal | Operator::NotEqual => {
                self.equality(left, right);
                self.equality(right, left);
            }
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                if matches!(operator, Operator::Divide | Operator::Modulo)
                    && *right == Expression::Number(0.0)
                {
                    let finding = self.warn("divided_by_zero");
                    self.found.push(finding);
                }
                for side in [left, right] {
                    if let Expression::Text(text) = side
                        && text.trim().parse::<f64>().is_err()
                        && !looks_like_a_date(text)
                    {
                        let finding = self.warn("text_in_arithmetic").with("found", text);
                        self.found.push(finding);
                    }
                }
            }
            _ => {}
        }
    }

    /// An answer compared with a word that it can never be.
    fn equality(&mut self, answer: &Expression, value: &Expression) {
        let Expression::Text(value) = value else { return };
        let Some((question, kind)) = self.asked(answer) else { return };
        if value.is_empty() {
            return;
        }
        match kind {
            Kind::SelectOne { .. } | Kind::SelectMultiple { .. } => self.choice(question, value),
            kind if kind.is_number() && value.trim().parse::<f64>().is_err() => {
                let finding = self.warn("compared_never_equal").with("question", &question.name);
                self.found.push(finding.with("value", value));
            }
            _ => {}
        }
    }

    fn asked(&self, expression: &Expression) -> Option<(&'g Question, &'g Kind)> {
        let Expression::Path(path) = expression else { return None };
        // Inside a predicate `.` is another node.
        if path.steps.iter().any(|step| !step.predicates.is_empty()) {
            return None;
        }
        let [target] = self.tree.targets(path, self.carrier)[..] else { return None };
        let question = self.tree.nodes[target].question()?;
        match infer(self.tree, self.carrier, expression) {
            Type::Answer(kind) => Some((question, kind)),
            _ => None,
        }
    }

    fn choice(&mut self, question: &Question, name: &str) {
        let Some(choices) = self.tree.choices(&question.kind) else { return };
        let several = matches!(question.kind, Kind::SelectMultiple { .. });
        let has_other = matches!(
            question.kind,
            Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. }
        );
        let known =
            |name: &str| (has_other && name == "other") || choices.iter().any(|choice| choice.name == name);
        let all_known = if several { name.split_whitespace().all(known) } else { known(name.trim()) };
        if all_known {
            return;
        }
        let near = nearest_name(name, choices.iter().map(|choice| choice.name.as_str()));
        let code = if near.is_some() { "choice_unknown_near" } else { "choice_unknown" };
        let list = question.kind.list().unwrap_or_default();
        let mut finding =
            self.warn(code).with("list", list).with("name", name).with("question", &question.name);
        if let Some(near) = near {
            finding = finding.with("suggestion", near);
        }
        self.found.push(finding);
    }

    fn call(&mut self, name: &str, arguments: &[Expression]) {
        match (name, arguments) {
            ("selected", [answer, Expression::Text(value)]) => match self.asked(answer) {
                Some((question, Kind::SelectOne { .. } | Kind::SelectMultiple { .. })) => {
                    self.choice(question, value);
                }
                Some((question, kind)) if kind.is_number() => {
                    let finding = self.warn("selected_of_no_choices").with("question", &question.name);
                    self.found.push(finding);
                }
                _ => {}
            },
            ("regex", [_, Expression::Text(pattern)]) if !is_usable_pattern(pattern) => {
                let finding = self.warn("regex_unusable").with("pattern", pattern);
                self.found.push(finding);
            }
            _ => {}
        }
    }
}

fn is_literal(expression: &Expression) -> bool {
    matches!(expression, Expression::Text(_) | Expression::Number(_))
}

fn looks_like_a_date(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit()) && text.contains(['-', ':'])
}
