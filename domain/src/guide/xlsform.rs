//! XLSForm in: tables of cells become a guide and a list of problems.

use super::Guide;
use crate::problem::{Problem, Severity};

mod choices;
mod codes;
mod columns;
mod languages;
mod logic;
mod markdown;
mod names;
mod outline;
mod parameters;
mod problems;
mod questions;
mod range;
mod references;
mod sections;
mod settings;
mod sheets;
mod table;
mod translations;
mod types;

pub use codes::CODES;
pub use markdown::read_markdown;

/// A workbook as tables of text, whatever file it came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workbook {
    pub sheets: Vec<Sheet>,
}

/// A sheet: all rows from the first, each a list of cells as a person reads them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<String>>,
}

/// The guide, when it can be used at all, and everything found. A guide comes with warnings only; with an error among
/// the problems there is none.
pub fn import(workbook: &Workbook, form_name: &str) -> (Option<Guide>, Vec<Problem>) {
    let mut problems = problems::Problems::default();
    let guide = sections::guide(workbook, form_name, &mut problems);
    let problems = problems.in_order(workbook);
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    (guide.filter(|_| !broken), problems)
}

#[cfg(test)]
mod tests;
