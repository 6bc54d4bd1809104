//! One way to spoil a sound framework for each code.

use super::{
    Chance,
    sound::{indicator, link, text},
};
use crate::{
    framework::{
        Framework, Indicator, Kind, Link, Node, Scheme, SetAside,
        indicator::{Baseline, Direction, Figure, Measure},
        link::{Evidence, LinkKind, Stance, Standing},
    },
    guide::Text,
};

type Fault = fn(&mut Framework, &mut Chance);

/// Any node but the first, which is the final objective.
fn some<'a>(made: &'a mut Framework, chance: &mut Chance) -> &'a mut Node {
    let count = made.nodes.len();
    &mut made.nodes[1 + chance.below(count - 1)]
}

fn of_kind(made: &Framework, chance: &mut Chance, kind: &Kind) -> String {
    let ids: Vec<&String> =
        made.nodes.iter().filter(|node| node.kind == *kind).map(|node| &node.id).collect();
    ids[chance.below(ids.len())].clone()
}

fn some_link<'a>(made: &'a mut Framework, chance: &mut Chance) -> &'a mut Link {
    let count = made.links.len();
    &mut made.links[chance.below(count)]
}

/// Any indicator, made anew with a measure.
fn sheet<'a>(made: &'a mut Framework, chance: &mut Chance, measure: &Measure) -> &'a mut Indicator {
    let objectives: Vec<usize> =
        (0..made.nodes.len()).filter(|at| made.nodes[*at].kind.is_objective()).collect();
    let node = &mut made.nodes[objectives[chance.below(objectives.len())]];
    let mut fresh = loop {
        let fresh = indicator("fresh", chance);
        if fresh.measure == *measure {
            break fresh;
        }
    };
    fresh.id = format!("{}-fresh", node.id);
    node.indicators.push(fresh);
    node.indicators.last_mut().unwrap()
}

fn any<'a>(made: &'a mut Framework, chance: &mut Chance) -> &'a mut Indicator {
    sheet(made, chance, &Measure::Unit)
}

fn add(made: &mut Framework, chance: &mut Chance, kind: Kind) -> String {
    let id = format!("added{}", made.nodes.len());
    let mut node = Node::new(id.clone(), kind, text("Changer encore autre chose"));
    node.indicators.push(indicator("i", chance));
    made.nodes.push(node);
    id
}

