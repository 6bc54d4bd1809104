//! Writes an expression in XPath, with no more parentheses than it needs.

use crate::guide::expression::{Axis, Expression, Path, Start, Step, number_to_text};

/// Above every operator: literals, calls and paths.
const OPERAND: u8 = 9;
const UNARY: u8 = 7;

pub(super) fn print(expression: &Expression) -> String {
    let mut out = String::new();
    write(expression, 0, &mut out);
    out
}

/// Writes `expression` where only what binds at least as strongly as `least` may stand without parentheses.
fn write(expression: &Expression, least: u8, out: &mut String) {
    let own = match expression {
        Expression::Binary(operator, ..) => operator.precedence(),
        Expression::Negate(_) => UNARY,
        Expression::Number(number) if *number < 0.0 => UNARY,
        _ => OPERAND,
    };
    if own < least {
        out.push('(');
        write(expression, 0, out);
        out.push(')');
        return;
    }
    match expression {
        Expression::Number(number) => out.push_str(&number_to_text(*number)),
        Expression::Text(text) => write_text(text, out),
        Expression::Path(path) => write_path(path, out),
        Expression::Call(name, arguments) => write_call(name, arguments, out),
        Expression::Negate(inner) => {
            out.push('-');
            write(inner, UNARY, out);
        }
        Expression::Binary(operator, left, right) => {
            write(left, own, out);
            out.push(' ');
            out.push_str(operator.symbol());
            out.push(' ');
            write(right, own + 1, out);
        }
    }
}

/// XPath has no way to write both quotes in one text, so such a text is put together from pieces.
fn write_text(text: &str, out: &mut String) {
    let quote = if text.contains('\'') { '"' } else { '\'' };
    if !text.contains(quote) {
        out.push(quote);
        out.push_str(text);
        out.push(quote);
        return;
    }
    out.push_str("concat(");
    for (index, piece) in text.split('\'').enumerate() {
        if index > 0 {
            out.push_str(", \"'\", ");
        }
        out.push('\'');
        out.push_str(piece);
        out.push('\'');
    }
    out.push(')');
}

fn write_call(name: &str, arguments: &[Expression], out: &mut String) {
    if let ("last-saved", [Expression::Text(question)]) = (name, arguments) {
        out.push_str("${last-saved#");
        out.push_str(question);
        out.push('}');
        return;
    }
    out.push_str(name);
    out.push('(');
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(argument, 0, out);
    }
    out.push(')');
}

fn write_path(path: &Path, out: &mut String) {
    let mut steps = path.steps.iter();
    match &path.start {
        Start::Root => {}
        Start::Here => match path.steps.first() {
            Some(step) if matches!(step.axis, Axis::Child(_) | Axis::AnyChild | Axis::Parent) => {
                steps.next();
                write_step(step, out);
            }
            _ => out.push('.'),
        },
        Start::Current => out.push_str("current()"),
        Start::Named(name) => {
            out.push_str("${");
            out.push_str(name);
            out.push('}');
        }
        Start::List(list) => {
            out.push_str("instance(");
            write_text(list, out);
            out.push(')');
        }
        Start::Result(inner) => write_start(inner, out),
    }
    if path.start == Start::Root {
        if path.steps.is_empty() {
            // A slash alone would take the word after it for a step: `/ or 1`.
            out.push_str("(/)");
        }
    } else if let Some(Step { axis: Axis::Itself, predicates }) = steps.clone().next()
        && !predicates.is_empty()
        && steps.len() == path.steps.len()
    {
        write_predicates(predicates, out);
        steps.next();
    }
    for step in steps {
        out.push_str(if matches!(step.axis, Axis::Descendant(_)) { "//" } else { "/" });
        write_step(step, out);
    }
}

/// What a path goes on from: a call may stand as it is, anything else needs its parentheses.
fn write_start(inner: &Expression, out: &mut String) {
    match inner {
        Expression::Call(name, _) if name != "last-saved" => write(inner, 0, out),
        _ => {
            out.push('(');
            write(inner, 0, out);
            out.push(')');
        }
    }
}

fn write_step(step: &Step, out: &mut String) {
    match &step.axis {
        Axis::Child(name) | Axis::Descendant(name) => out.push_str(name),
        Axis::AnyChild => out.push('*'),
        Axis::Itself => out.push('.'),
        Axis::Parent => out.push_str(".."),
    }
    write_predicates(&step.predicates, out);
}

fn write_predicates(predicates: &[Expression], out: &mut String) {
    for predicate in predicates {
        out.push('[');
        write(predicate, 0, out);
        out.push(']');
    }
}
