//! The functions of XPath 1.0 and OpenRosa. Those on files and maps give the empty text.

use std::borrow::Cow;

use super::{
    cells::CellId,
    compile::{self, Code},
    dates::{Moment, time_fraction},
    digest,
    evaluate::{Evaluated, Node, Scope, World},
    plan::What,
    random::Random,
};
use crate::guide::{Kind, Value};

impl<'e> World<'e> {
    /// A call whose name and number of arguments the parser has accepted.
    pub(super) fn call(&self, name: &str, arguments: &'e [Code], scope: Scope<'e>) -> Evaluated<'e> {
        self.choice_call(name, arguments, scope)
            .or_else(|| self.text_call(name, arguments, scope))
            .or_else(|| self.number_call(name, arguments, scope))
            .or_else(|| self.date_call(name, arguments, scope))
            .unwrap_or(Evaluated::Text(Cow::Borrowed("")))
    }

    /// What chooses among values, looks at answers, or is simply true or false.
    fn choice_call(&self, name: &str, arguments: &'e [Code], scope: Scope<'e>) -> Option<Evaluated<'e>> {
        let boolean = |index: usize| self.boolean_of(&arguments[index], scope);
        let text = |index: usize| self.text_of(&arguments[index], scope);
        Some(match name {
            "if" => self.evaluate(&arguments[if boolean(0) { 1 } else { 2 }], scope),
            "coalesce" => {
                let mut values = arguments.iter().map(|argument| self.evaluate(argument, scope));
                let filled = values.find(|value| !self.text(value).is_empty());
                filled.unwrap_or(Evaluated::Text(Cow::Borrowed("")))
            }
            "once" => match self.cell_value(scope.carrier) {
                stored if stored.is_empty() => self.evaluate(&arguments[0], scope),
                Value::Number(number) => Evaluated::Number(*number),
                stored => Evaluated::Text(Cow::Owned(stored.to_text())),
            },
            "true" => Evaluated::Boolean(true),
            "false" => Evaluated::Boolean(false),
            "boolean" => Evaluated::Boolean(boolean(0)),
            "not" => Evaluated::Boolean(!boolean(0)),
            "boolean-from-string" => Evaluated::Boolean(matches!(text(0).trim(), "true" | "1")),
            "selected" => {
                let (chosen, name) = (text(0), text(1));
                Evaluated::Boolean(chosen.split_whitespace().any(|chosen| chosen == name.trim()))
            }
            "selected-at" => {
                let index = self.number_of(&arguments[1], scope);
                let chosen = text(0);
                let at = (index >= 0.0).then(|| chosen.split_whitespace().nth(index as usize)).flatten();
                Evaluated::Text(Cow::Owned(at.unwrap_or_default().to_owned()))
            }
            "count-selected" => Evaluated::Number(text(0).split_whitespace().count() as f64),
            "regex" => {
                let pattern = compile::pattern(&text(1));
                Evaluated::Boolean(pattern.is_some_and(|pattern| pattern.is_match(&text(0))))
            }
            "checklist" => {
                let true_ones = arguments[2..].iter().flat_map(|argument| self.items(argument, scope));
                let count = true_ones.filter(|value| self.boolean(value)).count();
                Evaluated::Boolean(self.is_between(count as f64, arguments, scope))
            }
            "weighted-checklist" => {
                let weight = |pair: &'e [Code]| match pair {
                    [value, weight] if self.boolean_of(value, scope) => self.number_of(weight, scope),
                    _ => 0.0,
                };
                Evaluated::Boolean(self.is_between(
                    arguments[2..].chunks(2).map(weight).sum(),
                    arguments,
                    scope,
                ))
            }
            "position" => Evaluated::Number(match arguments.first() {
                None => scope.position as f64,
                Some(Code::Path(path)) => {
                    self.all_nodes(path, scope).first().map_or(0, |node| self.place(*node)) as f64
                }
                Some(_) => 0.0,
            }),
            "last" => Evaluated::Number(scope.size as f64),
            "randomize" => {
                let seed = arguments.get(1).map(|seed| self.number_of(seed, scope));
                let mut nodes = self.node_set(self.evaluate(&arguments[0], scope));
                self.random(scope.carrier, seed).shuffle(&mut nodes);
                Evaluated::Nodes(nodes)
            }
            _ => return None,
        })
    }

    fn text_call(&self, name: &str, arguments: &'e [Code], scope: Scope<'e>) -> Option<Evaluated<'e>> {
        let text = |index: usize| self.text_of(&arguments[index], scope);
        let number = |index: usize| self.number_of(&arguments[index], scope);
        let joined = |values: &'e [Code], separator: &str| {
            let items = values.iter().flat_map(|value| self.items(value, scope));
            items.map(|item| self.text(&item)).collect::<Vec<_>>().join(separator)
        };
        Some(match name {
            "string" => Evaluated::Text(text(0)),
            "concat" => owned(joined(arguments, "")),
            "join" => owned(joined(&arguments[1..], &text(0))),
            "contains" => Evaluated::Boolean(text(0).contains(&*text(1))),
            "starts-with" => Evaluated::Boolean(text(0).starts_with(&*text(1))),
            "ends-with" => Evaluated::Boolean(text(0).ends_with(&*text(1))),
            "string-length" => Evaluated::Number(text(0).chars().count() as f64),
            "normalize-space" => owned(text(0).split_whitespace().collect::<Vec<_>>().join(" ")),
            "substring-before" => owned(text(0).split_once(&*text(1)).unwrap_or_default().0.to_owned()),
            "substring-after" => owned(text(0).split_once(&*text(1)).unwrap_or_default().1.to_owned()),
            "translate" => owned(translate(&text(0), &text(1), &text(2))),
            "substring" => {
                // Positions count from 1 and are rounded, as XPath has it.
                let start = round(number(1));
                let end = if arguments.len() > 2 { start + round(number(2)) } else { f64::INFINITY };
                let inside = |place: usize| (place + 1) as f64 >= start && ((place + 1) as f64) < end;
                owned(
                    text(0).chars().enumerate().filter(|(place, _)| inside(*place)).map(|(_, c)| c).collect(),
                )
            }
            "substr" => {
                let text = text(0);
                let length = text.chars().count() as f64;
                let from_end = |place: f64| if place < 0.0 { length + place } else { place };
                let start = from_end(number(1).trunc());
                let end = if arguments.len() > 2 { from_end(number(2).trunc()) } else { length };
                let inside = |place: usize| place as f64 >= start && (place as f64) < end;
                owned(text.chars().enumerate().filter(|(place, _)| inside(*place)).map(|(_, c)| c).collect())
            }
            "uuid" => {
                let uuid = self.random(scope.carrier, None).uuid();
                let length = arguments.first().map(|length| self.number_of(length, scope));
                owned(length.filter(|length| *length >= 1.0).map_or(uuid.clone(), |length| {
                    let letters = uuid.chars().filter(|letter| *letter != '-').cycle();
                    letters.take((length as usize).min(1_000)).collect()
                }))
            }
            "name" | "local-name" => {
                let nodes = self.node_set(self.evaluate(arguments.first()?, scope));
                owned(match nodes.first() {
                    Some(Node::Cell(cell)) => self.plan.defs[self.cells[*cell].def].name.clone(),
                    Some(Node::Column(_, _, column)) => (*column).to_owned(),
                    _ => String::new(),
                })
            }
            "version" => Evaluated::Text(Cow::Borrowed(&self.guide.version)),
            "base64-decode" => owned(digest::decoded(&text(0))),
            "digest" => {
                let encoding = if arguments.len() > 2 { text(2) } else { Cow::Borrowed("base64") };
                owned(digest::of(&text(0), &text(1), &encoding))
            }
            _ => return None,
        })
    }

    fn number_call(&self, name: &str, arguments: &'e [Code], scope: Scope<'e>) -> Option<Evaluated<'e>> {
        let number = |index: usize| self.number_of(&arguments[index], scope);
        let numbers = || -> Vec<f64> {
            let items = arguments.iter().flat_map(|argument| self.items(argument, scope));
            items.filter(|item| !self.text(item).trim().is_empty()).map(|item| self.number(&item)).collect()
        };
        Some(Evaluated::Number(match name {
            "number" => number(0),
            "int" => number(0).trunc(),
            "floor" => number(0).floor(),
            "ceiling" => number(0).ceil(),
            "abs" => number(0).abs(),
            "sqrt" => number(0).sqrt(),
            "exp" => number(0).exp(),
            "exp10" => 10_f64.powf(number(0)),
            "log" => number(0).ln(),
            "log10" => number(0).log10(),
            "sin" => number(0).sin(),
            "cos" => number(0).cos(),
            "tan" => number(0).tan(),
            "asin" => number(0).asin(),
            "acos" => number(0).acos(),
            "atan" => number(0).atan(),
            "atan2" => number(0).atan2(number(1)),
            "pow" => number(0).powf(number(1)),
            "pi" => std::f64::consts::PI,
            "round" => match arguments.get(1) {
                None => round(number(0)),
                Some(digits) => {
                    let scale = 10_f64.powf(self.number_of(digits, scope).trunc());
                    round(number(0) * scale) / scale
                }
            },
            "random" => self.random(scope.carrier, None).fraction(),
            // Nothing at all sums to -0 in Rust.
            "sum" => numbers().into_iter().sum::<f64>() + 0.0,
            // A number that is none makes the whole none, as in XPath's sum.
            "min" => numbers()
                .into_iter()
                .reduce(|left, right| if left < right || left.is_nan() { left } else { right })?,
            "max" => numbers()
                .into_iter()
                .reduce(|left, right| if left > right || left.is_nan() { left } else { right })?,
            "count" => self.items(&arguments[0], scope).len() as f64,
            "count-non-empty" => {
                let items = self.items(&arguments[0], scope);
                items.into_iter().filter(|item| !self.text(item).is_empty()).count() as f64
            }
            _ => return None,
        }))
    }

    fn date_call(&self, name: &str, arguments: &'e [Code], scope: Scope<'e>) -> Option<Evaluated<'e>> {
        let offset = self.context.offset_minutes;
        let now = || Moment::at(self.context.now, offset);
        let moment = || {
            let value = self.evaluate(arguments.first()?, scope);
            let text = self.text(&value);
            Moment::read(&text, offset).or_else(|| Moment::from_days(self.number(&value)))
        };
        let or_empty = |text: Option<String>| owned(text.unwrap_or_default());
        Some(match name {
            "today" => owned(now().without_time().to_text(offset)),
            "now" => owned(now().to_text(offset)),
            "date" => or_empty(moment().map(|moment| moment.without_time().to_text(offset))),
            "date-time" => or_empty(moment().map(|moment| moment.to_text(offset))),
            "decimal-date-time" => Evaluated::Number(moment().map_or(f64::NAN, Moment::days)),
            "decimal-time" => {
                let fraction = time_fraction(&self.text_of(&arguments[0], scope));
                Evaluated::Number(fraction.or_else(|| Some(moment()?.day_fraction())).unwrap_or(f64::NAN))
            }
            "format-date" | "format-date-time" => {
                let pattern = self.text_of(&arguments[1], scope);
                let time = || {
                    let time = time_fraction(&self.text_of(&arguments[0], scope))?;
                    Moment::from_days(time)
                };
                or_empty(time().or_else(moment).map(|moment| moment.format(&pattern, self.language)))
            }
            _ => return None,
        })
    }

    /// The values of an argument: of each of its nodes, or the one value.
    fn items(&self, argument: &'e Code, scope: Scope<'e>) -> Vec<Evaluated<'e>> {
        match self.evaluate(argument, scope) {
            Evaluated::Nodes(nodes) => nodes.into_iter().map(|node| self.atom(node)).collect(),
            value => vec![value],
        }
    }

    /// True when the count is within the first two arguments, of which -1 is no bound.
    fn is_between(&self, count: f64, arguments: &'e [Code], scope: Scope<'e>) -> bool {
        let (least, most) = (self.number_of(&arguments[0], scope), self.number_of(&arguments[1], scope));
        (least == -1.0 || count >= least) && (most == -1.0 || count <= most)
    }

    /// The place of a repeat instance or a choice among its siblings, from 1.
    fn place(&self, node: Node<'e>) -> usize {
        match node {
            Node::Cell(cell) if matches!(self.plan.defs[self.cells[cell].def].what, What::Instance) => {
                self.cells[cell].place + 1
            }
            Node::Choice(_, choice) => choice + 1,
            _ => 1,
        }
    }

    fn random(&self, carrier: CellId, seed: Option<f64>) -> Random {
        let draw = self.draws.get();
        self.draws.set(draw + 1);
        match seed {
            Some(seed) => Random::seeded(seed),
            None => Random::new(self.context.seed, self.cells[carrier].key.as_str(), draw),
        }
    }

    /// The labels of the chosen names, in their order.
    pub(super) fn choice_labels(&self, list: Option<usize>, names: &str) -> String {
        let choices = list.map_or(&[][..], |list| self.plan.choices(self.guide, list));
        let label = |name: &str| {
            let choice = choices.iter().find(|choice| choice.name == name)?;
            Some(choice.label.in_language(self.language).0)
        };
        names.split_whitespace().filter_map(label).collect::<Vec<_>>().join(", ")
    }
}

