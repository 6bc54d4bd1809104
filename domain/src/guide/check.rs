//! Everything that can be said against a guide, whatever it was made with: names and references, expressions that
//! cannot mean what their author meant, circles, and scores of a person.

use super::{Guide, NodeKey};
use crate::problem::{Place, Problem, Severity};

mod circles;
mod expressions;
mod mistakes;
mod scores;
mod structure;
#[cfg(test)]
mod tests;
mod tree;

/// What is let through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lenience {
    /// What is out of scope is left out, and told as a warning.
    pub partial: bool,
    /// Totals of scored answers pass whatever the guide is for: to run or to compare a guide is not to use it.
    pub totals: bool,
}

/// Every code of this module with its parameters, as in [`super::xlsform::CODES`].
pub const CODES: &[(&str, &[&str])] = &[
    ("choice_unknown", &["list", "name", "question"]),
    ("choice_unknown_near", &["list", "name", "question", "suggestion"]),
    ("circular", &["path"]),
    ("compared_never_equal", &["question", "value"]),
    ("condition_is_constant", &["found"]),
    ("divided_by_zero", &[]),
    ("list_empty", &["list"]),
    ("regex_unusable", &["pattern"]),
    ("score_total", &["questions"]),
    ("selected_of_no_choices", &["question"]),
    ("text_in_arithmetic", &["found"]),
];

/// A problem and what of the guide it concerns: a place (names, no instances) and a part, named as XLSForm's column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub place: NodeKey,
    pub part: &'static str,
    pub severity: Severity,
    pub code: String,
    params: Vec<(&'static str, String)>,
}

impl Finding {
    fn error(place: &NodeKey, part: &'static str, code: &str) -> Self {
        let (place, code) = (place.clone(), code.to_owned());
        Self { place, part, severity: Severity::Error, code, params: Vec::new() }
    }

    fn warning(place: &NodeKey, part: &'static str, code: &str) -> Self {
        Self { severity: Severity::Warning, ..Self::error(place, part, code) }
    }

    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts are given alike, without `&`")]
    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// The problem, at a place of the caller's.
    pub fn at(self, place: Place) -> Problem {
        let problem = match self.severity {
            Severity::Error => Problem::error(&self.code, place),
            Severity::Warning => Problem::warning(&self.code, place),
        };
        self.params.into_iter().fold(problem, |problem, (name, value)| problem.with(name, value))
    }

    /// The problem where there are neither sheets nor rows: the column says what it concerns, as `/group/question
    /// relevant`.
    pub fn into_problem(self) -> Problem {
        let column = Some(format!("/{} {}", self.place, self.part));
        self.at(Place { column, ..Place::default() })
    }
}

/// Everything found, for a guide that did not come from tables.
pub fn check(guide: &Guide, lenience: Lenience) -> Vec<Finding> {
    let mut found = Vec::new();
    if !structure::check(guide, &mut found) {
        return found;
    }
    found.extend(meaning(guide, lenience));
    found
}

/// What reading a guide's tables does not find by itself.
pub(super) fn meaning(guide: &Guide, lenience: Lenience) -> Vec<Finding> {
    let tree = tree::Tree::of(guide);
    let mut found = Vec::new();
    mistakes::check(&tree, &mut found);
    circles::check(guide, &mut found);
    if !lenience.totals {
        scores::check(&tree, &mut found);
    }
    found
}
