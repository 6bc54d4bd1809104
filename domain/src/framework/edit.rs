//! What can be done to a framework, the same from every view, and the writes that do it.

use super::{
    Framework, Kind,
    canvas::{
        Change,
        change::{NewLink, Put},
    },
    finding::Fix,
    link::LinkKind,
    records::{AT, HOME, Nature, ORDER, Records, WHOLE, Write},
};
use crate::{comment::Mark, guide::draft::order, language::Language};

#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A new node, after another or at the end.
    Add {
        id: String,
        kind: Kind,
        text: String,
        after: Option<String>,
        place: Option<[f64; 2]>,
    },
    Connect(NewLink),
    /// A node's kind, and where a hand put it.
    Put(Put),
    /// Behind another node in the order of nodes, or before all.
    MoveNode {
        id: String,
        after: Option<String>,
    },
    /// A new part at the end of its kind: an assumption of a link, a period of an indicator.
    AddPart {
        record: String,
    },
    /// A new indicator, or one from another node.
    Indicator {
        id: String,
        node: String,
    },
    /// A plain value; empty takes it away.
    Value {
        record: String,
        field: String,
        value: String,
    },
    /// What a text reads.
    Words {
        record: String,
        field: String,
        language: String,
        words: String,
    },
    Remove {
        record: String,
    },
    /// What was removed, or is contested, stays.
    Keep {
        record: String,
    },
    /// Somebody lives with a finding, for a reason; without one it counts again.
    SetAside {
        code: String,
        place: String,
        reason: String,
    },
}

impl Edit {
    pub fn value(record: impl Into<String>, field: &str, value: impl Into<String>) -> Self {
        Self::Value { record: record.into(), field: field.to_owned(), value: value.into() }
    }

    pub fn words(record: impl Into<String>, field: &str, language: &str, words: impl Into<String>) -> Self {
        Self::Words {
            record: record.into(),
            field: field.to_owned(),
            language: language.to_owned(),
            words: words.into(),
        }
    }

    pub fn remove(nature: Nature, id: &str) -> Self {
        Self::Remove { record: nature.record(id) }
    }
}

/// What a drawing asks for. Its boxes' words are in `language`, or where they have none, without.
pub fn of_change(change: &Change, framework: &Framework, language: Language) -> Vec<Edit> {
    match change {
        Change::Add { id, kind, text, place, link } => {
            let add = Edit::Add {
                id: id.clone(),
                kind: kind.clone(),
                text: text.clone(),
                after: None,
                place: *place,
            };
            std::iter::once(add).chain(link.clone().map(Edit::Connect)).collect()
        }
        Change::Rename { id, text } => {
            let tag = framework.node(id).map_or(language.tag(), |node| tag(&node.text, language));
            vec![Edit::words(Nature::Node.record(id), "text", tag, text)]
        }
        Change::Put(puts) => puts.iter().cloned().map(Edit::Put).collect(),
        Change::Connect(link) => vec![Edit::Connect(link.clone())],
        Change::Remove { boxes, links } => {
            let boxes = boxes.iter().map(|id| Edit::remove(Nature::Node, id));
            boxes.chain(links.iter().map(|id| Edit::remove(Nature::Link, id))).collect()
        }
    }
}

/// Under which tag a text is written in a language: a text without languages stays without.
pub fn tag(text: &crate::guide::Text, language: Language) -> &'static str {
    let plain = text.0.len() == 1 && text.0.contains_key("");
    if plain { "" } else { language.tag() }
}

/// What mends a finding. `fresh` is an id that nothing has. Empty where only a file can be wrong so.
pub fn of_fix(fix: &Fix, framework: &Framework, fresh: &str) -> Vec<Edit> {
    match fix {
        Fix::RemoveNode { node } => vec![Edit::remove(Nature::Node, node)],
        Fix::RemoveLink { link } => vec![Edit::remove(Nature::Link, link)],
        Fix::TurnLink { link } => {
            let Some(found) = framework.links.iter().find(|one| one.id == *link) else { return Vec::new() };
            let record = Nature::Link.record(link);
            vec![Edit::value(&record, "from", &found.to), Edit::value(&record, "to", &found.from)]
        }
        Fix::RetypeLink { link, kind } => {
            vec![Edit::value(Nature::Link.record(link), "kind", kind.word())]
        }
        Fix::MoveNode { node, kind } => vec![Edit::value(Nature::Node.record(node), "kind", kind.word())],
        Fix::AddIndicator { node } => vec![Edit::Indicator { id: fresh.to_owned(), node: node.clone() }],
        Fix::AddAssumption { link } => {
            vec![Edit::AddPart { record: Nature::Assumption.record(&format!("{link}/{fresh}")) }]
        }
        Fix::TurnDirection { node, indicator } => {
            use super::indicator::Direction;
            let found = framework.node(node).and_then(|node| {
                node.indicators.iter().find(|one| one.id == *indicator).map(|one| one.direction.clone())
            });
            let turned = if found == Some(Direction::Falls) { Direction::Rises } else { Direction::Falls };
            vec![Edit::value(Nature::Indicator.record(indicator), "direction", turned.word())]
        }
        Fix::RenameNode { .. }
        | Fix::RenameLink { .. }
        | Fix::RemoveValue { .. }
        | Fix::SwapPeriods { .. } => Vec::new(),
    }
}

