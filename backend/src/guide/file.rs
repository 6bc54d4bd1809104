//! Guides as files: XLSForm in .xlsx, .xls and .md, XForm in .xml, and our own JSON.

use std::path::Path;

use domain::{
    guide::{
        Guide,
        check::{self, Finding, Lenience},
        xlsform::{self, write_markdown},
    },
    problem::{Place, Problem, Severity},
};

use super::spreadsheet;
use crate::{workbook, xform};

/// Every code of this module with its parameters, as in [`domain::guide::xlsform::CODES`].
pub const CODES: &[(&str, &[&str])] = &[("json_unreadable", &["reason"]), ("text_too_long", &["limit"])];

/// A format in which a guide can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Json,
    Markdown,
}

impl Format {
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "xlsx" => Some(Self::Xlsx),
            "json" => Some(Self::Json),
            "md" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// Reads a guide: the guide, when it can be used, and everything found. `lenience` lets some things through.
pub fn check(file_name: &str, content: &[u8], lenience: Lenience) -> (Option<Guide>, Vec<Problem>) {
    let path = Path::new(file_name);
    let extension =
        path.extension().map_or_else(String::new, |extension| extension.to_string_lossy().to_lowercase());
    match extension.as_str() {
        "json" => json(content, lenience),
        "xml" => xform::read(content, lenience),
        _ => {
            // A file may be called anything; a form is then called as XLSForm calls it where nobody says.
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let form_name = stem.filter(|stem| xlsform::is_name(stem)).unwrap_or_else(|| "data".to_owned());
            match workbook::read(file_name, content) {
                Ok(workbook) => xlsform::import_with(&workbook, &form_name, lenience),
                Err(problem) => (None, vec![problem]),
            }
        }
    }
}

fn json(content: &[u8], lenience: Lenience) -> (Option<Guide>, Vec<Problem>) {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    match serde_json::from_slice::<Guide>(content) {
        Ok(guide) => usable(guide, lenience),
        Err(error) => {
            let row = u32::try_from(error.line()).ok().filter(|line| *line > 0);
            let place = Place { row, ..Place::default() };
            (None, vec![Problem::error("json_unreadable", place).with("reason", error)])
        }
    }
}

/// The guide unless something in it is wrong, with what was found.
fn usable(guide: Guide, lenience: Lenience) -> (Option<Guide>, Vec<Problem>) {
    let problems: Vec<Problem> =
        check::check(&guide, lenience).into_iter().map(Finding::into_problem).collect();
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    ((!broken).then_some(guide), problems)
}

/// The guide in a format; the problem is a text that the format cannot hold.
pub fn export(guide: &Guide, format: Format) -> Result<Vec<u8>, Problem> {
    match format {
        Format::Xlsx => spreadsheet::write(&xlsform::export(guide)),
        Format::Markdown => Ok(write_markdown(&xlsform::export(guide)).into_bytes()),
        Format::Json => serde_json::to_vec_pretty(guide)
            .map_err(|error| Problem::error("json_unreadable", Place::default()).with("reason", error)),
    }
}
