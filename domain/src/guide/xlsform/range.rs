//! The scale of a `range` question.

use std::collections::BTreeMap;

use super::{
    choices::Lists,
    problems::Problems,
    table::{Cell, Row},
};
use crate::guide::Kind;

/// Appearances of a range that can have marks of its own, beside none at all.
const WITH_MARKS: [&str; 2] = ["vertical", "no-ticks"];

/// The scale that the parameters describe: from 1 to 10 by 1 where they say nothing.
pub(super) fn read(
    cell: Option<&Cell<'_>>,
    parameters: &BTreeMap<String, &str>,
    row: Row<'_>,
    lists: &Lists,
    problems: &mut Problems,
) -> Option<Kind> {
    let Some(cell) = cell else { return Some(Kind::Range { start: 1.0, end: 10.0, step: 1.0 }) };
    let mut scale = Scale { cell, row, problems, good: true };
    let start = scale.number(parameters, "start").unwrap_or(1.0);
    let end = scale.number(parameters, "end").unwrap_or(10.0);
    let step = scale.number(parameters, "step");
    let interval = scale.number(parameters, "tick_interval");
    let placeholder = scale.number(parameters, "placeholder");
    if !scale.good {
        return None;
    }
    for (name, value) in [("step", step), ("tick_interval", interval)] {
        let Some(value) = value else { continue };
        if value == 0.0 {
            scale.refuse("parameter_zero", name);
        } else if value.abs() > (end - start).abs() {
            scale.refuse("parameter_larger_than_range", name);
        }
    }
    if step.is_none() && (end - start).abs() < 1.0 {
        scale.refuse("parameter_larger_than_range", "step");
    }
    let step = step.unwrap_or(1.0);
    if interval.is_some_and(|interval| !is_multiple(interval, step)) {
        scale.refuse("parameter_not_multiple", "tick_interval");
    }
    if let Some(placeholder) = placeholder {
        scale.on_scale("placeholder", placeholder, (start, end), step);
    }
    scale.check_appearance(parameters);
    if let Some(list) = parameters.get("tick_labelset") {
        scale.labels(list, lists, (start, end), interval.unwrap_or(step));
    }
    for name in ["tick_interval", "placeholder", "tick_labelset"] {
        if parameters.contains_key(name) {
            let warning = cell.warning("parameter_ignored").with("name", name);
            scale.problems.push(warning);
        }
    }
    // A scale that goes down has a step that goes down, whatever sign it was written with.
    let step = if end < start { -step.abs() } else { step.abs() };
    Some(Kind::Range { start, end, step })
}

struct Scale<'a, 't> {
    cell: &'a Cell<'t>,
    row: Row<'t>,
    problems: &'a mut Problems,
    good: bool,
}

impl Scale<'_, '_> {
    fn refuse(&mut self, code: &str, name: &str) {
        self.problems.push(self.cell.error(code).with("name", name));
        self.good = false;
    }

    fn number(&mut self, parameters: &BTreeMap<String, &str>, name: &str) -> Option<f64> {
        let value = parameters.get(name)?;
        let number = to_number(value);
        if number.is_none() {
            let problem = self.cell.error("parameter_not_number").with("name", name).with("value", value);
            self.problems.push(problem);
            self.good = false;
        }
        number
    }

    fn on_scale(&mut self, name: &str, value: f64, (start, end): (f64, f64), step: f64) {
        if !is_multiple(value - start, step) {
            self.refuse("parameter_not_multiple", name);
        } else if value < start.min(end) || value > start.max(end) {
            self.refuse("parameter_outside_range", name);
        }
    }

    fn check_appearance(&mut self, parameters: &BTreeMap<String, &str>) {
        let appearance = self.row.text("appearance");
        let marks = ["tick_interval", "placeholder", "tick_labelset"];
        let Some(name) = marks.into_iter().find(|name| parameters.contains_key(*name)) else { return };
        if !appearance.is_empty() && !appearance.split_whitespace().any(|word| WITH_MARKS.contains(&word)) {
            let problem = self.cell.error("parameter_not_with_appearance").with("name", name);
            self.problems.push(problem.with("appearance", appearance));
        }
    }

    fn labels(&mut self, list: &str, lists: &Lists, (start, end): (f64, f64), interval: f64) {
        let Some(choices) = lists.get(list) else {
            let problem = self.problems.suggest(
                self.cell.error("list_unknown"),
                "list",
                list,
                lists.keys().map(String::as_str),
            );
            self.problems.push(problem);
            return;
        };
        for choice in choices {
            let Some(value) = to_number(&choice.name) else {
                let problem = self.cell.error("parameter_not_number").with("name", "tick_labelset");
                self.problems.push(problem.with("value", &choice.name));
                continue;
            };
            self.on_scale("tick_labelset", value, (start, end), interval);
        }
        let no_ticks = self.row.text("appearance").split_whitespace().any(|word| word == "no-ticks");
        let at_ends =
            choices.iter().filter_map(|choice| to_number(&choice.name)).all(|n| n == start || n == end);
        if no_ticks && (choices.len() != 2 || !at_ends) {
            self.refuse("range_labels_not_at_ends", "tick_labelset");
        }
    }
}

/// A finite number in digits: `infinity` and `NaN` are none.
fn to_number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Decimal steps such as 0.1 have no exact binary form, hence the tolerance.
fn is_multiple(value: f64, step: f64) -> bool {
    let times = value / step;
    !times.is_finite() || (times - times.round()).abs() < 1e-9 * times.abs().max(1.0)
}
