//! GraphML, as this application and common graph editors write it: labels are looked for under several names.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node as Element, ParsingOptions};

use super::{MOST_LINKS, MOST_NODES, kind};
use crate::{
    framework::{
        Framework, Kind, Link, Node,
        finding::{Finding, Place},
        link::LinkKind,
    },
    guide::Text,
};

/// Elements that one file may hold: some for each node and link.
const ELEMENTS: u32 = 2_000_000;

pub(super) fn read(text: &str) -> Result<(Framework, Vec<Finding>), Vec<Finding>> {
    let options = ParsingOptions { nodes_limit: ELEMENTS, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let line = usize::try_from(error.pos().row).unwrap_or(1);
        vec![Finding::error("read_xml", Place::Line { line }).with("reason", error)]
    })?;
    if document.root_element().tag_name().name() != "graphml" {
        return Err(vec![Finding::error("read_not_graphml", Place::Line { line: 1 })]);
    }
    let keys: BTreeMap<&str, &str> = document
        .descendants()
        .filter(|element| element.has_tag_name(name_of(element, "key")))
        .filter_map(|key| Some((key.attribute("id")?, key.attribute("attr.name")?)))
        .collect();
    let line = |element: &Element| {
        let row = document.text_pos_at(element.range().start).row;
        Place::Line { line: usize::try_from(row).unwrap_or(1) }
    };
    let mut framework = Framework::default();
    let mut findings = Vec::new();
    let mut ends: Vec<(Place, Link)> = Vec::new();
    for element in document.descendants().filter(Element::is_element) {
        let data = || data(&element, &keys);
        match element.tag_name().name() {
            "node" if framework.nodes.len() <= MOST_NODES => {
                let Some(id) = element.attribute("id") else {
                    findings.push(Finding::warning("read_node_without_id", line(&element)).with("at", "?"));
                    continue;
                };
                let data = data();
                let level = ["kind", "level", "type"].iter().find_map(|name| data.get(*name));
                let kind = match level {
                    Some(word) => kind(word, line(&element), &mut findings),
                    None => {
                        findings.push(Finding::warning("read_no_level", line(&element)));
                        Kind::Immediate
                    }
                };
                framework.nodes.push(Node::new(id, kind, text_of(&data)));
            }
            "graph" => {
                let title = data();
                if framework.title.is_empty() {
                    framework.title = text_of(&title);
                }
            }
            "edge" if ends.len() <= MOST_LINKS => {
                let (Some(from), Some(to)) = (element.attribute("source"), element.attribute("target"))
                else {
                    findings.push(Finding::warning("read_edge", line(&element)).with("at", ends.len()));
                    continue;
                };
                let data = data();
                let id =
                    element.attribute("id").map_or_else(|| format!("l{}", ends.len() + 1), str::to_owned);
                let word =
                    data.get("kind").cloned().unwrap_or_else(|| LinkKind::Contributory.word().to_owned());
                let mut link = Link::new(id, from, to, LinkKind::from(word));
                link.rationale = Text(
                    [("fr", "rationale_fr"), ("en", "rationale_en")]
                        .into_iter()
                        .filter_map(|(tag, name)| Some((tag.to_owned(), data.get(name)?.clone())))
                        .collect(),
                );
                ends.push((line(&element), link));
            }
            _ => {}
        }
    }
    let known: BTreeSet<&str> = framework.nodes.iter().map(|node| node.id.as_str()).collect();
    for (place, link) in ends {
        if let Some(end) = [&link.from, &link.to].into_iter().find(|end| !known.contains(end.as_str())) {
            findings.push(Finding::warning("read_unknown_end", place).with("id", end));
        }
        framework.links.push(link);
    }
    Ok((framework, findings))
}

/// The name in the namespace of the element itself: files come with and without one.
fn name_of<'a>(element: &Element<'a, '_>, name: &'a str) -> roxmltree::ExpandedName<'a, 'a> {
    match element.tag_name().namespace() {
        Some(namespace) => (namespace, name).into(),
        None => name.into(),
    }
}

fn data(element: &Element, keys: &BTreeMap<&str, &str>) -> BTreeMap<String, String> {
    element
        .children()
        .filter(|child| child.tag_name().name() == "data")
        .filter_map(|child| {
            let key = child.attribute("key")?;
            let text: String = child
                .descendants()
                .filter(|inner| inner.is_text())
                .filter_map(|inner| inner.text())
                .collect();
            Some(((*keys.get(key).unwrap_or(&key)).to_owned(), text.trim().to_owned()))
        })
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

fn text_of(data: &BTreeMap<String, String>) -> Text {
    let named = [("fr", "text_fr"), ("en", "text_en"), ("", "text"), ("", "label"), ("", "description")];
    let mut text = Text::default();
    for (tag, name) in named {
        if let Some(words) = data.get(name).filter(|_| text.is_empty() || !tag.is_empty()) {
            text.0.insert(tag.to_owned(), words.clone());
        }
    }
    text
}
