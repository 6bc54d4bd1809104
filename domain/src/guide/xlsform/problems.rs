//! Collects everything found, and puts it in the order in which a person goes through the workbook.

use std::collections::HashSet;

use super::{Workbook, names};
use crate::{
    guide::check::Lenience,
    problem::{Place, Problem, Severity},
};

/// Looking for what an author meant compares with every known name: after this many, a list of problems is not mended
/// by one more suggestion.
const SUGGESTIONS: usize = 200;

#[derive(Default)]
pub(super) struct Problems {
    pub(super) lenience: Lenience,
    found: Vec<Problem>,
    suggested: usize,
}

impl Problems {
    pub(super) fn with(lenience: Lenience) -> Self {
        Self { lenience, ..Self::default() }
    }

    pub(super) fn push(&mut self, mut problem: Problem) {
        if self.lenience.partial && problem.code == "out_of_scope" {
            problem.severity = Severity::Warning;
        }
        self.found.push(problem);
    }

    /// True when nothing found so far keeps the guide from being used.
    pub(super) fn are_mild(&self) -> bool {
        self.found.iter().all(|problem| problem.severity == Severity::Warning)
    }

    /// The problem that `text` is none of the `known`, with the one that was meant where one is near: its code then
    /// ends in `_near`.
    pub(super) fn suggest<'a>(
        &mut self,
        problem: Problem,
        param: &str,
        text: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Problem {
        self.suggested += 1;
        let near = (self.suggested <= SUGGESTIONS).then(|| names::nearest(text, known)).flatten();
        let problem = problem.with(param, text);
        match near {
            Some(suggestion) => {
                let code = format!("{}_near", problem.code);
                Problem { code, ..problem }.with("suggestion", suggestion)
            }
            None => problem,
        }
    }

    /// Sorted by sheet and row, each problem once: a loop reads its rows once for each choice.
    pub(super) fn in_order(self, workbook: &Workbook) -> Vec<Problem> {
        let rank = |place: &Place| {
            let sheet = place.sheet.as_deref().map_or(0, |name| {
                1 + workbook
                    .sheets
                    .iter()
                    .position(|sheet| sheet.name.trim() == name)
                    .unwrap_or(usize::MAX - 1)
            });
            (sheet, place.row.unwrap_or(0))
        };
        let mut seen = HashSet::new();
        let mut found: Vec<Problem> =
            self.found.into_iter().filter(|problem| seen.insert(problem.clone())).collect();
        found.sort_by_cached_key(|problem| rank(&problem.place));
        found
    }
}

/// A place in a sheet as a whole.
pub(super) fn in_sheet(sheet: &str) -> Place {
    Place { sheet: Some(sheet.to_owned()), row: None, column: None }
}
