//! The records of a framework that is there already, such as one that was imported or frozen.

use std::collections::BTreeSet;

use super::{AT, HOME, Nature, ORDER, Records, WHOLE};
use crate::{
    framework::{Framework, Indicator, Link, Node, indicator::Figure},
    guide::{Text, draft::order},
};

/// Ids that a name cannot hold are changed, and those of indicators that are there twice, so that each is alone.
pub fn of_framework(framework: &Framework) -> Records {
    let mut filling = Filling::default();
    filling.whole(framework);
    let orders = order::spread("", None, framework.nodes.len().max(framework.links.len()));
    for (node, order) in framework.nodes.iter().zip(&orders) {
        filling.node(node, order);
    }
    for (link, order) in framework.links.iter().zip(&orders) {
        filling.link(link, order);
    }
    for aside in &framework.set_aside {
        let place = format!("@{}", plain_path(&aside.place));
        filling.field(&Nature::Aside.record(&plain(&aside.code)), &place, &aside.reason);
    }
    filling.records
}

/// An id as names can hold it.
fn plain(id: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let id: String = id.chars().take(100).map(safe).collect();
    if id.is_empty() { "x".to_owned() } else { id }
}

/// The place of a finding: one id, or two.
fn plain_path(place: &str) -> String {
    if place.is_empty() {
        return String::new();
    }
    place.split('/').map(plain).collect::<Vec<_>>().join("/")
}

#[derive(Default)]
struct Filling {
    records: Records,
    taken: BTreeSet<String>,
}

impl Filling {
    fn field(&mut self, record: &str, field: &str, value: &str) {
        if !value.is_empty() {
            self.records.set_field(record, field, value);
        }
    }

    fn text(&mut self, record: &str, field: &str, text: &Text) {
        for (language, words) in text.0.iter().filter(|(_, words)| !words.is_empty()) {
            self.records.set_text(record, field, language, words);
        }
    }

