//! What changed in meaning from one version of a framework to another. `locales/*/framework.toml` words each change
//! under `change_` and its code. Where boxes lie is no meaning and comes apart, as one change for the whole drawing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Framework, Indicator, Link, Node,
    finding::Place,
    indicator::{Figure, Period},
};
use crate::{guide::Text, language::Language};

/// Every code that a change can have.
pub const CODES: &[&str] = &[
    "title",
    "scheme",
    "node_added",
    "node_removed",
    "node_moved",
    "node_reworded",
    "node_note",
    "node_responsible",
    "link_added",
    "link_removed",
    "link_ends",
    "link_kind",
    "link_rationale",
    "link_strength",
    "link_assumptions",
    "link_evidence",
    "link_ratings",
    "link_channel",
    "indicator_added",
    "indicator_removed",
    "indicator_moved",
    "indicator_reworded",
    "indicator_definition",
    "indicator_baseline",
    "indicator_target",
    "indicator_actual",
    "indicator_dimensions",
    "indicator_verification",
    "drawing",
];

/// A change: where, and what it was and is, in words of the framework or of its vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub code: String,
    pub place: Place,
    /// Values of the sentence's placeholders.
    pub params: BTreeMap<String, String>,
}

/// Every change, in the order of the newer version, what was removed last. Names are given in `language`.
pub fn difference(before: &Framework, after: &Framework, language: Language) -> Vec<Change> {
    let mut found = Found { language, changes: Vec::new() };
    found.framework(before, after);
    found.nodes(before, after);
    found.indicators(before, after);
    found.links(before, after);
    found.drawing(before, after);
    found.changes
}

struct Found {
    language: Language,
    changes: Vec<Change>,
}

impl Found {
    fn add(&mut self, code: &str, place: Place, params: &[(&str, &str)]) {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.changes.push(Change { code: code.to_owned(), place, params });
    }

    fn words<'a>(&self, text: &'a Text, otherwise: &'a str) -> &'a str {
        match text.in_language(self.language).0 {
            "" => otherwise,
            text => text,
        }
    }

    fn framework(&mut self, before: &Framework, after: &Framework) {
        if before.title != after.title {
            let (old, new) = (self.words(&before.title, ""), self.words(&after.title, ""));
            self.add("title", Place::Whole, &[("before", old), ("after", new)]);
        }
        if before.scheme != after.scheme {
            let (old, new) = (before.scheme.word(), after.scheme.word());
            self.add("scheme", Place::Whole, &[("before", old), ("after", new)]);
        }
    }

    fn nodes(&mut self, before: &Framework, after: &Framework) {
        let (old, new) = (by_id(&before.nodes, |node| &node.id), by_id(&after.nodes, |node| &node.id));
        for node in &after.nodes {
            match old.get(node.id.as_str()) {
                None => {
                    let name = self.words(&node.text, &node.id);
                    self.add(
                        "node_added",
                        Place::node(&node.id),
                        &[("node", name), ("kind", node.kind.word())],
                    );
                }
                Some(was) => self.node(was, node),
            }
        }
        for node in before.nodes.iter().filter(|node| !new.contains_key(node.id.as_str())) {
            let name = self.words(&node.text, &node.id);
            self.add("node_removed", Place::node(&node.id), &[("node", name), ("kind", node.kind.word())]);
        }
    }

    fn node(&mut self, was: &Node, node: &Node) {
        let place = || Place::node(&node.id);
        let name = self.words(&node.text, &node.id);
        if was.kind != node.kind {
            let params = [("node", name), ("before", was.kind.word()), ("after", node.kind.word())];
            self.add("node_moved", place(), &params);
        }
        if was.text != node.text {
            let params = [("before", self.words(&was.text, &was.id)), ("after", name)];
            self.add("node_reworded", place(), &params);
        }
        if was.note != node.note {
            self.add("node_note", place(), &[("node", name)]);
        }
        if was.responsible != node.responsible {
            self.add("node_responsible", place(), &[("node", name)]);
        }
    }

    fn indicators(&mut self, before: &Framework, after: &Framework) {
        let old = homes(before);
        let new = homes(after);
        for node in &after.nodes {
            for indicator in &node.indicators {
                let place = Place::indicator(&node.id, &indicator.id);
                let name = self.words(&indicator.text, &indicator.id);
                let home = self.words(&node.text, &node.id);
                // Ids of indicators are alone on their node; one that went elsewhere is told by its id.
                let was = old.get(&(node.id.as_str(), indicator.id.as_str())).copied();
                let moved = old
                    .iter()
                    .find(|((from, id), _)| *id == indicator.id && !new.contains_key(&(*from, *id)));
                match (was, moved) {
                    (Some(was), _) => self.indicator(&place, was, indicator),
                    (None, Some((_, was))) => {
                        self.add("indicator_moved", place.clone(), &[("indicator", name), ("node", home)]);
                        self.indicator(&place, was, indicator);
                    }
                    (None, None) => {
                        self.add("indicator_added", place, &[("indicator", name), ("node", home)]);
                    }
                }
            }
        }
        for (&(node, id), indicator) in &old {
            let elsewhere =
                new.keys().any(|(other, same)| *same == id && !old.contains_key(&(*other, *same)));
            if !new.contains_key(&(node, id)) && !elsewhere {
                let name = self.words(&indicator.text, &indicator.id);
                self.add("indicator_removed", Place::indicator(node, id), &[("indicator", name)]);
            }
        }
    }

