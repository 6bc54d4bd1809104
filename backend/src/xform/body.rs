//! The body: controls, groups and repeats, by the path of what they are about.

use std::collections::HashMap;

use roxmltree::Node;

use super::{Found, attribute, elements, model};

#[derive(Default)]
pub(super) struct Body<'a, 'x> {
    /// Controls, with their place in the order of the body.
    pub(super) controls: HashMap<String, (usize, Node<'a, 'x>)>,
    /// Groups that name what they hold.
    pub(super) groups: HashMap<String, Node<'a, 'x>>,
    pub(super) repeats: HashMap<String, Node<'a, 'x>>,
}

const CONTROLS: [&str; 8] = ["input", "select1", "select", "rank", "range", "trigger", "upload", "secret"];

impl<'a, 'x> Body<'a, 'x> {
    pub(super) fn read(found: &mut Found<'a, 'x>) -> Self {
        let mut body = Self::default();
        let html = found.document.root_element();
        let Some(element) = html.descendants().find(|node| node.tag_name().name() == "body") else {
            return body;
        };
        let mut waiting: Vec<(Node<'a, 'x>, String)> = vec![(element, String::new())];
        let mut order = 0;
        while let Some((node, above)) = waiting.pop() {
            let name = node.tag_name().name();
            let here = reference(node).map_or_else(|| above.clone(), |written| absolute(written, &above));
            if CONTROLS.contains(&name) {
                order += 1;
                body.controls.entry(here).or_insert((order, node));
                continue;
            }
            match name {
                "repeat" => drop(body.repeats.insert(here.clone(), node)),
                "group" if reference(node).is_some() => drop(body.groups.entry(here.clone()).or_insert(node)),
                "group" if elements(node).any(|child| child.tag_name().name() == "label") => {
                    found.warn(node, "", "xform_ignored", ("found", "group"));
                }
                _ => {}
            }
            let inside: Vec<_> = elements(node).collect();
            waiting.extend(inside.into_iter().rev().map(|child| (child, here.clone())));
        }
        body
    }

    /// Where in the body something first shows: itself, or what it holds.
    pub(super) fn order(&self, path: &str) -> Option<usize> {
        let own = self.controls.get(path).map(|(order, _)| *order);
        let below = format!("{path}/");
        let inside = || {
            let held = self.controls.iter().filter(|(other, _)| other.starts_with(&below));
            held.map(|(_, (order, _))| *order).min()
        };
        own.or_else(inside)
    }
}

fn reference<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    attribute(node, "ref").or_else(|| attribute(node, "nodeset")).filter(|written| !written.trim().is_empty())
}

fn absolute(written: &str, above: &str) -> String {
    let written = model::path(written.trim());
    if written.starts_with('/') {
        return written;
    }
    let mut steps: Vec<&str> = above.split('/').collect();
    for step in written.split('/') {
        match step {
            "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}