fn owned<'e>(text: String) -> Evaluated<'e> {
    Evaluated::Text(Cow::Owned(text))
}

/// To the nearest whole number, halves upwards.
fn round(number: f64) -> f64 {
    if number.is_finite() && number.abs() < 1e15 { (number + 0.5).floor() } else { number }
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let letter = |letter: char| match from.iter().position(|from| *from == letter) {
        Some(place) => to.get(place).copied(),
        None => Some(letter),
    };
    text.chars().filter_map(letter).collect()
}

/// The value that a question of a kind takes from a computed value.
pub(super) fn to_value(value: &Evaluated<'_>, world: &World<'_>, kind: &Kind) -> Value {
    let number = || match value {
        Evaluated::Nodes(nodes) => match nodes.first().map(|node| world.atom(*node)) {
            Some(Evaluated::Number(number)) => Some(number),
            _ => None,
        },
        Evaluated::Number(number) => Some(*number),
        _ => None,
    };
    let text = world.text(value);
    if text.trim().is_empty() || number().is_some_and(f64::is_nan) {
        return Value::Empty;
    }
    let offset = world.context.offset_minutes;
    match kind {
        Kind::Integer | Kind::Decimal | Kind::Range { .. } => match world.number(value) {
            number if number.is_nan() => Value::Text(text.into_owned()),
            // A zero has no sign in an answer.
            number => Value::Number(number + 0.0),
        },
        Kind::SelectMultiple { .. } | Kind::Rank { .. } => {
            Value::Many(text.split_whitespace().map(str::to_owned).collect())
        }
        Kind::Date => match number().and_then(Moment::from_days) {
            Some(moment) => Value::Text(moment.without_time().to_text(offset)),
            None => Value::Text(text.into_owned()),
        },
        Kind::DateTime => match number().and_then(Moment::from_days) {
            Some(moment) => Value::Text(moment.to_text(offset)),
            None => Value::Text(text.into_owned()),
        },
        Kind::Calculate | Kind::Hidden | Kind::Metadata { .. } => match number() {
            Some(number) => Value::Number(number + 0.0),
            None => Value::Text(text.into_owned()),
        },
        Kind::SelectOne { .. } => Value::Text(text.trim().to_owned()),
        _ => Value::Text(text.into_owned()),
    }
}
