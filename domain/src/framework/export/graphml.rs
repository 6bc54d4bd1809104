//! GraphML with the texts, kinds and reasons as data; what [`crate::framework::import`] reads.

use std::fmt::Write as _;

use super::xml;
use crate::{framework::Framework, guide::Text};

const KEYS: &[(&str, &str)] = &[
    ("node", "kind"),
    ("node", "text_fr"),
    ("node", "text_en"),
    ("node", "text"),
    ("edge", "kind"),
    ("edge", "strength"),
    ("edge", "rationale_fr"),
    ("edge", "rationale_en"),
    ("graph", "text_fr"),
    ("graph", "text_en"),
    ("graph", "text"),
];

pub fn write(framework: &Framework) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (of, name) in KEYS {
        let _ = writeln!(
            out,
            "  <key id=\"{of}_{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"string\"/>"
        );
    }
    out.push_str("  <graph id=\"framework\" edgedefault=\"directed\">\n");
    texts(&mut out, "graph", "text", &framework.title);
    for node in &framework.nodes {
        let _ = writeln!(out, "    <node id=\"{}\">", xml(&node.id));
        data(&mut out, "node", "kind", node.kind.word());
        texts(&mut out, "node", "text", &node.text);
        out.push_str("    </node>\n");
    }
    for link in &framework.links {
        let [id, from, to] = [&link.id, &link.from, &link.to].map(|id| xml(id));
        let _ = writeln!(out, "    <edge id=\"{id}\" source=\"{from}\" target=\"{to}\">");
        data(&mut out, "edge", "kind", link.kind.word());
        if let Some(strength) = &link.strength {
            data(&mut out, "edge", "strength", strength.word());
        }
        texts(&mut out, "edge", "rationale", &link.rationale);
        out.push_str("    </edge>\n");
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

fn texts(out: &mut String, of: &str, name: &str, text: &Text) {
    for (tag, words) in text.0.iter().filter(|(_, words)| !words.is_empty()) {
        let known = ["", "fr", "en"].contains(&tag.as_str());
        if known {
            let name = if tag.is_empty() { name.to_owned() } else { format!("{name}_{tag}") };
            data(out, of, &name, words);
        }
    }
}

fn data(out: &mut String, of: &str, name: &str, value: &str) {
    let _ = writeln!(out, "      <data key=\"{of}_{name}\">{}</data>", xml(value));
}
