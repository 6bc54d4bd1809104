//! Frameworks with nothing to find fault with, of many shapes.

use super::Chance;
use crate::{
    framework::{
        Cycle, Framework, Indicator, Kind, Link, Node,
        indicator::{Baseline, Dimension, Direction, Figure, Measure, Part, Period},
        link::{Assumption, Evidence, LinkKind, Stance, Standing, Strength},
    },
    guide::Text,
};

pub(super) fn text(words: &str) -> Text {
    Text([("fr", "F"), ("en", "E")].map(|(tag, mark)| (tag.to_owned(), format!("{words} {mark}"))).into())
}

pub(super) fn framework(chance: &mut Chance) -> Framework {
    let mut made = Framework {
        title: text("Cadre"),
        cycles: vec![cycle(1, "2026-01-05", "2026-06-30"), cycle(2, "2026-07-01", "2026-12-18")],
        ..Framework::default()
    };
    if chance.below(3) == 0 {
        made.required_dimensions = vec!["sex".to_owned()];
    }
    let with_activities = chance.below(2) == 0;
    let with_outputs = with_activities && chance.below(2) == 0;
    let top = add(&mut made, chance, &Kind::Final);
    for _ in 0..2 + chance.below(4) {
        let middle = add(&mut made, chance, &Kind::Intermediate);
        link(&mut made, chance, &middle, &top);
        for _ in 0..1 + chance.below(3) {
            let mut below = add(&mut made, chance, &Kind::Immediate);
            link(&mut made, chance, &below, &middle);
            if with_outputs {
                let output = add(&mut made, chance, &Kind::Output);
                link(&mut made, chance, &output, &below);
                below = output;
            }
            if with_activities {
                let activity = add(&mut made, chance, &Kind::Activity);
                link(&mut made, chance, &activity, &below);
                let resource = add(&mut made, chance, &Kind::Resource);
                link(&mut made, chance, &resource, &activity);
            }
        }
    }
    made
}

fn cycle(number: u32, start: &str, end: &str) -> Cycle {
    Cycle { number, name: Text::default(), start: Some(start.to_owned()), end: Some(end.to_owned()) }
}

fn add(made: &mut Framework, chance: &mut Chance, kind: &Kind) -> String {
    let id = format!("n{}", made.nodes.len());
    let mut node =
        Node::new(id.clone(), kind.clone(), text(&format!("Changer la chose {}", made.nodes.len())));
    if kind.is_objective() {
        for number in 0..1 + chance.below(2) {
            node.indicators.push(indicator(&format!("{id}-{number}"), chance));
        }
    }
    made.nodes.push(node);
    id
}

pub(super) fn indicator(id: &str, chance: &mut Chance) -> Indicator {
    let measure = [Measure::Unit, Measure::Percentage, Measure::Qualitative][chance.below(3)].clone();
    let falls = chance.below(2) == 0;
    let words = measure == Measure::Qualitative;
    let value = |number: usize| if words { format!("description {number} bis") } else { number.to_string() };
    let (start, end) = if falls { (60, 20) } else { (20, 60) };
    let mut made = Indicator::new(id, text(&format!("Indicateur {id}")), measure.clone());
    made.direction = if falls { Direction::Falls } else { Direction::Rises };
    made.unit = text("personnes");
    made.denominator = text("plans du site");
    made.baseline =
        Some(Baseline { value: value(start), date: Some("2026-01-15".to_owned()), comment: Text::default() });
    let mut actual = Figure::of(value(40));
    if measure == Measure::Unit {
        actual.parts.insert(
            "sex".to_owned(),
            [("f", "15"), ("m", "25")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        );
    }
    made.periods = vec![
        Period {
            start: "2026-02-01".to_owned(),
            end: "2026-06-30".to_owned(),
            target: Some(Figure::of(value(40))),
            actual: Some(actual),
        },
        Period {
            start: "2026-07-01".to_owned(),
            end: "2026-12-18".to_owned(),
            target: Some(Figure::of(value(end))),
            actual: None,
        },
    ];
    let part = |id: &str| Part { id: id.to_owned(), name: text(id) };
    made.dimensions =
        vec![Dimension { id: "sex".to_owned(), name: text("Sexe"), parts: vec![part("f"), part("m")] }];
    made.verification = text("Journal des séances");
    made.responsible = text("Praticien");
    made.frequency = text("Chaque revue");
    made
}

pub(super) fn link(made: &mut Framework, chance: &mut Chance, from: &str, to: &str) {
    let id = format!("l{}", made.links.len());
    let kinds = [LinkKind::Necessary, LinkKind::Sufficient, LinkKind::Contributory];
    let mut link = Link::new(id.clone(), from, to, kinds[chance.below(3)].clone());
    link.rationale = text("Parce que");
    link.strength = Some(Strength::Strong);
    link.assumptions.push(Assumption {
        id: format!("{id}-h"),
        text: text("Hypothèse"),
        standing: Standing::Holds,
        reviewed: Some(1),
    });
    link.evidence.push(Evidence {
        id: format!("{id}-e"),
        stance: Stance::For,
        text: text("Constat"),
        source: text("Séance"),
        address: Some("https://example.org/etude".to_owned()),
        strength: Some(Strength::Moderate),
        cycle: Some(1),
    });
    made.links.push(link);
}
