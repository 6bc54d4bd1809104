//! Names, references and lists. Reading XLSForm finds these by itself, with rows and columns.

use std::collections::HashSet;

use super::{Finding, expressions, tree::Tree};
use crate::guide::{
    Guide, Item, Kind, NodeKey,
    xlsform::{is_name, nearest_name, references},
    xpath,
};

/// As in XLSForm: deeper is a mistake, and would exhaust the stack of whatever walks the guide.
const MAX_DEPTH: usize = 32;

const MAX_ITEMS: usize = 20_000;

/// False when the guide is too deep or too large for anything else to look at it.
pub(super) fn check(guide: &Guide, found: &mut Vec<Finding>) -> bool {
    let tree = Tree::of(guide);
    if tree.nodes.len() > MAX_ITEMS {
        found.push(Finding::error(&NodeKey::root(), "type", "too_many_questions").with("limit", MAX_ITEMS));
        return false;
    }
    let deep = tree.nodes.iter().find(|node| node.key.as_str().split('/').count() > MAX_DEPTH + 1);
    if let Some(deep) = deep {
        found.push(Finding::error(&deep.key, "type", "nested_too_deep").with("limit", MAX_DEPTH));
        return false;
    }
    let mut seen = HashSet::new();
    for node in &tree.nodes {
        let (name, key) = (node.item.name(), &node.key);
        if !is_name(name) {
            found.push(Finding::error(key, "name", "name_invalid").with("name", name));
        } else if !seen.insert(key) {
            let first = tree.nodes.iter().position(|other| other.key == *key).unwrap_or(0) + 1;
            found.push(Finding::error(key, "name", "name_duplicate").with("name", name).with("first", first));
        }
        lists(&tree, node.item, key, found);
        for (part, expression) in expressions::of(node.item) {
            for reference in xpath::references(expression) {
                unknown(&tree, &reference, key, part, found);
            }
        }
        for (part, text) in expressions::texts(node.item) {
            for reference in text.0.values().flat_map(|words| references(words)) {
                unknown(&tree, reference, key, part, found);
            }
        }
        if let Item::Question(question) = node.item {
            for trigger in &question.triggers {
                unknown(&tree, trigger, key, "trigger", found);
            }
        }
    }
    for reference in expressions::of_guide(guide).into_iter().flat_map(xpath::references) {
        unknown(&tree, &reference, &NodeKey::root(), "instance_name", found);
    }
    true
}

fn lists(tree: &Tree<'_>, item: &Item, key: &NodeKey, found: &mut Vec<Finding>) {
    let Item::Question(question) = item else { return };
    let Some(list) = question.kind.list() else { return };
    match tree.choices(&question.kind) {
        Some([]) => found.push(Finding::warning(key, "type", "list_empty").with("list", list)),
        Some(choices) if matches!(question.kind, Kind::SelectMultiple { .. } | Kind::Rank { .. }) => {
            for choice in choices.iter().filter(|choice| choice.name.contains(char::is_whitespace)) {
                let finding = Finding::error(key, "type", "choice_name_with_space").with("list", list);
                found.push(finding.with("name", &choice.name));
            }
        }
        Some(_) => {}
        None => {
            let near = nearest_name(list, tree.guide.lists.keys().map(String::as_str));
            found.push(match near {
                Some(near) => Finding::error(key, "type", "list_unknown_near")
                    .with("list", list)
                    .with("suggestion", near),
                None => Finding::error(key, "type", "list_unknown").with("list", list),
            });
        }
    }
}

fn unknown(tree: &Tree<'_>, name: &str, key: &NodeKey, part: &'static str, found: &mut Vec<Finding>) {
    if tree.has_name(name) {
        return;
    }
    found.push(match nearest_name(name, tree.names()) {
        Some(near) => {
            Finding::error(key, part, "reference_unknown_near").with("name", name).with("suggestion", near)
        }
        None => Finding::error(key, part, "reference_unknown").with("name", name),
    });
}
