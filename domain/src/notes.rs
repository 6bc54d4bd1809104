//! Free notes: shared text that people write together, in a case or outside any. Their first line is their title; it is
//! content like the rest, so that it stands nowhere else.

use serde::{Deserialize, Serialize};

use crate::{
    document::Home,
    id::{CaseId, DocumentId, Timestamp},
};

/// Registers notes that a device has started, perhaps while it was offline. The device makes the id, so that sending
/// the same request twice is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartNotes {
    pub id: DocumentId,
    pub case: CaseId,
    pub started_at: Timestamp,
}

/// Notes in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotesSummary {
    pub id: DocumentId,
    #[serde(flatten)]
    pub home: Home,
    pub started_at: Timestamp,
    pub started_by: String,
    pub changed_at: Timestamp,
}

/// How many characters of a first line are shown as a title.
const TITLE: usize = 80;

/// The title of notes: their first line that says something, cut where it gets long. `None` for blank notes.
pub fn title(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let mut letters = line.chars();
    let start: String = letters.by_ref().take(TITLE).collect();
    Some(if letters.next().is_none() { start } else { format!("{}…", start.trim_end()) })
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn the_first_line_that_says_something_is_the_title() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(title(text).as_deref(), expected, "{text:?}");
        };
        check("", None);
        check(" \n\t\n", None);
        check("Réunion de lundi", Some("Réunion de lundi"));
        check("\n  Réunion  \r\nsuite", Some("Réunion"));
        check(&"é".repeat(80), Some(&"é".repeat(80)));
        check(&"é".repeat(81), Some(&format!("{}…", "é".repeat(80))));
        check(&format!("{} mot", "a".repeat(79)), Some(&format!("{}…", "a".repeat(79))));
    }
}
