//! Rows that ask something.

use super::{
    logic,
    parameters::{self, Said},
    references,
    sections::Builder,
    table::{Cell, Row},
    types::Ask,
};
use crate::{
    guide::{
        Guidance, Item, Kind, Question, Text,
        expression::{Expression, Operator},
        xpath,
    },
    problem::Problem,
};

/// Columns whose cells are not texts: what they hold is checked where it is read.
const NOT_TEXTS: [&str; 14] = [
    "type",
    "name",
    "parameters",
    "trigger",
    "relevant",
    "constraint",
    "calculation",
    "required",
    "read_only",
    "default",
    "choice_filter",
    "repeat_count",
    "appearance",
    "comment",
];

impl<'t> Builder<'_, 't> {
    /// The question of a row.
    pub(super) fn question(&mut self, row: Row<'t>, name: &str, ask: &Ask) -> Item {
        self.check_texts(row);
        let names = self.names;
        let mut kind = ask.kind.clone();
        self.check_list(row, &mut kind);
        let Said { range, randomize, multiline } =
            parameters::Reader { row, kind: &kind, lists: self.lists, names, problems: self.problems }.read();
        if let Some(range) = range {
            kind = range;
        }
        let mut appearance = self.appearance(row);
        if multiline && !appearance.iter().any(|word| word == "multiline") {
            appearance.push("multiline".to_owned());
        }
        let constraint = logic::expression(row, "constraint", names, self.problems);
        let mut question = Question {
            name: name.to_owned(),
            label: self.text(row, "label"),
            hint: self.text(row, "hint"),
            guidance: self.guidance(row),
            appearance,
            relevant: logic::expression(row, "relevant", names, self.problems),
            constraint: with_bounds(constraint, ask.at_most),
            constraint_message: self.text(row, "constraint_message"),
            required: logic::condition(row, "required", names, self.problems),
            required_message: self.text(row, "required_message"),
            read_only: logic::condition(row, "read_only", names, self.problems),
            calculation: logic::expression(row, "calculation", names, self.problems),
            default: logic::default(row, &kind, names, self.problems),
            triggers: logic::triggers(row, names, self.problems),
            choice_filter: self.choice_filter(row, &kind),
            randomize,
            kind,
        };
        self.check_question(row, &mut question);
        Item::Question(Box::new(question))
    }

    /// A filter looks at columns of the choices: one that none of them has is always empty.
    fn choice_filter(&mut self, row: Row<'t>, kind: &Kind) -> Option<Expression> {
        let filter = logic::expression(row, "choice_filter", self.names, self.problems);
        let (list, cell) = (kind.list()?, row.cell("choice_filter")?);
        let choices = self.lists.get(list)?;
        for column in filter.iter().flat_map(logic::columns) {
            let known = matches!(column, "name" | "label")
                || choices.iter().any(|choice| choice.columns.contains_key(column));
            if !known {
                let problem = cell.warning("choice_filter_column").with("column", column);
                self.problems.push(problem.with("list", list));
            }
        }
        filter
    }

    fn guidance(&self, row: Row<'t>) -> Guidance {
        Guidance {
            say: self.text(row, "guidance_say"),
            instruction: self.text(row, "guidance_hint"),
            probes: self.text(row, "guidance_probes"),
            anchors: self.text(row, "guidance_anchors"),
            why: self.text(row, "guidance_why"),
        }
    }

    fn check_question(&mut self, row: Row<'t>, question: &mut Question) {
        let calculated = row.cell("calculation").is_some();
        if question.kind == Kind::Calculate {
            if !calculated && !question.default.as_ref().is_some_and(logic::is_computed) {
                self.error(row, "calculation_missing", "calculation", &question.name);
            }
            return;
        }
        if !question.kind.is_shown() || !question.label.is_empty() || !question.hint.is_empty() {
            return;
        }
        let media = ["image", "big-image", "audio", "video"];
        if media.into_iter().any(|key| row.cells_of(key).next().is_some()) {
            question.label = Text::plain(&question.name);
            self.warning(row, "label_only_media", "label", &question.name);
        } else if calculated || row.cell("trigger").is_some() {
            // Without words there is nothing to show: it only computes.
            question.kind = Kind::Calculate;
            if let Some(number @ (Expression::Number(_) | Expression::Negate(_))) = &question.default {
                // What starts a calculation is a text, whatever it looks like.
                question.default = Some(Expression::Text(xpath::print(number)));
            }
        } else {
            self.error(row, "label_missing", "label", &question.name);
        }
    }

    fn check_list(&mut self, row: Row<'t>, kind: &mut Kind) {
        let (Some(list), Some(cell)) = (kind.list(), row.cell("type")) else { return };
        if list.starts_with("${") {
            // The choices would be the answers given in a repeat.
            self.names.check(&cell, self.problems);
            self.problems.push(cell.warning("type_unsupported").with("kind", cell.text));
            *kind = Kind::Unsupported { what: cell.text.to_owned() };
            return;
        }
        self.known_list(&cell, list);
        let other = matches!(
            kind,
            Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. }
        );
        if other && row.cell("choice_filter").is_some() {
            self.problems.push(Problem::error("choice_filter_with_other", row.place("choice_filter")));
        }
        if !matches!(kind, Kind::SelectMultiple { .. }) {
            return;
        }
        let spaced = |name: &&str| name.contains(char::is_whitespace);
        let names: Vec<&str> = self
            .lists
            .get(list)
            .into_iter()
            .flatten()
            .map(|choice| choice.name.as_str())
            .filter(spaced)
            .collect();
        for name in names {
            self.problems.push(cell.error("choice_name_with_space").with("name", name).with("list", list));
        }
    }

    /// References in everything that is neither an expression nor a name.
    pub(super) fn check_texts(&mut self, row: Row<'t>) {
        let texts: Vec<Cell<'t>> =
            row.cells().filter(|cell| !NOT_TEXTS.contains(&cell.column.header.key.as_str())).collect();
        for cell in texts {
            if !self.names.check(&cell, self.problems) {
                continue;
            }
            if references::scan(cell.text).into_iter().flatten().any(|reference| reference.last_saved) {
                self.problems.push(cell.warning("last_saved_empty"));
            }
        }
    }
}

/// The constraint of old types with bounds of their own: `. >= 0 and . <= 100`.
fn with_bounds(constraint: Option<Expression>, at_most: Option<f64>) -> Option<Expression> {
    let both = |a, b| Expression::Binary(Operator::And, Box::new(a), Box::new(b));
    let compare = |operator, bound| {
        Expression::Binary(operator, Box::new(logic::here()), Box::new(Expression::Number(bound)))
    };
    let Some(most) = at_most else { return constraint };
    let bounds = both(compare(Operator::GreaterOrEqual, 0.0), compare(Operator::LessOrEqual, most));
    Some(match constraint {
        Some(own) => both(bounds, own),
        None => bounds,
    })
}
