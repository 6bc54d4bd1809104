//! The outline in CSV: a row for each node, with the nodes it leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::{kind, table};
use crate::{
    framework::{
        Framework, Kind, Link, Node,
        finding::{Finding, Place},
        link::LinkKind,
    },
    guide::Text,
};

/// Columns by the names that either language gives them.
const COLUMNS: &[(&str, &[&str])] = &[
    ("id", &["id", "n°", "no", "number", "numéro", "code"]),
    ("kind", &["kind", "level", "type", "niveau"]),
    ("text_fr", &["text_fr", "texte", "objectif", "fr"]),
    ("text_en", &["text_en", "text", "objective", "en", "title"]),
    ("leads_to", &["leads_to", "mène à", "parent", "to", "vers"]),
];

pub(super) fn read(text: &str) -> Result<(Framework, Vec<Finding>), Vec<Finding>> {
    let rows = table::rows(text).map_err(|line| vec![Finding::error("read_quote", Place::Line { line })])?;
    let Some((header, rows)) = rows.split_first() else {
        return Err(vec![Finding::error("read_empty", Place::Whole)]);
    };
    let columns = columns(&header.cells);
    if !columns.contains_key("text_fr") && !columns.contains_key("text_en") {
        return Err(vec![Finding::error("read_columns", Place::Line { line: header.line })]);
    }
    let mut framework = Framework::default();
    let mut findings = Vec::new();
    let mut leads: Vec<(usize, String, String)> = Vec::new();
    for row in rows {
        let place = Place::Line { line: row.line };
        let cell =
            |name: &str| columns.get(name).and_then(|at| row.cells.get(*at)).map_or("", |cell| plain(cell));
        let id = match cell("id") {
            "" => format!("n{}", row.line),
            id => id.to_owned(),
        };
        let kind = match cell("kind") {
            "" => {
                findings.push(Finding::warning("read_no_level", place));
                Kind::Immediate
            }
            word => kind(word, place, &mut findings),
        };
        let words = [("fr", cell("text_fr")), ("en", cell("text_en"))];
        let filled = words.into_iter().filter(|(_, words)| !words.is_empty());
        let text = Text(filled.map(|(tag, words)| (tag.to_owned(), words.to_owned())).collect());
        for to in cell("leads_to").split([';', ',', '|', ' ']).map(str::trim).filter(|to| !to.is_empty()) {
            leads.push((row.line, id.clone(), to.to_owned()));
        }
        framework.nodes.push(Node::new(id, kind, text));
    }
    let known: BTreeSet<&str> = framework.nodes.iter().map(|node| node.id.as_str()).collect();
    for (number, (line, from, to)) in (1..).zip(&leads) {
        if !known.contains(to.as_str()) {
            findings.push(Finding::warning("read_unknown_end", Place::Line { line: *line }).with("id", to));
        }
        framework.links.push(Link::new(format!("l{number}"), from, to, LinkKind::Contributory));
    }
    Ok((framework, findings))
}

fn columns(header: &[String]) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for (at, cell) in header.iter().enumerate() {
        let cell = cell.trim().to_lowercase();
        if let Some((name, _)) = COLUMNS.iter().find(|(_, names)| names.contains(&cell.as_str())) {
            found.entry(*name).or_insert(at);
        }
    }
    found
}

/// A cell without the apostrophe that keeps spreadsheets from computing it.
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\'']) => rest,
        _ => cell,
    }
}
