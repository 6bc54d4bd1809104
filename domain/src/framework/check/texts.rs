//! Rules of wording and of the chosen scheme.

use std::collections::BTreeMap;

use super::{View, at};
use crate::{
    framework::{
        Kind, Scheme,
        finding::{Finding, Place},
        link::LinkKind,
    },
    guide::Text,
    language::Language,
};

/// Characters that still fit on a box that one reads at a glance.
const LONG: usize = 300;

/// Between two outcomes that should be two objectives.
const JOINTS: &[&str] =
    &[" as well as ", " and also ", " and to ", " ainsi que ", " et aussi ", " et également "];

/// How activities begin, in either language.
const DOING: &[&str] = &[
    "organise ",
    "organize ",
    "hold ",
    "run ",
    "conduct ",
    "carry out ",
    "deliver ",
    "organiser ",
    "tenir ",
    "animer ",
    "mener ",
    "réaliser ",
    "dispenser ",
    "mettre en place ",
];

pub(super) fn check(view: &View, found: &mut Vec<Finding>) {
    if view.framework.title.is_empty() {
        found.push(Finding::warning("no_title", Place::Whole));
    }
    for aside in view.framework.set_aside.iter().filter(|aside| aside.reason.trim().is_empty()) {
        found.push(Finding::error("set_aside_without_reason", Place::Whole).with("code", &aside.code));
    }
    too_many(view, found);
    let mut met: BTreeMap<(&Kind, String), ()> = BTreeMap::new();
    for (_, node) in view.nodes() {
        if let Kind::Other(word) = &node.kind {
            found.push(view.named(Finding::warning("unknown_kind", at(node)), node).with("kind", word));
        }
        if node.text.is_empty() {
            found.push(Finding::error("no_text", at(node)).with("id", &node.id));
            continue;
        }
        if lacks_language(&node.text) {
            found.push(view.named(Finding::warning("no_translation", at(node)), node));
        }
        if let Some(length) =
            node.text.0.values().map(|text| text.chars().count()).max().filter(|n| *n > LONG)
        {
            found.push(view.named(Finding::warning("too_long", at(node)), node).with("length", length));
        }
        if met.insert((&node.kind, plain(&view.label(node))), ()).is_some() {
            found.push(view.named(Finding::warning("same_text", at(node)), node));
        }
        if node.kind.is_objective() {
            wording(&node.text, |code| found.push(view.named(Finding::warning(code, at(node)), node)));
        }
    }
    for link in &view.framework.links {
        if let LinkKind::Other(word) = &link.kind {
            found.push(Finding::warning("unknown_link_kind", Place::link(&link.id)).with("kind", word));
        }
    }
}

/// Whether a text that names its languages lacks one of ours.
pub(super) fn lacks_language(text: &Text) -> bool {
    let filled = |tag: &str| text.0.get(tag).is_some_and(|text| !text.trim().is_empty());
    !filled("") && Language::ALL.iter().any(|language| !filled(language.tag()))
}

fn wording(text: &Text, mut add: impl FnMut(&'static str)) {
    let lower: Vec<String> = text.0.values().map(|text| text.trim().to_lowercase()).collect();
    if lower.iter().any(|text| JOINTS.iter().any(|joint| text.contains(joint))) {
        add("two_in_one");
    }
    if lower.iter().any(|text| DOING.iter().any(|start| text.starts_with(start))) {
        add("activity_as_objective");
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ").to_lowercase()
}

fn too_many(view: &View, found: &mut Vec<Finding>) {
    let count =
        |kinds: &[Kind]| view.framework.nodes.iter().filter(|node| kinds.contains(&node.kind)).count();
    let (limit, count) = match view.framework.scheme {
        Scheme::Eu => (10, count(&[Kind::Intermediate, Kind::Immediate, Kind::Output])),
        Scheme::Dfid => (6, count(&[Kind::Immediate, Kind::Output])),
        _ => return,
    };
    if count > limit {
        let finding = Finding::warning("too_many_results", Place::Whole);
        found.push(finding.with("count", count).with("limit", limit));
    }
}
