//! Frameworks as files of others: drawings, graphs, tables, reports. Pure: bytes for whoever writes them.

use serde::Serialize as _;

use super::{Framework, Kind};
use crate::language::Language;

pub mod graphml;
pub mod iati;
pub mod matrix;
pub mod mermaid;
pub mod outline;
pub mod svg;

/// What a framework can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    GraphMl,
    Mermaid,
    Csv,
    Matrix,
    Json,
    Iati,
}

impl Format {
    pub const ALL: [Self; 7] =
        [Self::Svg, Self::GraphMl, Self::Mermaid, Self::Csv, Self::Matrix, Self::Json, Self::Iati];

    /// The word of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::GraphMl => "graphml",
            Self::Mermaid => "mermaid",
            Self::Csv => "csv",
            Self::Matrix => "matrix",
            Self::Json => "json",
            Self::Iati => "iati",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }
}

/// The language of an export, and where its words come from: the texts of `locales/*/framework.toml` by key.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub language: Language,
    pub lookup: &'a dyn Fn(Language, &str) -> Option<&'static str>,
}

impl Words<'_> {
    fn get(&self, key: &str) -> &'static str {
        (self.lookup)(self.language, key).unwrap_or_default()
    }

    /// What a kind of node is called in this framework.
    pub fn kind(&self, framework: &Framework, kind: &Kind) -> String {
        if let Some(own) = framework.own_name(kind).map(|name| name.in_language(self.language).0)
            && !own.is_empty()
        {
            return own.to_owned();
        }
        match self.get(&framework.name_key(kind)) {
            "" => kind.word().to_owned(),
            known => known.to_owned(),
        }
    }
}

/// The framework in a format.
pub fn write(framework: &Framework, format: Format, words: Words) -> String {
    match format {
        Format::Svg => svg::write(framework, words),
        Format::GraphMl => graphml::write(framework),
        Format::Mermaid => mermaid::write(framework, words.language),
        Format::Csv => outline::write(framework),
        Format::Matrix => matrix::write(framework, words),
        Format::Json => json(framework),
        Format::Iati => iati::write(framework),
    }
}

/// Ours, indented, with a line at the end, so that two versions compare line by line.
pub fn json(framework: &Framework) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"  ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Writing to memory, of maps with text keys, cannot fail.
    let written = framework.serialize(&mut serializer);
    debug_assert!(written.is_ok(), "{written:?}");
    let mut text = String::from_utf8(bytes).unwrap_or_default();
    text.push('\n');
    text
}

/// Text for XML, without the characters that XML cannot hold.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

/// A row of CSV. What a spreadsheet would take for a formula gets an apostrophe in front, which the import takes off.
fn row(cells: &[&str]) -> String {
    let quoted: Vec<String> = cells
        .iter()
        .map(|cell| {
            let guarded = if cell.starts_with(['=', '+', '-', '@', '\'']) {
                format!("'{cell}")
            } else {
                (*cell).to_owned()
            };
            if guarded.contains([',', '"', '\n', '\r', ';', '\t']) {
                format!("\"{}\"", guarded.replace('"', "\"\""))
            } else {
                guarded
            }
        })
        .collect();
    format!("{}\r\n", quoted.join(","))
}

#[cfg(test)]
mod tests;
