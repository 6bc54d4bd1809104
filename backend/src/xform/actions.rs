//! `setvalue`: values that a question starts with, and calculations that wait for a change.

use std::collections::HashMap;

use domain::guide::expression::Expression;
use roxmltree::Node;

use super::{Found, attribute, model};

/// What actions do with a question.
#[derive(Default)]
pub(super) struct Actions {
    pub(super) default: Option<Expression>,
    pub(super) calculation: Option<Expression>,
    /// Names of the questions whose change runs the calculation.
    pub(super) triggers: Vec<String>,
}

/// By path.
pub(super) fn read(found: &mut Found<'_, '_>) -> HashMap<String, Actions> {
    let mut actions: HashMap<String, Actions> = HashMap::new();
    let nodes: Vec<Node<'_, '_>> =
        found.document.descendants().filter(|node| node.tag_name().name() == "setvalue").collect();
    for node in nodes {
        let Some(target) = attribute(node, "ref").or_else(|| attribute(node, "bind")).map(model::path) else {
            continue;
        };
        let value = match attribute(node, "value") {
            Some(source) => found.expression(node, "value", source),
            None => node
                .text()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(|text| Expression::Text(text.to_owned())),
        };
        let action = actions.entry(target).or_default();
        for event in attribute(node, "event").unwrap_or_default().split_whitespace() {
            match event {
                "odk-instance-first-load" | "odk-new-repeat" => action.default.clone_from(&value),
                "xforms-value-changed" => {
                    let control = node.parent().and_then(|control| attribute(control, "ref"));
                    let name = control.and_then(|path| path.trim().rsplit('/').next());
                    let nothing = Expression::Text(String::new());
                    let value = value.clone().unwrap_or(nothing);
                    match (&action.calculation, name) {
                        (Some(other), _) if *other != value => {
                            found.warn(node, "", "xform_ignored", ("found", "setvalue"));
                        }
                        (_, Some(name)) => {
                            action.calculation = Some(value);
                            action.triggers.push(name.to_owned());
                        }
                        (_, None) => {}
                    }
                }
                other => found.warn(node, "event", "xform_ignored", ("found", other)),
            }
        }
    }
    actions
}
