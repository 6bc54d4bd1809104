//! Rules of the graph: what leads where.

use std::collections::BTreeSet;

use super::{View, at};
use crate::framework::{
    Kind,
    finding::{Finding, Fix, Place},
    link::LinkKind,
};

pub(super) fn check(view: &View, found: &mut Vec<Finding>) {
    ids(view, found);
    finals(view, found);
    paths(view, found);
    ends(view, found);
    cycles(view, found);
    redundant(view, found);
}

fn ids(view: &View, found: &mut Vec<Finding>) {
    let fresh = |taken: &BTreeSet<&str>, id: &str| {
        (2..)
            .map(|number| format!("{id}-{number}"))
            .find(|id| !taken.contains(id.as_str()))
            .unwrap_or_default()
    };
    let taken: BTreeSet<&str> = view.framework.nodes.iter().map(|node| node.id.as_str()).collect();
    let mut met = BTreeSet::new();
    for (index, node) in view.nodes() {
        if !met.insert(&node.id) {
            let fix = Fix::RenameNode { at: index, id: fresh(&taken, &node.id) };
            found.push(Finding::error("same_node_id", at(node)).with("id", &node.id).mended_by(fix));
        }
    }
    let taken: BTreeSet<&str> = view.framework.links.iter().map(|link| link.id.as_str()).collect();
    let mut met = BTreeSet::new();
    for (index, link) in view.framework.links.iter().enumerate() {
        if !met.insert(&link.id) {
            let fix = Fix::RenameLink { at: index, id: fresh(&taken, &link.id) };
            found.push(
                Finding::error("same_link_id", Place::link(&link.id)).with("id", &link.id).mended_by(fix),
            );
        }
    }
}

fn finals(view: &View, found: &mut Vec<Finding>) {
    if !view.is_framework() {
        return;
    }
    let finals: Vec<_> = view.nodes().filter(|(_, node)| node.kind == Kind::Final).collect();
    match finals.as_slice() {
        [] => found.push(Finding::error("no_final", Place::Whole)),
        [_] => {}
        [_, others @ ..] => {
            for (_, node) in others {
                let fix = Fix::MoveNode { node: node.id.clone(), kind: Kind::Intermediate };
                found.push(view.named(Finding::error("several_finals", at(node)), node).mended_by(fix));
            }
        }
    }
}

/// Orphans, dead ends, and what no activity leads to.
fn paths(view: &View, found: &mut Vec<Finding>) {
    let finals = view.nodes().filter(|(_, node)| node.kind == Kind::Final).map(|(index, _)| index);
    let serves = view.reach(finals, &view.causes);
    let activities = view.nodes().filter(|(_, node)| node.kind == Kind::Activity).map(|(index, _)| index);
    let served = view.reach(activities, &view.effects);
    let (has_final, has_activity) = (view.has(&Kind::Final), view.has(&Kind::Activity));
    for (index, node) in view.nodes() {
        let objective = node.kind.is_objective();
        let code = match node.kind {
            Kind::Activity if view.effects[index].is_empty() => "activity_serves_nothing",
            Kind::Resource if view.touched[index] == 0 => "resource_unused",
            _ if view.touched[index] == 0 && view.framework.nodes.len() > 1 => "orphan",
            _ if node.kind.level().is_some() && has_final && !serves[index] => "leads_nowhere",
            _ if objective && has_activity && !served[index] => "no_activity_leads_here",
            _ => continue,
        };
        let finding = match code {
            "no_activity_leads_here" => Finding::warning(code, at(node)),
            _ => Finding::error(code, at(node)),
        };
        found.push(view.named(finding, node));
    }
}

