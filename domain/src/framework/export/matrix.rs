//! The logical framework as a matrix in CSV: levels down, indicators, sources and assumptions across.

use super::{Words, row};
use crate::framework::{Framework, Indicator, Node};

const COLUMNS: [&str; 8] = [
    "matrix_level",
    "matrix_objective",
    "matrix_indicator",
    "matrix_baseline",
    "matrix_target",
    "matrix_actual",
    "matrix_verification",
    "matrix_assumptions",
];

pub fn write(framework: &Framework, words: Words) -> String {
    let mut text = row(&COLUMNS.map(|key| words.get(key)));
    let mut nodes: Vec<&Node> = framework.nodes.iter().filter(|node| node.kind.level().is_some()).collect();
    nodes.sort_by_key(|node| node.kind.level());
    for node in nodes {
        let level = words.kind(framework, &node.kind);
        let objective = node.text.in_language(words.language).0;
        let assumptions = assumptions(framework, node, words);
        let mut first = true;
        let indicators = node.indicators.iter().map(Some);
        for indicator in indicators.chain(node.indicators.is_empty().then_some(None)) {
            let cells = indicator.map_or_else(|| [const { String::new() }; 5], |item| figures(item, words));
            let [name, baseline, target, actual, verification] = &cells;
            // What holds for the objective stands once, beside its first indicator.
            let (level, objective, assumptions) =
                if first { (level.as_str(), objective, assumptions.as_str()) } else { ("", "", "") };
            text.push_str(&row(&[
                level,
                objective,
                name,
                baseline,
                target,
                actual,
                verification,
                assumptions,
            ]));
            first = false;
        }
    }
    text
}

fn figures(indicator: &Indicator, words: Words) -> [String; 5] {
    let said = |text: &crate::guide::Text| text.in_language(words.language).0.to_owned();
    let dated = |value: &str, date: Option<&str>| match date {
        Some(date) if !value.is_empty() => format!("{value} ({date})"),
        _ => value.to_owned(),
    };
    let baseline = indicator.baseline.as_ref();
    let last =
        |found: fn(&crate::framework::indicator::Period) -> Option<&crate::framework::indicator::Figure>| {
            indicator
                .periods
                .iter()
                .rev()
                .find_map(|period| Some(dated(&found(period)?.value, Some(&period.end))))
                .unwrap_or_default()
        };
    [
        said(&indicator.text),
        baseline.map(|it| dated(&it.value, it.date.as_deref())).unwrap_or_default(),
        last(|period| period.target.as_ref()),
        last(|period| period.actual.as_ref()),
        said(&indicator.verification),
    ]
}

/// What must hold for the node to be reached from below, and for it to lead further, as its links say.
fn assumptions(framework: &Framework, node: &Node, words: Words) -> String {
    let texts: Vec<&str> = framework
        .links
        .iter()
        .filter(|link| link.from == node.id)
        .flat_map(|link| &link.assumptions)
        .map(|assumption| assumption.text.in_language(words.language).0)
        .collect();
    texts.join("\n")
}
