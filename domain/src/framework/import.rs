//! Frameworks that come in as files: ours in JSON, an outline in CSV, a graph in GraphML. What is doubtful is kept and
//! listed; what cannot be read says where and what to do.

use super::{
    FORMAT, Framework, Kind,
    finding::{Finding, Place},
    vocabulary::kind_of,
};

mod graphml;
mod outline;
mod table;

/// More nodes than this, or links, are refused: the file would not be a framework that people made.
pub const MOST_NODES: usize = 20_000;
pub const MOST_LINKS: usize = 100_000;

/// Reads a file by what it looks like: JSON begins with `{`, GraphML with `<`, everything else is an outline.
pub fn read(content: &[u8]) -> Result<(Framework, Vec<Finding>), Vec<Finding>> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let text = std::str::from_utf8(content).map_err(|error| {
        let line = 1 + content[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        vec![Finding::error("read_utf8", Place::Line { line })]
    })?;
    let read = match text.trim_start().chars().next() {
        None => Err(vec![Finding::error("read_empty", Place::Whole)]),
        Some('{') => json(text),
        Some('<') => graphml::read(text),
        Some(_) => outline::read(text),
    };
    read.and_then(|(framework, findings)| {
        if framework.nodes.len() > MOST_NODES || framework.links.len() > MOST_LINKS {
            return Err(vec![Finding::error("read_too_large", Place::Whole).with("limit", MOST_NODES)]);
        }
        Ok((framework, findings))
    })
}

fn json(text: &str) -> Result<(Framework, Vec<Finding>), Vec<Finding>> {
    let framework: Framework = serde_json::from_str(text).map_err(|error| {
        let place = if error.line() > 0 { Place::Line { line: error.line() } } else { Place::Whole };
        let code = if error.is_data() { "read_shape" } else { "read_json" };
        vec![Finding::error(code, place).with("reason", error)]
    })?;
    if framework.format != FORMAT {
        return Err(vec![Finding::error("read_format", Place::Whole).with("format", &framework.format)]);
    }
    Ok((framework, Vec::new()))
}

/// The kind that a cell names; a word of no vocabulary is kept and remarked on.
fn kind(word: &str, place: Place, findings: &mut Vec<Finding>) -> Kind {
    kind_of(word).unwrap_or_else(|| {
        findings.push(Finding::warning("read_unknown_level", place).with("level", word));
        Kind::Other(word.trim().to_owned())
    })
}

#[cfg(test)]
mod tests;