    /// A name that nothing has yet.
    fn name(&mut self, nature: Nature, id: &str) -> String {
        let numbered = (2..).map(|number| format!("{id}-{number}"));
        let mut names = std::iter::once(id.to_owned()).chain(numbered).map(|id| nature.record(&id));
        let name = names.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    fn whole(&mut self, framework: &Framework) {
        self.text(WHOLE, "title", &framework.title);
        self.text(WHOLE, "description", &framework.description);
        self.field(WHOLE, "version", &framework.version);
        self.field(WHOLE, "scheme", framework.scheme.word());
        self.field(WHOLE, "required", &framework.required_dimensions.join("\n"));
        for cycle in &framework.cycles {
            let name = Nature::Cycle.record(&cycle.number.to_string());
            self.field(&name, "number", &cycle.number.to_string());
            self.field(&name, ORDER, &format!("{:04}V", cycle.number));
            self.text(&name, "name", &cycle.name);
            self.field(&name, "start", cycle.start.as_deref().unwrap_or_default());
            self.field(&name, "end", cycle.end.as_deref().unwrap_or_default());
        }
        for (level, order) in framework.levels.iter().zip(order::spread("", None, framework.levels.len())) {
            let name = Nature::Level.record(&plain(level.kind.word()));
            self.field(&name, ORDER, &order);
            self.text(&name, "name", &level.name);
            self.field(&name, "iati", &level.iati.map(|iati| iati.to_string()).unwrap_or_default());
        }
    }

    fn node(&mut self, node: &Node, order: &str) {
        let name = self.name(Nature::Node, &plain(&node.id));
        self.field(&name, "kind", node.kind.word());
        self.field(&name, ORDER, order);
        self.text(&name, "text", &node.text);
        self.text(&name, "note", &node.note);
        self.text(&name, "responsible", &node.responsible);
        self.field(&name, AT, &node.place.map(|[x, y]| format!("{x} {y}")).unwrap_or_default());
        let home = Nature::of(&name).map(|(_, id)| id.to_owned()).unwrap_or_default();
        for (indicator, order) in node.indicators.iter().zip(order::spread("", None, node.indicators.len())) {
            self.indicator(indicator, &home, &order);
        }
    }

    fn indicator(&mut self, indicator: &Indicator, home: &str, order: &str) {
        let name = self.name(Nature::Indicator, &plain(&indicator.id));
        let id = Nature::of(&name).map(|(_, id)| id.to_owned()).unwrap_or_default();
        self.field(&name, HOME, home);
        self.field(&name, ORDER, order);
        self.field(&name, "measure", indicator.measure.word());
        self.field(&name, "direction", indicator.direction.word());
        for (field, text) in [
            ("text", &indicator.text),
            ("definition", &indicator.definition),
            ("unit", &indicator.unit),
            ("denominator", &indicator.denominator),
            ("verification", &indicator.verification),
            ("responsible", &indicator.responsible),
            ("frequency", &indicator.frequency),
        ] {
            self.text(&name, field, text);
        }
        if let Some(baseline) = &indicator.baseline {
            self.field(&name, "baseline", &baseline.value);
            self.field(&name, "baseline_date", baseline.date.as_deref().unwrap_or_default());
            self.text(&name, "baseline_comment", &baseline.comment);
        }
        let orders = order::spread("", None, indicator.periods.len().max(indicator.dimensions.len()));
        for ((number, period), order) in (1..).zip(&indicator.periods).zip(&orders) {
            let name = Nature::Period.record(&format!("{id}/{number}"));
            self.field(&name, ORDER, order);
            self.field(&name, "start", &period.start);
            self.field(&name, "end", &period.end);
            self.figure(&name, "target", period.target.as_ref());
            self.figure(&name, "actual", period.actual.as_ref());
        }
        for (dimension, order) in indicator.dimensions.iter().zip(&orders) {
            let path = format!("{id}/{}", plain(&dimension.id));
            let name = Nature::Dimension.record(&path);
            self.field(&name, ORDER, order);
            self.text(&name, "name", &dimension.name);
            for (part, order) in dimension.parts.iter().zip(order::spread("", None, dimension.parts.len())) {
                let name = Nature::Part.record(&format!("{path}/{}", plain(&part.id)));
                self.field(&name, ORDER, &order);
                self.text(&name, "name", &part.name);
            }
        }
    }

    fn figure(&mut self, record: &str, name: &str, figure: Option<&Figure>) {
        let Some(figure) = figure else { return };
        self.field(record, name, &figure.value);
        self.text(record, &format!("{name}_comment"), &figure.comment);
        for (dimension, parts) in &figure.parts {
            for (part, value) in parts {
                let field = format!("{name}/{}/{}", plain(dimension), plain(part));
                self.field(record, &field, value);
            }
        }
    }

    fn link(&mut self, link: &Link, order: &str) {
        let name = self.name(Nature::Link, &plain(&link.id));
        let id = Nature::of(&name).map(|(_, id)| id.to_owned()).unwrap_or_default();
        self.field(&name, "from", &plain(&link.from));
        self.field(&name, "to", &plain(&link.to));
        self.field(&name, "kind", link.kind.word());
        self.field(&name, ORDER, order);
        self.field(&name, "strength", link.strength.as_ref().map_or("", |strength| strength.word()));
        for (field, text) in [
            ("rationale", &link.rationale),
            ("channel", &link.channel),
            ("frequency", &link.frequency),
            ("basis", &link.basis),
        ] {
            self.text(&name, field, text);
        }
        let orders = order::spread("", None, link.assumptions.len().max(link.evidence.len()));
        for (assumption, order) in link.assumptions.iter().zip(&orders) {
            let name = self.name(Nature::Assumption, &format!("{id}/{}", plain(&assumption.id)));
            self.field(&name, ORDER, order);
            self.text(&name, "text", &assumption.text);
            self.field(&name, "standing", assumption.standing.word());
            self.field(&name, "reviewed", &number(assumption.reviewed));
        }
        for (evidence, order) in link.evidence.iter().zip(&orders) {
            let name = self.name(Nature::Evidence, &format!("{id}/{}", plain(&evidence.id)));
            self.field(&name, ORDER, order);
            self.field(&name, "stance", evidence.stance.word());
            self.text(&name, "text", &evidence.text);
            self.text(&name, "source", &evidence.source);
            self.field(&name, "address", evidence.address.as_deref().unwrap_or_default());
            self.field(&name, "strength", evidence.strength.as_ref().map_or("", |it| it.word()));
            self.field(&name, "cycle", &number(evidence.cycle));
        }
        for rating in &link.ratings {
            let name = Nature::Rating.record(&format!("{id}/{}", rating.cycle));
            self.field(&name, "strength", rating.strength.word());
            self.text(&name, "reason", &rating.reason);
        }
    }
}

fn number(value: Option<u32>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
