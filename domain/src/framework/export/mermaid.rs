//! A Mermaid flowchart.

use std::fmt::Write as _;

use crate::{
    framework::{Framework, link::LinkKind},
    language::Language,
};

pub fn write(framework: &Framework, language: Language) -> String {
    let mut text = String::from("flowchart BT\n");
    let index = framework.index();
    for (at, node) in framework.nodes.iter().enumerate() {
        let label = match node.text.in_language(language).0 {
            "" => &node.id,
            words => words,
        };
        let _ = writeln!(text, "  n{at}[\"{}\"]", escaped(label));
    }
    for link in &framework.links {
        let ends = index.get(link.from.as_str()).zip(index.get(link.to.as_str()));
        let Some((from, to)) = ends else { continue };
        let arrow = match link.kind {
            LinkKind::Feedback => "-.->",
            LinkKind::Inhibiting => "--x",
            _ => "-->",
        };
        let _ = writeln!(text, "  n{from} {arrow} n{to}");
    }
    text
}

/// Mermaid reads entities, with a hash in place of the ampersand, and one line for each label.
fn escaped(label: &str) -> String {
    let mut safe = String::with_capacity(label.len());
    for c in label.chars() {
        match c {
            '"' => safe.push_str("#quot;"),
            '#' => safe.push_str("#35;"),
            '<' => safe.push_str("#lt;"),
            '>' => safe.push_str("#gt;"),
            '`' => safe.push_str("#96;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
