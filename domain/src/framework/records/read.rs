//! Reading records as a framework.

use std::collections::{BTreeMap, BTreeSet};

use super::{AT, HOME, Nature, ORDER, Record, Records, Removal, WHOLE, removal};
use crate::{
    framework::{
        Cycle, Framework, Indicator, Kind, Level, Link, Node, Scheme, SetAside,
        indicator::{Baseline, Dimension, Direction, Figure, Measure, Part, Period},
        link::{Assumption, Evidence, LinkKind, Rating, Stance, Standing, Strength},
    },
    guide::Text,
};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub framework: Framework,
    /// Removed, but written in at the same time: it is there until somebody decides.
    pub contested: Vec<Taken>,
    /// Removed, and can be brought back.
    pub gone: Vec<Taken>,
}

/// A record that somebody removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub record: String,
    pub removal: Removal,
    /// What it said.
    pub words: Text,
}

pub(super) fn read(records: &Records) -> Reading {
    let mut reading = Reading::default();
    let mut gone = BTreeSet::new();
    for (record, removal) in &records.removals {
        let taken = Taken { record: record.clone(), removal: removal.clone(), words: words(records, record) };
        if removal::holds(records, record) {
            gone.insert(record.as_str());
            reading.gone.push(taken);
        } else if records.record(record).is_some_and(|record| !record.is_empty()) {
            reading.contested.push(taken);
        }
    }
    reading.gone.sort_by_key(|taken| std::cmp::Reverse(taken.removal.by.at));
    reading.framework = Reader { records, gone }.framework();
    reading
}

/// What stands for a record in words: its text, or for a link those of its ends.
fn words(records: &Records, record: &str) -> Text {
    let found = |name: &str| records.record(name).map(|record| record.text("text")).unwrap_or_default();
    let [from, to] = ["from", "to"].map(|end| found(&Nature::Node.record(records.field(record, end))));
    if from.is_empty() && to.is_empty() {
        return found(record);
    }
    let languages: BTreeSet<&String> = from.0.keys().chain(to.0.keys()).collect();
    let of = |text: &Text, language: &str| text.0.get(language).cloned().unwrap_or_default();
    let joined =
        languages.into_iter().map(|tag| (tag.clone(), format!("{} → {}", of(&from, tag), of(&to, tag))));
    Text(joined.collect())
}

