//! What is found in a framework or on reading one: a stable code, how bad, where, and what would mend it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kind, link::LinkKind};
pub use crate::problem::Severity;

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Place {
    #[default]
    Whole,
    Node {
        node: String,
    },
    Link {
        link: String,
    },
    Indicator {
        node: String,
        indicator: String,
    },
    /// A line of a file that was read, from 1.
    Line {
        line: usize,
    },
}

impl Place {
    pub fn node(id: &str) -> Self {
        Self::Node { node: id.to_owned() }
    }

    pub fn link(id: &str) -> Self {
        Self::Link { link: id.to_owned() }
    }

    pub fn indicator(node: &str, indicator: &str) -> Self {
        Self::Indicator { node: node.to_owned(), indicator: indicator.to_owned() }
    }

    /// The id that a finding is set aside under.
    pub fn id(&self) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Node { node } => node.clone(),
            Self::Link { link } => link.clone(),
            Self::Indicator { node, indicator } => format!("{node}/{indicator}"),
            Self::Line { line } => line.to_string(),
        }
    }
}

/// A change that mends a finding, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fix", rename_all = "snake_case")]
pub enum Fix {
    RemoveNode { node: String },
    RemoveLink { link: String },
    TurnLink { link: String },
    RetypeLink { link: String, kind: LinkKind },
    MoveNode { node: String, kind: Kind },
    RenameNode { at: usize, id: String },
    RenameLink { at: usize, id: String },
    RemoveValue { node: String, indicator: String },
    AddIndicator { node: String },
    AddAssumption { link: String },
    SwapPeriods { node: String, indicator: String },
    TurnDirection { node: String, indicator: String },
}

/// `locales/*/framework.toml` words it under `rule_` and the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    pub code: String,
    pub place: Place,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Why somebody decided to live with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<String>,
}

impl Finding {
    pub fn error(code: &str, place: Place) -> Self {
        let params = BTreeMap::new();
        Self { severity: Severity::Error, code: code.to_owned(), place, params, fix: None, set_aside: None }
    }

    pub fn warning(code: &str, place: Place) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place) }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts are given alike, without `&`")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    #[must_use]
    pub fn mended_by(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}
