//! The survey sheet as a tree of rows, before anything in it is understood but types and names.

use std::collections::HashMap;

use super::{
    choices::Lists,
    columns,
    languages::Languages,
    names,
    problems::Problems,
    references::{self, Names},
    table::{Row, Table},
    types::{self, Ask, Block, Entry},
};
use crate::{
    guide::Kind,
    problem::{Place, Problem},
};

/// Groups inside one another. More is a mistake, and would exhaust the stack of whatever walks the tree.
const MAX_DEPTH: usize = 32;

pub(super) enum Node<'t> {
    Question { row: Row<'t>, name: String, ask: Ask },
    Section { row: Row<'t>, name: String, block: Block, children: Vec<Node<'t>> },
}

impl<'t> Node<'t> {
    pub(super) fn row(&self) -> Row<'t> {
        match self {
            Self::Question { row, .. } | Self::Section { row, .. } => *row,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Question { name, .. } | Self::Section { name, .. } => name,
        }
    }
}

struct Open<'t> {
    row: Row<'t>,
    name: String,
    block: Block,
    children: Vec<Node<'t>>,
}

/// The tree, with every mistake in types, names and nesting told, and the names of what is left out of it because
/// Jalon does not do it.
pub(super) fn read<'t>(table: &'t Table<'t>, problems: &mut Problems) -> (Vec<Node<'t>>, Vec<&'t str>) {
    if !table.has("type") {
        problems.push(Problem::error("column_missing", table.header_place(None)).with("column", "type"));
        return (Vec::new(), Vec::new());
    }
    check_headers(table, problems);
    let mut left_out = Vec::new();
    let mut top = Vec::new();
    let mut open: Vec<Open<'t>> = Vec::new();
    for row in table.rows() {
        let Some(entry) = entry(row, problems) else { continue };
        match entry {
            Entry::Begin(block) => {
                let name = name(row, None, problems);
                if open.len() == MAX_DEPTH {
                    problems
                        .push(Problem::error("nested_too_deep", row.place("type")).with("limit", MAX_DEPTH));
                }
                open.push(Open { row, name, block, children: Vec::new() });
            }
            Entry::End(block) => match open.pop_if(|begun| begun.block.matches(&block)) {
                // What is nested too deep has been told of, and is left out.
                Some(_) if open.len() >= MAX_DEPTH => {}
                Some(begun) => close(begun, &mut open, &mut top),
                None => {
                    let begun = open.last().map_or("", |begun| begun.block.word());
                    let code = if begun.is_empty() { "end_without_begin" } else { "end_of_another" };
                    let problem = Problem::error(code, row.place("type")).with("word", block.word());
                    problems.push(match open.last() {
                        Some(begun) => problem.with("open", begun.block.word()).with("row", begun.row.number),
                        None => problem,
                    });
                }
            },
            Entry::Question(ask) => {
                let name = name(row, Some(&ask), problems);
                let node = Node::Question { row, name, ask };
                open.last_mut().map_or(&mut top, |begun| &mut begun.children).push(node);
            }
            Entry::OutOfScope => left_out.push(row.text("name")),
            Entry::Unknown => {}
        }
    }
    while let Some(begun) = open.pop() {
        let problem = Problem::error("begin_without_end", begun.row.place("type"));
        problems.push(problem.with("word", begun.block.word()).with("name", &begun.name));
        if open.len() < MAX_DEPTH {
            close(begun, &mut open, &mut top);
        }
    }
    (top, left_out)
}

fn close<'t>(begun: Open<'t>, open: &mut [Open<'t>], top: &mut Vec<Node<'t>>) {
    let Open { row, name, block, children } = begun;
    let siblings = open.last_mut().map_or(top, |parent| &mut parent.children);
    siblings.push(Node::Section { row, name, block, children });
}

fn check_headers(table: &Table<'_>, problems: &mut Problems) {
    for column in &table.columns {
        let place = table.header_place(Some(column.text));
        let key = column.header.key.as_str();
        if key == "save_to" || key == "query" {
            problems.push(Problem::error("out_of_scope", place).with("what", column.text));
        } else if !column.header.known {
            let known = columns::names(&columns::SURVEY);
            let problem =
                problems.suggest(Problem::warning("column_unknown", place), "column", column.text, known);
            problems.push(problem);
        }
    }
}

fn entry(row: Row<'_>, problems: &mut Problems) -> Option<Entry> {
    let Some(cell) = row.cell("type") else {
        if row.cells().any(|cell| cell.column.header.known && cell.column.header.key != "comment") {
            problems.push(Problem::error("type_missing", row.place("type")));
        }
        return None;
    };
    let entry = types::read(cell.text);
    match &entry {
        Entry::OutOfScope => problems.push(cell.error("out_of_scope").with("what", cell.text)),
        Entry::Unknown => {
            let problem = problems.suggest(cell.error("type_unknown"), "kind", cell.text, types::names());
            problems.push(problem);
        }
        Entry::Question(Ask { kind: Kind::Unsupported { .. }, .. }) => {
            problems.push(cell.warning("type_unsupported").with("kind", cell.text));
        }
        _ => {}
    }
    Some(entry)
}

