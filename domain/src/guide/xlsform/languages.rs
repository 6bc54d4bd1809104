//! The languages of a workbook, and its texts in them.

use super::{
    columns::Header,
    problems::Problems,
    table::{Row, Table},
};
use crate::{guide::Text, problem::Problem};

/// Words by which authors name the two languages of the application, beside their codes.
const OWN: &[(&str, &[&str])] =
    &[("fr", &["french", "français", "francais", "fra", "fre"]), ("en", &["english", "anglais", "eng"])];

pub(super) struct Languages {
    /// Keys of [`Text`], in the author's order, the default language first.
    pub(super) keys: Vec<String>,
    /// The key of text in columns that name no language.
    pub(super) plain: String,
}

impl Languages {
    pub(super) fn of(tables: &[&Table<'_>], default: Option<&str>, problems: &mut Problems) -> Self {
        let mut keys: Vec<String> = Vec::new();
        for table in tables {
            for column in &table.columns {
                let Some(language) = &column.header.language else { continue };
                if keys.contains(language) {
                    continue;
                }
                if !is_code(language) {
                    let place = table.header_place(Some(column.text));
                    problems.push(Problem::warning("language_without_code", place).with("lang", language));
                }
                keys.push(language.clone());
            }
        }
        let plain = default.map(key).unwrap_or_default();
        if !plain.is_empty() {
            keys.retain(|key| *key != plain);
            keys.insert(0, plain.clone());
        }
        Self { keys, plain }
    }

    /// The text of a row under all the columns of one meaning.
    pub(super) fn text(&self, row: Row<'_>, key: &str) -> Text {
        let mut text = Text::default();
        for cell in row.cells_of(key) {
            let language = self.of_column(&cell.column.header, row.table());
            text.0.insert(language.to_owned(), cell.text.to_owned());
        }
        text
    }

    /// The key of the texts in a column. A column without language is in the default one, unless another column is.
    pub(super) fn of_column<'a>(&'a self, header: &'a Header, table: &Table<'_>) -> &'a str {
        match &header.language {
            Some(language) => language,
            None => {
                let named = |other: &Header| other.language.as_deref() == Some(self.plain.as_str());
                let taken = table.columns_of(&header.key).any(|column| named(&column.header));
                if taken { "" } else { &self.plain }
            }
        }
    }
}

/// The key for a language as an author writes it: `French (fr)`, `fr`, `French`, `Wolof`.
pub(super) fn key(written: &str) -> String {
    let written = written.trim();
    let in_brackets =
        written.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, code)| code.trim());
    let code = in_brackets.filter(|code| is_code(code)).unwrap_or(written);
    let lower = code.to_lowercase();
    if lower == "default" {
        return String::new();
    }
    if let Some((tag, _)) = OWN.iter().find(|(_, words)| words.contains(&lower.as_str())) {
        return (*tag).to_owned();
    }
    match code.split_once('-') {
        _ if !is_code(code) => code.to_owned(),
        Some((primary, rest)) => format!("{}-{rest}", primary.to_lowercase()),
        None => lower,
    }
}

/// A BCP 47 tag, as far as its shape tells.
fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or("");
    (2..=3).contains(&primary.len())
        && primary.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_their_code_or_their_name() {
        let cases = [
            ("French (fr)", "fr"),
            ("fr", "fr"),
            ("FR", "fr"),
            ("Français", "fr"),
            ("eng", "en"),
            ("Portuguese (pt-BR)", "pt-BR"),
            ("Acoli (ach)", "ach"),
            ("Wolof", "Wolof"),
            ("Malagasy (official)", "Malagasy (official)"),
            ("default", ""),
        ];
        for (written, expected) in cases {
            assert_eq!(key(written), expected, "{written}");
        }
    }
}