/// The writes that make an edit, by whoever makes it now.
pub fn writes(records: &Records, edit: &Edit, by: &Mark, language: Language) -> Vec<Write> {
    match edit {
        Edit::Add { id, kind, text, after, place } => {
            let record = Nature::Node.record(id);
            let mut writes = vec![
                Write::field(&record, "kind", kind.word()),
                Write::field(&record, ORDER, node_order(records, after.as_deref(), true)),
            ];
            writes.extend(place.map(|place| Write::field(&record, AT, at(Some(place)))));
            if !text.is_empty() {
                writes.push(Write::text(&record, "text", language.tag(), text));
            }
            writes
        }
        Edit::Connect(link) => connect(records, link),
        Edit::Put(Put { id, kind, place }) => {
            let record = Nature::Node.record(id);
            let changes = [("kind", kind.word().to_owned()), (AT, at(*place))].into_iter();
            changes
                .filter(|(field, value)| records.field(&record, field) != value)
                .map(|(field, value)| Write::field(&record, field, value))
                .collect()
        }
        Edit::MoveNode { id, after } => {
            let order = node_order(records, after.as_deref(), false);
            vec![Write::field(&Nature::Node.record(id), ORDER, order)]
        }
        Edit::AddPart { record } => vec![Write::field(record, ORDER, last_order(records, record))],
        Edit::Indicator { id, node } => {
            let record = Nature::Indicator.record(id);
            vec![
                Write::field(&record, HOME, node),
                Write::field(&record, ORDER, last_order(records, &record)),
            ]
        }
        Edit::Value { record, field, value } => vec![Write::field(record, field, value)],
        Edit::Words { record, field, language, words } => {
            vec![Write::text(record, field, language, words)]
        }
        Edit::Remove { record } => {
            let removal = records.removal(record, by);
            vec![Write::Remove { record: record.clone(), removal }]
        }
        Edit::Keep { record } => vec![Write::Keep { record: record.clone() }],
        Edit::SetAside { code, place, reason } => {
            vec![Write::field(&Nature::Aside.record(code), &format!("@{place}"), reason.trim())]
        }
    }
}

/// Sets the title's words, or another text of the framework as a whole.
pub fn whole(field: &str, language: &str, words: impl Into<String>) -> Edit {
    Edit::words(WHOLE, field, language, words)
}

fn connect(records: &Records, link: &NewLink) -> Vec<Write> {
    let record = Nature::Link.record(&link.id);
    vec![
        Write::field(&record, "from", &link.from),
        Write::field(&record, "to", &link.to),
        Write::field(&record, "kind", link.kind.word()),
        Write::field(&record, ORDER, last_order(records, &record)),
    ]
}

fn at(place: Option<[f64; 2]>) -> String {
    place.map(|[x, y]| format!("{x} {y}")).unwrap_or_default()
}

/// An order behind `after`; without one, the last, or the first.
fn node_order(records: &Records, after: Option<&str>, last: bool) -> String {
    let mut orders: Vec<(&str, &str)> =
        records.ids(Nature::Node).map(|(id, node)| (node.field(ORDER), id)).collect();
    orders.sort_unstable();
    let Some(at) = after.and_then(|after| orders.iter().position(|(_, id)| *id == after)) else {
        return match (last, orders.last(), orders.first()) {
            (true, Some((order, _)), _) => order::after(order),
            (false, _, Some((order, _))) => order::between("", Some(order)),
            _ => order::after(""),
        };
    };
    // Nodes that two people put at the same place share an order; what comes behind them comes behind both.
    let low = orders[at].0;
    match orders[at..].iter().find(|(order, _)| *order > low) {
        Some((high, _)) => order::between(low, Some(high)),
        None => order::after(low),
    }
}

/// An order behind all records of the same nature.
fn last_order(records: &Records, record: &str) -> String {
    let Some((nature, _)) = Nature::of(record) else { return order::after("") };
    let last = records.ids(nature).map(|(_, other)| other.field(ORDER)).max().unwrap_or_default();
    order::after(last)
}

/// A link that says that one thing contributes to another.
pub fn serves(id: &str, from: &str, to: &str) -> Edit {
    let [id, from, to] = [id, from, to].map(str::to_owned);
    Edit::Connect(NewLink { id, from, to, kind: LinkKind::Contributory })
}

#[cfg(test)]
pub(crate) mod tests;
