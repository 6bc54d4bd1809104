//! Rules of indicators: what an objective is seen by.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{View, at, short};
use crate::{
    framework::{
        Node,
        finding::{Finding, Fix, Place},
        indicator::{Direction, Figure, Indicator, Measure, number},
    },
    language::Language,
};

pub(super) fn check(view: &View, found: &mut Vec<Finding>) {
    let start = view.framework.cycles.iter().filter_map(|cycle| date(cycle.start.as_deref()?)).min();
    for cycle in &view.framework.cycles {
        for text in [&cycle.start, &cycle.end].into_iter().flatten().filter(|text| date(text).is_none()) {
            found.push(Finding::error("bad_date", Place::Whole).with("date", text));
        }
    }
    for (_, node) in view.nodes() {
        if node.kind.is_objective() && node.indicators.is_empty() {
            let fix = Fix::AddIndicator { node: node.id.clone() };
            found.push(view.named(Finding::error("no_indicator", at(node)), node).mended_by(fix));
        }
        let mut met = BTreeSet::new();
        for indicator in &node.indicators {
            let mut sheet = Sheet { language: view.language, node, indicator, found };
            if !met.insert(&indicator.id) {
                sheet.error("same_indicator_id");
            }
            sheet.parts(&view.framework.required_dimensions);
            sheet.values();
            sheet.dates(start);
        }
    }
}

/// One indicator under examination.
struct Sheet<'a> {
    language: Language,
    node: &'a Node,
    indicator: &'a Indicator,
    found: &'a mut Vec<Finding>,
}

impl Sheet<'_> {
    fn place(&self) -> Place {
        Place::indicator(&self.node.id, &self.indicator.id)
    }

    fn add(&mut self, finding: Finding) {
        let text = short(self.language, &self.indicator.text, &self.indicator.id);
        self.found.push(finding.with("indicator", text));
    }

    fn error(&mut self, code: &str) {
        self.add(Finding::error(code, self.place()));
    }

    fn warning(&mut self, code: &str) {
        self.add(Finding::warning(code, self.place()));
    }

    /// What the sheet must say.
    fn parts(&mut self, required: &[String]) {
        let indicator = self.indicator;
        if indicator.measure == Measure::Unit && indicator.unit.is_empty() {
            self.warning("no_unit");
        }
        if indicator.baseline.as_ref().is_none_or(|baseline| baseline.value.trim().is_empty()) {
            self.warning("no_baseline");
        }
        if indicator.target().is_none_or(|target| target.value.trim().is_empty()) {
            self.warning("no_target");
        }
        if indicator.measure == Measure::Percentage && indicator.denominator.is_empty() {
            self.warning("no_denominator");
        }
        if indicator.verification.is_empty() {
            self.error("no_verification");
        }
        if indicator.responsible.is_empty() {
            self.warning("no_responsible");
        }
        if indicator.frequency.is_empty() {
            self.warning("no_frequency");
        }
        if !indicator.measure.is_number() {
            return;
        }
        for name in required {
            if !indicator.dimensions.iter().any(|dimension| dimension.id == *name) {
                let finding = Finding::warning("no_dimension", self.place());
                self.add(finding.with("dimension", name));
            }
        }
    }

    /// Values that fit the measure and each other.
    fn values(&mut self) {
        let indicator = self.indicator;
        let periods = indicator.periods.iter();
        let figures: Vec<&Figure> =
            periods.flat_map(|period| [&period.target, &period.actual]).flatten().collect();
        let baseline = indicator.baseline.iter().map(|baseline| baseline.value.as_str());
        for value in figures.iter().map(|figure| figure.value.as_str()).chain(baseline) {
            self.value(value);
        }
        for figure in figures {
            self.sum(figure);
        }
        let first = indicator.baseline.as_ref().and_then(|baseline| number(&baseline.value));
        let (Some(first), Some(last)) = (first, indicator.target().and_then(Figure::number)) else { return };
        let worse = match indicator.direction {
            Direction::Rises => last < first,
            Direction::Falls => last > first,
            Direction::Other(_) => false,
        };
        if indicator.measure.is_number() && worse {
            let (node, indicator) = (self.node.id.clone(), self.indicator.id.clone());
            let finding = Finding::error("target_against_direction", self.place());
            self.add(finding.mended_by(Fix::TurnDirection { node, indicator }));
        }
    }

    fn value(&mut self, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        match (&self.indicator.measure, number(value)) {
            (Measure::Qualitative, Some(_)) => {
                let finding = Finding::error("number_on_words", self.place());
                self.add(finding.with("value", value));
            }
            (Measure::Unit | Measure::Percentage, None) => {
                let finding = Finding::error("words_on_number", self.place());
                self.add(finding.with("value", value));
            }
            (Measure::Percentage, Some(number)) if !(0.0..=100.0).contains(&number) => {
                let finding = Finding::warning("beyond_percentage", self.place());
                self.add(finding.with("value", value));
            }
            _ => {}
        }
    }

    /// Counts that are broken down add up to their whole.
    fn sum(&mut self, figure: &Figure) {
        if self.indicator.measure != Measure::Unit {
            return;
        }
        let Some(whole) = figure.number() else { return };
        for (dimension, parts) in &figure.parts {
            let values: Option<Vec<f64>> = parts.values().map(|value| number(value)).collect();
            let sum: f64 = values.unwrap_or_default().iter().sum();
            if !parts.is_empty() && (sum - whole).abs() > 1e-6 {
                let finding = Finding::warning("parts_do_not_add_up", self.place());
                self.add(finding.with("dimension", dimension).with("sum", sum).with("whole", whole));
            }
        }
    }

    fn dates(&mut self, start: Option<NaiveDate>) {
        let indicator = self.indicator;
        let baseline = indicator.baseline.as_ref().and_then(|baseline| baseline.date.as_ref());
        let periods = indicator.periods.iter().flat_map(|period| [&period.start, &period.end]);
        for text in periods.chain(baseline).filter(|text| date(text).is_none()) {
            let finding = Finding::error("bad_date", self.place());
            self.add(finding.with("date", text));
        }
        let mut spans: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for period in &indicator.periods {
            let (Some(from), Some(to)) = (date(&period.start), date(&period.end)) else { continue };
            if to < from {
                let (node, indicator) = (self.node.id.clone(), self.indicator.id.clone());
                let finding = Finding::error("period_turned", self.place()).with("date", &period.start);
                self.add(finding.mended_by(Fix::SwapPeriods { node, indicator }));
                continue;
            }
            spans.push((from, to));
            if period.target.is_some() && start.is_some_and(|start| to < start) {
                let finding = Finding::error("target_before_start", self.place());
                self.add(finding.with("date", &period.end));
            }
        }
        spans.sort_unstable();
        if spans.windows(2).any(|pair| pair[1].0 <= pair[0].1) {
            self.warning("periods_overlap");
        }
        let target = indicator.periods.iter().rev().find(|period| period.target.is_some());
        if let (Some(baseline), Some(target)) =
            (baseline.and_then(|text| date(text)), target.and_then(|period| date(&period.end)))
            && target < baseline
        {
            self.error("baseline_after_target");
        }
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}
