//! Reads and prints the XPath that XLSForm cells hold: XPath 1.0 with `${name}` and the functions of OpenRosa.

use super::expression::{Expression, Path, Start};

pub mod function;
mod parser;
mod printer;
mod token;

/// Where (character offset in the source, from 0) and why a source text is not an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub at: usize,
    /// A code of `locales/*/problem.toml`: `expression_unexpected`, `expression_unfinished`,
    /// `expression_unclosed_text`, `expression_unknown_function`, `expression_argument_count` or
    /// `expression_too_deep`.
    pub code: &'static str,
    /// What was found there.
    pub found: String,
}

/// Parentheses, calls and predicates inside one another; more is refused.
pub const MAX_DEPTH: usize = 64;

/// The expression that a cell holds. `.` is a path from [`Start::Here`] without steps; a predicate that follows a
/// start directly, as in `${name}[2]`, belongs to a first step [`super::expression::Axis::Itself`]; and
/// `${last-saved#name}` is a call of `last-saved`, which has no other spelling.
pub fn parse(source: &str) -> Result<Expression, SyntaxError> {
    parser::parse(source)
}

/// The expression in XPath, so that [`parse`] gives it back.
pub fn print(expression: &Expression) -> String {
    printer::print(expression)
}

/// The names written `${name}`, each once, in the order they are first met.
pub fn references(expression: &Expression) -> Vec<String> {
    let mut names = Vec::new();
    visit(expression, &mut |expression| {
        if let Expression::Path(Path { start: Start::Named(name), .. }) = expression
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    });
    names
}

/// Calls `see` on the expression and on everything inside it, outermost first.
pub fn visit<'a>(expression: &'a Expression, see: &mut impl FnMut(&'a Expression)) {
    see(expression);
    match expression {
        Expression::Number(_) | Expression::Text(_) => {}
        Expression::Call(_, arguments) => arguments.iter().for_each(|argument| visit(argument, see)),
        Expression::Negate(inner) => visit(inner, see),
        Expression::Binary(_, left, right) => {
            visit(left, see);
            visit(right, see);
        }
        Expression::Path(path) => {
            if let Start::Result(inner) = &path.start {
                visit(inner, see);
            }
            for predicate in path.steps.iter().flat_map(|step| &step.predicates) {
                visit(predicate, see);
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
