//! `${name}` in cells: finding them, and knowing what they can name.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{names, problems::Problems, table::Cell};

/// A `${name}` in a text, with the bytes it takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'t> {
    pub(super) name: &'t str,
    /// `${last-saved#name}`: the answer of the interview before, on the same device.
    pub(super) last_saved: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// All references in a text; for one that is not well formed, what was found there.
pub(super) fn scan(text: &str) -> Vec<Result<Reference<'_>, &str>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("${")) {
        let start = from + at;
        let inside = text.get(start + 2..).unwrap_or("");
        let (content, end) = match inside.find(['}', '$']) {
            Some(end) if inside.get(end..).is_some_and(|rest| rest.starts_with('}')) => {
                (inside.get(..end).unwrap_or(""), start + 2 + end + 1)
            }
            _ => ("", start + 2),
        };
        let (name, last_saved) = match content.strip_prefix("last-saved#") {
            Some(name) => (name, true),
            None => (content, false),
        };
        found.push(if names::is_name(name) {
            Ok(Reference { name, last_saved, start, end })
        } else {
            let excerpt = text.get(start..).unwrap_or("");
            Err(excerpt.char_indices().nth(20).map_or(excerpt, |(cut, _)| excerpt.get(..cut).unwrap_or("")))
        });
        from = end;
    }
    found
}

/// True for a text that is one `${name}` and nothing else.
pub(super) fn is_one(text: &str) -> bool {
    matches!(scan(text).as_slice(), [Ok(reference)] if reference.start == 0 && reference.end == text.len())
}

/// What stands under a name.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    times: usize,
    /// The interviewer sees it, so that a change of it can trigger a calculation.
    visible: bool,
}

/// Every name of the survey sheet.
#[derive(Default)]
pub(super) struct Names<'t> {
    standings: HashMap<Cow<'t, str>, Standing>,
    /// Where things stand, from below the root: `group/question`.
    paths: HashSet<String>,
    /// A loop makes more paths than these.
    open: bool,
    /// Questions that are out of scope.
    left_out: HashSet<&'t str>,
}

impl<'t> Names<'t> {
    pub(super) fn add(&mut self, name: &'t str, times: usize, visible: bool) {
        self.count(Cow::Borrowed(name), times, visible);
    }

    /// A name that no row has: that of a question which XLSForm adds by itself.
    pub(super) fn add_made(&mut self, name: String, times: usize) {
        self.count(Cow::Owned(name), times, true);
    }

    fn count(&mut self, name: Cow<'t, str>, times: usize, visible: bool) {
        let standing = self.standings.entry(name).or_default();
        standing.times = standing.times.saturating_add(times);
        standing.visible |= visible;
    }

    pub(super) fn leave_out(&mut self, name: &'t str) {
        self.left_out.insert(name);
    }

    /// The words with `…` in the place of answers that are left out.
    pub(super) fn without_left_out(&self, words: &mut String) {
        let mut names =
            self.left_out.iter().map(|name| format!("${{{name}}}")).filter(|name| words.contains(name));
        if let Some(name) = names.next() {
            *words = words.replace(&name, "…");
            self.without_left_out(words);
        }
    }

    pub(super) fn add_path(&mut self, path: &str) {
        self.paths.insert(path.to_owned());
    }

    pub(super) fn paths_are_open(&mut self) {
        self.open = true;
    }

    pub(super) fn has_path(&self, path: &str) -> bool {
        self.open || self.paths.contains(path)
    }

    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.standings.get(name).is_some_and(|standing| !standing.visible)
    }

    /// Checks all references of a cell; true when every one is good.
    pub(super) fn check(&self, cell: &Cell<'_>, problems: &mut Problems) -> bool {
        let mut good = true;
        for reference in scan(cell.text) {
            let problem = match reference {
                Err(found) => cell.error("reference_malformed").with("found", found),
                Ok(reference) => match self.standings.get(reference.name) {
                    Some(standing) if standing.times <= 1 => continue,
                    None if self.left_out.contains(reference.name) => {
                        cell.warning("reference_left_out").with("name", reference.name)
                    }
                    Some(_) => cell.error("reference_ambiguous").with("name", reference.name),
                    None => {
                        let known = self.standings.keys().map(AsRef::as_ref);
                        problems.suggest(cell.error("reference_unknown"), "name", reference.name, known)
                    }
                },
            };
            problems.push(problem);
            good = false;
        }
        good
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Result<&str, &str>]) {
        let found: Vec<_> =
            scan(text).into_iter().map(|found| found.map(|reference| reference.name)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn references_are_found() {
        check("${a} and ${last-saved#b}", &[Ok("a"), Ok("b")]);
        check("$a {b}", &[]);
        check("${a", &[Err("${a")]);
        check("${ a }", &[Err("${ a }")]);
        check("${a${b}", &[Err("${a${b}"), Ok("b")]);
        check("${}", &[Err("${}")]);
        check("é${é}", &[Ok("é")]);
    }
}
