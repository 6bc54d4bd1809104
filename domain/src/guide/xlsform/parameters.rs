//! The `parameters` column: `start=1 end=5 step=1`.

use std::collections::BTreeMap;

use super::{
    choices::Lists,
    logic,
    problems::Problems,
    references::{self, Names},
    table::{Cell, Row},
};
use crate::guide::{
    Kind, Randomize,
    expression::{Expression, Path, Start},
};

/// Parameters by name, in lower case.
type Parameters<'t> = BTreeMap<String, &'t str>;

/// What the parameters of a question say.
#[derive(Default)]
pub(super) struct Said {
    pub(super) range: Option<Kind>,
    pub(super) randomize: Option<Randomize>,
    /// A text of several lines.
    pub(super) multiline: bool,
}

pub(super) struct Reader<'a, 't> {
    pub(super) row: Row<'t>,
    pub(super) kind: &'a Kind,
    pub(super) lists: &'a Lists,
    pub(super) names: &'a Names<'t>,
    pub(super) problems: &'a mut Problems,
}

impl<'t> Reader<'_, 't> {
    pub(super) fn read(mut self) -> Said {
        let cell = self.row.cell("parameters");
        let Some(parameters) = cell.map_or_else(|| Some(Parameters::new()), |cell| self.pairs(&cell)) else {
            return Said::default();
        };
        if let Some(cell) = cell {
            self.check_names(&cell, &parameters);
        }
        match (self.kind, cell) {
            (Kind::Range { .. }, _) => {
                Said { range: range(&mut self, cell.as_ref(), &parameters), ..Said::default() }
            }
            (Kind::Text, Some(cell)) => {
                self.whole(&cell, &parameters, "rows");
                Said { multiline: parameters.contains_key("rows"), ..Said::default() }
            }
            (Kind::SelectOne { .. } | Kind::SelectMultiple { .. } | Kind::Rank { .. }, Some(cell)) => {
                Said { randomize: self.randomize(&cell, &parameters), ..Said::default() }
            }
            (Kind::Unsupported { what }, Some(cell)) => {
                self.media(&cell, what, &parameters);
                Said::default()
            }
            _ => Said::default(),
        }
    }

    /// `key=value` pairs between spaces, commas or semicolons.
    fn pairs(&mut self, cell: &Cell<'t>) -> Option<Parameters<'t>> {
        let mut parameters = Parameters::new();
        let mut pending: Option<&'t str> = None;
        let mut rest = cell.text;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
            if rest.is_empty() {
                break;
            }
            let end =
                rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=')).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let after = after.trim_start();
            match (pending.take(), after.strip_prefix('=')) {
                (None, Some(value)) if !word.is_empty() => {
                    pending = Some(word);
                    rest = value;
                }
                (Some(name), None) => {
                    parameters.insert(name.to_lowercase(), word);
                    rest = after;
                }
                _ => {
                    self.problems.push(cell.error("parameter_malformed").with("found", word));
                    return None;
                }
            }
        }
        if let Some(name) = pending {
            self.problems.push(cell.error("parameter_malformed").with("found", name));
            return None;
        }
        Some(parameters)
    }

    fn check_names(&mut self, cell: &Cell<'_>, parameters: &Parameters<'_>) {
        let allowed: &[&str] = match self.kind {
            Kind::Range { .. } => &["start", "end", "step", "tick_interval", "placeholder", "tick_labelset"],
            Kind::Text => &["rows"],
            Kind::SelectOne { .. } | Kind::SelectMultiple { .. } | Kind::Rank { .. } => {
                &["randomize", "seed"]
            }
            Kind::Unsupported { what } if what == "image" => &["app", "max-pixels"],
            Kind::Unsupported { what } if what == "audio" => &["quality"],
            _ => &[],
        };
        for name in parameters.keys().filter(|name| !allowed.contains(&name.as_str())) {
            let geography =
                ["allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"];
            self.problems.push(if geography.contains(&name.as_str()) {
                cell.error("out_of_scope").with("what", name)
            } else if allowed.is_empty() {
                cell.warning("parameter_ignored").with("name", name)
            } else {
                cell.error("parameter_unknown").with("name", name).with("allowed", allowed.join(", "))
            });
        }
    }

    fn whole(&mut self, cell: &Cell<'_>, parameters: &Parameters<'_>, name: &str) {
        if let Some(value) = parameters.get(name)
            && value.parse::<i64>().is_err()
        {
            self.problems.push(cell.error("parameter_not_whole").with("name", name).with("value", value));
        }
    }

    fn one_of(&mut self, cell: &Cell<'_>, (name, value): (&str, &str), allowed: &[&str]) {
        if !allowed.contains(&value) {
            let problem = cell.error("parameter_not_allowed").with("name", name).with("value", value);
            self.problems.push(problem.with("allowed", allowed.join(", ")));
        }
    }

    fn media(&mut self, cell: &Cell<'_>, what: &str, parameters: &Parameters<'_>) {
        if what == "image" {
            self.whole(cell, parameters, "max-pixels");
            // Only the plain camera can be another program.
            let plain = matches!(self.row.text("appearance"), "" | "annotate");
            if let Some(app) = parameters.get("app").filter(|app| plain && !is_package(app)) {
                self.problems.push(cell.error("parameter_not_package").with("value", app));
            }
        }
        if what == "audio"
            && let Some(quality) = parameters.get("quality")
        {
            self.one_of(cell, ("quality", quality), &["voice-only", "low", "normal", "external"]);
        }
    }

    fn randomize(&mut self, cell: &Cell<'_>, parameters: &Parameters<'_>) -> Option<Randomize> {
        let wanted = parameters.get("randomize").map(|value| value.to_lowercase());
        if let Some(value) = &wanted {
            self.one_of(cell, ("randomize", value), &["true", "false"]);
        }
        let on = wanted.as_deref() == Some("true");
        let mut seed = None;
        if let Some(value) = parameters.get("seed") {
            if !on {
                self.problems.push(cell.error("parameter_seed_alone"));
            }
            seed = self.seed(cell, value);
        }
        on.then_some(Randomize { seed })
    }

    fn seed(&mut self, cell: &Cell<'_>, value: &str) -> Option<Expression> {
        if let Ok(number) = value.parse::<f64>()
            && number.is_finite()
        {
            return Some(logic::literal(number));
        }
        if let [Ok(reference)] = references::scan(value).as_slice() {
            let start = Start::Named(reference.name.to_owned());
            let known = self.names.check(cell, self.problems);
            return known.then(|| Expression::Path(Path { start, steps: Vec::new() }));
        }
        let problem = cell.error("parameter_not_number").with("name", "seed").with("value", value);
        self.problems.push(problem);
        None
    }
}

/// An Android package: names with at least one dot between.
fn is_package(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
}

fn range(reader: &mut Reader<'_, '_>, cell: Option<&Cell<'_>>, parameters: &Parameters<'_>) -> Option<Kind> {
    super::range::read(cell, parameters, reader.row, reader.lists, reader.problems)
}
