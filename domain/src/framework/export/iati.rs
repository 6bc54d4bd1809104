//! IATI 2.03 results: each objective with indicators is a `result`. Links between objectives have no place in IATI and
//! stand in a namespace of their own, which its schema allows at the end of a result. Who reports, to whom and since
//! when is for the publisher to add to the activity.

use std::fmt::Write as _;

use super::xml;
use crate::{
    framework::{
        Framework, Indicator, Node,
        indicator::{Direction, Figure, Measure},
    },
    guide::Text,
};

pub fn write(framework: &Framework) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities version=\"2.03\" \
         xmlns:jalon=\"urn:jalon:framework:1\">\n  <iati-activity>\n",
    );
    narrative(&mut out, 4, "title", &framework.title);
    for node in framework.nodes.iter().filter(|node| !node.indicators.is_empty()) {
        result(&mut out, framework, node);
    }
    out.push_str("  </iati-activity>\n</iati-activities>\n");
    out
}

fn result(out: &mut String, framework: &Framework, node: &Node) {
    let kind = framework.iati_type(&node.kind);
    let _ =
        writeln!(out, "    <result type=\"{kind}\" aggregation-status=\"0\" jalon:id=\"{}\">", xml(&node.id));
    narrative(out, 6, "title", &node.text);
    if !node.note.is_empty() {
        narrative(out, 6, "description", &node.note);
    }
    for item in &node.indicators {
        indicator(out, item);
    }
    for link in framework.links.iter().filter(|link| link.from == node.id) {
        let (to, kind) = (xml(&link.to), xml(link.kind.word()));
        let _ = writeln!(out, "      <jalon:leads-to ref=\"{to}\" kind=\"{kind}\"/>");
    }
    out.push_str("    </result>\n");
}

fn indicator(out: &mut String, item: &Indicator) {
    let ascending = u8::from(item.direction != Direction::Falls);
    let _ = writeln!(
        out,
        "      <indicator measure=\"{}\" ascending=\"{ascending}\" aggregation-status=\"0\">",
        item.measure.iati()
    );
    narrative(out, 8, "title", &item.text);
    if !item.definition.is_empty() {
        narrative(out, 8, "description", &item.definition);
    }
    if let Some(baseline) = &item.baseline
        && let Some((year, date)) =
            baseline.date.as_deref().and_then(|date| Some((date.split('-').next()?, date)))
    {
        let value = value(&item.measure, &baseline.value);
        let _ = writeln!(out, "        <baseline year=\"{}\" iso-date=\"{}\"{value}>", xml(year), xml(date));
        comment(out, &item.measure, &baseline.value, &baseline.comment);
        out.push_str("        </baseline>\n");
    }
    for period in &item.periods {
        let (start, end) = (xml(&period.start), xml(&period.end));
        let _ = writeln!(
            out,
            "        <period>\n          <period-start iso-date=\"{start}\"/>\n          <period-end iso-date=\"{end}\"/>"
        );
        for (name, figure) in [("target", &period.target), ("actual", &period.actual)] {
            if let Some(figure) = figure {
                figures(out, item, name, figure);
            }
        }
        out.push_str("        </period>\n");
    }
    out.push_str("      </indicator>\n");
}

/// The whole, then each part with its dimension.
fn figures(out: &mut String, item: &Indicator, name: &str, figure: &Figure) {
    let _ = writeln!(out, "          <{name}{}>", value(&item.measure, &figure.value));
    comment(out, &item.measure, &figure.value, &figure.comment);
    let _ = writeln!(out, "          </{name}>");
    for (dimension, parts) in &figure.parts {
        for (part, number) in parts {
            let (dimension, part) = (xml(dimension), xml(part));
            let _ = writeln!(
                out,
                "          <{name}{}>\n            <dimension name=\"{dimension}\" value=\"{part}\"/>\n          </{name}>",
                value(&item.measure, number)
            );
        }
    }
}

/// Numbers are values; a decimal comma becomes a point. What is told in words stands in the comment.
fn value(measure: &Measure, text: &str) -> String {
    let number = crate::framework::indicator::number(text).filter(|_| *measure != Measure::Qualitative);
    number.map(|number| format!(" value=\"{number}\"")).unwrap_or_default()
}

fn comment(out: &mut String, measure: &Measure, written: &str, comment: &Text) {
    let mut text = comment.clone();
    if value(measure, written).is_empty() && !written.is_empty() {
        text.0.entry(String::new()).or_insert_with(|| written.to_owned());
    }
    if !text.is_empty() {
        narrative(out, 12, "comment", &text);
    }
}

fn narrative(out: &mut String, indent: usize, name: &str, text: &Text) {
    let space = " ".repeat(indent);
    let _ = writeln!(out, "{space}<{name}>");
    for (tag, words) in text.0.iter().filter(|(_, words)| !words.trim().is_empty()) {
        let language = if tag.is_empty() { String::new() } else { format!(" xml:lang=\"{}\"", xml(tag)) };
        let _ = writeln!(out, "{space}  <narrative{language}>{}</narrative>", xml(words));
    }
    let _ = writeln!(out, "{space}</{name}>");
}
