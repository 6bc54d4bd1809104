//! Rules of links: what they claim must be said, assumed, shown.

use super::{View, short};
use crate::{
    framework::{
        finding::{Finding, Fix, Place},
        link::{Evidence, Link, LinkKind, Stance, Standing, Strength},
    },
    language::Language,
};

pub(super) fn check(view: &View, found: &mut Vec<Finding>) {
    let cycle = view.framework.cycle();
    for link in &view.framework.links {
        let Some((from, to)) = view.ends(link).filter(|(from, to)| from != to) else { continue };
        let [from, to] = [from, to].map(|index| view.label(&view.framework.nodes[index]));
        let mut add = |finding: Finding| found.push(finding.with("from", &from).with("to", &to));
        match link.kind {
            LinkKind::Informs | LinkKind::WorksWith => {
                if link.channel.is_empty() {
                    add(Finding::warning("no_channel", Place::link(&link.id)));
                }
            }
            LinkKind::Feedback => {}
            _ => claim(view.language, link, cycle, &mut add),
        }
        for evidence in &link.evidence {
            source(view.language, link, evidence, &mut add);
        }
    }
}

fn claim(language: Language, link: &Link, cycle: u32, add: &mut impl FnMut(Finding)) {
    let place = || Place::link(&link.id);
    if link.rationale.is_empty() {
        add(Finding::warning("no_rationale", place()));
    }
    if link.assumptions.is_empty() {
        let fix = Fix::AddAssumption { link: link.id.clone() };
        add(Finding::warning("no_assumption", place()).mended_by(fix));
    }
    if link.evidence.is_empty() && cycle > 1 {
        add(Finding::warning("no_evidence", place()));
    }
    let count = |stance: &Stance| link.evidence.iter().filter(|item| item.stance == *stance).count();
    if link.strength == Some(Strength::Strong) && count(&Stance::Against) > count(&Stance::For) {
        add(Finding::warning("evidence_against", place()));
    }
    for assumption in &link.assumptions {
        let text = short(language, &assumption.text, &assumption.id);
        if assumption.standing == Standing::Failed && link.kind == LinkKind::Necessary {
            add(Finding::error("failed_assumption", place()).with("assumption", &text));
        }
        if assumption.standing == Standing::Unreviewed && cycle > 1 {
            add(Finding::warning("assumption_unreviewed", place()).with("assumption", &text));
        }
    }
}

fn source(language: Language, link: &Link, evidence: &Evidence, add: &mut impl FnMut(Finding)) {
    let text = short(language, &evidence.text, &evidence.id);
    if evidence.source.is_empty() && evidence.address.is_none() {
        add(Finding::warning("evidence_without_source", Place::link(&link.id)).with("evidence", text));
    }
    if let Some(address) = evidence.address.as_ref().filter(|address| !is_address(address)) {
        add(Finding::error("evidence_address", Place::link(&link.id)).with("address", address));
    }
}

/// A scheme and a host, without spaces. Whether it answers is not ours to try.
fn is_address(text: &str) -> bool {
    ["https://", "http://", "doi:", "urn:"]
        .iter()
        .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.contains(' ')))
}
