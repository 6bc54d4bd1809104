//! What is wrong with something somebody made, where it is, and how bad.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The thing cannot be used until this is mended.
    Error,
    /// It can be used; its author should know.
    Warning,
}

/// A place in a workbook. Rows count from 1 as a spreadsheet shows them; the column is the header's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub sheet: Option<String>,
    pub row: Option<u32>,
    pub column: Option<String>,
}

/// A finding: a stable code that `locales/*/problem.toml` words in each language, with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Problem {
    pub severity: Severity,
    pub code: String,
    pub place: Place,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

impl Problem {
    pub fn error(code: &str, place: Place) -> Self {
        Self { severity: Severity::Error, code: code.to_owned(), place, params: BTreeMap::new() }
    }

    pub fn warning(code: &str, place: Place) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place) }
    }

    /// The same problem with one more parameter for its sentence.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts are given alike, without `&`")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}
