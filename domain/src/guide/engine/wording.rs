//! Labels that show answers: `${name}` in a text is the answer of the nearest question of that name.

use super::{Engine, cells::CellId, plan::What};
use crate::{
    guide::{Kind, Text, Value},
    language::Language,
};

/// The names that a text shows, with repetitions.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Plain(_) => None,
    })
}

enum Piece<'a> {
    Plain(&'a str),
    Name(&'a str),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split_inclusive('}').flat_map(|part| match part.rfind("${") {
        Some(start) if part.ends_with('}') => {
            [Piece::Plain(&part[..start]), Piece::Name(part[start + 2..part.len() - 1].trim())]
        }
        _ => [Piece::Plain(part), Piece::Plain("")],
    })
}

impl Engine {
    pub(super) fn fill(&self, cell: CellId, text: &Text, language: Language) -> (String, bool) {
        let (text, is_other_language) = text.in_language(language);
        if !text.contains("${") {
            return (text.to_owned(), is_other_language);
        }
        let filled = pieces(text).map(|piece| match piece {
            Piece::Plain(plain) => plain.to_owned(),
            Piece::Name(name) => self.answer_named(cell, name, language),
        });
        (filled.collect(), is_other_language)
    }

    /// The answer in words of the nearest question of that name: choices by their labels, empty when it is hidden.
    fn answer_named(&self, cell: CellId, name: &str, language: Language) -> String {
        let from = self.cells[cell].def;
        let Some(target) = self.plan.named(name, from) else { return String::new() };
        let mut answer = String::new();
        let route = self.plan.route(from, target, self.plan.shared_depth(from, target));
        self.cells.follow(&self.plan, cell, &route, &mut |cell| {
            let state = &self.cells[cell].state;
            if answer.is_empty() && state.relevant {
                answer = self.in_words(cell, &state.value, language);
            }
        });
        answer
    }

    /// A value in words: the labels of choices, anything else as it is stored.
    pub(super) fn in_words(&self, cell: CellId, value: &Value, language: Language) -> String {
        let def = &self.plan.defs[self.cells[cell].def];
        let Some(list) = def.list else { return value.to_text() };
        let choices = self.plan.choices(&self.guide, list);
        let label = |name: &str| {
            let label = choices
                .iter()
                .find(|choice| choice.name == name)
                .map(|choice| choice.label.in_language(language).0);
            label.filter(|label| !label.is_empty()).unwrap_or(name).to_owned()
        };
        match (value, &def.what) {
            (Value::Many(names), _) => names.iter().map(|name| label(name)).collect::<Vec<_>>().join(", "),
            (Value::Empty, _) => String::new(),
            (_, What::Question(Kind::SelectMultiple { .. } | Kind::Rank { .. })) => {
                value.to_text().split_whitespace().map(label).collect::<Vec<_>>().join(", ")
            }
            _ => label(&value.to_text()),
        }
    }
}
