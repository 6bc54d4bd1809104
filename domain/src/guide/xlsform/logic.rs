//! Cells that hold expressions.

use super::{
    problems::Problems,
    references::{self, Names},
    table::{Cell, Row},
};
use crate::guide::{
    Kind,
    expression::{Axis, Expression, Path, Start, Step},
    xpath::{self, SyntaxError, function::Signature},
};
use crate::problem::{Place, Problem};

/// Functions for what Jalon does not do: maps, external data, signatures of codes that a camera reads.
const OUT_OF_SCOPE: [&str; 6] = ["area", "distance", "extract-signed", "geofence", "intersects", "pulldata"];

/// The expression under a header, `None` when there is none or when it is broken, which is told.
pub(super) fn expression(
    row: Row<'_>,
    key: &str,
    names: &Names<'_>,
    problems: &mut Problems,
) -> Option<Expression> {
    row.cell(key).and_then(|cell| of_cell(&cell, names, problems))
}

/// The expression under a header that is often plain `yes` or `no`; `no` is no expression.
pub(super) fn condition(
    row: Row<'_>,
    key: &str,
    names: &Names<'_>,
    problems: &mut Problems,
) -> Option<Expression> {
    expression(row, key, names, problems).filter(|condition| *condition != truth(false))
}

fn of_cell(cell: &Cell<'_>, names: &Names<'_>, problems: &mut Problems) -> Option<Expression> {
    if let Some(word) = yes_or_no(cell.text) {
        return Some(truth(word));
    }
    if !names.check(cell, problems) {
        return None;
    }
    let source = straight(cell.text);
    // What can be read as it stands keeps its words: `‘` may belong to them.
    match xpath::parse(cell.text).or_else(|_| xpath::parse(&source)) {
        Ok(expression) => {
            check(cell, &expression, names, problems);
            Some(expression)
        }
        Err(error) => {
            syntax_error(cell, &source, &error, problems);
            None
        }
    }
}

fn syntax_error(cell: &Cell<'_>, source: &str, error: &SyntaxError, problems: &mut Problems) {
    problems.push(syntax_problem(cell.place(), source, error));
}

/// Tells where in the text it goes wrong: the position counts from 1, the excerpt is what stands around it.
pub(in crate::guide) fn syntax_problem(place: Place, source: &str, error: &SyntaxError) -> Problem {
    let before: String = source.chars().skip(error.at.saturating_sub(20)).take(error.at.min(20)).collect();
    let after: String = source.chars().skip(error.at).take(20).collect();
    let mut problem = Problem::error(error.code, place).with("position", error.at + 1);
    problem = problem.with("excerpt", format!("{before}⟨!⟩{after}")).with("found", &error.found);
    if error.code == "expression_unknown_function"
        && let Some(suggestion) = xpath::function::nearest(&error.found)
    {
        problem.code.push_str("_near");
        problem = problem.with("suggestion", suggestion);
    }
    if error.code == "expression_argument_count" {
        let signature = xpath::function::signature(&error.found);
        problem = problem.with("expected", signature.map(arguments).unwrap_or_default());
    }
    problem
}

/// The bare names in a filter, which stand for columns of the choice. Inside the brackets of a path they stand for
/// something else.
pub(super) fn columns(filter: &Expression) -> Vec<&str> {
    match filter {
        Expression::Number(_) | Expression::Text(_) => Vec::new(),
        Expression::Call(_, arguments) => arguments.iter().flat_map(columns).collect(),
        Expression::Negate(inner) => columns(inner),
        Expression::Binary(_, left, right) => [columns(left), columns(right)].concat(),
        Expression::Path(path) => match (&path.start, path.steps.as_slice()) {
            (Start::Here, [Step { axis: Axis::Child(name), .. }]) => vec![name],
            _ => Vec::new(),
        },
    }
}

/// How many arguments a function takes: `2`, `2–3` or `≥ 2`.
fn arguments(signature: Signature) -> String {
    match (signature.least, signature.most) {
        (least, most) if least == most => least.to_string(),
        (least, usize::MAX) => format!("≥ {least}"),
        (least, most) => format!("{least}–{most}"),
    }
}