/// The ends of each link: there, apart, alone, and on levels that follow each other.
fn ends(view: &View, found: &mut Vec<Finding>) {
    let mut levels: Vec<i64> =
        view.framework.nodes.iter().filter_map(|node| node.kind.level()).filter(|level| *level < 5).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut met = BTreeSet::new();
    for link in &view.framework.links {
        let place = || Place::link(&link.id);
        let remove = || Fix::RemoveLink { link: link.id.clone() };
        let Some((from, to)) = view.ends(link) else {
            let missing = if view.index.contains_key(link.from.as_str()) { &link.to } else { &link.from };
            found.push(Finding::error("dangling_link", place()).with("id", missing).mended_by(remove()));
            continue;
        };
        let [source, target] = [from, to].map(|index| &view.framework.nodes[index]);
        let named =
            |finding: Finding| finding.with("from", view.label(source)).with("to", view.label(target));
        if from == to {
            found.push(named(Finding::error("self_link", place())).mended_by(remove()));
            continue;
        }
        if !met.insert((from, to, link.kind.word())) {
            found.push(named(Finding::error("duplicate_link", place())).mended_by(remove()));
        }
        let (Some(low), Some(high)) = (source.kind.level(), target.kind.level()) else { continue };
        if !link.is_causal() {
            continue;
        }
        if low < high {
            let fix = Fix::TurnLink { link: link.id.clone() };
            found.push(named(Finding::error("against_levels", place())).mended_by(fix));
        } else if low < 5 && levels.iter().any(|level| high < *level && *level < low) {
            found.push(named(Finding::warning("level_skipped", place())));
        }
    }
}

/// One finding for each knot of links that lead back to where they start; turning the last of them into feedback
/// opens it.
fn cycles(view: &View, found: &mut Vec<Finding>) {
    for knot in knots(&view.effects) {
        let members: BTreeSet<usize> = knot.iter().copied().collect();
        let names: Vec<String> =
            members.iter().map(|&node| view.label(&view.framework.nodes[node])).collect();
        let last = members
            .iter()
            .flat_map(|&node| view.effects[node].iter().filter(|(to, _)| members.contains(to)))
            .map(|(_, link)| *link)
            .max();
        let Some(last) = last else { continue };
        let link = &view.framework.links[last];
        let fix = Fix::RetypeLink { link: link.id.clone(), kind: LinkKind::Feedback };
        let finding = Finding::error("cycle", Place::link(&link.id)).with("nodes", names.join(" → "));
        found.push(finding.mended_by(fix));
    }
}

/// Strongly connected parts of more than one node (Tarjan), without recursion.
fn knots(effects: &[Vec<(usize, usize)>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let count = effects.len();
    let (mut number, mut low) = (vec![NEW; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let (mut stack, mut next, mut knots) = (Vec::new(), 0, Vec::new());
    for start in 0..count {
        if number[start] != NEW {
            continue;
        }
        let mut walk = vec![(start, 0)];
        while let Some(&mut (node, ref mut child)) = walk.last_mut() {
            if *child == 0 {
                number[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&(to, _)) = effects[node].get(*child) {
                *child += 1;
                if number[to] == NEW {
                    walk.push((to, 0));
                } else if on_stack[to] {
                    low[node] = low[node].min(number[to]);
                }
                continue;
            }
            walk.pop();
            if let Some(&(parent, _)) = walk.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == number[node] {
                let from = stack.iter().rposition(|&member| member == node).unwrap_or(0);
                let knot = stack.split_off(from);
                for &member in &knot {
                    on_stack[member] = false;
                }
                if knot.len() > 1 {
                    knots.push(knot);
                }
            }
        }
    }
    knots
}

/// Links whose claim follows from a longer way between the same ends.
fn redundant(view: &View, found: &mut Vec<Finding>) {
    for (from, node) in view.nodes().filter(|(index, _)| view.effects[*index].len() > 1) {
        let further = view.effects[from]
            .iter()
            .flat_map(|(near, _)| view.effects[*near].iter().map(|(to, _)| *to))
            .filter(|to| *to != from);
        let met = view.reach(further, &view.effects);
        if met[from] {
            // Within a cycle everything leads everywhere; the cycle is what has to be mended.
            continue;
        }
        for &(to, link) in view.effects[from].iter().filter(|(to, _)| met[*to]) {
            let link = &view.framework.links[link];
            let finding = Finding::warning("redundant_link", Place::link(&link.id))
                .with("from", view.label(node))
                .with("to", view.label(&view.framework.nodes[to]));
            found.push(finding.mended_by(Fix::RemoveLink { link: link.id.clone() }));
        }
    }
}
