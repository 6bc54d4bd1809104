//! Indicators: what shows that an objective is reached, from which start to which target, and what was found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words;
use crate::guide::Text;

words!(
    /// How an indicator is measured, as IATI tells them apart.
    Measure {
        Unit => "unit",
        Percentage => "percentage",
        Nominal => "nominal",
        Ordinal => "ordinal",
        Qualitative => "qualitative",
    }
);

impl Measure {
    /// The IATI code list `IndicatorMeasure`.
    pub fn iati(&self) -> u8 {
        match self {
            Self::Unit | Self::Other(_) => 1,
            Self::Percentage => 2,
            Self::Nominal => 3,
            Self::Ordinal => 4,
            Self::Qualitative => 5,
        }
    }

    pub fn is_number(&self) -> bool {
        matches!(self, Self::Unit | Self::Percentage)
    }
}

words!(
    /// Which way is better.
    Direction {
        Rises => "rises",
        Falls => "falls",
    }
);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    pub id: String,
    pub text: Text,
    pub measure: Measure,
    pub direction: Direction,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub definition: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub unit: Text,
    /// For a percentage: of what.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub denominator: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<Period>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
    /// Means of verification.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub verification: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub responsible: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub frequency: Text,
}

impl Indicator {
    pub fn new(id: impl Into<String>, text: Text, measure: Measure) -> Self {
        Self {
            id: id.into(),
            text,
            measure,
            direction: Direction::Rises,
            definition: Text::default(),
            unit: Text::default(),
            denominator: Text::default(),
            baseline: None,
            periods: Vec::new(),
            dimensions: Vec::new(),
            verification: Text::default(),
            responsible: Text::default(),
            frequency: Text::default(),
        }
    }

    /// The last target that is set.
    pub fn target(&self) -> Option<&Figure> {
        self.periods.iter().rev().find_map(|period| period.target.as_ref())
    }

    /// The last figure that was found.
    pub fn actual(&self) -> Option<&Figure> {
        self.periods.iter().rev().find_map(|period| period.actual.as_ref())
    }
}

/// Where things stood at a date (`YYYY-MM-DD`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub comment: Text,
}

/// A stretch of time (`YYYY-MM-DD`) with its target and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub start: String,
    pub end: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Figure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Figure>,
}

/// A value as it was written: a number for numbers, words for the rest. The parts are by dimension, then by part.
/// They are named by ids and outlive a dimension that is renamed or taken away, so that no figure is lost with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub value: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub comment: Text,
}

impl Figure {
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    /// The value as a number: a comma is a decimal point, spaces and a percent sign are no part of it.
    pub fn number(&self) -> Option<f64> {
        number(&self.value)
    }
}

/// A number as people write it in either language.
pub fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '%')
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A way of breaking figures down, such as by sex.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    pub id: String,
    pub name: Text,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub id: String,
    pub name: Text,
}
