//! The closed list of functions: XPath 1.0 and what OpenRosa and ODK add to it.

/// A function with the number of arguments it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    pub name: &'static str,
    pub least: usize,
    pub most: usize,
}

const MANY: usize = usize::MAX;

/// Sorted by name.
pub const SIGNATURES: [Signature; 83] = [
    of("abs", 1, 1),
    of("acos", 1, 1),
    of("area", 1, 1),
    of("asin", 1, 1),
    of("atan", 1, 1),
    of("atan2", 2, 2),
    of("base64-decode", 1, 1),
    of("boolean", 1, 1),
    of("boolean-from-string", 1, 1),
    of("ceiling", 1, 1),
    of("checklist", 2, MANY),
    of("coalesce", 2, MANY),
    of("concat", 1, MANY),
    of("contains", 2, 2),
    of("cos", 1, 1),
    of("count", 1, 1),
    of("count-non-empty", 1, 1),
    of("count-selected", 1, 1),
    of("current", 0, 0),
    of("date", 1, 1),
    of("date-time", 1, 1),
    of("decimal-date-time", 1, 1),
    of("decimal-time", 1, 1),
    of("depend", 1, MANY),
    of("digest", 2, 3),
    of("distance", 1, MANY),
    of("ends-with", 2, 2),
    of("exp", 1, 1),
    of("exp10", 1, 1),
    of("extract-signed", 2, 2),
    of("false", 0, 0),
    of("floor", 1, 1),
    of("format-date", 2, 2),
    of("format-date-time", 2, 2),
    of("geofence", 2, 2),
    of("if", 3, 3),
    of("indexed-repeat", 3, 7),
    of("instance", 1, 1),
    of("int", 1, 1),
    of("intersects", 1, 1),
    of("join", 1, MANY),
    of("jr:choice-name", 2, 2),
    of("jr:itext", 1, 1),
    of("last", 0, 0),
    of("local-name", 0, 1),
    of("log", 1, 1),
    of("log10", 1, 1),
    of("max", 1, MANY),
    of("min", 1, MANY),
    of("name", 0, 1),
    of("namespace-uri", 0, 1),
    of("normalize-space", 0, 1),
    of("not", 1, 1),
    of("now", 0, 0),
    of("number", 0, 1),
    of("once", 1, 1),
    of("pi", 0, 0),
    of("position", 0, 1),
    of("pow", 2, 2),
    of("pulldata", 3, MANY),
    of("random", 0, 0),
    of("randomize", 1, 2),
    of("regex", 2, 2),
    of("round", 1, 2),
    of("selected", 2, 2),
    of("selected-at", 2, 2),
    of("sin", 1, 1),
    of("sqrt", 1, 1),
    of("starts-with", 2, 2),
    of("string", 0, 1),
    of("string-length", 0, 1),
    of("substr", 2, 3),
    of("substring", 2, 3),
    of("substring-after", 2, 2),
    of("substring-before", 2, 2),
    of("sum", 1, 1),
    of("tan", 1, 1),
    of("today", 0, 0),
    of("translate", 3, 3),
    of("true", 0, 0),
    of("uuid", 0, 1),
    of("version", 0, 0),
    of("weighted-checklist", 2, MANY),
];

const fn of(name: &'static str, least: usize, most: usize) -> Signature {
    Signature { name, least, most }
}

/// The function of that name.
pub fn signature(name: &str) -> Option<Signature> {
    SIGNATURES.binary_search_by_key(&name, |signature| signature.name).ok().map(|index| SIGNATURES[index])
}

/// The function whose name is nearest to a name there is not, for a suggestion.
pub fn nearest(name: &str) -> Option<&'static str> {
    let written = name.to_lowercase();
    SIGNATURES
        .iter()
        .map(|signature| (distance(&written, signature.name), signature.name))
        .min()
        .filter(|(distance, _)| *distance <= 1 + written.len() / 4)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or replaced to make one word of the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().take(40).enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for column in 0..to.len() {
            let replaced = diagonal + usize::from(letter != to[column]);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::{SIGNATURES, nearest};

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_searched() {
        assert!(SIGNATURES.is_sorted_by(|left, right| left.name < right.name));
    }

    #[test]
    fn a_misspelt_function_suggests_the_right_one() {
        for (written, meant) in [
            ("Selected", Some("selected")),
            ("count-slected", Some("count-selected")),
            ("choice-name", Some("jr:choice-name")),
            ("iff", Some("if")),
            ("wombat", None),
        ] {
            assert_eq!(nearest(written), meant, "{written}");
        }
    }
}
