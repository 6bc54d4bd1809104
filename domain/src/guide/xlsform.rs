//! XLSForm in and out: tables of cells become a guide and a list of problems, a guide becomes tables of cells.

use super::{Guide, check::Lenience};
use crate::problem::{Problem, Severity};

mod choices;
mod codes;
mod columns;
mod export;
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
pub use export::export;
pub use markdown::{read_markdown, write_markdown};

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
    import_with(workbook, form_name, Lenience::default())
}

/// [`import`], with some things let through.
pub fn import_with(
    workbook: &Workbook,
    form_name: &str,
    lenience: Lenience,
) -> (Option<Guide>, Vec<Problem>) {
    let mut problems = problems::Problems::with(lenience);
    let guide = sections::guide(workbook, form_name, &mut problems);
    let problems = problems.in_order(workbook);
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    (guide.filter(|_| !broken), problems)
}

/// The key of a language in [`super::Text`], however an author writes it: `French (fr)`, `fr`, `Wolof`.
pub fn language_key(written: &str) -> String {
    languages::key(written)
}

pub(super) use logic::syntax_problem;

/// True for a name that can stand in an expression.
pub fn is_name(text: &str) -> bool {
    names::is_name(text)
}

/// The known name that an author may have meant.
pub(super) fn nearest_name<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names::nearest(text, known)
}

/// The names written `${name}` in a text.
pub(super) fn references(text: &str) -> impl Iterator<Item = &str> {
    references::scan(text).into_iter().flatten().filter(|found| !found.last_saved).map(|found| found.name)
}

#[cfg(test)]
pub(super) use export::tests::guide as generated;
#[cfg(test)]
mod tests;