pub(super) const FAULTS: &[(&str, Fault)] = &[
    ("no_title", |made, _| made.title = Text::default()),
    ("no_final", |made, _| made.nodes[0].kind = Kind::Intermediate),
    ("several_finals", |made, chance| some(made, chance).kind = Kind::Final),
    ("orphan", |made, chance| {
        let id = of_kind(made, chance, &Kind::Immediate);
        made.links.retain(|link| link.from != id && link.to != id);
    }),
    ("activity_serves_nothing", |made, chance| {
        let activity = add(made, chance, Kind::Activity);
        let resource = add(made, chance, Kind::Resource);
        link(made, chance, &resource, &activity);
    }),
    ("resource_unused", |made, chance| drop(add(made, chance, Kind::Resource))),
    ("no_activity_leads_here", |made, chance| {
        let activity = add(made, chance, Kind::Activity);
        let immediate = of_kind(made, chance, &Kind::Immediate);
        link(made, chance, &activity, &immediate);
        let alone = add(made, chance, Kind::Immediate);
        let middle = of_kind(made, chance, &Kind::Intermediate);
        link(made, chance, &alone, &middle);
    }),
    ("leads_nowhere", |made, chance| {
        let middle = of_kind(made, chance, &Kind::Intermediate);
        made.links.retain(|link| link.from != middle);
    }),
    ("cycle", |made, chance| {
        let turned = some_link(made, chance).clone();
        link(made, chance, &turned.to, &turned.from);
    }),
    ("level_skipped", |made, chance| {
        let (low, top) = (of_kind(made, chance, &Kind::Immediate), made.nodes[0].id.clone());
        link(made, chance, &low, &top);
    }),
    ("against_levels", |made, chance| {
        let link = some_link(made, chance);
        std::mem::swap(&mut link.from, &mut link.to);
    }),
    ("duplicate_link", |made, chance| {
        let mut again = some_link(made, chance).clone();
        again.id = "again".to_owned();
        made.links.push(again);
    }),
    ("redundant_link", |made, chance| {
        let (low, top) = (of_kind(made, chance, &Kind::Immediate), made.nodes[0].id.clone());
        link(made, chance, &low, &top);
    }),
    ("self_link", |made, chance| {
        let id = some(made, chance).id.clone();
        link(made, chance, &id, &id);
    }),
    ("dangling_link", |made, chance| some_link(made, chance).to = "gone".to_owned()),
    ("same_node_id", |made, chance| {
        let id = made.nodes[0].id.clone();
        some(made, chance).id = id;
    }),
    ("same_link_id", |made, _| made.links[1].id = made.links[0].id.clone()),
    ("unknown_kind", |made, chance| some(made, chance).kind = Kind::Other("étape".to_owned())),
    ("unknown_link_kind", |made, chance| {
        some_link(made, chance).kind = LinkKind::Other("peut-être".to_owned());
    }),
    ("no_text", |made, chance| some(made, chance).text = Text::plain("  ")),
    ("no_translation", |made, chance| drop(some(made, chance).text.0.remove("en"))),
    ("too_long", |made, chance| some(made, chance).text = text(&"long ".repeat(80))),
    ("same_text", |made, chance| {
        let id = of_kind(made, chance, &Kind::Immediate);
        let mut again = made.node(&id).unwrap().clone();
        again.id = "again".to_owned();
        made.nodes.push(again);
    }),
    ("two_in_one", |made, _| made.nodes[0].text = text("Apaiser la personne ainsi que ses proches")),
    ("activity_as_objective", |made, _| made.nodes[0].text = text("Organiser des ateliers")),
    ("too_many_results", |made, chance| {
        made.scheme = Scheme::Dfid;
        for _ in 0..7 {
            add(made, chance, Kind::Immediate);
        }
    }),
    ("set_aside_without_reason", |made, _| {
        made.set_aside.push(SetAside {
            code: "orphan".to_owned(),
            place: String::new(),
            reason: String::new(),
        });
    }),
    ("no_indicator", |made, _| made.nodes[0].indicators.clear()),
    ("same_indicator_id", |made, _| {
        let again = made.nodes[0].indicators[0].clone();
        made.nodes[0].indicators.push(again);
    }),
    ("no_unit", |made, chance| any(made, chance).unit = Text::default()),
    ("no_baseline", |made, chance| any(made, chance).baseline = None),
    ("no_target", |made, chance| {
        any(made, chance).periods.iter_mut().for_each(|period| period.target = None);
    }),
    ("no_denominator", |made, chance| {
        sheet(made, chance, &Measure::Percentage).denominator = Text::default();
    }),
    ("no_verification", |made, chance| any(made, chance).verification = Text::default()),
    ("no_responsible", |made, chance| any(made, chance).responsible = Text::default()),
    ("no_frequency", |made, chance| any(made, chance).frequency = Text::default()),
    ("no_dimension", |made, chance| {
        made.required_dimensions = vec!["age".to_owned()];
        any(made, chance);
    }),
    ("number_on_words", |made, chance| {
        sheet(made, chance, &Measure::Qualitative).periods[0].actual = Some(Figure::of("12"));
    }),
    ("words_on_number", |made, chance| {
        sheet(made, chance, &Measure::Percentage).periods[0].actual = Some(Figure::of("beaucoup"));
    }),
    ("beyond_percentage", |made, chance| {
        sheet(made, chance, &Measure::Percentage).periods[0].actual = Some(Figure::of("120 %"));
    }),
    ("bad_date", |made, chance| any(made, chance).periods[0].start = "31/02/2026".to_owned()),
    ("period_turned", |made, chance| {
        let period = &mut any(made, chance).periods[0];
        std::mem::swap(&mut period.start, &mut period.end);
    }),
    ("periods_overlap", |made, chance| any(made, chance).periods[1].start = "2026-05-01".to_owned()),
    ("baseline_after_target", |made, chance| {
        let baseline =
            Baseline { date: Some("2027-02-01".to_owned()), value: "1".to_owned(), ..Baseline::default() };
        any(made, chance).baseline = Some(baseline);
    }),
    ("target_before_start", |made, chance| {
        let period = &mut any(made, chance).periods[0];
        (period.start, period.end) = ("2024-01-01".to_owned(), "2024-12-31".to_owned());
    }),
    ("target_against_direction", |made, chance| {
        let sheet = any(made, chance);
        sheet.direction =
            if sheet.direction == Direction::Rises { Direction::Falls } else { Direction::Rises };
    }),
    ("parts_do_not_add_up", |made, chance| {
        let actual = any(made, chance).periods[0].actual.as_mut().unwrap();
        actual.value = "41".to_owned();
    }),
    ("no_rationale", |made, chance| some_link(made, chance).rationale = Text::default()),
    ("no_assumption", |made, chance| some_link(made, chance).assumptions.clear()),
    ("no_evidence", |made, chance| some_link(made, chance).evidence.clear()),
    ("failed_assumption", |made, chance| {
        let link = some_link(made, chance);
        link.kind = LinkKind::Necessary;
        link.assumptions[0].standing = Standing::Failed;
    }),
    ("assumption_unreviewed", |made, chance| {
        some_link(made, chance).assumptions[0].standing = Standing::Unreviewed;
    }),
    ("evidence_without_source", |made, chance| {
        let evidence = &mut some_link(made, chance).evidence[0];
        (evidence.source, evidence.address) = (Text::default(), None);
    }),
    ("evidence_address", |made, chance| {
        some_link(made, chance).evidence[0].address = Some("bureau du fond".to_owned());
    }),
    ("evidence_against", |made, chance| {
        let link = some_link(made, chance);
        let against = Evidence { stance: Stance::Against, ..link.evidence[0].clone() };
        link.evidence = vec![against];
    }),
    ("no_channel", |made, chance| {
        let (one, other) = (add(made, chance, Kind::Actor), add(made, chance, Kind::Actor));
        made.links.push(Link::new("informs", one, other, LinkKind::Informs));
    }),
];
