//! What is wrong or doubtful in a framework: every rule has a stable code, a place, and a fix where there is one.

use std::collections::BTreeMap;

use super::{
    Framework, Kind, Node,
    finding::{Finding, Place},
    link::Link,
};
use crate::{guide::Text, language::Language, problem::Severity};

mod graph;
mod indicators;
mod links;
mod texts;

/// Every code that a check can give. `locales/*/framework.toml` has a sentence for each, under `rule_`.
pub const CODES: &[&str] = &[
    "no_title",
    "no_final",
    "several_finals",
    "orphan",
    "activity_serves_nothing",
    "resource_unused",
    "no_activity_leads_here",
    "leads_nowhere",
    "cycle",
    "level_skipped",
    "against_levels",
    "duplicate_link",
    "redundant_link",
    "self_link",
    "dangling_link",
    "same_node_id",
    "same_link_id",
    "unknown_kind",
    "unknown_link_kind",
    "no_text",
    "no_translation",
    "too_long",
    "same_text",
    "two_in_one",
    "activity_as_objective",
    "too_many_results",
    "set_aside_without_reason",
    "no_indicator",
    "same_indicator_id",
    "no_unit",
    "no_baseline",
    "no_target",
    "no_denominator",
    "no_verification",
    "no_responsible",
    "no_frequency",
    "no_dimension",
    "number_on_words",
    "words_on_number",
    "beyond_percentage",
    "bad_date",
    "period_turned",
    "periods_overlap",
    "baseline_after_target",
    "target_before_start",
    "target_against_direction",
    "parts_do_not_add_up",
    "no_rationale",
    "no_assumption",
    "no_evidence",
    "failed_assumption",
    "assumption_unreviewed",
    "evidence_without_source",
    "evidence_address",
    "evidence_against",
    "no_channel",
];

/// Everything found, errors first, then in the order of the framework. What was set aside carries its reason.
pub fn check(framework: &Framework, language: Language) -> Vec<Finding> {
    let view = View::new(framework, language);
    let mut found = Vec::new();
    texts::check(&view, &mut found);
    graph::check(&view, &mut found);
    indicators::check(&view, &mut found);
    links::check(&view, &mut found);
    for finding in &mut found {
        let id = finding.place.id();
        finding.set_aside = framework
            .set_aside
            .iter()
            .find(|aside| aside.code == finding.code && aside.place == id && !aside.reason.trim().is_empty())
            .map(|aside| aside.reason.clone());
    }
    found.sort_by_key(|finding| finding.severity);
    found
}

/// Whether nothing is left that keeps the framework from being used: errors that nobody set aside.
pub fn is_sound(found: &[Finding]) -> bool {
    !found.iter().any(|finding| finding.severity == Severity::Error && finding.set_aside.is_none())
}

/// A framework with its links by node.
struct View<'a> {
    framework: &'a Framework,
    /// The language in which findings name what they are about.
    language: Language,
    /// Causal links by their ends, each with its index; links to missing nodes and to themselves are left out.
    causes: Vec<Vec<(usize, usize)>>,
    effects: Vec<Vec<(usize, usize)>>,
    /// How many links of any kind touch a node.
    touched: Vec<usize>,
    index: BTreeMap<&'a str, usize>,
}

impl<'a> View<'a> {
    fn new(framework: &'a Framework, language: Language) -> Self {
        let index = framework.index();
        let count = framework.nodes.len();
        let (mut causes, mut effects) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut touched = vec![0; count];
        for (at, link) in framework.links.iter().enumerate() {
            let ends = index.get(link.from.as_str()).zip(index.get(link.to.as_str()));
            let Some((&from, &to)) = ends.filter(|(from, to)| from != to) else { continue };
            touched[from] += 1;
            touched[to] += 1;
            if link.is_causal() {
                effects[from].push((to, at));
                causes[to].push((from, at));
            }
        }
        Self { framework, language, causes, effects, touched, index }
    }

    /// The words of a node, shortened, else its id.
    fn label(&self, node: &Node) -> String {
        short(self.language, &node.text, &node.id)
    }

    /// A finding that names its node.
    fn named(&self, finding: Finding, node: &Node) -> Finding {
        finding.with("node", self.label(node))
    }

    fn nodes(&self) -> impl Iterator<Item = (usize, &'a Node)> {
        self.framework.nodes.iter().enumerate()
    }

    fn ends(&self, link: &Link) -> Option<(usize, usize)> {
        Some((*self.index.get(link.from.as_str())?, *self.index.get(link.to.as_str())?))
    }

    fn has(&self, kind: &Kind) -> bool {
        self.framework.nodes.iter().any(|node| node.kind == *kind)
    }

    /// Whether this is a framework of objectives rather than a map of actors.
    fn is_framework(&self) -> bool {
        self.framework.nodes.iter().any(|node| node.kind.level().is_some())
    }

    /// Nodes that can be reached from some, themselves included.
    fn reach(&self, from: impl Iterator<Item = usize>, next: &[Vec<(usize, usize)>]) -> Vec<bool> {
        let mut met = vec![false; next.len()];
        let mut waiting: Vec<usize> = from.collect();
        for &node in &waiting {
            met[node] = true;
        }
        while let Some(node) = waiting.pop() {
            for &(other, _) in &next[node] {
                if !std::mem::replace(&mut met[other], true) {
                    waiting.push(other);
                }
            }
        }
        met
    }
}

/// At most 80 characters of a text in the language, else what stands for it.
fn short<'a>(language: Language, text: &'a Text, otherwise: &'a str) -> String {
    let text = match text.in_language(language).0 {
        "" => otherwise,
        text => text,
    };
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn at(node: &Node) -> Place {
    Place::node(&node.id)
}

#[cfg(test)]
mod tests;