fn name(row: Row<'_>, ask: Option<&Ask>, problems: &mut Problems) -> String {
    let Some(cell) = row.cell("name") else {
        if ask.is_some_and(|ask| ask.kind == Kind::Note) {
            return format!("generated_note_name_{}", row.number);
        }
        problems.push(Problem::error("name_missing", row.place("name")));
        return String::new();
    };
    if !names::is_name(cell.text) {
        problems.push(cell.error("name_invalid").with("name", cell.text));
    } else if cell.text == "meta" {
        problems.push(cell.error("name_reserved").with("name", cell.text));
    }
    cell.text.to_owned()
}

/// All names, and what is wrong with them where they stand.
pub(super) fn names<'t>(
    (nodes, left_out): (&'t [Node<'t>], &[&'t str]),
    lists: &Lists,
    languages: &Languages,
    root: &str,
    problems: &mut Problems,
) -> Names<'t> {
    let mut index =
        Index { names: Names::default(), repeats: HashMap::new(), lists, languages, root, problems };
    index.section(nodes, 1, "");
    for name in left_out {
        index.names.leave_out(name);
    }
    index.names
}

struct Index<'t, 'a> {
    names: Names<'t>,
    repeats: HashMap<&'t str, u32>,
    lists: &'a Lists,
    languages: &'a Languages,
    root: &'a str,
    problems: &'a mut Problems,
}

impl<'t> Index<'t, '_> {
    /// `times`: how often loops repeat this section, which stands at `path`.
    fn section(&mut self, nodes: &'t [Node<'t>], times: usize, path: &str) {
        let mut rows: HashMap<String, u32> = HashMap::new();
        let mut folded: HashMap<String, (&'t str, u32)> = HashMap::new();
        for node in nodes {
            let (name, row) = (node.name(), node.row());
            if name.is_empty() {
                continue;
            }
            if let Some(first) = rows.get(name) {
                let problem = Problem::error("name_duplicate", row.place("name"));
                self.problems.push(problem.with("name", name).with("first", first));
            } else if let Some((other, first)) = folded.get(&name.to_lowercase()) {
                let problem = Problem::warning("name_same_but_case", row.place("name")).with("name", name);
                self.problems.push(problem.with("other", other).with("first", first));
            }
            rows.entry(name.to_owned()).or_insert(row.number);
            folded.entry(name.to_lowercase()).or_insert((name, row.number));
            self.node(node, times, &format!("{path}{name}"));
        }
        for node in nodes {
            let Some(made) = made_names(node) else { continue };
            if let Some(row) = rows.get(&made) {
                let place = Place { row: Some(*row), ..node.row().place("name") };
                let problem = Problem::error("name_taken", place).with("name", made);
                self.problems.push(problem.with("by", node.name()).with("first", node.row().number));
            }
        }
    }

    fn node(&mut self, node: &'t Node<'t>, times: usize, path: &str) {
        self.names.add_path(path);
        match node {
            Node::Question { row, name, ask } => {
                let computed = ask.kind == Kind::Calculate
                    || (row.cell("calculation").is_some() && self.languages.text(*row, "label").is_empty());
                self.names.add(name, times, !computed);
                if asks_other(&ask.kind) {
                    self.names.add_made(format!("{name}_other"), times);
                    self.names.add_path(&format!("{path}_other"));
                }
            }
            Node::Section { row, name, block, children } => {
                self.names.add(name, times, true);
                match block {
                    Block::Group => self.section(children, times, &format!("{path}/")),
                    Block::Repeat => {
                        self.repeat(*row, name, times);
                        self.section(children, times, &format!("{path}/"));
                    }
                    Block::Loop(list) => {
                        self.names.paths_are_open();
                        let each = self.lists.get(list).map_or(1, Vec::len);
                        self.section(children, times.saturating_mul(each), &format!("{path}/"));
                    }
                }
            }
        }
    }

    fn repeat(&mut self, row: Row<'t>, name: &'t str, times: usize) {
        let first = *self.repeats.entry(name).or_insert(row.number);
        if first != row.number {
            let problem = Problem::error("repeat_name_duplicate", row.place("name"));
            self.problems.push(problem.with("name", name).with("first", first));
        } else if times > 1 {
            self.problems.push(Problem::error("repeat_in_loop", row.place("name")).with("name", name));
        }
        if name == self.root {
            self.problems.push(Problem::error("repeat_name_of_form", row.place("name")).with("name", name));
        }
    }
}

/// The names of the questions that XLSForm puts beside a row by itself.
fn made_names(node: &Node<'_>) -> Option<String> {
    match node {
        Node::Question { name, ask, .. } => asks_other(&ask.kind).then(|| format!("{name}_other")),
        Node::Section { row, name, block: Block::Repeat, .. } => {
            let count = row.text("repeat_count");
            (!count.is_empty() && !references::is_one(count)).then(|| format!("{name}_count"))
        }
        _ => None,
    }
}

/// True when XLSForm adds a question to ask which other choice.
fn asks_other(kind: &Kind) -> bool {
    matches!(kind, Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. })
}
