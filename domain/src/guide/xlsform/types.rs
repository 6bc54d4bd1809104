//! What the `type` column can say.

use crate::guide::Kind;

/// A type understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Question(Ask),
    Begin(Block),
    End(Block),
    /// A type that is known and that Jalon does not do.
    OutOfScope,
    Unknown,
}

/// What a row asks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ask {
    pub(super) kind: Kind,
    /// Old types that only allow whole numbers from 0 to this one.
    pub(super) at_most: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Group,
    Repeat,
    /// A group repeated once for each choice of a list; empty where the author names none.
    Loop(String),
}

impl Block {
    /// As it stands after `begin` and `end`.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Loop(_) => "loop",
        }
    }

    pub(super) fn matches(&self, other: &Self) -> bool {
        self.word() == other.word()
    }
}

/// A type's name and what it asks for.
type Plain = (&'static str, fn() -> Kind);

const PLAIN: &[Plain] = &[
    ("text", || Kind::Text),
    ("string", || Kind::Text),
    ("phone number", || Kind::Text),
    ("integer", || Kind::Integer),
    ("int", || Kind::Integer),
    ("decimal", || Kind::Decimal),
    ("range", || Kind::Range { start: 1.0, end: 10.0, step: 1.0 }),
    ("date", || Kind::Date),
    ("time", || Kind::Time),
    ("dateTime", || Kind::DateTime),
    ("datetime", || Kind::DateTime),
    ("date time", || Kind::DateTime),
    ("note", || Kind::Note),
    ("acknowledge", || Kind::Acknowledge),
    ("trigger", || Kind::Acknowledge),
    ("calculate", || Kind::Calculate),
    ("hidden", || Kind::Hidden),
    ("start", || metadata("start")),
    ("start time", || metadata("start")),
    ("get start time", || metadata("start")),
    ("end", || metadata("end")),
    ("end time", || metadata("end")),
    ("get end time", || metadata("end")),
    ("today", || metadata("today")),
    ("get today", || metadata("today")),
    ("username", || metadata("username")),
    ("email", || metadata("email")),
    ("image", || unsupported("image")),
    ("photo", || unsupported("image")),
    ("picture", || unsupported("image")),
    ("audio", || unsupported("audio")),
    ("video", || unsupported("video")),
    ("file", || unsupported("file")),
    ("barcode", || unsupported("barcode")),
];

/// Old types of whole numbers and the largest they take.
const BOUNDED: &[(&str, f64)] = &[
    ("percentage", 100.0),
    ("number of days in last month", 31.0),
    ("number of days in last six months", 183.0),
    ("number of days in last year", 365.0),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Select {
    One,
    Multiple,
    Rank,
}

const SELECTS: &[(&str, Select)] = &[
    ("select all that apply from", Select::Multiple),
    ("select all that apply", Select::Multiple),
    ("select one from", Select::One),
    ("select one using", Select::One),
    ("select one", Select::One),
    ("select_one", Select::One),
    ("select1", Select::One),
    ("select_multiple", Select::Multiple),
    ("select", Select::Multiple),
    ("rank", Select::Rank),
];

const OUT_OF_SCOPE: &[&str] = &[
    "geopoint",
    "geotrace",
    "geoshape",
    "gps",
    "location",
    "start-geopoint",
    "background-geopoint",
    "background-audio",
    "audit",
    "osm",
    "csv-external",
    "xml-external",
    "select_one_external",
    "select one external",
    "select_one_from_file",
    "select_multiple_from_file",
    "select one from file",
    "select multiple from file",
    "deviceid",
    "device id",
    "get device id",
    "uri:deviceid",
    "imei",
    "subscriberid",
    "subscriber id",
    "get subscriber id",
    "uri:subscriberid",
    "simserial",
    "sim id",
    "get sim id",
    "uri:simserial",
    "phonenumber",
    "get phone number",
    "uri:phonenumber",
    "uri:username",
    "uri:email",
];

fn metadata(what: &str) -> Kind {
    Kind::Metadata { what: what.to_owned() }
}

fn unsupported(what: &str) -> Kind {
    Kind::Unsupported { what: what.to_owned() }
}

/// Reads a type. Case counts, as in every other tool that reads XLSForm.
pub(super) fn read(text: &str) -> Entry {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let block = |rest: &str| block(rest);
    if let Some(begun) = text.strip_prefix("begin ").or_else(|| text.strip_prefix("begin_")).and_then(block) {
        return Entry::Begin(begun);
    }
    if let Some(ended) = text.strip_prefix("end ").or_else(|| text.strip_prefix("end_")).and_then(block) {
        return Entry::End(ended);
    }
    let asked = modern(&text);
    question(asked.as_deref().unwrap_or(&text))
}

/// `q date` and `add date prompt` are old words for `date`.
fn modern(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix("q ") {
        return Some(rest.to_owned());
    }
    let (what, rest) = text.strip_prefix("add ")?.split_once(" prompt")?;
    Some(format!("{what}{rest}"))
}

fn block(text: &str) -> Option<Block> {
    let mut words = text.split(' ');
    let mut word = words.next()?;
    if word == "looped" && text.starts_with("looped group") {
        word = "repeat";
        words.next();
    }
    let list = match words.next() {
        Some("over") => words.next().unwrap_or(""),
        Some(list) => list,
        None => "",
    };
    if words.next().is_some() {
        return None;
    }
    match word {
        "group" => Some(Block::Group),
        "repeat" | "lgroup" => Some(Block::Repeat),
        "loop" => Some(Block::Loop(list.to_owned())),
        _ => None,
    }
}

fn question(text: &str) -> Entry {
    let asks = |kind: Kind| Entry::Question(Ask { kind, at_most: None });
    if let Some((_, kind)) = PLAIN.iter().find(|(name, _)| *name == text) {
        return asks(kind());
    }
    if let Some((_, most)) = BOUNDED.iter().find(|(name, _)| *name == text) {
        return Entry::Question(Ask { kind: Kind::Integer, at_most: Some(*most) });
    }
    if OUT_OF_SCOPE
        .iter()
        .any(|name| text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    {
        return Entry::OutOfScope;
    }
    for (name, select) in SELECTS {
        let Some(list) = text.strip_prefix(name).and_then(|rest| rest.strip_prefix(' ')) else { continue };
        return choice(*select, list).map_or(Entry::Unknown, asks);
    }
    Entry::Unknown
}

fn choice(select: Select, list: &str) -> Option<Kind> {
    let (list, other) = match list.split_once(' ') {
        None => (list, false),
        Some((list, "or_other" | "or other" | "or specify other")) => (list, true),
        Some(_) => return None,
    };
    let list = list.to_owned();
    Some(match select {
        Select::One => Kind::SelectOne { list, or_other: other },
        Select::Multiple => Kind::SelectMultiple { list, or_other: other },
        Select::Rank => Kind::Rank { list },
    })
}

/// The types that an author should know, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    const BLOCKS: [&str; 6] =
        ["begin group", "end group", "begin repeat", "end repeat", "select_one", "select_multiple"];
    PLAIN.iter().map(|(name, _)| *name).chain(BLOCKS).chain(["rank"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &Entry) {
        assert_eq!(&read(text), expected, "{text}");
    }

    fn asks(kind: Kind) -> Entry {
        Entry::Question(Ask { kind, at_most: None })
    }

    #[test]
    fn questions() {
        check("text", &asks(Kind::Text));
        check("q date", &asks(Kind::Date));
        check(
            "add select one prompt using sizes",
            &asks(Kind::SelectOne { list: "sizes".into(), or_other: false }),
        );
        check("select_one  sizes or_other", &asks(Kind::SelectOne { list: "sizes".into(), or_other: true }));
        check(
            "select all that apply from sizes",
            &asks(Kind::SelectMultiple { list: "sizes".into(), or_other: false }),
        );
        check("rank sizes", &asks(Kind::Rank { list: "sizes".into() }));
        check("end", &asks(metadata("end")));
        check("percentage", &Entry::Question(Ask { kind: Kind::Integer, at_most: Some(100.0) }));
    }

    #[test]
    fn blocks() {
        check("begin_group", &Entry::Begin(Block::Group));
        check("begin loop over sizes", &Entry::Begin(Block::Loop("sizes".into())));
        check("begin looped group", &Entry::Begin(Block::Repeat));
        check("end repeat", &Entry::End(Block::Repeat));
    }

    #[test]
    fn what_is_not_done_is_told_from_what_is_not_known() {
        check("geopoint", &Entry::OutOfScope);
        check("select_one_from_file towns.csv", &Entry::OutOfScope);
        for unknown in ["Text", "begin dancing", "begin", "select_one", "select_one a b", "text foo", ""] {
            check(unknown, &Entry::Unknown);
        }
    }
}