struct Reader<'a> {
    records: &'a Records,
    gone: BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    fn is_gone(&self, nature: Nature, id: &str) -> bool {
        self.gone.contains(nature.record(id).as_str())
    }

    fn record(&self, name: &str) -> Record {
        self.records.record(name).cloned().unwrap_or_default()
    }

    /// The ids of a nature in order: those with a record, and those that something belongs to.
    fn ids(&self, nature: Nature, parts: &[Nature]) -> Vec<&'a str> {
        let own = self.records.ids(nature).map(|(id, _)| id);
        let of_parts = parts.iter().flat_map(|part| {
            self.records
                .ids(*part)
                .filter(|(id, _)| !self.is_gone(*part, id))
                .filter_map(|(id, _)| id.split_once('/'))
                .map(|(id, _)| id)
        });
        let all: BTreeSet<&str> = own.chain(of_parts).collect();
        let mut ids: Vec<&str> = all.into_iter().filter(|id| !self.is_gone(nature, id)).collect();
        ids.sort_by_key(|id| (self.records.field(&nature.record(id), ORDER), *id));
        ids
    }

    /// The parts of a nature that belong to `id`.
    fn parts(&self, nature: Nature, id: &str) -> Vec<(&'a str, &'a Record)> {
        let mut parts = self.records.parts(nature, id);
        parts.retain(|(part, _)| !self.is_gone(nature, &format!("{id}/{part}")));
        parts
    }

    fn framework(&self) -> Framework {
        let whole = self.record(WHOLE);
        let mut framework = Framework {
            title: whole.text("title"),
            description: whole.text("description"),
            version: whole.field("version").to_owned(),
            required_dimensions: whole.field("required").lines().map(str::to_owned).collect(),
            ..Framework::default()
        };
        if !whole.field("scheme").is_empty() {
            framework.scheme = Scheme::from(whole.field("scheme").to_owned());
        }
        framework.cycles = self.ids(Nature::Cycle, &[]).into_iter().map(|id| self.cycle(id)).collect();
        framework.levels = self.ids(Nature::Level, &[]).into_iter().map(|id| self.level(id)).collect();
        framework.nodes = self.nodes();
        framework.links = self.links();
        for (code, record) in self.records.ids(Nature::Aside) {
            let aside = |(place, reason): (&String, &String)| SetAside {
                code: code.to_owned(),
                place: place.trim_start_matches('@').to_owned(),
                reason: reason.clone(),
            };
            framework.set_aside.extend(record.fields.iter().map(aside));
        }
        framework
    }

    fn cycle(&self, id: &str) -> Cycle {
        let record = self.record(&Nature::Cycle.record(id));
        Cycle {
            number: record.field("number").parse().unwrap_or_default(),
            name: record.text("name"),
            start: filled(&record, "start"),
            end: filled(&record, "end"),
        }
    }

    fn level(&self, kind: &str) -> Level {
        let record = self.record(&Nature::Level.record(kind));
        Level {
            kind: Kind::from(kind.to_owned()),
            name: record.text("name"),
            iati: record.field("iati").parse().ok(),
        }
    }

    fn nodes(&self) -> Vec<Node> {
        let mut nodes: Vec<Node> = self
            .ids(Nature::Node, &[])
            .into_iter()
            .map(|id| {
                let record = self.record(&Nature::Node.record(id));
                Node {
                    note: record.text("note"),
                    responsible: record.text("responsible"),
                    place: place(record.field(AT)),
                    ..Node::new(id, Kind::from(record.field("kind").to_owned()), record.text("text"))
                }
            })
            .collect();
        let at: BTreeMap<String, usize> =
            nodes.iter().enumerate().map(|(at, node)| (node.id.clone(), at)).collect();
        for id in self.ids(Nature::Indicator, &[Nature::Period, Nature::Dimension]) {
            let record = self.record(&Nature::Indicator.record(id));
            let home = record.field(HOME);
            let indicator = self.indicator(id, &record);
            if let Some(home) = at.get(home) {
                nodes[*home].indicators.push(indicator);
            } else if !self.is_gone(Nature::Node, home) {
                // What it belonged to never was; it stands for itself, for somebody to see to it.
                let mut node = Node::new(id, Kind::Indicator, indicator.text.clone());
                node.indicators.push(indicator);
                nodes.push(node);
            }
        }
        nodes
    }

    fn indicator(&self, id: &str, record: &Record) -> Indicator {
        let mut indicator = Indicator::new(id, record.text("text"), Measure::Qualitative);
        if !record.field("measure").is_empty() {
            indicator.measure = Measure::from(record.field("measure").to_owned());
        }
        if !record.field("direction").is_empty() {
            indicator.direction = Direction::from(record.field("direction").to_owned());
        }
        indicator.definition = record.text("definition");
        indicator.unit = record.text("unit");
        indicator.denominator = record.text("denominator");
        indicator.verification = record.text("verification");
        indicator.responsible = record.text("responsible");
        indicator.frequency = record.text("frequency");
        let baseline = Baseline {
            value: record.field("baseline").to_owned(),
            date: filled(record, "baseline_date"),
            comment: record.text("baseline_comment"),
        };
        indicator.baseline = (baseline != Baseline::default()).then_some(baseline);
        for (_, period) in self.parts(Nature::Period, id) {
            indicator.periods.push(Period {
                start: period.field("start").to_owned(),
                end: period.field("end").to_owned(),
                target: figure(period, "target"),
                actual: figure(period, "actual"),
            });
        }
        indicator.dimensions = self.dimensions(id);
        indicator
    }

    fn dimensions(&self, indicator: &str) -> Vec<Dimension> {
        let dimension = |(id, record): (&str, &Record)| Dimension {
            id: id.to_owned(),
            name: record.text("name"),
            parts: self
                .parts(Nature::Part, &format!("{indicator}/{id}"))
                .into_iter()
                .map(|(id, record)| Part { id: id.to_owned(), name: record.text("name") })
                .collect(),
        };
        self.parts(Nature::Dimension, indicator).into_iter().map(dimension).collect()
    }

    fn links(&self) -> Vec<Link> {
        let parts = [Nature::Assumption, Nature::Evidence, Nature::Rating];
        let ids = self.ids(Nature::Link, &parts).into_iter();
        ids.map(|id| self.link(id))
            .filter(|link| [&link.from, &link.to].into_iter().all(|end| !self.is_gone(Nature::Node, end)))
            .collect()
    }

    fn link(&self, id: &str) -> Link {
        let record = self.record(&Nature::Link.record(id));
        let kind = LinkKind::from(record.field("kind").to_owned());
        let mut link = Link::new(id, record.field("from"), record.field("to"), kind);
        link.rationale = record.text("rationale");
        link.strength = filled(&record, "strength").map(Strength::from);
        link.channel = record.text("channel");
        link.frequency = record.text("frequency");
        link.basis = record.text("basis");
        for (id, record) in self.parts(Nature::Assumption, id) {
            link.assumptions.push(Assumption {
                id: id.to_owned(),
                text: record.text("text"),
                standing: filled(record, "standing").map_or(Standing::Unreviewed, Standing::from),
                reviewed: record.field("reviewed").parse().ok(),
            });
        }
        for (id, record) in self.parts(Nature::Evidence, id) {
            link.evidence.push(Evidence {
                id: id.to_owned(),
                stance: filled(record, "stance").map_or(Stance::For, Stance::from),
                text: record.text("text"),
                source: record.text("source"),
                address: filled(record, "address"),
                strength: filled(record, "strength").map(Strength::from),
                cycle: record.field("cycle").parse().ok(),
            });
        }
        for (cycle, record) in self.parts(Nature::Rating, id) {
            let Ok(cycle) = cycle.parse() else { continue };
            let strength = filled(record, "strength").map_or(Strength::Moderate, Strength::from);
            link.ratings.push(Rating { cycle, strength, reason: record.text("reason") });
        }
        link.ratings.sort_by_key(|rating| rating.cycle);
        link
    }
}

fn filled(record: &Record, field: &str) -> Option<String> {
    record.fields.get(field).filter(|value| !value.is_empty()).cloned()
}

/// The target of a period or what was found, with its parts under `NAME/DIMENSION/PART`.
fn figure(record: &Record, name: &str) -> Option<Figure> {
    let mut figure = Figure { value: record.field(name).to_owned(), ..Figure::default() };
    figure.comment = record.text(&format!("{name}_comment"));
    for (field, value) in &record.fields {
        let Some(rest) = field.strip_prefix(name).and_then(|rest| rest.strip_prefix('/')) else { continue };
        let Some((dimension, part)) = rest.split_once('/') else { continue };
        figure.parts.entry(dimension.to_owned()).or_default().insert(part.to_owned(), value.clone());
    }
    (figure != Figure::default()).then_some(figure)
}

fn place(value: &str) -> Option<[f64; 2]> {
    let (x, y) = value.split_once(' ')?;
    let place = [x.parse().ok()?, y.parse().ok()?];
    place.iter().all(|number: &f64| number.is_finite()).then_some(place)
}