    fn indicator(&mut self, place: &Place, was: &Indicator, is: &Indicator) {
        let name = self.words(&is.text, &is.id);
        if was.text != is.text {
            let params = [("before", self.words(&was.text, &was.id)), ("after", name)];
            self.add("indicator_reworded", place.clone(), &params);
        }
        let sheet = |item: &Indicator| {
            (
                item.measure.clone(),
                item.direction.clone(),
                item.definition.clone(),
                item.unit.clone(),
                item.denominator.clone(),
            )
        };
        let work =
            |item: &Indicator| (item.verification.clone(), item.responsible.clone(), item.frequency.clone());
        let plain = [
            ("indicator_definition", sheet(was) != sheet(is)),
            ("indicator_dimensions", was.dimensions != is.dimensions),
            ("indicator_verification", work(was) != work(is)),
        ];
        for (code, _) in plain.into_iter().filter(|(_, changed)| *changed) {
            self.add(code, place.clone(), &[("indicator", name)]);
        }
        if was.baseline != is.baseline {
            let value = |item: &Indicator| item.baseline.as_ref().map(|baseline| baseline.value.clone());
            self.value("indicator_baseline", place, name, value(was), value(is));
        }
        let differs = |figure: fn(&Period) -> &Option<Figure>| {
            let of = |item: &Indicator| {
                let dated = |period: &Period| {
                    let figure = figure(period).clone()?;
                    Some((period.start.clone(), period.end.clone(), figure))
                };
                item.periods.iter().filter_map(dated).collect::<Vec<_>>()
            };
            of(was) != of(is)
        };
        let written = |figure: Option<&Figure>| figure.map(|figure| figure.value.clone());
        if differs(|period| &period.target) {
            self.value("indicator_target", place, name, written(was.target()), written(is.target()));
        }
        if differs(|period| &period.actual) {
            self.value("indicator_actual", place, name, written(was.actual()), written(is.actual()));
        }
    }

    fn value(&mut self, code: &str, place: &Place, name: &str, was: Option<String>, is: Option<String>) {
        let shown = |value: Option<String>| value.filter(|value| !value.is_empty()).unwrap_or("–".to_owned());
        let (was, is) = (shown(was), shown(is));
        self.add(code, place.clone(), &[("indicator", name), ("before", &was), ("after", &is)]);
    }

    fn links(&mut self, before: &Framework, after: &Framework) {
        let (old, new) = (by_id(&before.links, |link| &link.id), by_id(&after.links, |link| &link.id));
        for link in &after.links {
            match old.get(link.id.as_str()) {
                None => self.link_end("link_added", after, link),
                Some(was) => self.link(after, was, link),
            }
        }
        for link in before.links.iter().filter(|link| !new.contains_key(link.id.as_str())) {
            self.link_end("link_removed", before, link);
        }
    }

    fn link_end(&mut self, code: &str, framework: &Framework, link: &Link) {
        let [from, to] = self.names(framework, link);
        self.add(code, Place::link(&link.id), &[("from", &from), ("to", &to)]);
    }

    fn names(&self, framework: &Framework, link: &Link) -> [String; 2] {
        [&link.from, &link.to].map(|id| match framework.node(id) {
            Some(node) => self.words(&node.text, id).to_owned(),
            None => id.clone(),
        })
    }

    fn link(&mut self, framework: &Framework, was: &Link, is: &Link) {
        let [from, to] = self.names(framework, is);
        let mut add = |code: &str, old: &str, new: &str| {
            let params = [("from", from.as_str()), ("to", to.as_str()), ("before", old), ("after", new)];
            self.add(code, Place::link(&is.id), &params);
        };
        if (&was.from, &was.to) != (&is.from, &is.to) {
            add("link_ends", "", "");
        }
        if was.kind != is.kind {
            add("link_kind", was.kind.word(), is.kind.word());
        }
        if was.strength != is.strength {
            let word =
                |link: &Link| link.strength.as_ref().map_or("–".to_owned(), |it| it.word().to_owned());
            add("link_strength", &word(was), &word(is));
        }
        let plain = [
            ("link_rationale", was.rationale != is.rationale),
            ("link_assumptions", was.assumptions != is.assumptions),
            ("link_evidence", was.evidence != is.evidence),
            ("link_ratings", was.ratings != is.ratings),
            (
                "link_channel",
                (&was.channel, &was.frequency, &was.basis) != (&is.channel, &is.frequency, &is.basis),
            ),
        ];
        for (code, _) in plain.into_iter().filter(|(_, changed)| *changed) {
            add(code, "", "");
        }
    }

    fn drawing(&mut self, before: &Framework, after: &Framework) {
        let old = by_id(&before.nodes, |node| &node.id);
        let moved = |node: &&Node| old.get(node.id.as_str()).is_some_and(|was| was.place != node.place);
        let count = after.nodes.iter().filter(moved).count();
        if count > 0 {
            self.add("drawing", Place::Whole, &[("count", &count.to_string())]);
        }
    }
}

fn by_id<T>(items: &[T], id: impl Fn(&T) -> &String) -> BTreeMap<&str, &T> {
    items.iter().map(|item| (id(item).as_str(), item)).collect()
}

/// Indicators by the node they belong to and their own id.
fn homes(framework: &Framework) -> BTreeMap<(&str, &str), &Indicator> {
    framework
        .nodes
        .iter()
        .flat_map(|node| node.indicators.iter().map(|item| ((node.id.as_str(), item.id.as_str()), item)))
        .collect()
}

#[cfg(test)]
mod tests;