fn check(cell: &Cell<'_>, expression: &Expression, names: &Names<'_>, problems: &mut Problems) {
    xpath::visit(expression, &mut |part| match part {
        Expression::Call(name, _) if name == "last-saved" => problems.push(cell.warning("last_saved_empty")),
        Expression::Call(name, _) if OUT_OF_SCOPE.contains(&name.as_str()) => {
            problems.push(cell.error("out_of_scope").with("what", format!("{name}()")));
        }
        Expression::Path(path) if path.start == Start::Root => {
            if let Some(unknown) = below_root(path).filter(|path| !names.has_path(path)) {
                problems.push(cell.warning("path_unknown").with("path", unknown));
            }
        }
        _ => {}
    });
}

/// The names of a path from the root, without that of the form; `None` where it is more than names, or goes into what
/// XLSForm adds by itself.
fn below_root(path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path
        .steps
        .iter()
        .map(|step| match &step.axis {
            Axis::Child(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let names = names?;
    let below = names.get(1..).filter(|below| below.first().is_some_and(|first| *first != "meta"))?;
    Some(below.join("/"))
}

/// The value a question starts with: an expression where it looks like one, otherwise the text as it is.
pub(super) fn default(
    row: Row<'_>,
    kind: &Kind,
    names: &Names<'_>,
    problems: &mut Problems,
) -> Option<Expression> {
    let cell = row.cell("default")?;
    let numeric = matches!(kind, Kind::Integer | Kind::Decimal | Kind::Range { .. });
    if numeric && let Ok(number) = cell.text.parse::<f64>() {
        return number.is_finite().then(|| literal(number));
    }
    if cell.text.contains("${") {
        return of_cell(&cell, names, problems);
    }
    let source = straight(cell.text);
    let looks_computed = numeric || source.contains('(') || matches!(kind, Kind::Calculate);
    match xpath::parse(cell.text).or_else(|_| xpath::parse(&source)) {
        Ok(expression) if looks_computed && computes(&expression) => {
            check(&cell, &expression, names, problems);
            Some(expression)
        }
        _ => Some(Expression::Text(cell.text.to_owned())),
    }
}

/// A number as it would be read in an expression, where a minus is an operator.
pub(super) fn literal(number: f64) -> Expression {
    if number < 0.0 {
        Expression::Negate(Box::new(Expression::Number(-number)))
    } else {
        Expression::Number(number)
    }
}

fn computes(expression: &Expression) -> bool {
    match expression {
        Expression::Call(..) | Expression::Binary(..) | Expression::Negate(_) => true,
        Expression::Path(path) => matches!(path.start, Start::Result(_)),
        Expression::Number(_) | Expression::Text(_) => false,
    }
}

/// True when a default is computed and not given.
pub(super) fn is_computed(default: &Expression) -> bool {
    computes(default) || matches!(default, Expression::Path(Path { start: Start::Named(_), .. }))
}

/// The questions whose change runs a calculation: `${a}, ${b}`.
pub(super) fn triggers(row: Row<'_>, names: &Names<'_>, problems: &mut Problems) -> Vec<String> {
    let Some(cell) = row.cell("trigger") else { return Vec::new() };
    if !names.check(&cell, problems) {
        return Vec::new();
    }
    let parts: Vec<&str> = cell.text.split(',').map(str::trim).collect();
    if !parts.iter().all(|part| references::is_one(part)) {
        problems.push(cell.error("trigger_malformed").with("found", cell.text));
        return Vec::new();
    }
    let triggers: Vec<String> = references::scan(cell.text)
        .into_iter()
        .flatten()
        .map(|reference| reference.name.to_owned())
        .collect();
    for name in triggers.iter().filter(|name| names.is_hidden(name)) {
        problems.push(cell.error("trigger_hidden").with("name", name));
    }
    triggers
}

pub(super) fn truth(value: bool) -> Expression {
    Expression::Call(if value { "true" } else { "false" }.to_owned(), Vec::new())
}

/// The question that carries the expression: `.`.
pub(super) fn here() -> Expression {
    Expression::Path(Path { start: Start::Here, steps: Vec::new() })
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "true()" => Some(true),
        "no" | "false" | "false()" => Some(false),
        _ => None,
    }
}

/// Word processors and spreadsheets bend quotation marks and put in no-break spaces. Every character stays where it is,
/// so that the place of an error is right.
fn straight(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '“' | '”' | '„' => '"',
            '‘' | '’' => '\'',
            '\u{a0}' | '\u{202f}' => ' ',
            _ => c,
        })
        .collect()
}
