//! Reads XForms, the XML into which XLSForm is converted: the primary instance gives the tree of questions, binds their
//! logic, the body what they look like. Places of problems are lines of the file.

use domain::{
    guide::{
        Guide,
        check::{self, Lenience},
        expression::Expression,
        xpath,
    },
    problem::{Place, Problem, Severity},
};
use roxmltree::{Document, Node};

mod actions;
mod body;
mod build;
mod lists;
mod model;
#[cfg(test)]
mod tests;
mod texts;

/// Every code of this module with its parameters, as in [`domain::guide::xlsform::CODES`].
pub const CODES: &[(&str, &[&str])] = &[
    ("xform_ignored", &["found"]),
    ("xform_missing", &["element"]),
    ("xform_unreadable", &["found"]),
    ("xml_unreadable", &["reason"]),
];

/// Elements inside one another; more is no form.
const MAX_DEPTH: usize = 200;

/// The guide that an XForm holds, when it can be used, and everything found.
pub(crate) fn read(content: &[u8], lenience: Lenience) -> (Option<Guide>, Vec<Problem>) {
    let refused = |reason: &str| {
        let problem = Problem::error("xml_unreadable", Place::default()).with("reason", reason);
        (None, vec![problem])
    };
    let Ok(text) = std::str::from_utf8(content) else { return refused("UTF-8") };
    let text = text.trim_start_matches('\u{feff}');
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return refused(&error.to_string()),
    };
    if is_too_deep(&document) {
        return refused("depth");
    }
    let mut found = Found { document: &document, problems: Vec::new(), lenience };
    let guide = build::guide(&mut found);
    let mut problems = found.problems;
    let Some((guide, lines)) = guide else { return (None, problems) };
    if problems.iter().all(|problem| problem.severity == Severity::Warning) {
        for finding in check::check(&guide, lenience) {
            let (row, column) = (lines.get(&finding.place).copied(), Some(finding.part.to_owned()));
            problems.push(finding.at(Place { sheet: None, row, column }));
        }
    }
    problems.sort_by_key(|problem| problem.place.row);
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    ((!broken).then_some(guide), problems)
}

fn is_too_deep(document: &Document<'_>) -> bool {
    let mut depth = 0_usize;
    let mut node = document.root();
    loop {
        if depth > MAX_DEPTH {
            return true;
        }
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return false,
            }
            depth = depth.saturating_sub(1);
        }
    }
}

/// Problems, each with the line it is on.
struct Found<'d, 'x> {
    document: &'d Document<'x>,
    problems: Vec<Problem>,
    lenience: Lenience,
}

impl Found<'_, '_> {
    fn line(&self, node: Node<'_, '_>) -> u32 {
        self.document.text_pos_at(node.range().start).row
    }

    fn place(&self, node: Node<'_, '_>, part: &str) -> Place {
        let name = node.tag_name().name();
        let column = if part.is_empty() { name.to_owned() } else { format!("{name} {part}") };
        Place { sheet: None, row: Some(self.line(node)), column: Some(column) }
    }

    fn warn(&mut self, node: Node<'_, '_>, part: &str, code: &str, param: (&str, &str)) {
        let problem = Problem::warning(code, self.place(node, part)).with(param.0, param.1);
        self.problems.push(problem);
    }

    fn out_of_scope(&mut self, node: Node<'_, '_>, what: &str) {
        let mut problem = Problem::error("out_of_scope", self.place(node, "")).with("what", what);
        if self.lenience.partial {
            problem.severity = Severity::Warning;
        }
        self.problems.push(problem);
    }

    /// The expression in an attribute; one that cannot be read is told.
    fn expression(&mut self, node: Node<'_, '_>, part: &str, source: &str) -> Option<Expression> {
        let source = source.trim();
        if source.is_empty() {
            return None;
        }
        match xpath::parse(source) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let excerpt: String = source.chars().skip(error.at.saturating_sub(20)).take(60).collect();
                let mut problem = Problem::error("xform_unreadable", self.place(node, part));
                problem = problem.with("found", excerpt);
                self.problems.push(problem);
                None
            }
        }
    }
}

/// An attribute whatever its namespace prefix.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

fn children<'a, 'x>(node: Node<'a, 'x>, name: &'static str) -> impl Iterator<Item = Node<'a, 'x>> {
    elements(node).filter(move |child| child.tag_name().name() == name)
}

fn elements<'a, 'x>(node: Node<'a, 'x>) -> impl Iterator<Item = Node<'a, 'x>> {
    node.children().filter(Node::is_element)
}
