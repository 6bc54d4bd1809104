//! The text with other people's carets in it: cut where they stand. Positions count UTF-16 units, as text fields do.

use sync::presence::Peer;

/// How long after a move the name beside a caret rests, in milliseconds.
const RESTS_AFTER: i64 = 6_000;

/// A piece of text, and whose caret stands at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub text: String,
    pub caret: Option<Caret>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Caret {
    pub name: String,
    pub color: u8,
    /// She has not moved for a while.
    pub rests: bool,
}

impl Caret {
    pub fn of(peer: &Peer, now: i64) -> Self {
        let rests = (now - peer.moved_at).abs() >= RESTS_AFTER;
        Self { name: peer.user.name.clone(), color: peer.user.color, rests }
    }
}

/// The whole text in order, cut at each caret. A caret beyond the end stands at the end; none cuts a letter in two.
pub fn segments(text: &str, mut carets: Vec<(u32, Caret)>) -> Vec<Segment> {
    carets.sort_by_key(|(at, _)| *at);
    let mut segments = Vec::with_capacity(carets.len() + 1);
    let (mut from, mut units) = (0, 0);
    let mut letters = text.char_indices();
    for (at, caret) in carets {
        let mut end = from;
        while units < at {
            let Some((start, letter)) = letters.next() else { break };
            units += u32::try_from(letter.len_utf16()).unwrap_or(1);
            end = start + letter.len_utf8();
        }
        segments.push(Segment { text: text[from..end].to_owned(), caret: Some(caret) });
        from = end;
    }
    segments.push(Segment { text: text[from..].to_owned(), caret: None });
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_where_the_carets_stand() {
        let check = |text: &str, carets: &[u32], expected: &[&str]| {
            let caret = Caret { name: "x".to_owned(), color: 0, rests: false };
            let cut = segments(text, carets.iter().map(|at| (*at, caret.clone())).collect());
            let texts: Vec<_> = cut.iter().map(|segment| segment.text.as_str()).collect();
            assert_eq!(texts, expected, "{text:?} at {carets:?}");
            assert_eq!(cut.iter().filter(|segment| segment.caret.is_some()).count(), carets.len());
        };
        check("", &[], &[""]);
        check("", &[0], &["", ""]);
        check("abc", &[1], &["a", "bc"]);
        check("abc", &[3, 0], &["", "abc", ""]);
        check("abc", &[2, 2], &["ab", "", "c"]);
        check("abc", &[99], &["abc", ""]);
        check("é🌿b", &[3], &["é🌿", "b"]);
        check("🌿b", &[1], &["🌿", "b"]);
    }
}
